"""What only the system can do in one step: swap two files, move one without replacing, tell who is writing.

Python has no name for these calls. The one package that has (`renameat2`) knows Linux alone and is built with
a compiler, so they are called through `ctypes`: renameat2(2) on Linux, renamex_np(2) on macOS. Where the
system or the disk knows neither (NFS, FAT, Windows), the same comes about in several steps.
"""

from __future__ import annotations

import errno
import functools
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are relative to the working directory
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What systems and disks answer that know the call, or its flag, not."""


def swap(new: Path, target: Path) -> bool:
    """Put `new` in the place of `target`, and what lay there in the place of `new`. Raises `OSError`.

    True if that was one step: then what lies at `new` is what the target was in the very instant of its
    replacement. False where it had to be three: the displaced file then has its place at `new` by a second
    name (a hard link, or on disks without them a copy), so a program that renames another file over the
    target between the steps loses what it wrote. In either case there is always a whole file at `target`.
    After a crash between the steps, the displaced file lies at the name of `new` with `-old` behind it.
    """
    if _rename(new, target, exchange=True):
        return True
    old = new.with_name(f"{new.name}-old")
    try:
        os.link(target, old)
    except FileNotFoundError:
        raise
    except OSError:
        try:
            shutil.copy2(target, old)
        except OSError:
            old.unlink(missing_ok=True)  # half a copy is nobody's
            raise
    os.replace(new, target)
    os.rename(old, new)
    return False


def move(source: Path, target: Path) -> None:
    """Rename a file. Raises `FileExistsError` if there is one at `target`, and `OSError`."""
    if _rename(source, target, exchange=False):
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(source, target)
    else:
        source.unlink()


def is_open_for_writing(handle: int) -> bool:
    """Whether any process has the file behind `handle`, opened for reading, open for writing.

    Linux alone tells: it grants a read lease on no such file (fcntl(2), "Leases"). Elsewhere, and for files
    of other people, the answer is False. Disks on a network refuse leases for reasons of their own, so ask
    only where `swap` was one step.
    """
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        # A program that opens the file while we hold the lease makes the kernel send us a signal. SIGIO, which
        # it is without this line, would end the process.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _rename(source: Path, target: Path, *, exchange: bool) -> bool:
    """Swap two files, or rename one to a new name. False where that is not known; raises `OSError`."""
    call = _call()
    if call is None:
        return False
    number = call(os.fsencode(source), os.fsencode(target), exchange)
    if number == 0:
        return True
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(source), None, str(target))


@functools.cache
def _call() -> Callable[[bytes, bytes, bool], int] | None:
    """The system's own call, which answers with an error number or 0; None if there is none."""
    if sys.platform == "win32":
        return None
    # Imported here: only a write needs it.
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    function = getattr(library, name, None)
    if function is None:
        return None
    if name == "renamex_np":  # sys/stdio.h: RENAME_SWAP is 2, RENAME_EXCL is 4
        function.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint]
    else:  # linux/fs.h: RENAME_NOREPLACE is 1, RENAME_EXCHANGE is 2
        function.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]

    def call(source: bytes, target: bytes, exchange: bool) -> int:
        if name == "renamex_np":
            answer = function(source, target, 2 if exchange else 4)
        else:
            answer = function(_HERE, source, _HERE, target, 2 if exchange else 1)
        return ctypes.get_errno() if answer else 0

    return call
