"""Many targets at once: one role in many accounts, listed while they are typed, written as one change."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from profiles.colours import colour_called, known_colours
from profiles.files import load
from tests.tui_app import CONFIG, Desk, Seat, drawn_raw
from tui.screens.change import ChangeScreen
from tui.screens.many import ManyScreen
from tui.widgets.paste_area import PasteArea
from tui.widgets.proposal_list import ProposalList
from tui.widgets.text_lines import TextLines

ACCOUNTS = "333333333333 prod-shop\n4444-4444-4444 dev-shop\n"
ADDED = """
[profile prod-shop-ReadOnlyAccess]
role_arn = arn:aws:iam::333333333333:role/ReadOnlyAccess
source_profile = sts
region = us-east-1
color = ff0000

[profile dev-shop-ReadOnlyAccess]
role_arn = arn:aws:iam::444444444444:role/ReadOnlyAccess
source_profile = sts
region = us-east-1
"""


async def opened(seat: Seat) -> None:
    """The screen, by the menu."""
    await seat.press("N")
    await seat.shows("Many targets")
    await seat.press("m")
    await seat.until(lambda: isinstance(seat.app.screen, ManyScreen))


async def fill(seat: Seat, accounts: str = "", **typed: str) -> None:
    """Type into the fields, as a paste does."""
    for field, text in typed.items():
        seat.app.screen.query_one(f"#{field}", Input).value = text
    if accounts:
        seat.app.screen.query_one(PasteArea).load_text(accounts)
    await seat.pilot.pause()


def proposals(seat: Seat) -> dict[str, str | None]:
    """What is listed: the names, and why they cannot be written."""
    picks = seat.app.screen.query_one(ProposalList).picks
    return {each.candidate.name: each.reason for each in picks.proposals}


def words(seat: Seat, name: str) -> str:
    return str(seat.app.screen.query_one(f"#{name}", Static).content)


async def written(seat: Seat) -> None:
    """Enter, the lines, Enter."""
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
    await seat.press("enter")
    await seat.until(lambda: seat.app.screen is seat.home)
    await seat.app.workers.wait_for_complete()  # the files are read anew, and the cursor goes to what is new


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_role_and_a_list_of_accounts_become_one_change(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = Desk(tmp_path)
    async with desk.running(size) as seat:
        await opened(seat)
        await seat.type("ReadOnlyAccess")
        await seat.press("tab", "tab")
        await seat.type("us-east-1")
        await seat.press("tab", "tab")
        await seat.type("prod* #ff0000")
        await seat.press("tab")
        await seat.paste(ACCOUNTS)
        await seat.until(lambda: len(proposals(seat)) == 2)
        assert "[x] + new      prod-shop-ReadOnlyAccess" in seat.text
        assert "3333 3333 3333" in seat.text
        await written(seat)
        assert seat.row.key == "prod-shop-ReadOnlyAccess"
        assert desk.paths.config.read_text() == CONFIG + ADDED
        await seat.press("u")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.press("enter")
        await seat.until(lambda: "dev-shop-ReadOnlyAccess" not in seat.names)
    assert desk.paths.config.read_text() == CONFIG


async def test_colours_go_by_rule_and_by_the_names_of_the_console(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, ACCOUNTS, role="Ops", colours="prod* orange, *-Ops green")
        await seat.until(lambda: len(proposals(seat)) == 2)
        await written(seat)
    listing = load(desk.paths).listing
    colours = [listing.get(name) for name in ("prod-shop-Ops", "dev-shop-Ops")]
    expected = [colour_called(name, known_colours()) for name in ("orange", "green")]
    assert [each.colour for each in colours if each] == expected
    assert all(len(each) == 6 for each in expected)


async def test_the_names_follow_the_pattern_and_the_region_what_is_typed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, ACCOUNTS, role="team/Ops", pattern="{source}-{account}", region="eu-west-1")
        await seat.until(lambda: "sts-444444444444" in proposals(seat))
        await written(seat)
    profile = load(desk.paths).listing.get("sts-444444444444")
    assert profile is not None
    assert str(profile.role) == "arn:aws:iam::444444444444:role/team/Ops"
    assert profile.region == "eu-west-1"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "The role is missing: its name, the same in every account."),
        ({"role": "bad name"}, "A role ARN has no spaces in it."),
        ({"role": "Ops", "pattern": "shop"}, "The pattern has no placeholder"),
        ({"role": "Ops", "colours": "prod* reddish"}, "A colour has six hexadecimal digits"),
        ({"role": "Ops", "region": "moon-1"}, "No AWS region is called moon-1."),
        ({"role": "Ops", "colours": "red"}, "This rule has a pattern or a colour, and needs both."),
    ],
)
async def test_what_speaks_against_all_of_it_is_said_and_nothing_is_written(
    tmp_path: Path, typed: dict[str, str], said: str
) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await opened(seat)
        assert not seat.app.screen.query_one("#reason").display
        await fill(seat, ACCOUNTS, **typed)
        await seat.until(lambda: words(seat, "reason").startswith(said))
        await seat.press("enter")
        await seat.pilot.pause(0.1)
        assert isinstance(seat.app.screen, ManyScreen)
        assert words(seat, "reason").startswith(said)
    assert desk.bytes == before


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"source": "nobody"}, "There is no profile nobody."),
        ({"source": ""}, "The source profile is missing."),
        ({"pattern": "[{account}]"}, "The name cannot hold brackets, quotes or backslashes."),
    ],
)
async def test_each_profile_that_cannot_be_written_has_its_reason(
    tmp_path: Path, typed: dict[str, str], reason: str
) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, ACCOUNTS, role="Ops", **typed)
        await seat.until(lambda: list(proposals(seat).values()) == [reason, reason])
        assert "✗ cannot" in seat.text
        assert reason in seat.text
        await seat.press("enter")
        await seat.until(lambda: "the reason stands beside each" in words(seat, "reason"))
    assert desk.bytes == before


async def test_a_name_that_is_taken_is_not_written_over_unless_it_is_ticked(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, "333333333333 production\n444444444444 fresh", role="Ops", pattern="{account_name}")
        await seat.until(lambda: set(proposals(seat)) == {"production", "fresh"})
        assert "[ ] ~ changes  production" in seat.text
        await written(seat)
    profile = load(desk.paths).listing.get("production")
    assert profile is not None
    assert str(profile.role) == "arn:aws:iam::333333333333:role/team/Admin"


async def test_a_target_can_be_left_out_by_its_tick(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, ACCOUNTS, role="Ops")
        await seat.until(lambda: len(proposals(seat)) == 2)
        seat.app.screen.query_one(ProposalList).focus()
        await seat.press("space")
        await seat.until(lambda: "1 ticked" in words(seat, "count"))
        await written(seat)
        assert "dev-shop-Ops" in seat.names
        assert "prod-shop-Ops" not in seat.names


async def test_lines_without_an_account_are_shown_with_the_reason(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await opened(seat)
        await fill(seat, "333333333333 a\nno account\n333333333333 b\n", role="Ops")
        await seat.until(lambda: len(proposals(seat)) == 1)
        left = seat.app.screen.query_one("#left", TextLines).text
        assert left == (
            "line 2 This line holds no account id of 12 digits.\n"
            "line 3 The account 333333333333 stands here a second time."
        )
        assert "2 things are not taken over:" in seat.text
        assert "⏎ see lines" in seat.text


async def test_the_json_of_the_aws_cli_is_a_list_too(tmp_path: Path) -> None:
    text = '{"Accounts": [{"Id": "333333333333", "Name": "Shop", "Status": "ACTIVE"}]}'
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        await fill(seat, text, role="Ops")
        await seat.until(lambda: proposals(seat) == {"Shop-Ops": None})


async def test_markup_and_control_characters_stay_text(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running((80, 24)) as seat:
        await opened(seat)
        await fill(seat, "333333333333 [red]x[/]\n444444444444 a\x1b[2Jb\n\x1b]0;owned\x07 \n", role="Ops")
        await seat.until(lambda: len(proposals(seat)) == 2)
        assert "[red]x[/]-Ops" in seat.text
        assert drawn_raw(seat.app) == ""
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
    assert desk.bytes == before


async def test_escape_writes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, ACCOUNTS, role="Ops")
        await seat.until(lambda: len(proposals(seat)) == 2)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, ManyScreen))
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
    assert desk.bytes == before
