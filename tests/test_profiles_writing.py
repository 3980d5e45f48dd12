"""The one writer: a file is replaced whole or not at all, by one program at a time."""

from __future__ import annotations

import errno
import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

from profiles import writing
from profiles.editor import set_keys
from profiles.writing import FileRefused, change_file


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(folder: Path) -> set[str]:
    """What lies in a folder, locks aside."""
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def _append(more: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data + more


def test_a_change_replaces_the_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    change_file(path, _append(b" new"), private=False)
    assert path.read_bytes() == b"old new"
    assert _names(tmp_path) == {"config"}


def test_a_missing_file_is_made_private_in_private_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "config"
    change_file(path, _append(b"new"), private=False)
    assert path.read_bytes() == b"new"
    assert (_mode(path), _mode(path.parent), _mode(path.parent.parent)) == (0o600, 0o700, 0o700)


@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o644)])
def test_a_private_file_becomes_private_and_any_other_keeps_its_mode(
    tmp_path: Path, private: bool, expected: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    path.chmod(0o644)
    change_file(path, _append(b"x"), private=private)
    assert _mode(path) == expected


def test_what_is_written_is_never_readable_by_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"")
    path.chmod(0o666)
    seen = []
    sync = os.fsync

    def look(handle: int) -> None:
        seen.append([stat.S_IMODE(os.fstat(handle).st_mode), os.fstat(handle).st_size])
        sync(handle)

    monkeypatch.setattr(os, "fsync", look)
    change_file(path, _append(b"hunter2"), private=True)
    assert seen[0] == [0o600, len("hunter2")]


def test_owner_and_group_are_kept_where_we_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"")
    given = []

    def chown(file: Path, owner: int, group: int) -> None:
        given.append((file.suffix, owner, group))
        raise PermissionError

    monkeypatch.setattr(os, "chown", chown)
    owner, group = path.stat().st_uid, path.stat().st_gid
    change_file(path, _append(b"x"), private=False)
    assert given == [(".fumidai", owner, group), (".fumidai", -1, group)]
    assert path.read_bytes() == b"x"


def test_a_symbolic_link_is_followed_and_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "config", tmp_path / "config"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)
    change_file(link, _append(b" new"), private=False)
    assert link.is_symlink()
    assert real.read_bytes() == b"old new"
    assert _names(real.parent) == {"config"}


def test_a_link_to_a_file_that_is_not_there_yet_makes_that_file(tmp_path: Path) -> None:
    link = tmp_path / "config"
    link.symlink_to(tmp_path / "dotfiles" / "config")
    change_file(link, _append(b"new"), private=False)
    assert link.is_symlink()
    assert (tmp_path / "dotfiles" / "config").read_bytes() == b"new"


def test_links_in_a_circle_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileRefused, match="go round in a circle"):
        change_file(tmp_path / "a", _append(b""), private=False)


def test_a_read_only_file_is_refused_with_the_line_that_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(FileRefused) as refused:
        change_file(path, _append(b"new"), private=False)
    assert refused.value.cause == "It is read-only."
    assert refused.value.remedy == f"chmod u+w {path}"
    assert (path.read_bytes(), _mode(path), _names(tmp_path)) == (b"old", 0o444, {"config"})


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "The disk is full."),
        (errno.EDQUOT, "Your share of the disk is used up."),
        (errno.EROFS, "The disk is read-only."),
        (errno.EACCES, "You may not write there."),
        (errno.EIO, "Input/output error."),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_whatever_the_disk_says_the_file_is_unchanged_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, cause: str, call: str
) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(FileRefused) as refused:
        change_file(path, _append(b"new"), private=True)
    assert refused.value.cause == cause
    assert (path.read_bytes(), _names(tmp_path)) == (b"old", {"credentials"})


@pytest.mark.parametrize("path", ["folder", "pipe", os.devnull])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = os.stat(os.devnull).st_mode
    with pytest.raises(FileRefused):
        change_file(tmp_path / path, _append(b"new"), private=True)
    assert os.stat(os.devnull).st_mode == before


def test_a_failing_edit_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")

    def edit(data: bytes) -> bytes:
        raise FileRefused("No.", "Because.", "Do not.")

    with pytest.raises(FileRefused, match="Because"):
        change_file(path, edit, private=True)
    assert (path.read_bytes(), _names(tmp_path)) == (b"old", {"config"})


def test_a_file_that_another_program_holds_is_refused_after_a_while_in_words(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"old")
    with filelock.FileLock(f"{path}.lock"), pytest.raises(FileRefused) as refused:
        change_file(path, _append(b"new"), private=True, patience=0.05)
    assert "credentials.lock" in refused.value.cause
    assert path.read_bytes() == b"old"


def test_a_write_of_a_program_without_a_lock_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"[a]\nk = 1\n")
    calls: list[bytes] = []

    def edit(data: bytes) -> bytes:
        if not calls:  # `aws configure set`, between our reading and our replacing
            path.write_bytes(data + b"[b]\nk = 2\n")
        calls.append(data)
        return set_keys(data, "a", {"k": "3"})

    change_file(path, edit, private=True)
    assert len(calls) == 2
    assert path.read_bytes() == b"[a]\nk = 3\n[b]\nk = 2\n"


def test_a_file_that_never_rests_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "credentials"

    def edit(data: bytes) -> bytes:
        path.write_bytes(data + b"x")
        return b"ours"

    with pytest.raises(FileRefused, match="Another program keeps changing it"):
        change_file(path, edit, private=True)
    assert set(path.read_bytes()) == {ord("x")}
    assert _names(tmp_path) == {"credentials"}


def test_a_write_right_behind_ours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "credentials"
    monkeypatch.setattr(writing, "_sync_folder", lambda _: path.write_bytes(b"theirs"))
    with pytest.raises(FileRefused, match="changed by another program at the same moment"):
        change_file(path, _append(b"ours"), private=True)


def _set_own_key(path: Path, name: str) -> None:
    for number in range(10):
        change_file(path, lambda data: set_keys(data, name, {"k": str(number)}), private=True, patience=60)  # noqa: B023


def test_processes_that_change_different_sections_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    start = multiprocessing.get_context("spawn").Process
    processes = [start(target=_set_own_key, args=(path, f"p{number}")) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    text = path.read_text()
    assert all(f"[p{number}]\nk = 9\n" in text for number in range(4))
    assert text.count("[") == 4
    assert _names(tmp_path) == {"credentials"}
