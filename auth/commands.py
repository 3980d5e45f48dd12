"""A person's own command that prints a secret: ``password_command`` and ``code_command`` of the settings.

It is an argument list, no shell reads it. It has no terminal: a command that wants to ask there fails instead of
drawing over the screen.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from auth.errors import AuthError
from auth.plain import plain
from profiles.secret import Secret

MOST_BYTES: Final = 64 * 1024
"""More than this is nobody's password."""
GRACE: Final = 1.0
"""Seconds to wait for the output of a command that has ended: a child it left may hold the pipe open for ever."""


class CommandFailed(AuthError):
    """The command gave no secret."""


def run_for_secret(command: Sequence[str], seconds: float = 30) -> Secret:
    """The first line that *command* prints, without its line ending. Blocks for *seconds* at most.

    Raises ``CommandFailed``. When the time is over, or the application ends, the command is killed with its children.
    """
    name = plain(Path(command[0]).name, 60) if command else ""
    if not name:
        raise CommandFailed(
            "The command is empty.", "", "Write a program and its arguments into the settings."
        )
    child = _Child()
    try:
        printed, complained = child.start(command)
        code = child.wait(seconds)
    except (OSError, ValueError) as error:
        why = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else ""
        raise CommandFailed(
            f"The command {name} cannot be started.", why, "Check its path in the settings."
        ) from None
    except subprocess.TimeoutExpired:
        child.kill()
        raise CommandFailed(
            f"The command {name} did not end within {seconds:g} seconds.",
            "It may be waiting for an answer that nobody can give it there.",
            "Run it in a shell to see what it waits for, then press r.",
        ) from None
    finally:
        child.let_go()
    return _secret(name, code, printed, complained)


def _secret(name: str, code: int, printed: "_Reader", complained: "_Reader") -> Secret:
    text = printed.text()
    line = text.partition("\n")[0].removesuffix("\r")
    remedy = "Run it in a shell to see why, then press r."
    if code != 0:
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        # What it printed, or traces ("+ …"), may be the secret; a complaint after that may repeat it.
        complaints = [] if text else complained.text().splitlines()
        words = [line for line in complaints if line.strip() and line[0] != "+"][-1:]
        raise CommandFailed(f"The command {name} {ended}.", "", remedy, plain("".join(words)))
    if not line:
        raise CommandFailed(f"The command {name} printed nothing.", "Its first line is empty.", remedy)
    if "\ufffd" in line or len(line) >= MOST_BYTES:
        raise CommandFailed(f"The command {name} printed something that is no line of text.", "", remedy)
    return Secret(line)


class _Reader:
    """Reads a pipe to its end, so that nobody who writes to it has to wait."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._kept = pipe, bytearray()
        self._thread = threading.Thread(target=self._read, name="fumidai-command", daemon=True)
        self._thread.start()

    def text(self) -> str:
        """What was written, ``MOST_BYTES`` at most. Blocks for ``GRACE`` seconds at most."""
        self._thread.join(GRACE)
        return self._kept.decode("utf-8", "replace")

    def _read(self) -> None:
        with self._pipe:
            while part := os.read(self._pipe.fileno(), 4096):
                self._kept += part[: MOST_BYTES - len(self._kept)]


class _Child:
    """A process that is killed with its children when this one ends, unless it is let go before."""

    def __init__(self) -> None:
        self._lock, self._ended = threading.Lock(), False
        self._process: subprocess.Popen[bytes] | None = None
        # Before the start, and with a lock: the application may end in the very moment of it.
        atexit.register(self.kill)

    def start(self, command: Sequence[str]) -> tuple[_Reader, _Reader]:
        """What it prints, and what it complains. Raises ``OSError`` and ``ValueError``."""
        with self._lock:
            if self._ended:
                raise OSError("the application ends")
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # no terminal, and one group to kill
            )
        assert self._process.stdout is not None  # noqa: S101 - both are pipes
        assert self._process.stderr is not None  # noqa: S101
        return _Reader(self._process.stdout), _Reader(self._process.stderr)

    def wait(self, seconds: float) -> int:
        """The exit code. Raises ``subprocess.TimeoutExpired``."""
        assert self._process is not None  # noqa: S101 - it was started
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End it and what it started."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                _kill(self._process)

    def let_go(self) -> None:
        """It has ended."""
        atexit.unregister(self.kill)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(  # the system's own, found in its own folder
            [
                rf"{os.environ.get('SYSTEMROOT', 'C:/Windows')}\System32\taskkill.exe",
                "/T",
                "/F",
                "/PID",
                str(process.pid),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    else:
        with suppress(OSError):  # it has just ended, or runs as somebody else
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
