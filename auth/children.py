"""Programs that run beside us without a terminal, for what they print, and never outlive us."""

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Final

MOST_BYTES: Final = 64 * 1024
"""More than this is neither a password nor keys."""
GRACE: Final = 1.0
"""Seconds to wait for the output of a command that has ended: a child it left may hold the pipe open for ever."""


class Reader:
    """Reads a pipe to its end, so that nobody who writes to it has to wait."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe, self._kept = pipe, bytearray()
        self._thread = threading.Thread(target=self._read, name="fumidai-command", daemon=True)
        self._thread.start()

    def data(self) -> bytes:
        """What was written, ``MOST_BYTES`` at most. Blocks for ``GRACE`` seconds at most."""
        self._thread.join(GRACE)
        return bytes(self._kept)

    def text(self) -> str:
        """The same as text."""
        return self.data().decode("utf-8", "replace")

    def _read(self) -> None:
        with self._pipe:
            while part := os.read(self._pipe.fileno(), 4096):
                self._kept += part[: MOST_BYTES - len(self._kept)]


class Child:
    """A process that is killed with its children when this one ends, unless it is let go before."""

    def __init__(self) -> None:
        self._lock, self._ended = threading.Lock(), False
        self._process: subprocess.Popen[bytes] | None = None
        # Before the start, and with a lock: the application may end in the very moment of it.
        atexit.register(self.kill)

    def start(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> tuple[Reader, Reader]:
        """What it prints, and what it complains; in *env*, if given. Raises ``OSError`` and ``ValueError``."""
        with self._lock:
            if self._ended:
                raise OSError("the application ends")
            self._process = subprocess.Popen(
                list(command),
                env=None if env is None else dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # no terminal, and one group to kill
            )
        assert self._process.stdout is not None  # noqa: S101 - both are pipes
        assert self._process.stderr is not None  # noqa: S101
        return Reader(self._process.stdout), Reader(self._process.stderr)

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
