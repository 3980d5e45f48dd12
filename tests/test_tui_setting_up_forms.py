"""The forms and lists of the AWS and Google side: reasons as you type, lengths explained, targets ticked."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from profiles.arns import RoleArn
from profiles.setting_up.managed_policies import MANAGED_POLICIES
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.steps import steps
from profiles.setting_up.texts import documents
from tests.setup_screens import (
    ADMIN,
    CHAIN,
    FROM_FUMIDAI,
    SSO,
    asked,
    fill,
    notes,
    reason,
    shown,
)
from tests.tui_app import CONFIG, Desk
from tui.screens.policies import PolicyScreen
from tui.screens.setup_form import SetupFormScreen
from tui.screens.ticks import TickScreen

# What a form asks


async def test_the_role_that_may_switch_is_the_previous_one_of_a_chain_of_three(tmp_path: Path) -> None:
    async with Desk(tmp_path, CONFIG + CHAIN).running() as seat:
        await asked(seat, "hop", "t")
        assert isinstance(seat.app.screen, SetupFormScreen)
        assert seat.app.screen.answers["bastion_role"] == str(ADMIN)
        assert seat.app.screen.answers["external_id"] == "fumidai-42"
        screen = await shown(seat)
        await seat.press("tab", "y")
        hop = RoleArn.parse("arn:aws:iam::444444444444:role/Hop")
        expected = documents(TargetSetup(hop, ADMIN, external_id="fumidai-42"))
        assert seat.app.clipboard == expected[0].text
        assert screen._result.texts == expected


async def test_a_bastion_without_a_role_has_it_asked_for(tmp_path: Path) -> None:
    config = CONFIG.replace("google_config.role_arn = arn:aws:iam::111111111111:role/sso\n", "")
    async with Desk(tmp_path, config).running() as seat:
        await asked(seat, "production", "t")
        assert reason(seat) == ""
        await seat.press("enter")
        assert reason(seat).startswith("The bastion's role is missing.")
        assert isinstance(seat.app.screen, SetupFormScreen)
        await fill(seat, bastion_role=str(SSO))
        assert reason(seat) == ""
        screen = await shown(seat)
        assert screen._result.texts == documents(TargetSetup(ADMIN, SSO))
        await seat.press("q")
        await asked(seat, "production", "s")
        await fill(seat, bastion_role=str(SSO))
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, TickScreen))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"role": "arn:aws:s3:::x"}, "This ARN does not name an IAM role."),
        ({"bastion_role": "arn:aws-cn:iam::111111111111:role/sso"}, "The target lies in aws, the bastion"),
        ({"bastion_role": str(ADMIN)}, "The target and the bastion are the same role."),
        ({"permissions": "Everything"}, "“Everything” is neither in the list nor the ARN"),
        ({"permissions": ""}, "The permissions are missing."),
        ({"tags": "=x"}, "A tag has no key."),
        ({"description": "開発"}, "AWS takes no “開” in a role's description"),
        ({"max_session_seconds": "13h"}, "A role's maximum session is 3600 to 43200 seconds."),
        ({"max_session_seconds": "long"}, "A role's maximum session is a number of seconds"),
        ({"external_id": "[/]"}, "An external id has 2 to 1224 letters"),
    ],
)
async def test_what_is_wrong_is_said_while_it_is_typed_and_no_texts_follow(
    tmp_path: Path, typed: dict[str, str], words: str
) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "production", "t")
        form = seat.app.screen
        await fill(seat, **typed)
        assert reason(seat).startswith(words)
        assert seat.app.screen.query(".field.-wrong")
        await seat.press("enter")
        await seat.pilot.pause(0.05)
        assert seat.app.screen is form


@pytest.mark.parametrize(
    ("row", "key", "typed", "setup"),
    [
        (
            "production",
            "t",
            {
                "permissions": "AdministratorAccess",
                "max_session_seconds": "2h",
                "description": "For [b]repairs[/]",
                "tags": "Team=Web, Cost centre=42",
                "external_id": "abc",
            },
            TargetSetup(
                ADMIN,
                SSO,
                "AdministratorAccess",
                "For [b]repairs[/]",
                (("Team", "Web"), ("Cost centre", "42")),
                7200,
                "abc",
            ),
        ),
        (
            "sts",
            "b",
            {
                "provider_name": "GoogleCorp",
                "max_session_seconds": "28800",
                "console_session_seconds": "4h",
                "description": "In",
            },
            BastionSetup(SSO, "GoogleCorp", "In", (), 28800, 14400),
        ),
        (
            "deploy",
            "p",
            {
                "account": "4444 4444-4444",
                "user_name": "ci",
                "owner": "ops@example.com",
                "sources": "2001:db8::/32",
            },
            KeysForPrograms("444444444444", "ci", "ops@example.com", ("2001:db8::/32",)),
        ),
    ],
)
async def test_every_answer_reaches_the_texts(
    tmp_path: Path, row: str, key: str, typed: dict[str, str], setup: Setup
) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, row, key)
        await fill(seat, **typed)
        screen = await shown(seat)
        assert screen._result.texts == documents(setup)
        assert screen._result.steps == steps(setup)


async def test_a_policy_is_picked_by_typing_a_part_of_its_name(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "production", "t")
        form = seat.app.screen
        form.query_one("#permissions", Input).focus()
        await seat.press("space")
        await seat.until(lambda: isinstance(seat.app.screen, PolicyScreen))
        await seat.until(lambda: seat.app.screen.query_one(OptionList).highlighted == 0)
        assert "ReadOnlyAccess" in seat.text
        await seat.type("admin")
        assert "ReadOnlyAccess" not in seat.text.partition("What the role may do")[2]
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is form)
        assert form.query_one("#permissions", Input).value == "AdministratorAccess"


async def test_any_other_policy_is_taken_by_its_arn(tmp_path: Path) -> None:
    arn = "arn:aws:iam::333333333333:policy/[x"
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "production", "t")
        form = seat.app.screen
        form.query_one("#permissions", Input).focus()
        await seat.press("space")
        await seat.until(lambda: isinstance(seat.app.screen, PolicyScreen))
        await seat.paste(arn)
        await seat.until(
            lambda: arn in str(seat.app.screen.query_one(OptionList).get_option_at_index(0).prompt)
        )
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is form)
        assert form.query_one("#permissions", Input).value == arn
        assert "neither in the list nor the ARN" in reason(seat)


# Session length explained where it is set


async def test_a_length_is_explained_at_its_field_and_nowhere_else(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "production", "b")
        form = seat.app.screen
        assert notes(seat) == ""
        form.query_one("#max_session_seconds", Input).focus()
        await seat.until(lambda: notes(seat).startswith("· A role has a maximum session, 1 to 12 hours."))
        assert "SessionDuration" not in notes(seat)
        form.query_one("#console_session_seconds", Input).focus()
        await seat.until(lambda: notes(seat).startswith("· Google's attribute SessionDuration"))
        form.query_one("#role", Input).focus()
        await seat.until(lambda: notes(seat) == "")
        await fill(seat, max_session_seconds="1h")
        assert notes(seat).startswith("· SessionDuration is 12 h, and the role's maximum session 1 h.")


async def test_a_target_says_that_a_chained_session_has_an_hour(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "production", "t")
        assert notes(seat) == ""
        await fill(seat, max_session_seconds="12h")
        assert notes(seat).startswith("· A maximum session of 12 h helps only those who do not come from")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("sts", "· A role has a maximum session, 1 to 12 hours."),
        ("production", "AWS calls that role chaining"),
    ],
)
async def test_the_forms_of_profiles_explain_it_too(tmp_path: Path, row: str, words: str) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.choose(row)
        await seat.press("e")
        await seat.until(lambda: bool(seat.app.screen.query("#duration")))
        assert words not in notes(seat)
        await seat.press("ctrl+o")
        seat.app.screen.query_one("#duration", Input).focus()
        await seat.until(lambda: words in notes(seat))


# Where a bastion may switch to


async def test_the_targets_of_the_root_are_ticked_and_only_those_reached_from_it(tmp_path: Path) -> None:
    async with Desk(tmp_path, CONFIG + CHAIN).running() as seat:
        await asked(seat, "sts", "s")
        assert "[x] from_fumidai · 2222 2222 2222 · from_fumidai" in seat.text
        assert "[x] production · 3333 3333 3333 · team/Admin" in seat.text
        assert "[ ] hop · 4444 4444 4444 · Hop · reached from production" in seat.text
        await seat.shows("One policy holds all that is ticked.")
        await seat.press("space")
        assert "[ ] from_fumidai" in seat.text
        screen = await shown(seat)
        assert screen._result.texts == documents(SwitchSetup(SSO, (ADMIN,)))


async def test_nothing_ticked_leads_nowhere_and_a_ticks_all(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "sts", "s")
        ticks = seat.app.screen
        await seat.press("a")
        await seat.shows("No target is ticked, so there is nothing to permit.")
        await seat.press("enter")
        await seat.pilot.pause(0.05)
        assert seat.app.screen is ticks
        await seat.press("a")
        await seat.shows("One policy holds all that is ticked.")
        screen = await shown(seat)
        assert screen._result.texts == documents(SwitchSetup(SSO, (FROM_FUMIDAI, ADMIN)))


async def test_marked_targets_come_before_those_of_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever marks them: the home screen's ``chosen`` says so."""
    async with Desk(tmp_path, CONFIG + CHAIN).running() as seat:
        marked = tuple(filter(None, (seat.home._snapshot.listing.get(each) for each in ("hop", "sts"))))
        monkeypatch.setattr(seat.home, "chosen", lambda: marked)
        await asked(seat, "sts", "s")
        assert "Where production may switch to" in seat.text
        assert "[x] hop · 4444 4444 4444 · Hop" in seat.text
        assert (
            "from_fumidai" not in seat.text.partition("Where production may switch to")[2].partition("╰")[0]
        )
        screen = await shown(seat)
        hop = RoleArn.parse("arn:aws:iam::444444444444:role/Hop")
        assert screen._result.texts == documents(SwitchSetup(ADMIN, (hop,)))


