"""The menu of the console: every way there is for a row, pages and regions found by typing, and what is remembered."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from auth.regions import Region, regions
from tests.test_tui_console import INITSSO, SWITCH, closed, unbroken
from tests.test_tui_console import browser as noting
from tests.tui_app import CONFIG, Desk, Seat
from tui.memory import recall
from tui.screens.console import ConsoleScreen
from tui.screens.console_menu import ConsoleMenu
from tui.screens.pick import Choice, PickScreen, fitting

CHINA = """
[profile china]
region = cn-north-1
role_arn = arn:aws-cn:iam::444444444444:role/x
source_profile = sts

[profile abroad]
region = eu-west-1
role_arn = arn:aws-cn:iam::444444444444:role/x
source_profile = sts
"""


async def menu(seat: Seat, name: str) -> ConsoleMenu:
    await seat.choose(name)
    await seat.press("C")
    await seat.until(lambda: isinstance(seat.app.screen, ConsoleMenu))
    await seat.pilot.pause()
    assert isinstance(seat.app.screen, ConsoleMenu)
    return seat.app.screen


async def picked(seat: Seat, key: str, text: str) -> str:
    """Type *text* into the list of pages or regions, and take the first that fits; what the list showed."""
    await seat.press(key)
    await seat.until(lambda: isinstance(seat.app.screen, PickScreen))
    await seat.pilot.pause()
    await seat.paste(text)
    shown = seat.text
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, ConsoleMenu))
    await seat.pilot.pause()
    return shown


def address(seat: Seat) -> str:
    return unbroken(seat.text).split("Signing in leads to")[1].split("⏎")[0].strip()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_target_has_four_ways_each_with_what_it_leads_to(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with Desk(tmp_path).running(size) as seat:
        await menu(seat, "from_fumidai")
        for line in (
            "s  Switch to from_fumidai   from_fumidai in 222222222222",
            "t  Sign in as from_fumidai  with its keys, an hour at most",
            "b  Sign in to sts           with its keys: none now, r signs in",
            "g  Sign in to sts           by Google",
            "p  Page                     Console home",
            "r  Region                   ap-northeast-1 (the profile's)",
            "x  Sign out first           [ ] of the session the browser has",
            "⏎ or its key opens   y copy or show instead   Esc back",
        ):
            assert line in seat.text


async def test_a_bastion_has_its_own_ways_alone(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await menu(seat, "sts")
        assert "Switch to" not in seat.text
        assert "Sign in as" not in seat.text
        assert "b  Sign in to sts" in seat.text
        assert "g  Sign in to sts" in seat.text


async def test_a_profile_that_is_neither_can_be_signed_in_as(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await menu(seat, "robot")
        assert "t  Sign in as robot" in seat.text
        assert "Switch to" not in seat.text
        assert "Sign in to" not in seat.text
        await seat.press("t")
        await seat.shows("The keys of robot are permanent keys of an IAM user.")


async def test_a_role_that_cannot_be_switched_to_says_why_at_its_line(tmp_path: Path) -> None:
    env, noted = noting(tmp_path)
    desk = Desk(tmp_path, CONFIG.replace("fumidai_display_name = 本番", "external_id = x"), env=env)
    async with desk.running() as seat:
        await menu(seat, "production")
        assert "The console cannot switch to a role that asks" in seat.line("Switch to production")
        await seat.press("s")
        assert isinstance(seat.app.screen, ConsoleMenu)
        assert seat.text.count("The console cannot switch to a role that asks") == 2
        assert not noted.exists()


@pytest.mark.parametrize(("key", "url"), [("s", SWITCH), ("g", INITSSO)])
async def test_a_link_that_is_no_secret_is_opened_at_once_or_only_shown_and_copied(
    tmp_path: Path, key: str, url: str
) -> None:
    env, noted = noting(tmp_path)
    async with Desk(tmp_path, env=env).running() as seat:
        await menu(seat, "from_fumidai")
        await seat.press(key)
        await seat.until(noted.exists)
        assert noted.read_text() == url
        noted.unlink()
        await closed(seat)
        screen = await menu(seat, "from_fumidai")
        while (option := screen.query_one("OptionList").highlighted_option) is None or option.id != key:  # type: ignore[attr-defined] # of OptionList
            await seat.press("j")
        await seat.press("y")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        assert url in unbroken(seat.text)
        await seat.press("y")
        assert seat.app.clipboard == url
        assert not noted.exists()


async def test_a_page_and_a_region_are_found_by_typing_and_the_address_says_where_they_lead(
    tmp_path: Path,
) -> None:
    async with Desk(tmp_path).running() as seat:
        await menu(seat, "from_fumidai")
        home = "https://ap-northeast-1.console.aws.amazon.com/console/home?region=ap-northeast-1"
        assert address(seat) == home
        shown = await picked(seat, "p", "cloudf")
        await picked(seat, "p", "cloudfr")
        assert "CloudFront" in shown
        assert "CloudFormation" in shown
        assert "Lambda" not in shown
        assert "cloudfront/home" in address(seat)
        await picked(seat, "r", "frankfurt")
        assert address(seat) == (
            "https://eu-central-1.console.aws.amazon.com/cloudfront/home?region=eu-central-1"
        )
        await picked(seat, "p", "iam")
        assert address(seat) == "https://console.aws.amazon.com/iamv2/home"
        assert "none: this page is the same in every region" in seat.text
        await picked(seat, "p", "ec2/v2/home#Instances:state=running")
        assert address(seat) == (
            "https://eu-central-1.console.aws.amazon.com/ec2/v2/home?region=eu-central-1#Instances:state=running"
        )
        # Back to the profile's own region.
        await picked(seat, "r", "tokyo")
        assert "(the profile's)" in seat.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://console.aws.amazon.com/ec2", "Type only the part of the address after the host"),
        ("../up", "A path goes down only"),
        ("ec2//home", "Something is missing between the two slashes"),
    ],
)
async def test_a_path_that_cannot_be_says_why_and_is_not_taken(
    tmp_path: Path, text: str, reason: str
) -> None:
    async with Desk(tmp_path).running() as seat:
        await menu(seat, "from_fumidai")
        await seat.press("p")
        await seat.until(lambda: isinstance(seat.app.screen, PickScreen))
        await seat.paste(text)
        await seat.shows(reason)
        await seat.press("enter")
        assert isinstance(seat.app.screen, PickScreen)
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleMenu))
        assert "Console home" in seat.text


async def test_the_regions_are_those_of_the_partition_of_the_role(tmp_path: Path) -> None:
    async with Desk(tmp_path, CONFIG + CHINA).running() as seat:
        await menu(seat, "china")
        assert address(seat) == ("https://cn-north-1.console.amazonaws.cn/console/home?region=cn-north-1")
        await seat.press("r")
        await seat.shows("cn-northwest-1")
        assert "eu-" not in seat.text.split("Region ─")[1]
        await seat.press("escape", "escape")
        # A region of elsewhere in the profile is the AWS CLI's; the console of the partition has none of it.
        await menu(seat, "abroad")
        assert "left to the console" in seat.text
        assert address(seat).startswith("https://console.amazonaws.cn/console/home")


async def test_page_and_region_are_remembered_for_the_profile_and_first_in_the_lists_of_others(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, env={"PATH": ""})
    async with desk.running() as seat:
        await menu(seat, "from_fumidai")
        await picked(seat, "p", "dynamo")
        await picked(seat, "r", "eu-west-3")
        await seat.press("t")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        await closed(seat)
        await seat.app.workers.wait_for_complete()
    async with desk.running() as seat:
        await menu(seat, "from_fumidai")
        assert "DynamoDB" in seat.line("p  Page")
        assert "eu-west-3" in seat.line("r  Region")
        await seat.press("escape")
        await menu(seat, "production")
        assert "Console home" in seat.line("p  Page")
        assert "left to the console" in seat.line("r  Region")
        await seat.press("p")
        await seat.until(lambda: isinstance(seat.app.screen, PickScreen))
        assert seat.app.screen._shown[0].label == "DynamoDB"  # type: ignore[attr-defined] # of PickScreen
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleMenu))
        await seat.press("r")
        await seat.until(lambda: isinstance(seat.app.screen, PickScreen))
        await seat.until(lambda: seat.app.screen._shown[0].value == "eu-west-3")  # type: ignore[attr-defined] # of PickScreen
    assert recall(desk.paths).state["console_pages"] == {
        "from_fumidai": {"page": "dynamodbv2/home", "region": "eu-west-3"}
    }


async def test_what_was_remembered_by_hand_and_cannot_be_is_passed_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.paths.state.write_text(
        '[console_pages.from_fumidai]\npage = "https://evil.example/x"\nregion = "cn-north-1"\n'
        '[console_recent]\npages = ["../x", 3]\nregions = { aws = ["nowhere-1"] }\n'
    )
    async with desk.running() as seat:
        await menu(seat, "from_fumidai")
        assert "Console home" in seat.line("p  Page")
        assert "ap-northeast-1" in seat.line("r  Region")
        await seat.press("r")
        await seat.shows("eu-central-1")
        assert "nowhere" not in seat.text


async def test_r_pressed_twice_shows_one_list_of_regions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The regions come out of a large file of botocore's, which takes a moment."""
    asked, ready = list[str](), threading.Event()

    def slow(partition_id: str) -> tuple[Region, ...]:
        asked.append(partition_id)
        assert ready.wait(10)
        return regions(partition_id)

    monkeypatch.setattr("tui.screens.console_menu.regions", slow)
    async with Desk(tmp_path).running() as seat:
        screen = await menu(seat, "from_fumidai")
        for presses in (1, 2):
            await seat.press("r")
            await seat.until(lambda presses=presses: len(asked) == presses)  # type: ignore[misc] # the default is bound
        ready.set()
        await seat.until(lambda: isinstance(seat.app.screen, PickScreen))
        await seat.tick()
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is screen)
        await seat.tick()
        assert seat.app.screen is screen


