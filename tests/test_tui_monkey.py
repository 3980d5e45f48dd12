"""Whatever is typed, clicked and pasted, and however fast: nothing breaks, and Esc leads home."""

from __future__ import annotations

import asyncio
import random
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import MouseDown, MouseMove, MouseUp, Paste, Resize
from textual.geometry import Size
from textual.worker import WorkerFailed

from auth.places import Places
from auth.sandbox.server import Sandbox
from profiles.files import load
from tests import console_keys
from tests.console_keys import CONFIG, CREDENTIALS
from tests.counts import count
from tests.sandbox_google import NOON, SteppedClock
from tests.tui_app import Desk, SandboxClock, Seat, key_event
from tui.screens.home import HomeScreen

CLOCK = SteppedClock()
STEPS = 60
NAMED = (
    *("enter",) * 9, *("escape",) * 8, *("tab",) * 4, *("up", "down", "space") * 3, "shift+tab", "left", "right",
    "home", "end", "pageup", "pagedown", "backspace", "delete", *(f"ctrl+{each}" for each in "oksptuwaj"),
)  # fmt: skip
LETTERS = (*"aAbBcCdDeEFghiIjkKlLmMnNopPrRtTuvVwWxXyYzZ", *"0123456789", *"/:?.,-_", " ", "本")
"""Without ``q`` and ``Q``, which end the application, ``s``, ``S`` and ``!``, which leave the screen to a shell."""
PASTES = (
    "user@example.com",
    "000000",
    "x" * 3000,
    "日本語\x1b[31m\x07\r\n\x00",
    "[profile a]\nrole_arn = arn:aws:iam::444444444444:role/x\nsource_profile = sts\n",
    "111122223333,one\n222233334444,two\n",
    "https://accounts.google.com/o/saml2/initsso?idpid=C01abc&spid=123456&forceauthn=false",
)
SIZES = ((80, 24), (120, 40), (40, 10), (20, 5), (109, 24), (110, 24), (300, 60), (1, 1))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)  # what is exported to a name is written here
    monkeypatch.setattr(
        HomeScreen, "action_quit", lambda _home: None
    )  # a click or the palette may come to it
    CLOCK.now = NOON
    origins = sandbox.origins
    places = Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\n")
    browser.chmod(0o755)
    env = {"BROWSER": str(browser)}
    desk = Desk(tmp_path, CONFIG, CREDENTIALS, env=env, places=places, clock=SandboxClock(sandbox=CLOCK))
    console_keys.Desk(sandbox, desk.paths, places).sign_in("sts")
    return desk


def play(seat: Seat, chance: random.Random, step: int) -> str:
    """One thing that a person or the world may do; what it was."""
    kind = chance.random()
    if kind < 0.86:
        keys = [
            chance.choice(chance.choice((NAMED, LETTERS))) for _ in range(chance.choice((1, 1, 1, 2, 3, 5)))
        ]
        if chance.random() < 0.1:
            keys = keys[:1] * 4
        for key in keys:
            seat.app.post_message(key_event(key))
        return " ".join(keys)
    if kind < 0.91:
        seat.app.post_message(Paste(text := chance.choice(PASTES)))
        return f"paste {text[:20]!r}"
    if kind < 0.94:
        resize(seat, size := chance.choice(SIZES))
        return f"size {size}"
    if kind < 0.96:
        seat.desk.clock.advance(minutes=(minutes := chance.choice((1, 10, 60, 600))))
        seat.home.tick()
        return f"{minutes} minutes"
    if kind < 0.98:
        config = seat.desk.paths.config.read_text(encoding="utf-8")
        seat.desk.write(f"{config}\n[profile new{step}]\nregion = eu-west-1\n")
        return "another program writes"
    width, height = seat.app.size
    x, y = chance.randrange(width), chance.randrange(height)
    for event in (MouseMove, MouseDown, MouseUp):
        button = 0 if event is MouseMove else 1
        seat.app.post_message(event(None, x, y, 0, 0, button, False, False, False, x, y))
    return f"click {x}, {y}"


def resize(seat: Seat, size: tuple[int, int]) -> None:
    """The terminal has another size. Textual's own way of saying so waits for widgets that may be gone meanwhile."""
    driver = seat.app._driver
    assert isinstance(driver, HeadlessDriver)
    driver._size = size
    seat.app.post_message(Resize(Size(*size), Size(*size)))


def broken(seat: Seat) -> list[str]:
    """How the application broke."""
    if (error := seat.app._exception) is None:
        return []
    return traceback.format_exception(error.error if isinstance(error, WorkerFailed) else error)


@pytest.mark.parametrize("seed", range(count(10, 400)))
async def test_nothing_that_is_typed_clicked_or_pasted_breaks_anything(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same game for the same seed
    played: list[str] = []
    async with desk.running(chance.choice(SIZES[:4]), toasts=True) as seat:
        for step in range(STEPS):
            played.append(f"{type(seat.app.screen).__name__}: {play(seat, chance, step)}")
            for _ in range(chance.choice((0, 0, 1, 1, 5))):
                await asyncio.sleep(chance.choice((0, 0, 0.005, 0.05)))
            assert not broken(seat), played
        for _ in range(500):
            if seat.app.screen is seat.home:
                break
            seat.app.post_message(key_event("escape"))
            await asyncio.sleep(0.02)
        assert not seat.app._exit, played
        assert seat.app.screen is seat.home, played
        assert not broken(seat), played
    assert not load(desk.paths).listing.refused, played