async def test_two_profiles_of_one_role_are_ticked_as_one(tmp_path: Path) -> None:
    again = f"\n[profile again]\nrole_arn = {ADMIN}\nsource_profile = sts\n"
    async with Desk(tmp_path, CONFIG + again).running() as seat:
        await asked(seat, "sts", "s")
        assert "[x] production, again · 3333 3333 3333 · team/Admin" in seat.text


async def test_the_number_of_policies_is_told_and_so_is_a_number_no_role_can_hold(tmp_path: Path) -> None:
    def of(count: int) -> str:
        role = "arn:aws:iam::{:012}:role/" + "path/" * 60 + "x"
        return "".join(
            f"\n[profile p{each}]\nrole_arn = {role.format(each)}\nsource_profile = sts\n"
            for each in range(count)
        )

    async with Desk(tmp_path, CONFIG + of(40)).running() as seat:
        await asked(seat, "sts", "s")
        await seat.shows("3 policies hold the 42 ticked targets; a role takes 10.")
    (tmp_path / "more").mkdir()
    async with Desk(tmp_path / "more", CONFIG + of(200)).running() as seat:
        await asked(seat, "sts", "s")
        await seat.shows("So many targets need")
        ticks = seat.app.screen
        await seat.press("enter")
        await seat.pilot.pause(0.1)
        assert seat.app.screen is ticks


async def test_words_typed_before_the_policies_are_listed_are_not_lost(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        screen = PolicyScreen("AdministratorAccess")
        seat.app.push_screen(screen)
        await seat.type("support")
        screen.lay_out()  # comes after the letters on a busy machine
        names = [option.id or "" for option in screen.query_one(OptionList).options]
        assert names
        assert all("support" in f"{name} {about(name)}".casefold() for name in names)


def about(name: str) -> str:
    return next(each.about for each in MANAGED_POLICIES if each.name == name)
