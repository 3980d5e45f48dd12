"""A browser that was started for one sign-in, with a pipe to it, and how it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol

from auth.browser.pipe import Pipe, PipeClosed

_PATIENCE: Final = 5.0
"""Seconds for a browser that was asked to close: it writes its cookies first."""
_HIGH: Final = 10
"""File descriptors from here on cannot be those that the browser wants (3 and 4)."""


class _Process(Protocol):
    def poll(self) -> int | None:
        """The exit code once it has ended."""

    def end(self) -> None:
        """At once."""


class Program:
    """A running browser. Use as a context manager: it is closed at the end, and what does not close is ended."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        """Start *command*, a path and its arguments. Raises ``OSError``."""
        self.name = command[0]
        self._process: _Process
        if sys.platform == "win32":
            self._process, self.pipe = _start_on_windows(command, env)
        else:
            self._process, self.pipe = _start(command, env)

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(PipeClosed):
            # Its number is above all others, and the answer is not waited for.
            self.pipe.send({"id": 1_000_000, "method": "Browser.close"})
        if self.ended(_PATIENCE) is None:
            self._process.end()
            self.ended(_PATIENCE)
        self.pipe.close()

    def ended(self, seconds: float = 0.0) -> int | None:
        """The exit code, or minus the signal that ended it; None if it still runs after that time."""
        give_up = time.monotonic() + seconds
        while (code := self._process.poll()) is None and time.monotonic() < give_up:
            time.sleep(0.02)
        return code


class _Child:
    """A process that was not started by ``subprocess``, which cannot give a child descriptors of another number."""

    def __init__(self, pid: int) -> None:
        self._pid, self._code = pid, None if pid else 0

    def poll(self) -> int | None:
        if self._code is None:
            try:
                pid, status = os.waitpid(self._pid, os.WNOHANG)
            except ChildProcessError:
                self._code = 0
            else:
                self._code = os.waitstatus_to_exitcode(status) if pid else None
        return self._code

    def end(self) -> None:
        """The whole group: the browser's own children too."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)


def _start(command: Sequence[str], env: Mapping[str, str]) -> tuple[_Child, Pipe]:
    import fcntl

    def high(descriptor: int) -> int:
        try:
            return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
        finally:
            os.close(descriptor)

    its_in, our_out = map(high, os.pipe())
    our_in, its_out = map(high, os.pipe())
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        pid = os.posix_spawn(
            command[0],
            [*command],
            dict(env),
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, nothing, each) for each in (0, 1, 2)),
                (os.POSIX_SPAWN_DUP2, its_in, 3),
                (os.POSIX_SPAWN_DUP2, its_out, 4),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=[signal.SIGPIPE, signal.SIGINT, signal.SIGQUIT],
        )
    except BaseException:
        os.close(our_out)
        os.close(our_in)
        raise
    finally:
        for each in (its_in, its_out, nothing):
            os.close(each)
    return _Child(pid), Pipe(our_in, our_out)


class _WindowsProcess:
    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.poll()

    def end(self) -> None:
        self._process.kill()


def _start_on_windows(command: Sequence[str], env: Mapping[str, str]) -> tuple[_WindowsProcess, Pipe]:
    """Handles have other numbers there, which Chromium takes as an argument (``--remote-debugging-io-pipes``)."""
    import msvcrt

    its_in, our_out = os.pipe()
    our_in, its_out = os.pipe()
    windows: Any = msvcrt
    handles = [windows.get_osfhandle(each) for each in (its_in, its_out)]
    for each in handles:
        os.set_handle_inheritable(each, True)  # type: ignore[attr-defined]  # of Windows alone
    startup: Any = subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})  # type: ignore[attr-defined]
    try:
        process = subprocess.Popen(
            [command[0], f"--remote-debugging-io-pipes={handles[0]},{handles[1]}", *command[1:]],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            startupinfo=startup,
        )
    except BaseException:
        os.close(our_out)
        os.close(our_in)
        raise
    finally:
        os.close(its_in)
        os.close(its_out)
    return _WindowsProcess(process), Pipe(our_in, our_out)
