"""A program that has the terminal to itself while we wait for it, and takes nothing of it along when it ends.

Blocks on purpose: while the terminal is not ours nothing may be drawn, and no key is for us.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

if sys.platform != "win32":
    import termios

_Handler = Callable[[int, FrameType | None], object] | signal.Handlers


def run_in_foreground(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run *command* with exactly *env*; return its exit code, or minus the signal that ended it.

    Keys that send a signal (Ctrl+C) are the program's. A signal that is to end us ends the program first. Raises
    ``OSError`` where it cannot be started, and ``ValueError`` where no environment can hold *env*.
    """
    process: subprocess.Popen[bytes] | None = None

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        if process is not None and process.poll() is None:
            # A shell at its prompt ignores SIGTERM, but not that its terminal is gone.
            process.send_signal(getattr(signal, "SIGHUP", signal.SIGTERM))

    with _terminal_as_it_is(), _handling(pass_on):
        process = subprocess.Popen(command, env=dict(env))
        return process.wait()


def wait_for_enter(words: str) -> None:
    """Show *words* until Enter is pressed, or until nobody can press it any more."""
    with _handling(lambda _number, _frame: None), suppress(EOFError, OSError):
        input(words)


@contextmanager
def _handling(pass_on: _Handler) -> Iterator[None]:
    """Let the keyboard's signals do nothing here, and *pass_on* those that are to end us.

    With a handler instead of being ignored: what is ignored here would be ignored in the program, too. Ctrl+Z stops
    both, but only where somebody is there to let them go on; Textual's own handler would stop us in any case.
    """
    handlers: dict[str, _Handler] = {
        "SIGINT": _nothing,
        "SIGQUIT": _nothing,
        "SIGTSTP": signal.SIG_DFL,
        "SIGTERM": pass_on,
        "SIGHUP": pass_on,
    }
    before = {
        number: signal.signal(number, handler)
        for name, handler in handlers.items()
        if (number := getattr(signal, name, None)) is not None
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """The keys are the program's."""


@contextmanager
def _terminal_as_it_is() -> Iterator[None]:
    """Take the terminal and its modes back at the end: a program that is killed leaves both as they were then."""
    modes = _modes()
    try:
        yield
    finally:
        if modes is not None:
            _take_back(modes)


def _modes() -> list[Any] | None:
    if sys.platform == "win32" or sys.__stdin__ is None:
        return None
    with suppress(termios.error, OSError, ValueError):
        return termios.tcgetattr(sys.__stdin__)
    return None


def _take_back(modes: list[Any]) -> None:
    if sys.platform == "win32" or sys.__stdin__ is None:
        return
    # Whoever is not in the foreground is stopped when it sets a terminal, unless it ignores that.
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        with suppress(termios.error, OSError, ValueError):
            os.tcsetpgrp(sys.__stdin__.fileno(), os.getpgrp())
            termios.tcsetattr(sys.__stdin__, termios.TCSADRAIN, modes)
    finally:
        signal.signal(signal.SIGTTOU, before)
