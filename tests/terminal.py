"""A program in a real terminal, driven by a test: tmux on a private server that nothing else can reach.

    with Terminal([sys.executable, "-m", "tui"], env=environment) as terminal:
        terminal.wait_for("password")
        terminal.type("a word")
        terminal.press("Enter")

Nothing here sleeps for luck: every wait looks at the screen again until what it waits for is there, and a
wait that runs out of time shows the screen it saw. Mark such tests with `needs("tmux")`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# What a wait looks for: a text, a pattern, or a question about the whole screen's text.
Sought = str | re.Pattern[str] | Callable[[str], bool]

PATIENCE = 20.0  # seconds: generous, since a wait takes only as long as it must
LOOK_AGAIN = 0.03  # seconds between two looks; a look takes about 5 ms
AFTER_ESCAPE = 0.2  # seconds: a program takes what comes within 0.1 s of an Escape for a key with Alt

CONFIGURATION = """
set -g default-terminal tmux-256color
set -g status off
set -g remain-on-exit on
set -g remain-on-exit-format ""
set -g history-limit 5000
set -s escape-time 0
set -s set-clipboard on
"""

# The program should see a terminal, and not that it is tmux: some behave differently there.
HIDDEN = ("TMUX", "TMUX_PANE", "TERM_PROGRAM", "TERM_PROGRAM_VERSION")


class NotShown(AssertionError):
    """The screen did not come to what a test waited for."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the terminal saw."""

    text: str
    """The visible lines, without trailing spaces."""
    status: int | None
    """The exit status of the program, minus the signal that killed it, or None while it runs."""


