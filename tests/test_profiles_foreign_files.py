"""Files that are not ours: read whole or not at all, made new, and replaced whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from profiles.foreign_files import make_file, read_text_file
from profiles.writing import FileRefused


def test_a_text_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes("\ufeffé\r\n".encode())
    assert read_text_file(file, 10) == "é\r\n"


@pytest.mark.parametrize(
    ("text", "fits"), [("x" * 10, True), ("x" * 11, False), ("𝄞" * 10, True), ("𝄞" * 11, False)]
)
def test_the_limit_counts_characters(tmp_path: Path, text: str, fits: bool) -> None:
    file = tmp_path / "file"
    file.write_text(text, encoding="utf-8")
    if fits:
        assert read_text_file(file, 10) == text
    else:
        with pytest.raises(FileRefused, match="It is longer than 10 characters"):
            read_text_file(file, 10)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no endless file here")
def test_an_endless_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no regular file"):
        read_text_file(Path("/dev/zero"), 10)


def test_a_file_of_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a\nb\n\xff\n")
    with pytest.raises(FileRefused) as refused:
        read_text_file(file, 10)
    assert refused.value.cause == "It is not in UTF-8: line 3 holds other bytes."


def test_a_new_file_is_its_owners_alone_and_so_are_its_folders(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_file(tmp_path / "a" / "file", "é\n")
    finally:
        os.umask(before)
    assert (tmp_path / "a" / "file").read_text(encoding="utf-8") == "é\n"
    assert (tmp_path / "a" / "file").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    os.symlink(tmp_path / "nowhere", tmp_path / "link")
    for path in (file, tmp_path / "link"):
        with pytest.raises(FileExistsError):
            make_file(path, "new")
    assert file.read_text() == "old"
    assert not (tmp_path / "nowhere").exists()


def test_a_replaced_file_keeps_its_old_content_if_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside").write_text("x")
    with pytest.raises(FileRefused):
        make_file(folder, "new", replacing=True)
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]
    file = tmp_path / "file"
    file.write_text("old")
    make_file(file, "new", replacing=True)
    assert file.read_text() == "new"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.skipif(not Path("/dev/full").exists() or sys.platform == "win32", reason="needs a full disk")
def test_what_cannot_be_written_is_refused_and_not_begun(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileRefused, match="was not written"):
        make_file(tmp_path / "file" / "below", "new")
    with pytest.raises(FileRefused, match="cannot be the name"):
        make_file(tmp_path / "a\0b", "new")