async def test_a_role_in_the_state_whose_partition_nobody_knows_is_passed_over(tmp_path: Path) -> None:
    config = CONFIG.replace(
        "google_config.role_arn = arn:aws:iam::111111111111:role/sso", "google_config.ask_role = True"
    )
    desk = Desk(tmp_path, config)
    desk.paths.state.write_text('[last_roles]\nsts = "arn:nowhere:iam::1:role/x"\n')
    async with desk.running() as seat:
        await menu(seat, "sts")
        assert "https://ap-northeast-1.console.aws.amazon.com/" in address(seat)


async def test_x_ticks_signing_out_first(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        screen = await menu(seat, "from_fumidai")
        await seat.press("x")
        assert "[x] of the session" in seat.text
        assert screen.query_one("OptionList").highlighted_option.id == "x"  # type: ignore[attr-defined] # of OptionList
        await seat.press("x")
        assert "[ ] of the session" in seat.text


def test_choices_hold_every_word_and_those_that_begin_so_come_first() -> None:
    choices = [Choice("a", "AWS Config"), Choice("b", "Config", "rules"), Choice("c", "Other")]
    assert [each.value for each in fitting(choices, "config")] == ["b", "a"]
    assert [each.value for each in fitting(choices, "conf rul")] == ["b"]
    assert [each.value for each in fitting(choices, " ")] == ["a", "b", "c"]
