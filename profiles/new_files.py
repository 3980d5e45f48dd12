"""Files that a person asks for beside the AWS files: a record for a report, the texts of a set-up."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from profiles.writing import FileRefused


def make_file(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a new file that only this person can read, and its folders where they are missing.

    What lies at `path` stays, and the new file is refused, unless `replace`: then it is replaced whole.
    Raises `FileRefused`.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if replace:
            # Beside it first, so that a full disk costs nothing that was there.
            fresh = path.with_name(f".{secrets.token_hex(8)}.new")
            _make(fresh, data, then=path)
        else:
            _make(path, data)
    except OSError as error:
        cause = f"{error.strerror or 'No reason was given'}."
        raise FileRefused(f"{path} was not written.", cause, "Mend that, then save it again.") from None
    except ValueError:  # a NUL in it
        raise FileRefused("Nothing was written.", "No file can have this name.", "Give another.") from None


def _make(path: Path, data: bytes, then: Path | None = None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if then is not None:
            path.replace(then)
    except (OSError, ValueError):
        path.unlink(missing_ok=True)
        raise
