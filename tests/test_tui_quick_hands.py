"""Keys that come faster than screens: nothing opens twice, closes twice, is written twice, or ends the application."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import filelock
import pytest
from textual.screen import Screen

from auth.places import Places
from profiles.files import load
from profiles.versions import versions
from tests.forms import fill
from tests.tui_app import CREDENTIALS, NOON, Desk, Seat, key_event, session_of
from tui.actions import HOME
from tui.screens.change import ChangeScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.form import FormScreen
from tui.screens.menu import Item, MenuScreen

OVER_HOME = {
    action.id: action.keys.split(",")[0]
    for action in HOME
    if action.id
    in {
        *(
            "session.end",
            "session.end_all",
            "session.road",
            "console.menu",
            "handing.copy",
            "handing.command",
        ),
        *("target.new", "profile.new", "profile.edit", "profile.copy", "profile.remove", "profile.import"),
        *("profile.export", "aws.set_up", "list.details", "list.order", "google.forget", "app.help"),
    }
}
"""What opens a dialog on a bastion that is live, with nothing asked of Google."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    nowhere = "http://127.0.0.1:1"
    return Desk(
        tmp_path,
        credentials=CREDENTIALS + session_of("sts", NOON + timedelta(hours=3)),
        places=Places(nowhere, nowhere, nowhere, is_sandbox=True),
    )


async def in_one_breath(seat: Seat, *keys: str) -> None:
    """Keys right behind each other. Comes back when all that they began is done, or waits in a dialog."""
    for key in keys:
        seat.app.post_message(key_event(key))
    await seat.settle()
    await seat.until(lambda: sum(not each.is_finished for each in seat.app.workers) <= len(dialogs(seat)))
    await seat.settle()


def dialogs(seat: Seat) -> list[type[Screen[object]]]:
    return [type(screen) for screen in seat.app.screen_stack[1:]]


@pytest.mark.parametrize("action", OVER_HOME)
async def test_a_key_pressed_three_times_opens_one_dialog_and_esc_three_times_closes_it(
    desk: Desk, action: str
) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("sts")
        await in_one_breath(seat, *[OVER_HOME[action]] * 3)
        assert len(dialogs(seat)) == 1
        await in_one_breath(seat, "escape", "escape", "escape")
        assert dialogs(seat) == []
        assert seat.app.is_running


async def test_of_two_keys_that_lead_to_dialogs_the_last_counts(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        await in_one_breath(seat, "n", "d")
        assert dialogs(seat) == [ChangeScreen]


async def test_a_letter_pressed_three_times_in_a_menu_takes_one_item_once(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        await in_one_breath(seat, "N")
        await in_one_breath(seat, "b", "b", "b")
        assert dialogs(seat) == [FormScreen]


async def test_enter_pressed_three_times_writes_a_change_once(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("production")
        await in_one_breath(seat, "d")
        await in_one_breath(seat, "enter", "enter", "enter")
        assert dialogs(seat) == []
        assert "production" not in seat.names
        assert len(seat.home._undoable) == len(versions(desk.paths)) == 1


async def test_enter_pressed_three_times_in_a_form_writes_its_lines_once(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("production")
        await in_one_breath(seat, "e")
        await fill(seat, colour="112233")
        await in_one_breath(seat, "enter", "enter", "enter")
        assert dialogs(seat) == []
        profile = load(desk.paths).listing.get("production")
        assert profile is not None
        assert profile.colour == "112233"
        assert len(seat.home._undoable) == len(versions(desk.paths)) == 1


@pytest.mark.parametrize("key", ["d", "e"])
async def test_what_is_being_written_is_neither_left_with_esc_nor_lost_for_undo(desk: Desk, key: str) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("production")
        await in_one_breath(seat, key)
        if key == "e":
            await fill(seat, colour="112233")
        (kind,) = dialogs(seat)
        before = desk.paths.config.read_bytes()
        with filelock.FileLock(f"{desk.paths.config}.lock"):
            await seat.press("enter")
            await seat.shows("writing …")
            await seat.press("escape", "enter", "escape")
            assert dialogs(seat) == [kind]
            assert desk.paths.config.read_bytes() == before
        await seat.until(lambda: dialogs(seat) == [])
        await seat.until(lambda: len(seat.home._undoable) == 1)
        assert desk.paths.config.read_bytes() != before


async def test_an_answer_pressed_three_times_is_given_once(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        answers: list[bool | None] = []
        seat.app.push_screen(MenuScreen("below", [Item("y", "yes", "")]))
        seat.app.push_screen(ConfirmScreen("above", "words", "do it"), answers.append)
        await seat.shows("do it")
        await in_one_breath(seat, "y", "y", "y")
        assert answers == [True]
        assert dialogs(seat) == [MenuScreen]


async def test_a_dialog_that_closes_by_itself_takes_what_was_opened_over_it_along(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        answers: list[object] = []
        below = MenuScreen("below", [Item("a", "first", "")])
        seat.app.push_screen(below, answers.append)
        seat.app.push_screen(ConfirmScreen("above", "words", "do it"), answers.append)
        await seat.shows("do it")
        below.dismiss("a")
        await seat.settle()
        assert answers == [None, "a"]
        assert dialogs(seat) == []
