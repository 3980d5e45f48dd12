"""Files that are not ours: one that a person names, read as text."""

from __future__ import annotations

from pathlib import Path

from profiles.writing import FileRefused

_MOST_BYTES_A_CHARACTER = 4
"""In UTF-8."""


def read_text_file(path: Path, longest: int) -> str:
    """The text of a file of at most `longest` characters. Raises `FileRefused`. Blocks."""
    what = f"{path} was not read."
    try:
        # Looked at first: to open a named pipe would wait for whoever writes into it.
        if path.is_dir():
            raise FileRefused(what, "It is a folder.", "Name a file in it.")
        if path.exists() and not path.is_file():
            raise FileRefused(what, "It is no regular file.", "Name another file.")
        with path.open("rb") as file:
            data = file.read(longest * _MOST_BYTES_A_CHARACTER + 1)
    except FileNotFoundError:
        raise FileRefused(what, "There is no such file.", "Look at the name.") from None
    except (OSError, ValueError) as error:
        cause = f"{getattr(error, 'strerror', None) or 'Its name cannot be the name of a file'}."
        raise FileRefused(what, cause, "Mend that, or name another file.") from None
    too_long = FileRefused(what, f"It is longer than {longest:,} characters.", "Take out what you need.")
    if len(data) > longest * _MOST_BYTES_A_CHARACTER:
        raise too_long
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        cause = f"It is not in UTF-8: line {line} holds other bytes."
        raise FileRefused(what, cause, "Save it as UTF-8, then try again.") from None
    if len(text) > longest:
        raise too_long
    return text
