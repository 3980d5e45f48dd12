"""Which program opens a link, and when none may: never one that draws in our terminal."""

from __future__ import annotations

import ast
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from tui.opener import CannotOpen, command_for, open_link

URL = "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=from_fumidai"


def programs(folder: Path, *names: str) -> dict[str, str]:
    """An environment in which only these programs are installed."""
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return {"PATH": str(folder)}


@pytest.mark.parametrize(
    ("browser", "command"),
    [
        ("firefox", ["firefox", URL]),
        ("/opt/a/firefox --new-window", ["/opt/a/firefox", "--new-window", URL]),
        ("chromium --app=%s", ["chromium", f"--app={URL}"]),
        ("first:second", ["first", URL]),
    ],
)
def test_the_persons_own_browser_comes_first(browser: str, command: list[str]) -> None:
    assert command_for(URL, {"BROWSER": browser, "DISPLAY": ":0"}, "linux") == command


@pytest.mark.parametrize("browser", ["lynx", "/usr/bin/w3m", "www-browser -dump", "elinks %s"])
def test_a_browser_that_draws_in_the_terminal_is_refused(browser: str) -> None:
    with pytest.raises(CannotOpen, match="would draw in this terminal"):
        command_for(URL, {"BROWSER": browser}, "linux")


@pytest.mark.parametrize("browser", ["", " ", ":firefox"])
def test_an_empty_browser_variable_counts_as_none(browser: str, tmp_path: Path) -> None:
    env = programs(tmp_path, "xdg-open") | {"BROWSER": browser, "DISPLAY": ":0"}
    assert command_for(URL, env, "linux") == [str(tmp_path / "xdg-open"), URL]


@pytest.mark.parametrize("display", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_desktop_opens_it_with_its_own_program(display: str, tmp_path: Path) -> None:
    env = programs(tmp_path, "gio") | {display: "x"}
    assert command_for(URL, env, "linux") == [str(tmp_path / "gio"), "open", URL]
    env |= programs(tmp_path, "xdg-open")
    assert command_for(URL, env, "linux") == [str(tmp_path / "xdg-open"), URL]


def test_without_a_display_nothing_is_opened(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="There is no display here") as caught:
        command_for(URL, programs(tmp_path, "xdg-open"), "linux")
    assert caught.value.why.endswith(".")


def test_on_a_desktop_without_xdg_open_the_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="xdg-open is not installed"):
        command_for(URL, programs(tmp_path) | {"DISPLAY": ":0"}, "linux")


def test_windows_opens_it_from_its_linux_too(tmp_path: Path) -> None:
    env = programs(tmp_path, "wslview") | {"WSL_DISTRO_NAME": "Debian"}
    assert command_for(URL, env, "linux") == [str(tmp_path / "wslview"), URL]


@pytest.mark.parametrize(("platform", "program"), [("darwin", "open"), ("win32", "rundll32")])
def test_other_systems_have_a_program_of_their_own(platform: str, program: str) -> None:
    command = command_for(URL, {}, platform)
    assert (command[0], command[-1]) == (program, URL)


def test_the_browser_gets_the_link_and_no_terminal(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    script = tmp_path / "browser"
    script.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "mine = os.getsid(0) == os.getpid()\n"
        "text = repr((os.getpid(), sys.argv[1:], [os.isatty(each) for each in (0, 1, 2)], mine))\n"
        f"open({str(noted)!r} + '.new', 'w').write(text)\n"
        f"os.rename({str(noted)!r} + '.new', {str(noted)!r})\n"
    )
    script.chmod(0o755)
    open_link(URL, {**os.environ, "BROWSER": str(script)})
    give_up = time.monotonic() + 20
    while not noted.exists():
        assert time.monotonic() < give_up, "the browser was never started"
        time.sleep(0.01)
    pid, *rest = ast.literal_eval(noted.read_text())
    assert rest == [[URL], [False, False, False], True]
    for thread in threading.enumerate():
        if thread.name == "browser":
            thread.join(20)
    with pytest.raises(ChildProcessError):  # it left no zombie: nobody has to wait for it any more
        os.waitpid(pid, os.WNOHANG)


def test_a_browser_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"no-such-browser cannot be started: No such file or directory\."):
        open_link(URL, {"BROWSER": str(tmp_path / "no-such-browser")})
