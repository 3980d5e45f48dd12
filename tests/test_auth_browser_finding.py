"""Which browser is found where, and the folder of an account."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.browser.finding import find_browser, folder_name, has_display
from auth.browser.road import BrowserRoad
from auth.browser.shut_in import shut_in
from auth.browser.steps import Browse
from auth.errors import NoBrowser


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", ["google-chrome", "chromium", "microsoft-edge", "brave-browser", "vivaldi"])
def test_a_browser_of_the_system_is_found(tmp_path: Path, name: str) -> None:
    found = program(tmp_path / name)
    assert find_browser("", {"PATH": str(tmp_path)}, "linux") == str(found)


def test_a_browser_that_the_settings_name_comes_first(tmp_path: Path) -> None:
    program(tmp_path / "google-chrome")
    own = program(tmp_path / "own" / "chrome-beta")
    assert find_browser(str(own), {"PATH": str(tmp_path)}, "linux") == str(own)


def test_one_that_is_named_and_not_there_is_told_and_no_other_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "google-chrome")
    with pytest.raises(NoBrowser, match="opera was not found") as refused:
        find_browser("opera", {"PATH": str(tmp_path)}, "linux")
    assert "press p" in refused.value.remedy


def test_on_a_mac_the_applications_are_looked_through(tmp_path: Path) -> None:
    app = program(tmp_path / "Applications/Brave Browser.app/Contents/MacOS/Brave Browser")
    assert find_browser("", {"PATH": "/nowhere", "HOME": str(tmp_path)}, "darwin") == str(app)


def test_on_windows_the_program_folders_are_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge = rf"{tmp_path}\Microsoft\Edge\Application\msedge.exe"
    monkeypatch.setattr(
        "auth.browser.finding.shutil.which", lambda name, path=None: name if name == edge else None
    )
    env = {"PATH": "", "PROGRAMFILES": r"C:\Nothing", "LOCALAPPDATA": str(tmp_path)}
    assert find_browser("", env, "win32") == edge


def test_a_browser_of_windows_beside_wsl_is_told_from_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"PATH": "/nowhere", "WSL_DISTRO_NAME": "Debian"}
    monkeypatch.setattr("auth.browser.finding._BESIDE_WSL", (str(tmp_path),))
    with pytest.raises(NoBrowser, match="No Chrome"):
        find_browser("", env, "linux")
    program(tmp_path / "Google/Chrome/Application/chrome.exe")
    with pytest.raises(NoBrowser, match="cannot be watched from here") as refused:
        find_browser("", env, "linux")
    assert "press p" in refused.value.remedy


def test_a_window_needs_a_display_where_there_may_be_none() -> None:
    assert not has_display({}, "linux")
    assert not has_display({"DISPLAY": ""}, "linux")
    assert has_display({"DISPLAY": ":0"}, "linux")
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_display({}, "darwin")
    assert has_display({}, "win32")


def test_a_snap_is_known_by_its_link_and_by_the_script_that_starts_it(tmp_path: Path) -> None:
    snap = program(tmp_path / "snap")
    (tmp_path / "chromium").symlink_to(snap)
    assert shut_in(tmp_path / "chromium") == "snap"
    starter = tmp_path / "chromium-browser"
    starter.write_text('#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    assert shut_in(starter) == "snap"
    assert shut_in(program(tmp_path / "google-chrome")) is None


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_folder_name_is_one_of_a_kind_and_stays_in_its_place(one: str, other: str) -> None:
    name = folder_name(one)
    assert Path(name).name == name
    assert name not in {".", ".."}
    assert len(name) < 80
    assert (folder_name(other) == name) == (one.lower() == other.lower())


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, "This is a session over SSH."),
        ({}, "Neither DISPLAY nor WAYLAND_DISPLAY is set."),
    ],
)
def test_without_a_display_the_reason_is_what_is_known(tmp_path: Path, env: dict[str, str], why: str) -> None:
    chrome = program(tmp_path / "google-chrome")
    road = BrowserRoad(tmp_path, env, lambda: datetime.now(UTC), wanted=str(chrome), platform="linux")
    with pytest.raises(NoBrowser, match="There is no display here") as refused:
        road(Browse("https://accounts.google.com/", "user@example.com", window=True), threading.Event())
    assert refused.value.why == why