class Terminal:
    """`command` in a terminal of `columns` x `rows`, from `with` to its end.

    `env` is the whole environment of the program (default: this process's, which in tests is nobody's).
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
    ) -> None:
        self.command = [str(part) for part in command]
        self.env = dict(os.environ if env is None else env)
        self.columns, self.rows = columns, rows
        self.cwd = cwd or Path.cwd()
        self._escaped = 0.0

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="tmux-"))  # short: a socket's path has a limit of 107
        (self._folder / "conf").write_text(CONFIGURATION)
        terminal = {"COLORTERM": "truecolor", **self.env}
        # tmux has a TERM and a SHELL of its own for what it starts.
        names = [f"{name}={terminal[name]}" for name in ("TERM", "COLORTERM", "SHELL") if name in terminal]
        hide = [word for name in HIDDEN for word in ("-u", name)]
        size = ["-x", str(self.columns), "-y", str(self.rows)]
        try:
            self._tmux(
                *("-u", "-f", str(self._folder / "conf"), "new-session", "-d", *size, "-c", str(self.cwd)),
                *("--", "env", *hide, *names, *self.command),
                env=self.env,
            )
            self.pid = int(self._ask("#{pane_pid}"))
        except BaseException:
            self._end_server()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # Ended through tmux, which reaps it; a program that outlives its terminal would outlive the test.
            for last_word in (signal.SIGHUP, signal.SIGKILL):
                if self.look().status is None:
                    with suppress(ProcessLookupError):
                        os.killpg(self.pid, last_word)
                    with suppress(NotShown):
                        self.wait_for_end(timeout=5)
        finally:
            self._end_server()

    # What the person does

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names: "a", "Enter", "Escape", "Tab", "Up", "BSpace", "C-p", "F1", …

        What is sent after a call that ends in Escape waits, as a person would.
        """
        self._after_escape()
        self._tmux("send-keys", "--", *keys)
        if keys[-1] == "Escape":
            self._escaped = time.monotonic()

    def type(self, text: str) -> None:
        """Type `text` as keys. It is in no argument list on its way."""
        self._send(text)

    def paste(self, text: str) -> None:
        """Paste `text` as a terminal does: bracketed, where the program asked for that."""
        self._send(text, "-p")

    def click(self, text: str) -> None:
        """Press and release the left button on the first place where the screen shows `text`."""
        lines = self.wait_for(text).splitlines()
        row = next(number for number, line in enumerate(lines) if text in line)
        place = f"0;{lines[row].index(text) + 1};{row + 1}"
        self._send(f"\x1b[<{place}M\x1b[<{place}m")

    def resize(self, columns: int, rows: int) -> None:
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))
        self.columns, self.rows = columns, rows

    # What the person sees

    def look(self) -> Look:
        """The screen now, and whether the program still runs."""
        state = "#{pane_dead},#{pane_dead_status},#{pane_dead_signal},#{pid}"
        first, _, text = self._tmux("display-message", "-p", state, ";", "capture-pane", "-p").partition("\n")
        dead, status, killed_by, server = first.split(",")
        if dead == "1" and not (status or killed_by):
            # The terminal is closed, but the server has not reaped the program yet. tmux 3.3 now and then
            # misses its SIGCHLD for ever (seen in 4 of 60 starts, four at once), so it is given another.
            os.kill(int(server), signal.SIGCHLD)
        ended = int(status) if status else -int(killed_by) if killed_by else None
        return Look(text, ended)

    def text(self) -> str:
        return self.look().text

    def styled(self) -> str:
        """The screen with its colours and weights, as SGR escape sequences."""
        return self._tmux("capture-pane", "-p", "-e")

    def title(self) -> str:
        return self._ask("#{pane_title}")

    def clipboard(self) -> str | None:
        """What the program last copied by OSC 52, if anything."""
        copied = subprocess.run(self._client("show-buffer"), capture_output=True, text=True)
        return copied.stdout if copied.returncode == 0 else None

    # Waiting

    def wait_for(self, sought: Sought, timeout: float = PATIENCE) -> str:
        """Wait until the screen shows `sought`, and return its text.

        Raises NotShown: `timeout` seconds went by, or the program ended without showing it.
        """
        return self._wait(lambda look: _found(sought, look.text), f"show {_named(sought)}", timeout).text

    def wait_while(self, sought: Sought, timeout: float = PATIENCE) -> str:
        """Wait until the screen no longer shows `sought`, and return its text.

        Two looks must agree: a screen that is just being drawn may lack a line for one look.
        """
        lost = 0

        def stays_lost(look: Look) -> bool:
            nonlocal lost
            lost = 0 if _found(sought, look.text) else lost + 1
            return lost > 1

        return self._wait(stays_lost, f"lose {_named(sought)}", timeout).text

    def wait_for_end(self, timeout: float = PATIENCE) -> int:
        """Wait until the program has ended, and return its exit status (minus the signal that killed it)."""
        look = self._wait(lambda look: look.status is not None, "end", timeout)
        assert look.status is not None
        return look.status

    def _wait(self, until: Callable[[Look], bool], to: str, timeout: float) -> Look:
        give_up = time.monotonic() + timeout
        while not until(look := self.look()):
            if look.status is not None:
                raise NotShown(f"The program ended with {look.status} and did not {to}.\n{self._drawn(look)}")
            if time.monotonic() > give_up:
                raise NotShown(f"The screen did not {to} within {timeout:g} s.\n{self._drawn(look)}")
            time.sleep(LOOK_AGAIN)
        return look

    def _drawn(self, look: Look) -> str:
        name = f" {' '.join(self.command)} ".replace("\n", " ")[: self.columns]
        lines = [f"│{line}" for line in look.text.splitlines()]
        return "\n".join(["┌" + name.ljust(self.columns, "─"), *lines, "└" + "─" * self.columns])

    # tmux

    def _after_escape(self) -> None:
        time.sleep(max(0.0, self._escaped + AFTER_ESCAPE - time.monotonic()))

    def _send(self, text: str, *options: str) -> None:
        self._after_escape()
        subprocess.run(self._client("load-buffer", "-b", "sent", "-"), input=text, text=True, check=True)
        self._tmux("paste-buffer", "-d", "-b", "sent", *options)

    def _ask(self, what: str) -> str:
        return self._tmux("display-message", "-p", what).rstrip("\n")

    def _tmux(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        run = subprocess.run(self._client(*arguments), env=env, capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"tmux {arguments[0]}: {run.stderr.strip()}")
        return run.stdout

    def _client(self, *arguments: str) -> list[str]:
        return ["tmux", "-S", str(self._folder / "socket"), *arguments]

    def _end_server(self) -> None:
        subprocess.run(self._client("kill-server"), capture_output=True)
        shutil.rmtree(self._folder, ignore_errors=True)


def _found(sought: Sought, text: str) -> bool:
    if isinstance(sought, str):
        return sought in text
    if isinstance(sought, re.Pattern):
        return sought.search(text) is not None
    return sought(text)


def _named(sought: Sought) -> str:
    if isinstance(sought, re.Pattern):
        return f"/{sought.pattern}/"
    return repr(sought) if isinstance(sought, str) else getattr(sought, "__name__", "what was asked")
