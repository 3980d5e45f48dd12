"""The palette: every action and every profile, by a few letters of its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.fuzzy import Matcher
from textual.widgets import OptionList

from tests.tui_app import Desk, Seat
from tui.actions import HOME
from tui.palette import highlighted
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
