"""A file put in the place of another, so that nobody's write is lost, wherever we are stopped.

The new file is made in a folder beside the target, `.config.<random>.fumidai`, and swapped with the target in
one step. What was displaced then lies in the folder, where it can be looked at: if it is not what we had read,
another program wrote it, and it goes back.

A crash leaves that folder behind. The file in it is named by two digests, of the content it was to replace
and of its own, so what lies there can be judged by itself: one of these two is deleted, anything else is the
write of another program and is kept as `config.saved-1`. The folder is private (0700) because a short secret
could be guessed from the digest of the file it is in.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from profiles import exchange

_ENDING = ".fumidai"
_RANDOM = r"[a-z0-9_]{8}"  # as tempfile makes it
_DRAFT = "draft"
_OURS = re.compile(r"draft|foreign|[0-9a-f]{32}-[0-9a-f]{32}(-old)?")
_PRIVATE = 0o600


class Rescued(Exception):
    """Another program wrote the target in the same instant; what it wrote is kept in `saved`.

    `is_written` tells whether our own content has the target's place. If `saved` is empty, the disk failed
    just after that, and failed to take it back too.
    """

    def __init__(self, saved: tuple[Path, ...], *, is_written: bool) -> None:
        super().__init__(saved)
        self.saved = saved
        self.is_written = is_written


def replace(target: Path, before: bytes | None, after: bytes, dress: Callable[[Path], None]) -> bool:
    """Put `after` in the place of `before`; None means a missing file.

    `dress` gives the new file (0600 so far) its owner and mode. False if another program changed or began to
    change the target meanwhile; then the target is as that program left it. Raises `Rescued` and `OSError`;
    after the latter, the target is as it was.
    """
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_ENDING, dir=target.parent))
    is_written = False
    try:
        new = _write(folder, before or b"", after)
        dress(new)
        if before is None or _holds(target, before, is_one_step=False):
            is_written = _put(new, target, before, after)
    except Rescued:
        is_written = True
        raise
    finally:
        saved = _clear(folder, target)
        if saved:
            raise Rescued(saved, is_written=is_written)
    return is_written


def clear_all(target: Path) -> tuple[int, tuple[Path, ...]]:
    """Clear what crashes left beside `target`: the number of folders removed, and what was saved from them.

    Only while nobody else replaces it.
    """
    cleared = 0
    saved: list[Path] = []
    for folder in leftovers(target):
        saved += _clear(folder, target)
        cleared += not folder.exists()
    return cleared, tuple(saved)


def leftovers(target: Path) -> Iterator[Path]:
    """The folders beside `target` that are ours: of crashes, or of a replacement going on. Raises `OSError`."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.{_RANDOM}{re.escape(_ENDING)}")
    for folder in sorted(target.parent.iterdir()):
        if not pattern.fullmatch(folder.name):
            continue
        status = folder.lstat()
        is_mine = sys.platform == "win32" or status.st_uid == os.geteuid()
        if stat.S_ISDIR(status.st_mode) and is_mine and all(map(_OURS.fullmatch, os.listdir(folder))):
            yield folder


def _write(folder: Path, before: bytes, after: bytes) -> Path:
    draft = folder / _DRAFT
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
        file.write(after)
        file.flush()
        os.fsync(file.fileno())
    # Only now does its name say that it is whole.
    return draft.rename(folder / f"{_digest(before)}-{_digest(after)}")


def _put(new: Path, target: Path, before: bytes | None, after: bytes) -> bool:
    """Swap the new file in; swap it out again if it displaced anything but `before`, or the disk fails."""
    try:
        if before is None:
            exchange.move(new, target)
            is_one_step = True
        else:
            is_one_step = exchange.swap(new, target)
    except (FileExistsError, FileNotFoundError):
        return False
    try:
        if before is None:
            _sync_folder(target.parent)
            return True
        # Looked at twice: where the system cannot tell who is writing, a late writer has the time of the
        # sync to end. (What it writes even later is lost there.)
        if _holds(new, before, is_one_step) and _synced(target.parent) and _holds(new, before, is_one_step):
            return True
    except BaseException:
        _take_back(new, target, before, after, is_one_step)
        raise
    _take_back(new, target, before, after, is_one_step)
    return False


def _take_back(new: Path, target: Path, before: bytes | None, after: bytes, is_one_step: bool) -> None:
    """Undo the swap. What another program made of our file meanwhile is marked, to be kept."""
    try:
        if before is None:
            exchange.move(target, new)
        else:
            exchange.swap(new, target)
    except FileNotFoundError:
        return  # deleted by another program, which is its right
    except OSError as error:
        raise Rescued((), is_written=True) from error
    if not _holds(new, after, is_one_step):
        new.rename(new.with_name("foreign"))


def _holds(file: Path, content: bytes, is_one_step: bool) -> bool:
    """Whether a file holds this content, and, where that can be told, nobody is about to change that."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(file, flags | getattr(os, "O_BINARY", 0)), "rb") as opened:
            if is_one_step and exchange.is_open_for_writing(opened.fileno()):
                return False
            return opened.read() == content
    except OSError:
        return False


def _clear(folder: Path, target: Path) -> tuple[Path, ...]:
    """Delete what is ours or was known, and save everything else. What resists stays for the next time."""
    saved = []
    with suppress(OSError):
        for file in sorted(folder.iterdir()):
            if _may_go(file, target):
                file.unlink()
            else:
                saved.append(_save(file, target))
        folder.rmdir()
    return tuple(saved)


def _may_go(file: Path, target: Path) -> bool:
    if file.name == _DRAFT:
        return True
    if not stat.S_ISREG(file.lstat().st_mode):
        return False
    # A second name of the target is what a swap in several steps leaves that got no further than its first.
    is_target = target.exists() and file.samefile(target)
    return is_target or _digest(file.read_bytes()) in file.name.split("-")


def _save(file: Path, target: Path) -> Path:
    if stat.S_ISREG(file.lstat().st_mode):
        file.chmod(_PRIVATE)
    number = 1
    while True:
        saved = target.with_name(f"{target.name}.saved-{number}")
        try:
            exchange.move(file, saved)
        except FileExistsError:
            number += 1
        else:
            return saved


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _synced(folder: Path) -> bool:
    _sync_folder(folder)
    return True


def _sync_folder(folder: Path) -> None:
    """Make the swap last through a power cut. Windows cannot open folders; some disks cannot sync them."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # fsync(2): no file of a kind that can be synced
            raise
    finally:
        os.close(handle)
