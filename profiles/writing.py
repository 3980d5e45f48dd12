"""The one writer: a file is changed under a lock, and replaced whole or not at all.

The lock is `<file>.lock`, the one aws-google-auth takes. Programs that take none (`aws configure set`) are
met by looking at what the new file displaced: see `profiles.replacing`.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from profiles.replacing import Rescued, clear_all, leftovers, replace

PATIENCE = 5.0
"""Seconds to wait for another program's lock."""
_ATTEMPTS = 6
_PAUSE = 0.05
"""Seconds between attempts; the AWS CLI writes a file in far less."""
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
    # rename(2): a mount point cannot be replaced.
    errno.EBUSY: ("It is mounted by itself, as a container does it.", "Mount the folder it is in instead."),
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


@dataclass(frozen=True, slots=True)
class Written:
    """A change that was made: the whole content before (empty for a missing file) and after it.

    Either may hold secrets, so neither is shown.
    """

    before: bytes = field(repr=False)
    after: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Swept:
    """What crashes had left: how many leftovers were `removed`, and the files `saved` out of them."""

    removed: int = 0
    saved: tuple[Path, ...] = ()
    """What other programs wrote in the instant of a crash, and may be in no other file."""


def change_file(
    path: Path, edit: Callable[[bytes], bytes], *, private: bool, patience: float = PATIENCE
) -> Written:
    """Replace the content of `path` by `edit(content)`; a missing file counts as empty and is made 0600.

    What a program without a lock wrote before our replacement is never lost: `edit` is then called again,
    with what that program wrote. So it can be called several times; it may raise `FileRefused`, and then the
    file is as that program left it. (`profiles.exchange.swap` says what disks that cannot swap are short of.)

    Symbolic links are followed. A `private` file has mode 0600 afterwards, any other keeps its mode; owner,
    group and extended attributes (with them access lists) are kept where we may. A hard link is not: the
    other name keeps the old content. Raises `FileRefused`.
    """
    try:
        _make_folder(path.parent)
        with _locked(path, patience) as target:
            for attempt in range(_ATTEMPTS):
                if attempt:
                    time.sleep(_PAUSE)
                before = _content(target)
                after = edit(before or b"")
                if replace(target, before, after, lambda new: _take_over(target, new, private=private)):
                    _check(target, after)
                    return Written(before or b"", after)
    except OSError as error:
        cause, remedy = _CAUSES.get(
            error.errno or 0, (f"{error.strerror or error}.", "Mend that, then try again.")
        )
        raise FileRefused(_unchanged(path), cause, remedy) from None
    except Rescued as rescued:
        raise _told(path, rescued) from None
    raise FileRefused(
        _unchanged(path),
        "Another program keeps changing it, or has it open to write to it.",
        "Wait until that program is done, then try again.",
    )


def sweep(path: Path) -> Swept:
    """Remove what a crash left beside `path`; nothing if another program holds the lock. Never raises."""
    with suppress(FileRefused, OSError):
        # Most starts find nothing, and then need neither the lock nor the library for it.
        if any(leftovers(Path(os.path.realpath(path)))):
            with _locked(path, patience=0) as target:
                return Swept(*clear_all(target))
    return Swept()


def _unchanged(path: Path) -> str:
    return f"{path} was not changed."


def _told(path: Path, rescued: Rescued) -> FileRefused:
    if not rescued.saved:
        what = f"{path} was written, but the disk failed right after that."
        return FileRefused(what, "The change may be gone after a restart.", "Look at the file and the disk.")
    what = f"{path} was written." if rescued.is_written else _unchanged(path)
    saved = " and ".join(map(str, rescued.saved))
    cause = f"Another program wrote the file in the same instant, and that is kept in {saved}."
    return FileRefused(what, cause, "Take over from there what you miss, delete it, and try again.")


def _check(target: Path, after: bytes) -> None:
    """Read the file back. What another program wrote behind us is its right, and told."""
    with suppress(OSError):
        if target.read_bytes() == after:
            return
    what = f"{target} was written, and changed by another program at the same moment."
    raise FileRefused(what, "That program takes no lock.", "Look at the file before you go on.")


@contextmanager
def _locked(path: Path, patience: float) -> Iterator[Path]:
    """Hold the lock of a file, and of the one that it links to, which is given."""
    with _lock(path, path, patience):
        target = Path(os.path.realpath(path))
        if target == Path(os.path.realpath(path.parent), path.name):
            yield target
            return
        _make_folder(target.parent)
        with _lock(target, path, patience):
            yield target


@contextmanager
def _lock(file: Path, path: Path, patience: float) -> Iterator[None]:
    # Imported here: only a write needs it, and it brings asyncio along.
    import filelock

    lock = filelock.FileLock(f"{file}.lock", timeout=patience)
    try:
        lock.acquire(poll_interval=0.05)
    except filelock.Timeout:
        cause = f"Another program has held {file}.lock for {patience:g} seconds."
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


def _take_over(target: Path, new: Path, *, private: bool) -> None:
    """Give the new file the owner, group, attributes and mode of the old one, as far as we may."""
    try:
        old = target.stat()
    except FileNotFoundError:
        return
    if sys.platform != "win32":
        try:
            os.chown(new, old.st_uid, old.st_gid)
        except PermissionError:
            with suppress(PermissionError):
                os.chown(new, -1, old.st_gid)
    if sys.platform == "linux":
        with suppress(OSError):  # a disk without attributes
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(new, name, os.getxattr(target, name))
    # Last: it also takes from a private file what an access list gave to others.
    new.chmod(_PRIVATE if private else stat.S_IMODE(old.st_mode))
