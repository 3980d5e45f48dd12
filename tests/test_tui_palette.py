"""The palette: every action and every profile, by a few letters of its name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.fuzzy import Matcher
from textual.widgets import OptionList

from profiles.files import load
from tests.test_tui_console import browser, closed
from tests.test_tui_console import opened as console_opened
from tests.tui_app import CONFIG, NOON, Desk, Seat
from tui.actions import HOME
from tui.memory import MOST_OPENED, recall, remember_opened, rename_state
from tui.palette import highlighted
from tui.screens.console import ConsoleScreen
from tui.screens.help import HelpScreen


async def opened(seat: Seat) -> None:
    await seat.press("ctrl+p")
    await seat.until(lambda: isinstance(seat.app.screen, CommandPalette))


def offered(seat: Seat) -> str:
    """What the palette lists now."""
    options = seat.app.screen.query_one(OptionList)
    return "\n".join(str(options.get_option_at_index(index).prompt) for index in range(options.option_count))


async def test_every_action_is_offered_before_anything_is_typed(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        await seat.until(lambda: all(action.label in offered(seat) for action in HOME))


async def test_an_action_is_found_and_run(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        await seat.type("keys and the signs")
        await seat.until(lambda: offered(seat).startswith("Help"))
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, HelpScreen))


async def test_a_profile_is_gone_to_whatever_hides_it(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("left", "slash")
        await seat.type("robot")
        await seat.press("enter")
        assert "production" not in seat.names
        await opened(seat)
        await seat.type("production")
        await seat.until(lambda: "production" in offered(seat))
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is seat.home and seat.row.key == "production")
        assert len(seat.names) == 5


@pytest.mark.parametrize("name", ["[/]x", "a[/x", "[red]x[/]", "x\\[", "[@click=app.quit]x", "$x"])
def test_a_name_that_looks_like_markup_is_highlighted_as_it_is(name: str) -> None:
    shown = highlighted(Matcher("x"), name)
    assert shown.plain == name
    assert [name[span.start : span.end] for span in shown.spans] == ["x"]


async def test_a_name_that_looks_like_markup_is_offered(tmp_path: Path) -> None:
    credentials = "[a[/x]\naws_access_key_id = A\naws_secret_access_key = b\n"
    async with Desk(tmp_path, credentials=credentials).running() as seat:
        assert "a[/x" in seat.names
        await opened(seat)
        await seat.type("x")
        await seat.until(lambda: "a[/x" in offered(seat))
        assert "a[/x" in seat.text


async def test_over_a_dialog_the_actions_of_the_home_screen_are_not_offered(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("question_mark")
        await opened(seat)
        await seat.type("refresh")
        await seat.pilot.pause(0.1)
        assert "Refresh" not in offered(seat)


async def lines(seat: Seat) -> list[str]:
    """What the palette lists, once it lists everything."""
    await seat.until(lambda: all(action.label in offered(seat) for action in HOME))
    return offered(seat).splitlines()


async def test_consoles_that_were_opened_lately_come_first_and_are_opened_again(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    async with desk.running() as seat:
        for name in ("deploy", "sts"):
            noted.unlink(missing_ok=True)
            await console_opened(seat, name)
            await seat.until(noted.exists)
            await closed(seat)
            await seat.app.workers.wait_for_complete()
            desk.clock.advance(minutes=7)
        await opened(seat)
        shown = await lines(seat)
        assert shown[:4] == [
            "Console of sts",
            "1111 1111 1111 · sso · opened 7 min ago",
            "Console of deploy",
            "2222 2222 2222 · deploy · opened 14 min ago",
        ]
        await seat.press("escape")
    # The next run knows them too.
    async with desk.running() as seat:
        await opened(seat)
        assert (await lines(seat))[0] == "Console of sts"
        noted.unlink()
        await seat.type("console deploy")
        await seat.until(lambda: offered(seat).startswith("Console of deploy"))
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        await seat.until(noted.exists)
        assert "roleName=deploy" in noted.read_text()
        assert seat.row.key == "deploy"


async def test_a_console_whose_profile_is_gone_is_not_listed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    remember_opened(desk.paths, "gone", NOON)
    remember_opened(desk.paths, "production", NOON)
    async with desk.running() as seat:
        await opened(seat)
        shown = await lines(seat)
        assert shown[0] == "Console of production"
        assert "gone" not in "\n".join(shown)


async def test_a_console_whose_profile_went_while_the_palette_was_open_opens_no_other(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    remember_opened(desk.paths, "production", NOON)
    async with desk.running(toasts=True) as seat:
        await opened(seat)
        await seat.type("console production")
        await seat.until(lambda: offered(seat).startswith("Console of production"))
        desk.write(CONFIG[: CONFIG.index("[profile production]")])
        await seat.until(lambda: "production" not in seat.home.names)
        await seat.press("enter")
        await seat.shows("production is not in the files")
        assert seat.app.screen is seat.home
        assert not noted.exists()


def test_ten_consoles_are_remembered_the_last_ones_first_and_renaming_keeps_them(tmp_path: Path) -> None:
    paths = Desk(tmp_path).paths
    for number in range(MOST_OPENED + 3):
        remember_opened(paths, f"p{number}", NOON + timedelta(minutes=number))
    remember_opened(paths, "p5", NOON + timedelta(hours=1))
    rename_state(paths, "p12", "twelve")
    found = list(recall(paths).opened)
    assert len(found) == MOST_OPENED
    assert found[:3] == ["p5", "twelve", "p11"]


@pytest.mark.parametrize("name", ["[red]x[/]", "[@click=app.quit]x", "$x"])
async def test_a_console_whose_name_looks_like_markup_is_listed_as_it_is(tmp_path: Path, name: str) -> None:
    config = CONFIG.replace("[profile production]", f"[profile {name}]")
    desk = Desk(tmp_path, config)
    assert load(desk.paths).listing.get(name)
    remember_opened(desk.paths, name, NOON)
    async with desk.running() as seat:
        await opened(seat)
        assert (await lines(seat))[0] == f"Console of {name}"
