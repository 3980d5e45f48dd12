"""The demonstration: a sandbox of our own, and files nobody owns.

The sandbox is another process, since moto takes seconds and memory that a terminal application has no use for.
It ends with us, however we end: it watches its standard input, which closes when we are gone.
"""

import importlib.util
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

INSTALL = "pip install 'fumidai-tui[demo]'"
_NEEDED = ("moto", "flask", "flask_cors", "pyotp", "cryptography", "signxml")


SECONDS_TO_END = 3.0
"""What a sandbox gets to end by itself; nobody who quits should wait for it longer."""


class DemoFailed(Exception):
    """The sandbox did not start; the message says why and what to do."""


@contextmanager
def demo_sandbox() -> Iterator[str]:
    """Run a sandbox; yields the URL of its first origin. Raises ``DemoFailed``."""
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        raise DemoFailed(
            f"The demonstration needs parts that are not installed. Install them with: {INSTALL}"
        )
    # -P: a folder named "auth" where the person happens to stand must not be taken for ours.
    command = [sys.executable, "-P", "-m", "auth.sandbox", "--port", "0", "--with-parent"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_without_aws()
    )
    try:
        assert process.stdout is not None  # noqa: S101 - asked for above
        line = process.stdout.readline()
        try:
            url = json.loads(line)["accounts"]
        except (ValueError, KeyError, TypeError):
            raise DemoFailed(
                "The sandbox did not start. See why with: python -m auth.sandbox --port 0"
            ) from None
        yield str(url)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.terminate()
        try:
            process.wait(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _without_aws() -> dict[str, str]:
    """The environment without what would make moto look at the person's own files."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


@contextmanager
def throw_away_home(config: str, credentials: str) -> Iterator[Path]:
    """A home folder with these two files, 0600 in 0700; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fumidai-") as name:
        folder = Path(name) / ".aws"
        folder.mkdir(mode=0o700)
        for file, text in ((folder / "config", config), (folder / "credentials", credentials)):
            file.touch(mode=0o600)
            file.write_text(text, encoding="utf-8")
        yield Path(name)


_NOT_INSIDE = (
    "AWS_",
    "XDG_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
)


def inside(home: Path, env: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """*env* as everything in the throw-away *home* sees it: no keys, profiles, settings or proxies of the person."""
    kept = {name: value for name, value in env.items() if not name.startswith(_NOT_INSIDE)}
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_ENDPOINT_URL": endpoint,
        # Both spellings: where both are set, most programs read the small one.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


_EXPORTED = (
    "HOME",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ENDPOINT_URL",
    "NO_PROXY",
    "no_proxy",
)
_UNSET = (
    "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_PROFILE AWS_DEFAULT_PROFILE",
    "AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_IAM AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
)
"""What would come before the files and the endpoint of the demonstration."""


def shell_lines(inside_env: Mapping[str, str], ca_bundle: str | None = None) -> tuple[str, ...]:
    """The lines for a POSIX shell after which the real AWS CLI works on the demonstration's files and its AWS."""
    exported = [(name, inside_env[name]) for name in _EXPORTED]
    if ca_bundle:
        exported.append(("AWS_CA_BUNDLE", ca_bundle))
    return (
        *(f"export {name}={shlex.quote(value)}" for name, value in exported),
        *(f"unset {names}" for names in _UNSET),
        "aws sts get-caller-identity --profile from_fumidai",
    )


def folded(lines: Iterable[str], width: int) -> str:
    """*lines* of a POSIX shell in *width* columns; a longer one goes on after a backslash, so that it can be copied.

    A line with quotes in it is left as it is: a backslash may mean itself there.
    """
    shown = []
    for line in lines:
        while len(line) > width > 1 and "'" not in line:
            cut = line.rfind(" ", 1, width - 1) + 1 or width - 1
            shown.append(line[:cut] + "\\")
            line = line[cut:]
        shown.append(line)
    return "\n".join(shown)
