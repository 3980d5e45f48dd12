"""The roads of a sign-in in its dialog: each refusal offers the others, and any of them can be the usual one."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from auth.browser.finding import folder_name
from auth.browser.steps import Browse
from auth.errors import BrowserFailed, PersonWanted
from auth.google.steps import Exchange
from profiles.paths import Paths
from profiles.settings import change_settings
from tests.google_script import IDENTIFIER, KEYS, USER, Hang, Script, password
from tests.saml_texts import BOTH, attribute, encoded, response
from tests.signin_dialog import HIDDEN, Table, dialog
from tests.tui_app import CONFIG, Desk
from tui.memory import recall
from tui.questions.paste import PasteQuestion
from tui.roads import Road, Roads, remember_road, roads_from
from tui.sittings import browser_folders

NOBODY = PersonWanted("Google's session in this browser has ended.", "", "Press r to sign in.")
CLOSED = BrowserFailed("The browser window was closed before Google's answer came.", "", "Press r.")
TERMINAL_FIRST = tuple(Road)
BROWSER_FIRST = (Road.BROWSER, Road.TERMINAL, Road.PASTE)
PASTE_FIRST = (Road.PASTE, Road.BROWSER, Road.TERMINAL)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, CONFIG)


def answer_of(user: str = USER) -> object:
    return encoded(response(BOTH, more=[attribute("RoleSessionName", user)]))


def browsed(script: Script) -> list[bool]:
    """Whether with a window, one by one."""
    return [each.window for each in script.seen if isinstance(each, Browse)]


async def window(table: Table) -> None:
    await table.seat.until(lambda: "with the browser window" in table.said("#window"))


async def test_a_refusal_of_the_forms_offers_the_browser_and_one_key_takes_it(desk: Desk) -> None:
    async with dialog(desk, CLOSED, answer_of(), KEYS) as table:
        await table.fails("was closed")
        keys = table.said("#keys")
        assert "b  sign in with a browser window" in keys
        assert "p  sign in with any browser" in keys
        await table.seat.press("b")
        ended = await table.end()
    assert ended is not None
    assert ended.granted.credentials is KEYS
    assert browsed(table.script) == [False]
    assert "ASIAFROMSCRIPT" in desk.paths.credentials.read_text()


async def test_the_usual_road_is_taken_first_and_tried_again_by_r(desk: Desk) -> None:
    hang = Hang(CLOSED)
    async with dialog(desk, NOBODY, hang, NOBODY, CLOSED, roads=BROWSER_FIRST) as table:
        await table.seat.until(hang.asked.is_set)
        hang.let_go()
        await table.fails("was closed")
        assert "t  sign in here in the terminal" in table.said("#keys")
        assert "b  " not in table.said("#keys")
        await table.seat.press("r")
        await table.seat.until(lambda: browsed(table.script) == [False, True, False, True])
    assert not any(isinstance(each, Exchange) for each in table.script.seen)


async def test_the_window_is_told_with_its_reason_and_counts_down(desk: Desk) -> None:
    hang = Hang(CLOSED)
    async with dialog(desk, NOBODY, hang, roads=BROWSER_FIRST) as table:
        await window(table)
        await table.seat.shows("Google's session in this browser has ended.")
        assert "It stays open for 5:00" in table.said("#window")
        desk.clock.now += timedelta(seconds=61)
        await table.seat.until(lambda: "It stays open for 3:59" in table.said("#window"))
        hang.let_go()
        await table.fails("was closed")
        assert "It stays" not in table.seat.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_while_the_window_is_open_the_other_roads_are_too(desk: Desk, size: tuple[int, int]) -> None:
    hang = Hang(CLOSED)
    async with dialog(desk, NOBODY, hang, roads=BROWSER_FIRST, size=size) as table:
        await window(table)
        closed = table.script.closed
        await table.seat.press("p")
        await table.seat.until(lambda: bool(table.screen.query(PasteQuestion)))
        assert table.script.closed > closed, "the browser goes on"
        hang.let_go()
        await table.seat.press("escape")
        assert await table.end() is None


async def test_the_key_of_the_window_that_is_open_leaves_it_as_it_is(desk: Desk) -> None:
    hang = Hang(CLOSED)
    async with dialog(desk, NOBODY, hang, roads=BROWSER_FIRST) as table:
        await window(table)
        closed = table.script.closed
        await table.seat.press("b", "B")
        await table.seat.until(lambda: recall(desk.paths).roads.by_profile == {"sts": Road.BROWSER})
        assert table.script.closed == closed
        hang.let_go()
        await table.fails("was closed")
    assert browsed(table.script) == [False, True]


async def test_a_key_of_another_road_is_a_letter_where_one_types(desk: Desk) -> None:
    async with dialog(desk, IDENTIFIER, password()) as table:
        await table.seat.until(lambda: table.question is not None)
        asked = table.question
        await table.seat.press("b", "p", "B")
        assert table.question is asked
    assert browsed(table.script) == []


async def test_a_capital_makes_the_road_the_usual_one(desk: Desk) -> None:
    async with dialog(desk, CLOSED, answer_of(), KEYS) as table:
        await table.fails("was closed")
        await table.seat.press("B")
        await table.end()
        await table.seat.until(lambda: recall(desk.paths).roads.of("sts") == BROWSER_FIRST)
    assert recall(desk.paths).roads.of("other") == TERMINAL_FIRST


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_pasting_can_be_the_usual_road_and_leads_to_the_others(
    desk: Desk, size: tuple[int, int]
) -> None:
    async with dialog(desk, answer_of(), KEYS, roads=PASTE_FIRST, size=size) as table:
        await table.seat.until(lambda: bool(table.screen.query(PasteQuestion)))
        await table.seat.shows("b  sign in with a browser window")
        await table.seat.shows("t  sign in here in the terminal")
        await table.seat.shows("Esc back")
        assert table.script.seen == []
        await table.seat.press("b")
        assert await table.end() is not None
    assert browsed(table.script) == [False]


async def test_somebody_elses_session_is_a_question(desk: Desk) -> None:
    other = answer_of("other@example.com")
    async with dialog(desk, other, answer_of(), KEYS, roads=BROWSER_FIRST) as table:
        await table.asks("signed in as other@example.com")
        await table.seat.press("down", "enter")
        assert await table.end() is not None
    last = [each for each in table.script.seen if isinstance(each, Browse)][-1]
    assert (last.window, last.afresh) == (True, True)


async def test_no_response_is_on_the_screen_or_in_a_message(desk: Desk) -> None:
    heard: list[str] = []
    secret = answer_of()
    async with dialog(
        desk, NOBODY, secret, KEYS, roads=BROWSER_FIRST, hear=lambda message: heard.append(repr(message))
    ) as table:
        await table.end()
        assert HIDDEN not in table.seat.text
    value = secret.reveal()  # type: ignore[attr-defined]  # a Secret
    assert not any(value[:40] in each for each in heard)


# the choice


async def test_b_chooses_the_usual_road_of_a_bastion_and_the_details_say_it(desk: Desk) -> None:
    async with desk.running((120, 40), toasts=True) as seat:
        await seat.choose("sts")
        await seat.until(lambda: "in this terminal; else" in seat.text)
        await seat.press("b")
        await seat.shows("browser window")
        await seat.press("b")
        await seat.until(lambda: "browser window; else in this" in seat.text)
    assert recall(desk.paths).roads.of("sts")[0] is Road.BROWSER


async def test_each_road_has_one_line_in_the_menu_of_a_small_terminal(desk: Desk) -> None:
    for road in Road:
        remember_road(desk.paths, "sts", road)
        async with desk.running((80, 24)) as seat:
            await seat.choose("sts")
            await seat.press("b")
            await seat.shows("How sts signs in")
            assert all(each.about in seat.text for each in Road)
            assert f"{road.about} Usual now." in seat.text


async def test_a_row_that_does_not_sign_in_to_google_has_no_road(desk: Desk) -> None:
    async with desk.running((120, 40), toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("b")
        await seat.shows("does not sign in to Google")


async def test_the_browser_of_a_bastion_that_names_nobody_can_be_forgotten_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG.replace("google_config.google_username = user@example.com\n", ""))
    folder = browser_folders(desk.paths) / folder_name("somebody@C01fumidai")
    folder.mkdir(parents=True)
    async with desk.running((120, 40), toasts=True) as seat:
        await seat.choose("sts")
        await seat.press("F")
        await seat.shows("sts names no Google account")
        await seat.press("y")
        await seat.until(lambda: not folder.exists())
        # A keyring of another session may hold something still: it is not claimed that nothing does.
        words = "kept in files here any more. No keyring is used."
        await seat.until(lambda: any(words in each.message for each in seat.app._notifications))


def test_the_settings_say_the_order_and_what_is_left_out_comes_last() -> None:
    roads, trouble = roads_from({"roads": ["paste", "browser"]}, {"roads": {"sts": "browser", "x": "?"}})
    assert trouble == ()
    assert roads.of("other") == (Road.PASTE, Road.BROWSER, Road.TERMINAL)
    assert roads.of("sts") == (Road.BROWSER, Road.PASTE, Road.TERMINAL)
    assert roads.of("x") == roads.of("other")


@pytest.mark.parametrize("said", ["browser", ["browser", "walking"], [1], [["browser"]], {"browser": 1}])
def test_a_wrong_setting_is_told_and_counts_as_none(said: object) -> None:
    roads, trouble = roads_from({"roads": said}, {})  # type: ignore[dict-item]  # what TOML may hold
    assert roads == Roads()
    assert trouble == ("roads must be a list of terminal, browser, paste.",)


async def test_the_browser_that_the_settings_name_is_the_one_that_is_started(desk: Desk) -> None:
    change_settings(desk.paths.settings, {"sign_in_browser": "/nowhere/chrome", "roads": ["browser"]})
    async with desk.running() as seat:
        await seat.choose("sts")
        await seat.press("r")
        await seat.shows("The browser /nowhere/chrome was not found.")
        await seat.shows("t  sign in here in the terminal")


async def test_a_road_that_is_still_being_written_down_counts_already(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_settings(desk.paths.settings, {"sign_in_browser": "/nowhere/chrome"})
    go_on = threading.Event()

    def slowly(paths: Paths, profile: str, road: Road) -> None:
        assert go_on.wait(20)
        remember_road(paths, profile, road)

    monkeypatch.setattr("tui.roads.remember_road", slowly)
    async with desk.running() as seat:
        await seat.choose("sts")
        await seat.press("b", "b", "r")
        go_on.set()
        await seat.shows("The browser /nowhere/chrome was not found.")


def test_a_browser_that_is_no_name_is_told_and_counts_as_none(desk: Desk) -> None:
    change_settings(desk.paths.settings, {"sign_in_browser": ["chromium"]})
    memory = recall(desk.paths)
    assert memory.sign_in_browser == ""
    assert "sign_in_browser must be a name or path" in memory.trouble


def test_every_road_has_a_key_of_its_own() -> None:
    assert len({road.key for road in Road}) == len(Road)
