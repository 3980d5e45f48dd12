"""The clipboard, reached by real programs that stand for xclip, wl-copy and the others."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from profiles.secret import Secret
from tests.clipboards import OfAMachine, given_to_terminal
from tests.tui_app import Clock, Desk
from tui.app import FumidaiApp
from tui.clipboard import Clipboard, tool_for

SECRET = "export AWS_SESSION_TOKEN=it-is-secret"
ALL = ("xclip", "xsel", "wl-copy", "wl-paste", "pbcopy", "pbpaste", "clip.exe")
READERS = [
    ("xclip", {"DISPLAY": ":0"}, "linux", ("xclip",)),
    ("xsel", {"DISPLAY": ":0"}, "linux", ("xsel",)),
    ("wl-copy", {"WAYLAND_DISPLAY": "wayland-0"}, "linux", ("wl-copy", "wl-paste")),
    ("pbcopy", {}, "darwin", ("pbcopy", "pbpaste")),
]
in_each_that_reads = pytest.mark.parametrize(
    ("name", "display", "platform", "programs"), READERS, ids=[each[0] for each in READERS]
)


@pytest.fixture
def machine(tmp_path: Path) -> OfAMachine:
    return OfAMachine(tmp_path / "programs")


@asynccontextmanager
async def app_at(folder: Path) -> AsyncIterator[FumidaiApp]:
    async with Desk(folder).running() as seat:
        yield seat.app


def due(clipboard: Clipboard) -> bool:
    """A call, since a property would be taken not to change."""
    return clipboard.is_due


# Which one


@pytest.mark.parametrize(
    ("env", "platform", "name"),
    [
        ({"DISPLAY": ":0"}, "linux", "xclip"),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", "wl-copy"),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", "clip.exe"),
        ({"WSL_DISTRO_NAME": "Debian", "DISPLAY": ":0"}, "linux", "xclip"),
        ({}, "win32", "clip.exe"),
        ({}, "darwin", "pbcopy"),
        ({}, "linux", None),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, "linux", None),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", None),
    ],
)
def test_the_program_is_that_of_this_session(
    machine: OfAMachine, env: dict[str, str], platform: str, name: str | None
) -> None:
    machine.install(*ALL)
    found = tool_for(machine.env(**env), platform)
    assert (found and found.name) == name


def test_a_program_that_is_not_installed_is_not_taken(machine: OfAMachine) -> None:
    machine.install("wl-copy")  # without wl-paste
    env = {"PATH": str(machine.folder), "DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}
    assert tool_for(env, "linux") is None
    machine.install("xsel")
    found = tool_for(env, "linux")
    assert found is not None
    assert found.name == "xsel"
    assert tool_for({"DISPLAY": ":0"}, "linux") is None


# Copied


@in_each_that_reads
async def test_what_is_no_secret_goes_to_the_program_and_to_the_terminal(
    machine: OfAMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, display: dict[str, str], platform: str, programs: tuple[str, ...],
) -> None:  # fmt: skip
    machine.install(*programs)
    async with app_at(tmp_path) as app:
        copied = given_to_terminal(app, monkeypatch)
        clipboard = Clipboard(app, machine.env(**display), Clock(), platform)
        said = await clipboard.copy("222222222222 本番\nx")
        assert said == f"Copied by {name}, and given to your terminal (OSC 52)."
        assert machine.held == "222222222222 本番\nx".encode()
        assert copied == ["222222222222 本番\nx"]
        assert not due(clipboard)


@in_each_that_reads
async def test_a_secret_goes_to_the_program_alone_and_is_taken_out_after_a_minute(
    machine: OfAMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    name: str, display: dict[str, str], platform: str, programs: tuple[str, ...],
) -> None:  # fmt: skip
    machine.install(*programs)
    clock = Clock()
    async with app_at(tmp_path) as app:
        copied = given_to_terminal(app, monkeypatch)
        clipboard = Clipboard(app, machine.env(**display), clock, platform)
        said = await clipboard.copy_secret(Secret(SECRET))
        assert said == f"Copied by {name}. In 60 seconds the clipboard is emptied, if it still holds this."
        assert machine.held == SECRET.encode()
        assert copied == []
        assert app.clipboard == ""
        clock.advance(seconds=59)
        assert not due(clipboard)
        clock.advance(seconds=1)
        assert due(clipboard)
        await clipboard.empty()
        assert machine.held == b""
        assert not due(clipboard)
        assert not any("secret" in call for call in machine.calls)


@in_each_that_reads
async def test_what_was_copied_since_stays(
    machine: OfAMachine, tmp_path: Path,
    name: str, display: dict[str, str], platform: str, programs: tuple[str, ...],
) -> None:  # fmt: skip
    machine.install(*programs)
    async with app_at(tmp_path) as app:
        clipboard = Clipboard(app, machine.env(**display), Clock(), platform)
        await clipboard.copy_secret(Secret(SECRET))
        machine.hold(b"somebody else's")
        await clipboard.empty()
        assert machine.held == b"somebody else's"
        # And it is looked at once.
        machine.hold(SECRET.encode())
        await clipboard.empty()
        assert machine.held == SECRET.encode()


async def test_a_secret_whose_copying_is_left_in_the_middle_is_taken_out_all_the_same(
    machine: OfAMachine, tmp_path: Path
) -> None:
    machine.install("xclip")
    clock = Clock()
    async with app_at(tmp_path) as app:
        clipboard = Clipboard(app, machine.env(DISPLAY=":0"), clock, "linux")
        copying = asyncio.ensure_future(clipboard.copy_secret(Secret(SECRET)))
        await asyncio.sleep(0)  # It has given the secret to its thread.
        copying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await copying
        clock.advance(seconds=60)
        assert due(clipboard)


async def test_the_minute_begins_anew_with_another_secret(machine: OfAMachine, tmp_path: Path) -> None:
    machine.install("xclip")
    clock = Clock()
    async with app_at(tmp_path) as app:
        clipboard = Clipboard(app, machine.env(DISPLAY=":0"), clock, "linux")
        await clipboard.copy_secret(Secret("first"))
        clock.advance(seconds=40)
        await clipboard.copy_secret(Secret("second"))
        clock.advance(seconds=40)
        assert not due(clipboard)
        clock.advance(seconds=20)
        assert due(clipboard)
        await clipboard.empty()
        assert machine.held == b""


async def test_a_program_that_cannot_read_is_said_to_leave_the_secret(
    machine: OfAMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.install("clip.exe")
    clock = Clock()
    async with app_at(tmp_path) as app:
        copied = given_to_terminal(app, monkeypatch)
        clipboard = Clipboard(app, machine.env(WSL_DISTRO_NAME="Debian"), clock, "linux")
        said = await clipboard.copy_secret(Secret(SECRET))
        assert said == (
            "Copied by clip.exe, which cannot empty the clipboard: it stays there until you copy something else."
        )
        assert copied == []
        clock.advance(minutes=5)
        assert not due(clipboard)
        await clipboard.empty()
        assert machine.held == SECRET.encode()
        await clipboard.copy("本番")
        assert machine.held is not None
        assert machine.held.decode("utf-16") == "本番"


STAYS = "Given to your terminal to copy (OSC 52). It stays in the clipboard until you copy something else."


@pytest.mark.parametrize("others", [{}, {"DISPLAY": ":0", "SSH_TTY": "/dev/pts/3"}])
async def test_a_secret_that_only_the_terminal_can_take_is_said_to_stay_and_leaves_the_application(
    machine: OfAMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: dict[str, str]
) -> None:
    machine.install(*ALL)
    async with app_at(tmp_path) as app:
        copied = given_to_terminal(app, monkeypatch)
        clipboard = Clipboard(app, machine.env(**others), Clock(), "linux")
        assert await clipboard.copy("plain") == "Given to your terminal to copy (OSC 52)."
        assert app.clipboard == "plain"
        assert await clipboard.copy_secret(Secret(SECRET)) == STAYS
        assert copied == ["plain", SECRET]
        assert app.clipboard == ""
        await clipboard.empty()
        assert machine.calls == []


@pytest.mark.parametrize("instead", ["exit 1", "while :; do :; done"], ids=["fails", "hangs"])
async def test_a_program_that_does_not_do_it_leaves_it_to_the_terminal(
    machine: OfAMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instead: str
) -> None:
    monkeypatch.setattr("tui.clipboard._TIMEOUT", 0.2)
    machine.install("xclip", instead=instead)
    async with app_at(tmp_path) as app:
        copied = given_to_terminal(app, monkeypatch)
        clipboard = Clipboard(app, machine.env(DISPLAY=":0"), Clock(), "linux")
        assert await clipboard.copy("plain") == "Given to your terminal to copy (OSC 52)."
        assert await clipboard.copy_secret(Secret(SECRET)) == STAYS
        assert copied == ["plain", SECRET]
        assert app.clipboard == ""


async def test_the_program_gets_the_sessions_variables_and_no_others(
    machine: OfAMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOT_OF_THIS_SESSION", "x")
    machine.install("xclip", instead='export > "$CLIPBOARD/seen"')
    async with app_at(tmp_path) as app:
        await Clipboard(app, machine.env(DISPLAY=":7"), Clock(), "linux").copy("x")
    seen = (machine.folder / "seen").read_text().splitlines()
    assert "export DISPLAY=':7'" in seen
    assert not any("NOT_OF_THIS_SESSION" in each for each in seen)
    assert os.environ["NOT_OF_THIS_SESSION"] == "x"
