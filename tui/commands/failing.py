"""How a command without a screen fails: one line on standard error, and an exit code."""

from __future__ import annotations

import os
import sys

FAILED = 1


class Failed(Exception):
    """The command did not do what it was asked for; `str()` is a sentence that says why."""

    def __init__(self, words: str, code: int = FAILED) -> None:
        super().__init__(words)
        self.code = code


def tell(error: Exception) -> int:
    """Say it on standard error; return the exit code. Raises what is no failure of a command, but an error of ours."""
    from auth.errors import AuthError
    from auth.plain import plain
    from profiles.shell_lines import CannotQuote
    from profiles.writing import FileRefused

    code = error.code if isinstance(error, Failed) else FAILED
    if isinstance(error, BrokenPipeError):  # The reader has enough.
        _close_output()
        return code
    if isinstance(error, UnicodeEncodeError):
        # Not its own words, which hold what was to be printed.
        words = f"The answer has characters that {error.encoding} does not know. Set PYTHONIOENCODING=utf-8."
    elif isinstance(error, OSError) and error.filename is None:  # Standard output.
        _close_output()
        words = f"The answer could not be written: {error.strerror}."
    elif isinstance(error, AuthError):
        # Keys to press are the application's.
        start = "Start fumidai-tui. " if error.remedy.startswith("Press ") else ""
        words = " ".join(filter(None, (error.what, error.why, f"{start}{error.remedy}", error.quote)))
    elif isinstance(error, Failed | CannotQuote | FileRefused):
        words = str(error)
    else:
        raise error
    print(f"fumidai-tui: {plain(words, 1000)}", file=sys.stderr)
    return code


def _close_output() -> None:
    """What is left of the output goes nowhere, so that Python does not fail with it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
