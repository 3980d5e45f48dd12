"""A change to the AWS files: looked at before it is written, merged with what others wrote, and undone.

A change is what was seen and what it shall become, so its diff is exactly what will be written. Where the
file has another content by then, both are merged (`profiles.merging`), or the change is refused. Undoing is
the same change the other way round.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from profiles.diffs import DiffLine, diff
from profiles.ini import read
from profiles.merging import Clash, three_way
from profiles.paths import Paths
from profiles.texts import Texts
from profiles.versions import keep_version
from profiles.writing import FileRefused, change_file


@dataclass(frozen=True, slots=True)
class FileChange:
    """What is done to one file; its bytes hold secrets, so they are not printed."""

    path: Path
    private: bool
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)

    @property
    def lines(self) -> tuple[DiffLine, ...]:
        return diff(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """Changes of one or both files that belong together; `what` is a sentence about them."""

    what: str
    files: tuple[FileChange, ...]

    def undone(self, what: str) -> Change:
        """The change that takes this one back."""
        files = tuple(
            FileChange(file.path, file.private, before=file.after, after=file.before) for file in self.files
        )
        return Change(what, files)


@dataclass(frozen=True, slots=True)
class Written:
    """A change as it was written. `merged`: files that others had changed meanwhile; both changes are in them."""

    change: Change
    merged: tuple[Path, ...] = ()
    unkept: FileRefused | None = None
    """Why the version before could not be kept; the change was written all the same."""


class ChangedMeanwhile(FileRefused):
    """Another program changed what this change is about, since the person looked; `theirs` is what it did."""

    def __init__(self, path: Path, clash: Clash, theirs: tuple[DiffLine, ...]) -> None:
        super().__init__(
            f"{path} was not changed: another program changed it meanwhile.",
            clash.reason,
            "Look at what it did, then make your change again.",
        )
        self.theirs = theirs


def read_texts(paths: Paths) -> Texts:
    """Both files as they are; a missing one is empty. Raises `FileRefused`."""
    _check_files(paths)
    return Texts(_content(paths.config), _content(paths.credentials))


def change_of(paths: Paths, what: str, before: Texts, after: Texts) -> Change:
    """The change from one pair of texts to another; only files that differ are in it."""
    files = (
        FileChange(paths.config, False, before.config, after.config),
        FileChange(paths.credentials, True, before.credentials, after.credentials),
    )
    return Change(what, tuple(file for file in files if file.before != file.after))


def write_change(paths: Paths, change: Change, now: datetime) -> Written:
    """Write a change, keeping the version of the config before it. Raises `FileRefused`, `ChangedMeanwhile`.

    Where the second of two files cannot be written, the first is put back.
    """
    _check_files(paths)
    unkept: FileRefused | None = None

    def keep(config: bytes) -> None:
        nonlocal unkept
        try:
            keep_version(paths, config, now, change.what)
        except FileRefused as refused:
            unkept = refused

    done: list[FileChange] = []
    for file in change.files:
        try:
            done.append(_write(file, keep if file.path == paths.config else _keep_nothing))
        except FileRefused as refused:
            for written in reversed(done):
                _put_back(written, refused)
            raise
    merged = tuple(new.path for old, new in zip(change.files, done, strict=True) if old.before != new.before)
    return Written(Change(change.what, tuple(done)), merged, unkept)


def _write(file: FileChange, keep: Callable[[bytes], None]) -> FileChange:
    """Write one file; return what really was before and after. `keep` is given what is about to be replaced."""

    def edit(found: bytes) -> bytes:
        _check_readable(found, f"{file.path} was not changed: AWS tools cannot read it as it is.")
        try:
            after = three_way(file.before, file.after, found)
        except Clash as clash:
            raise ChangedMeanwhile(file.path, clash, diff(file.before, found)) from None
        _check_readable(after, f"{file.path} was not changed: AWS tools could not read it afterwards.")
        if after != found:
            keep(found)
        return after

    written = change_file(file.path, edit, private=file.private)
    return FileChange(file.path, file.private, written.before, written.after)


def _check_readable(data: bytes, what: str) -> None:
    """Raises `FileRefused` for a file that AWS tools refuse: such a file is mended by hand, never written."""
    flaws = read(data, Path()).flaws
    if flaws:
        raise FileRefused(what, f"Line {flaws[0].line}: {flaws[0].what}", flaws[0].remedy)


def _put_back(written: FileChange, refused: FileRefused) -> None:
    """Take a file back because the second one was `refused`. Raises `FileRefused` where that fails too."""
    back = FileChange(written.path, written.private, before=written.after, after=written.before)
    try:
        _write(back, _keep_nothing)
    except FileRefused as again:
        raise FileRefused(
            f"{refused.what} {written.path} was changed before that and could not be put back.",
            f"{refused.cause} {again.cause}",
            f"{refused.remedy} Then look at {written.path}: only half of the change is made.",
        ) from None


def _keep_nothing(_content: bytes) -> None:
    """Only of the config versions are kept."""


def _check_files(paths: Paths) -> None:
    """Raises `FileRefused` where both files are one: each profile in it would have two names, one in each role."""
    if os.path.realpath(paths.config) == os.path.realpath(paths.credentials):
        raise FileRefused(
            f"{paths.config} is config and credentials file at once, so nothing is changed in it.",
            "What is a profile in one of them has another name in the other.",
            "Let AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name two files.",
        )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError as error:
        cause = f"{error.strerror or error}."
        raise FileRefused(f"{path} cannot be read.", cause, "Give yourself the right to read it.") from None
