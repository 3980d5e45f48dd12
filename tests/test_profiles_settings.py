"""The application's own files: settings and private state."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from profiles.secret import Secret
from profiles.settings import change_settings, read_settings
from profiles.writing import FileRefused


def test_a_missing_file_is_empty_and_is_not_made(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == {}
    assert list(tmp_path.iterdir()) == []


def test_what_was_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "fumidai-tui" / "state.toml"
    when = datetime(2024, 5, 1, 12, tzinfo=UTC)
    changes: dict[str, Any] = {"durations": {"arn:aws:iam::1:role/x": 3600}, "pins": ["sts"], "last": when}
    change_settings(path, changes)
    assert read_settings(path) == changes
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_keys_we_do_not_know_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('future = true\n[console]\nask = "always"\nlater = 1\n')
    change_settings(path, {"console": {"ask": "never"}, "new": {"deep": {"er": 1}}})
    assert read_settings(path) == {
        "future": True,
        "console": {"ask": "never", "later": 1},
        "new": {"deep": {"er": 1}},
    }


def test_a_key_is_forgotten_by_none(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    change_settings(path, {"a": 1, "b": {"c": 1, "d": 2}})
    change_settings(path, {"a": None, "b": {"c": None}, "never": None})
    assert read_settings(path) == {"b": {"d": 2}}


def test_a_secret_cannot_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    with pytest.raises(TypeError) as refused:
        change_settings(path, cast(Any, {"password": Secret("hunter2")}))
    assert "hunter2" not in str(refused.value)
    assert not path.exists()


@pytest.mark.parametrize("data", [b"[a\n", b"\xff", b"a = 1\na = 2\n"])
def test_a_file_that_is_no_toml_is_told_and_left_alone(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    with pytest.raises(FileRefused, match="is not TOML"):
        read_settings(path)
    with pytest.raises(FileRefused, match="is not TOML"):
        change_settings(path, {"b": 1})
    assert path.read_bytes() == data


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        read_settings(tmp_path)
