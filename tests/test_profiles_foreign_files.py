"""Files that are not ours: read whole or not at all, made new, and replaced whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.foreign_files import read_text_file
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
