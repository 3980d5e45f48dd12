"""Files beside the AWS files: new ones for this person alone, and nothing that was there is lost unasked."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from profiles.new_files import make_file
from profiles.writing import FileRefused


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_and_its_folders_are_this_persons_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    make_file(path, b"text")
    assert path.read_bytes() == b"text"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


@pytest.mark.parametrize("kind", ["file", "folder", "link", "broken link"])
def test_what_is_there_stays_unless_it_is_to_be_replaced(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "x", tmp_path / "other"
    match kind:
        case "file":
            path.write_bytes(b"mine")
        case "folder":
            path.mkdir()
        case "link":
            other.write_bytes(b"theirs")
            path.symlink_to(other)
        case "broken link":
            path.symlink_to(other)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FileRefused) as refused:
        make_file(path, b"new")
    assert str(refused.value) == f"{path} was not written. File exists. Mend that, then save it again."
    assert sorted(tmp_path.iterdir()) == before
    if kind == "folder":
        with pytest.raises(FileRefused):
            make_file(path, b"new", replace=True)
        assert sorted(tmp_path.iterdir()) == before
        return
    make_file(path, b"new", replace=True)
    assert (path.read_bytes(), mode(path), path.is_symlink()) == (b"new", 0o600, False)
    assert sorted(tmp_path.iterdir()) == before
    if kind == "link":
        assert other.read_bytes() == b"theirs"


def test_a_full_disk_leaves_no_half_a_file_and_the_old_one_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, _: str) -> Any:
        os.close(descriptor)
        raise OSError(errno.ENOSPC, "No space left on device")

    old = tmp_path / "old"
    old.write_bytes(b"old")
    monkeypatch.setattr(os, "fdopen", full)
    for path, replace in ((tmp_path / "new", False), (old, True)):
        with pytest.raises(FileRefused, match="No space left on device"):
            make_file(path, b"text", replace=replace)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("old", b"old")]


@pytest.mark.parametrize("name", ["nul\0", "x" * 300, "file/below"])
def test_a_name_no_file_can_have_is_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    for replace in (False, True):
        with pytest.raises(FileRefused, match="written"):
            make_file(tmp_path / name, b"", replace=replace)
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
