"""`fumidai-tui --demo` in a real terminal, and the real AWS CLI in another: what the journeys share.

    with Demo(tmp_path) as demo:
        demo.sign_in()
        assert demo.aws("sts", "get-caller-identity", "--profile", "sts")["Account"] == "111111111111"

On its way out it proves that nothing was left behind.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import requests

from tests.environments import awscli
from tests.terminal import NotShown, Terminal

SCRIPT = Path(sys.executable).parent / "fumidai-tui"
ROWS = re.compile(r"^[ ▌][ ▾▸] ", re.MULTILINE)
# What another shell may hold, and what the lines of the help screen have to overcome.
FOREIGN = {
    "AWS_PROFILE": "of-another-life",
    "AWS_ACCESS_KEY_ID": "AKIAOFANOTHERLIFE",
    "AWS_SECRET_ACCESS_KEY": "of-another-life",
    "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "no_proxy": "example.com",
}


class Demo:
    """The demo in a terminal of its own, with a folder for its temporary files that nobody else uses."""

    def __init__(
        self,
        folder: Path,
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = ("--demo",),
    ) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.env = {**os.environ, "TERM": "xterm-256color", "TMPDIR": str(self.temporary), **(env or {})}
        self.terminal = Terminal([SCRIPT, *arguments], env=self.env, columns=columns, rows=rows)

    def __enter__(self) -> Self:
        self.terminal.__enter__()
        try:
            self.terminal.wait_for("SANDBOX")
            self.terminal.wait_for("r Refresh")
        except BaseException:
            self.terminal.__exit__(None)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.terminal.__exit__(None)

    @property
    def home(self) -> Path:
        """The throw-away home."""
        (home,) = self.temporary.glob("fumidai-*")
        return home

    @property
    def credentials(self) -> Path:
        return self.home / ".aws" / "credentials"

    # What a person does

    def press(self, *keys: str) -> None:
        self.terminal.press(*keys)

    def back(self) -> None:
        """Esc, until no dialog is there."""
        self.terminal.press("Escape")
        self.terminal.wait_while("╭─")

    def find(self, name: str) -> None:
        """Put the cursor on the row called *name*, with the filter."""
        self.terminal.press("/")
        self.terminal.wait_for("words of name")
        self.terminal.type(name)
        self.terminal.press("Enter")
        self.terminal.wait_for(re.compile("^▌", re.MULTILINE))
        selected = re.compile(rf"^▌.*{re.escape(name)}", re.MULTILINE)
        for _ in range(10):  # On a slow machine the list may not be filtered yet when the key comes.
            self.terminal.press("G")
            with suppress(NotShown):
                self.terminal.wait_for(selected, timeout=3)
                return
        self.terminal.wait_for(selected)

    def ask(self) -> str:
        """Press r, keep nothing, and return the screen that asks for the password."""
        self.terminal.press("r")
        self.terminal.wait_for("Keep this Google session")
        self.terminal.press("Enter")
        return self.terminal.wait_for("signs in with: ")

    def give_password(self) -> None:
        """Type the password that the screen tells."""
        shown = re.search(r"signs in with: (\S+)", self.terminal.text())
        assert shown
        self.terminal.type(shown[1])
        self.terminal.press("Enter")

    def give_code(self) -> None:
        """Type the code that the screen tells."""
        shown = re.search(r"shows (\d{3}) (\d{3})", self.terminal.wait_for(re.compile(r"shows \d{3} \d{3}")))
        assert shown
        self.terminal.type(shown[1] + shown[2])
        self.terminal.press("Enter")

    def sign_in(self) -> None:
        """From the home screen to live keys of `sts`, by password and code."""
        self.ask()
        self.give_password()
        self.give_code()
        self.terminal.wait_for("can serve other bastions too")
        self.terminal.press("Enter")
        self.terminal.wait_for("sts is live for 12 h.")

    def countdown(self, name: str) -> int:
        """Seconds left in the row called *name*."""
        row = re.search(rf"● live +{name} .*?(\d+):(\d\d):(\d\d)", self.terminal.text())
        assert row, self.terminal.text()
        hours, minutes, seconds = map(int, row.groups())
        return (hours * 60 + minutes) * 60 + seconds

    def shell_lines(self) -> str:
        """The lines that the help screen hands out, but for the last one, which is an example."""
        self.terminal.press("?")
        self.terminal.wait_for("y copy the lines for a shell")
        self.terminal.press("y")
        wait_until(lambda: self.terminal.clipboard() is not None)
        self.back()
        *lines, example = (self.terminal.clipboard() or "").splitlines()
        assert example.startswith("aws ")
        return "\n".join(lines)

    # What goes on outside

    def aws(self, *words: str, lines: str, profile: str = "", variable: str = "") -> Any:
        """The real AWS CLI in a shell that holds foreign keys, after *lines*; its answer.

        *profile* goes to `--profile`, or to the environment variable called *variable*.
        """
        program = awscli()
        named = f"export {variable}={profile}\n" if variable else ""
        option = [] if variable else ["--profile", profile]
        ran = subprocess.run(
            ["sh", "-c", f'{lines}\n{named}exec "$0" "$@"', program, *words, *option, "--output", "json"],
            env={**os.environ, **FOREIGN},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def account_of(self, profile: str, *, lines: str, variable: str = "") -> str:
        """The account that the AWS CLI is in."""
        told = self.aws("sts", "get-caller-identity", lines=lines, profile=profile, variable=variable)
        return str(told["Account"])

    def users_of(self, profile: str, *, lines: str, variable: str = "") -> list[str]:
        """The IAM users that the AWS CLI lists."""
        told = self.aws("iam", "list-users", lines=lines, profile=profile, variable=variable)
        return [user["UserName"] for user in told["Users"]]

    def google(self) -> str:
        """The simulator's first origin, as the link of a bastion names it."""
        self.terminal.press("C")
        self.terminal.wait_for("by Google")
        self.terminal.press("g")
        shown = self.terminal.wait_for(re.compile(r"http://127\.0\.0\.1:\d+/o/saml2"))
        self.back()
        found = re.search(r"http://127\.0\.0\.1:\d+", shown)
        assert found
        return found[0]

    # What is left

    def sandbox_pids(self) -> list[int]:
        """The sandbox processes that this demo started."""
        return [
            pid
            for pid, parent, command in processes()
            if parent == self.terminal.pid and "auth.sandbox" in command
        ]

    def left_behind(self, pids: list[int]) -> list[str]:
        """Temporary files, and those of *pids* that still run."""
        alive = {pid for pid, _, _ in processes()}
        return [
            *(str(path) for path in self.temporary.iterdir()),
            *(str(pid) for pid in pids if pid in alive),
        ]


def processes() -> list[tuple[int, int, str]]:
    """Pid, parent and command line of every process that runs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found.append((int(folder.name), int(parent), command))
    return found


def wait_until(true: Callable[[], bool], timeout: float = 20.0) -> None:
    """Look again until *true()*."""
    give_up = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < give_up, "what was waited for did not come"
        time.sleep(0.02)


def fetch(url: str, method: str = "GET") -> Any:
    """What the simulator's own addresses tell."""
    with requests.Session() as session:
        session.trust_env = False
        answer = session.request(method, url, timeout=10)
    answer.raise_for_status()
    return answer.json()
