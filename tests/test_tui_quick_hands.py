"""Keys that come faster than screens: nothing opens twice, closes twice, is written twice, or ends the application."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import filelock
import pytest
from textual._context import visible_screen_stack
from textual.command import CommandList
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.widgets import Static

from auth.places import Places
from profiles.files import load
from profiles.importing import left_open
from profiles.importing.left_open import Looked
from profiles.versions import versions
from tests.forms import fill
from tests.tui_app import CREDENTIALS, NOON, Desk, Seat, key_event, session_of
from tui.actions import HOME
from tui.screens import importing
from tui.screens.change import ChangeScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.console import ConsoleScreen
from tui.screens.form import FormScreen
from tui.screens.menu import Item, MenuScreen
from tui.screens.signin import SignInScreen
from tui.widgets.choices import Choices

OVER_HOME = (
    *("session.end", "session.end_all", "session.road", "console.menu", "handing.copy", "handing.command"),
    *("target.new", "profile.new", "profile.edit", "profile.copy", "profile.remove", "profile.import"),
    *("profile.export", "aws.set_up", "list.details", "list.order", "google.forget", "app.help"),
)
"""What opens a dialog on a bastion that is live, with nothing asked of Google."""
KEYS = {action.id: action.keys.split(",")[0] for action in HOME} | {"palette": "ctrl+p"}


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


class Lingering(Static):
    """Goes when it may, and holds up what goes with it."""

    def __init__(self) -> None:
        super().__init__()
        self.going, self.may_go = asyncio.Event(), asyncio.Event()

    async def on_unmount(self) -> None:
        self.going.set()
        await self.may_go.wait()


def dialogs(seat: Seat) -> list[type[Screen[object]]]:
    return [type(screen) for screen in seat.app.screen_stack[1:]]


@pytest.mark.parametrize("action", OVER_HOME)
async def test_a_key_pressed_three_times_opens_one_dialog_and_esc_three_times_closes_it(
    desk: Desk, action: str
) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("sts")
        await in_one_breath(seat, *[KEYS[action]] * 3)
        assert len(dialogs(seat)) == 1
        await in_one_breath(seat, "escape", "escape", "escape")
        assert dialogs(seat) == []
        assert seat.app.is_running


@pytest.mark.parametrize("action", [*OVER_HOME, "palette"])
@pytest.mark.parametrize("key", ["escape", "enter", "pagedown"])
async def test_a_key_that_comes_before_a_dialog_is_drawn_breaks_nothing(
    desk: Desk, action: str, key: str
) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("sts")
        seat.app.post_message(key_event(KEYS[action]))
        while not dialogs(seat):
            await asyncio.sleep(0)
        seat.app.post_message(key_event(key))
        while dialogs(seat):
            seat.app.post_message(key_event("escape"))
            await asyncio.sleep(0.01)
        await seat.settle()
        assert seat.app._exception is None


@pytest.mark.parametrize("action", OVER_HOME)
async def test_q_ends_the_application_without_a_word_though_another_key_follows(
    desk: Desk, action: str
) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("sts")
        for key in ("q", KEYS[action], "x"):
            seat.app.post_message(key_event(key))
        while seat.app.is_running:
            await asyncio.sleep(0.01)
    assert seat.app.return_code == 0


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


async def test_enter_pressed_twice_in_the_palette_runs_the_command_once(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        await seat.choose("production")
        await in_one_breath(seat, "ctrl+p")
        await seat.type("mark all")
        await seat.until(lambda: seat.app.screen.query_one(CommandList).option_count > 0)
        await in_one_breath(seat, "enter", "enter")
        assert dialogs(seat) == []
        assert seat.home.has_marks  # a second time would take the marks away


async def test_the_palettes_key_held_down_breaks_nothing(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        await in_one_breath(seat, *["ctrl+p"] * 9)
        assert len(dialogs(seat)) <= 1


@pytest.mark.parametrize("opening", ["y", "N", "o", "a", "ctrl+p"])
async def test_a_list_without_room_for_a_line_has_no_pages(desk: Desk, opening: str) -> None:
    async with desk.running((20, 3)) as seat:
        await in_one_breath(seat, opening)
        assert len(dialogs(seat)) == 1
        await in_one_breath(seat, "down", "pagedown", "pageup", "end", "pageup", "pagedown")
        assert len(dialogs(seat)) == 1


async def test_pages_of_a_list_that_is_not_drawn_move_nothing(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        choices = Choices("one", "two")
        choices.display = False
        await seat.app.push_screen(Screen[None]())
        await seat.app.screen.mount(choices)
        choices.highlighted = 1
        choices.action_page_up()
        choices.action_page_down()
        assert choices.highlighted == 1


async def test_what_was_being_worked_out_for_a_dialog_that_closes_is_dropped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking, looked, lingering = threading.Event(), threading.Event(), Lingering()

    def slow_look(*given: Any) -> Looked:
        looking.set()
        looked.wait(10)
        return left_open.look(*given)

    async with desk.running((80, 24)) as seat:
        await in_one_breath(seat, "i")
        monkeypatch.setattr(importing, "look", slow_look)
        await seat.app.screen.query_one("#box").mount(lingering)
        await seat.type("a")
        while not looking.is_set():
            await asyncio.sleep(0)
        (worker,) = (each for each in seat.app.workers if each.node is seat.app.screen)
        seat.app.post_message(key_event("escape"))
        await lingering.going.wait()
        looked.set()
        while not worker.is_finished:
            await asyncio.sleep(0.01)
        lingering.may_go.set()
        await seat.until(lambda: dialogs(seat) == [])
        assert seat.app._exception is None


async def test_esc_while_a_question_of_the_sign_in_goes_leaves_the_application_running(desk: Desk) -> None:
    desk.write(credentials=CREDENTIALS)
    async with desk.running((80, 24)) as seat:
        await seat.choose("sts")
        await seat.press("r")
        await seat.shows("try again")
        screen, lingering = seat.app.screen, Lingering()
        assert isinstance(screen, SignInScreen)
        await screen.query_one("#question").mount(lingering)
        failure, screen._failure = screen._failure, None
        screen.action_again()
        await lingering.going.wait()
        while screen._failure != failure:
            await asyncio.sleep(0.01)
        screen.action_cancel()
        await asyncio.sleep(0)
        lingering.may_go.set()
        while dialogs(seat) and seat.app.is_running:
            await asyncio.sleep(0.01)
        await seat.settle()
        assert seat.app.is_running


async def test_esc_right_behind_c_opens_no_browser(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    monkeypatch.setattr(ConsoleScreen, "open", lambda _screen, index: opened.append(index))
    desk.write(credentials=CREDENTIALS)  # without a session, Google's link is opened at once
    async with desk.running((80, 24)) as seat:
        await seat.choose("sts")
        for keys in (("c",), ("c", "escape")):
            for key in keys:
                seat.app.post_message(key_event(key))
                while not dialogs(seat):
                    await asyncio.sleep(0)
            if keys[-1] == "c":
                await seat.until(lambda: opened == [0])
                await seat.press("escape")
            await seat.until(lambda: dialogs(seat) == [])
            await seat.settle()
        assert opened == [0]
        assert seat.app._exception is None


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


async def test_a_dialog_that_nobody_waits_for_any_more_closes_all_the_same(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:

        async def ask() -> None:
            await seat.app.push_screen_wait(ConfirmScreen("above", "words", "do it"))

        worker = seat.home.run_worker(ask())
        await seat.shows("do it")
        worker.cancel()
        await in_one_breath(seat, "escape")
        assert seat.app._exception is None
        assert dialogs(seat) == []


async def test_each_of_three_dialogs_lies_over_the_one_before_whichever_is_drawn_anew(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        layers = [MenuScreen(title, [Item("a", "first", "")]) for title in ("lowest", "middle", "highest")]
        for layer in layers:
            seat.app.push_screen(layer)
            await seat.settle()
        for layer, below in zip(layers, [seat.home, *layers], strict=False):
            visible_screen_stack.set(seat.app._background_screens)  # as when this one is drawn first
            background = layer.render()
            assert isinstance(background, BackgroundScreen)
            assert background.screen is below
