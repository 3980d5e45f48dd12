"""The one writer: a file is changed under a lock, and replaced whole or not at all.

The lock is `<file>.lock`, the one aws-google-auth takes. Programs that take none (`aws configure set`) are
met by reading the file again just before it is replaced.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE = 5.0
"""Seconds to wait for another program's lock."""
_ATTEMPTS = 5
_PRIVATE = 0o600

_CAUSES = {
    errno.EACCES: (
        "You may not write there.",
        "Give yourself the right to write to the file and its folder.",
    ),
    errno.EPERM: ("You may not write there.", "Give yourself the right to write to the file and its folder."),
    errno.EROFS: ("The disk is read-only.", "Make it writable, or name another file."),
    errno.ENOSPC: ("The disk is full.", "Free some space, then try again."),
    errno.EDQUOT: ("Your share of the disk is used up.", "Free some space, then try again."),
    errno.ELOOP: ("Its symbolic links go round in a circle.", "Mend the links."),
}


class FileRefused(Exception):
    """A file could not be written: `what` happened, its `cause`, the `remedy`, a sentence each.

    The file is as it was before, unless `what` says otherwise.
    """

    def __init__(self, what: str, cause: str, remedy: str) -> None:
        super().__init__(what, cause, remedy)
        self.what = what
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.cause} {self.remedy}"


def change_file(
    path: Path, edit: Callable[[bytes], bytes], *, private: bool, patience: float = PATIENCE
) -> None:
    """Replace the content of `path` by `edit(content)`; a missing file counts as empty and is made 0600.

    Symbolic links are followed. A `private` file has mode 0600 afterwards, any other keeps its mode; owner
    and group are kept where we may. `edit` can be called several times, and may raise `FileRefused`. Raises
    `FileRefused`.
    """
    try:
        _make_folder(path.parent)
        with _locked(path, patience):
            target = Path(os.path.realpath(path))
            _make_folder(target.parent)
            for _ in range(_ATTEMPTS):
                before = _content(target)
                if _replace(target, before, edit(before or b""), private=private):
                    return
    except OSError as error:
        cause, remedy = _CAUSES.get(
            error.errno or 0, (f"{error.strerror or error}.", "Mend that, then try again.")
        )
        raise FileRefused(_unchanged(path), cause, remedy) from None
    raise FileRefused(
        _unchanged(path),
        "Another program keeps changing it.",
        "Wait until that program is done, then try again.",
    )


def _unchanged(path: Path) -> str:
    return f"{path} was not changed."


@contextmanager
def _locked(path: Path, patience: float) -> Iterator[None]:
    # Imported here: only a write needs it, and it brings asyncio along.
    import filelock

    lock = filelock.FileLock(f"{path}.lock", timeout=patience)
    try:
        lock.acquire(poll_interval=0.05)
    except filelock.Timeout:
        cause = f"Another program has held {path}.lock for {patience:g} seconds."
        remedy = "Let it finish (aws-google-auth, another fumidai-tui), then try again."
        raise FileRefused(_unchanged(path), cause, remedy) from None
    except NotImplementedError:
        cause = "Its disk knows no locks, so another program could write at the same time."
        raise FileRefused(_unchanged(path), cause, "Put the file on another disk.") from None
    try:
        yield
    finally:
        lock.release()


def _make_folder(folder: Path) -> None:
    """Make missing folders, each readable by the owner alone."""
    if folder.exists():
        return
    _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)


def _content(target: Path) -> bytes | None:
    """The content of a file that we may replace; None if missing. Raises `FileRefused` and `OSError`."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused(_unchanged(target), "It is no regular file.", "Name another file.")
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(target, os.W_OK):
        raise FileRefused(_unchanged(target), "It is read-only.", f"chmod u+w {target}")
    return target.read_bytes()


def _replace(target: Path, before: bytes | None, after: bytes, *, private: bool) -> bool:
    """Put `after` in the place of `before`. False if somebody else changed the file meanwhile."""
    # mkstemp makes the file with mode 0600, so nobody else can read a secret from it.
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".fumidai", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            _take_over(target.stat(), temporary, private=private)
        if _content(target) != before:
            return False
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)
    if target.read_bytes() != after:
        what = f"{target} was written, and changed by another program at the same moment."
        raise FileRefused(what, "That program takes no lock.", "Look at the file before you go on.")
    return True


def _take_over(old: os.stat_result, temporary: Path, *, private: bool) -> None:
    """Give the new file the owner, group and mode of the old one, as far as we may."""
    if sys.platform != "win32":
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            with suppress(PermissionError):
                os.chown(temporary, -1, old.st_gid)
    temporary.chmod(_PRIVATE if private else stat.S_IMODE(old.st_mode))


def _sync_folder(folder: Path) -> None:
    """Make the replacement last through a power cut. Windows cannot open folders."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
