"""The AWS and Google side: from the key to texts that are copied or saved, and nothing else that changes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from auth.places import Places
from profiles.arns import RoleArn
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.steps import steps
from profiles.setting_up.texts import documents
from tests.test_tui_link import browser
from tests.tui_app import CONFIG, Desk, Seat
from tui.screens.menu import MenuScreen
from tui.screens.policies import PolicyScreen
from tui.screens.setup_form import SetupFormScreen
from tui.screens.setup_result import SetupScreen
from tui.screens.ticks import TickScreen

SIZES = [(80, 24), (120, 40)]
SSO = RoleArn.parse("arn:aws:iam::111111111111:role/sso")
FROM_FUMIDAI = RoleArn.parse("arn:aws:iam::222222222222:role/from_fumidai")
ADMIN = RoleArn.parse("arn:aws:iam::333333333333:role/team/Admin")
CHAIN = """
[profile hop]
role_arn = arn:aws:iam::444444444444:role/Hop
source_profile = production
external_id = fumidai-42
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, where nothing lies."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def asked(seat: Seat, row: str, key: str) -> None:
    """Through the menu, from the row called *row*."""
    await seat.choose(row)
    await seat.press("a")
    await seat.until(lambda: isinstance(seat.app.screen, MenuScreen))
    await seat.press(key)
    await seat.until(lambda: not isinstance(seat.app.screen, MenuScreen) and seat.app.screen is not seat.home)


async def fill(seat: Seat, **typed: str) -> None:
    for field, text in typed.items():
        seat.app.screen.query_one(f"#{field}", Input).value = text
    await seat.pilot.pause()


def reason(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#reason", Static).content)


def notes(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#notes", Static).content)


async def shown(seat: Seat) -> SetupScreen:
    """The steps and texts, after Enter in a form or list."""
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, SetupScreen))
    screen = seat.app.screen
    assert isinstance(screen, SetupScreen)
    await seat.until(lambda: screen.steps.option_count > 0)
    return screen


def happened(seat: Seat) -> str:
    word = seat.app.screen.query_one("#happened", Static)
    return str(word.content) if word.display else ""


async def save_all(seat: Seat, folder: str = "") -> None:
    await seat.press("S")
    await seat.until(lambda: bool(seat.app.screen.query("#path")))
    if folder:
        await fill(seat, path=folder)
    await seat.press("enter")


async def road(seat: Seat, setup: Setup) -> None:
    """From home to the steps and texts of *setup*."""
    match setup:
        case TargetSetup():
            await asked(seat, "production", "t")
        case SwitchSetup():
            await asked(seat, "production", "s")
        case BastionSetup():
            await asked(seat, "production", "b")
        case KeysForPrograms():
            await asked(seat, "production", "p")
            await fill(seat, user_name="backup", owner="ops", sources="203.0.113.0/24, 198.51.100.7")
    await shown(seat)


SETUPS: list[Setup] = [
    TargetSetup(ADMIN, SSO),
    SwitchSetup(SSO, (FROM_FUMIDAI, ADMIN)),
    BastionSetup(SSO),
    KeysForPrograms("333333333333", "backup", "ops", ("203.0.113.0/24", "198.51.100.7")),
]
KINDS = [type(each).__name__ for each in SETUPS]


# Every road, from the key to the texts


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("setup", SETUPS, ids=KINDS)
async def test_every_road_ends_in_the_texts_of_the_setup_copied_one_by_one(
    tmp_path: Path, setup: Setup, size: tuple[int, int]
) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running(size) as seat:
        await road(seat, setup)
        await seat.press("tab")
        for text in documents(setup):
            assert text.use.split()[0] in seat.text
            assert text.text.split()[0] in seat.text
            await seat.press("y")
            assert seat.app.clipboard == text.text
            assert happened(seat).startswith("Given to your terminal to copy (OSC 52).")
            await seat.press("down")
        await seat.press("q")
        await seat.until(lambda: seat.app.screen is seat.home)
    assert desk.bytes == before


@pytest.mark.parametrize("setup", SETUPS, ids=KINDS)
async def test_all_texts_are_saved_byte_for_byte_in_a_new_folder_for_this_person_alone(
    tmp_path: Path, elsewhere: Path, setup: Setup
) -> None:
    async with Desk(tmp_path).running() as seat:
        await road(seat, setup)
        await save_all(seat)
        await seat.until(lambda: "Saved in" in happened(seat))
    (folder,) = elsewhere.iterdir()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        text.file_name: text.text.encode() for text in documents(setup)
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_one_text_is_saved_where_the_person_says(tmp_path: Path, elsewhere: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await road(seat, SETUPS[0])
        await seat.press("tab", "down", "s")
        await seat.until(lambda: bool(seat.app.screen.query("#path")))
        assert seat.app.screen.query_one("#path", Input).value == "target-333333333333-Admin.sh"
        await fill(seat, path="new/one.sh")
        await seat.press("enter")
        await seat.until(lambda: "Saved as" in happened(seat))
    assert (elsewhere / "new" / "one.sh").read_text() == documents(SETUPS[0])[1].text
    assert len(list(elsewhere.rglob("*.*"))) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_the_steps_are_shown_in_order_with_place_needs_and_link(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with Desk(tmp_path).running(size) as seat:
        await road(seat, SETUPS[0])
        for number, step in enumerate(steps(SETUPS[0]), start=1):
            line = seat.line(f"│ {number}  ")
            assert step.what.split(" ", 2)[0] in line
            assert step.where in seat.text
            assert step.needs.split(",")[0][:24] in seat.text
        assert "https://console.aws.amazon.com" in seat.text
        # One pane in a narrow terminal, both in a wide one.
        assert ("Texts: " in seat.text) == (size[0] >= 110)
        await seat.press("right")
        assert "Texts: " in seat.text
        assert ("Steps: " in seat.text) == (size[0] >= 110)


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


# Links


async def test_o_opens_the_page_of_the_step_under_the_cursor(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running() as seat:
        await road(seat, SETUPS[0])
        await seat.press("down", "o")
        await seat.until(noted.exists)
        assert noted.read_text() == steps(SETUPS[0])[1].link
        assert happened(seat) == "Sent to your browser."
        await seat.press("y")
        assert seat.app.clipboard == steps(SETUPS[0])[1].link


async def test_a_step_without_a_page_opens_nothing_and_copies_nothing(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running() as seat:
        await road(seat, SETUPS[0])
        await seat.press("end", "o")
        assert happened(seat) == "This step has no page to open."
        await seat.press("y")
        assert happened(seat).startswith("This step has nothing to copy.")
        assert seat.app.clipboard == ""
        assert not noted.exists()


async def test_where_no_browser_can_be_opened_the_reason_is_told(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running() as seat:
        await road(seat, SETUPS[0])
        await seat.press("o")
        assert happened(seat).startswith("No browser was opened. There is no display here")


async def test_a_sandbox_opens_no_page_of_the_real_aws(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env, places=Places(is_sandbox=True)).running() as seat:
        await road(seat, SETUPS[0])
        await seat.press("o")
        assert "The sandbox has no such page" in happened(seat)
        await seat.pilot.pause(0.2)
        assert not noted.exists()


async def test_each_value_for_google_can_be_copied_alone(tmp_path: Path) -> None:
    setup = BastionSetup(SSO)
    async with Desk(tmp_path).running() as seat:
        await road(seat, setup)
        (at,) = (place for place, step in enumerate(steps(setup)) if "fill them in" in step.what)
        await seat.press(*["down"] * at, "y")
        await seat.until(lambda: isinstance(seat.app.screen, MenuScreen))
        await seat.press("1")
        await seat.until(lambda: isinstance(seat.app.screen, SetupScreen))
        assert seat.app.clipboard == f"{SSO},arn:aws:iam::111111111111:saml-provider/Google"


# What is there already, and what is left behind


async def test_a_file_that_is_there_is_replaced_only_after_a_yes(tmp_path: Path, elsewhere: Path) -> None:
    texts = documents(SETUPS[0])
    mine = elsewhere / "mine"
    mine.mkdir()
    theirs = mine / texts[0].file_name
    theirs.write_text("theirs")
    async with Desk(tmp_path).running() as seat:
        await road(seat, SETUPS[0])
        for key in ("n", "escape"):
            await save_all(seat, "mine")
            await seat.shows("there is already")
            assert theirs.name in "".join(seat.text.split())
            await seat.press(key)
            await seat.until(lambda: happened(seat) == "Nothing was saved.")
            assert [path.name for path in mine.iterdir()] == [theirs.name]
            assert theirs.read_text() == "theirs"
        await save_all(seat, "mine")
        await seat.shows("there is already")
        await seat.press("y")
        await seat.until(lambda: "Saved in" in happened(seat))
    assert {path.name: path.read_text() for path in mine.iterdir()} == {
        text.file_name: text.text for text in texts
    }


async def test_a_link_that_is_there_is_replaced_itself_and_not_what_it_leads_to(
    tmp_path: Path, elsewhere: Path
) -> None:
    name = documents(SETUPS[0])[0].file_name
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs")
    (elsewhere / name).symlink_to(theirs)
    async with Desk(tmp_path).running() as seat:
        await road(seat, SETUPS[0])
        await seat.press("tab", "s")
        await seat.until(lambda: bool(seat.app.screen.query("#path")))
        await seat.press("enter")
        await seat.shows("there is already")
        await seat.press("y")
        await seat.until(lambda: "Saved as" in happened(seat))
    assert theirs.read_text() == "theirs"
    assert not (elsewhere / name).is_symlink()


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, elsewhere: Path) -> None:
    (elsewhere / "taken").write_text("a file")
    async with Desk(tmp_path).running() as seat:
        await road(seat, SETUPS[0])
        await save_all(seat, "taken")
        await seat.until(lambda: "was not written." in happened(seat))
        await save_all(seat, "nul\0")
        await seat.until(lambda: "No file can have this name." in happened(seat))
    assert [path.name for path in elsewhere.iterdir()] == ["taken"]


@pytest.mark.parametrize(("key", "setup"), [*zip("tsbp", SETUPS, strict=True)], ids=KINDS)
async def test_escape_anywhere_leaves_nothing_behind(
    tmp_path: Path, elsewhere: Path, key: str, setup: Setup
) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await asked(seat, "production", key)
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
        await road(seat, setup)
        await seat.press("S")
        await seat.until(lambda: bool(seat.app.screen.query("#path")))
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, SetupScreen))
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, SetupFormScreen | TickScreen))
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
    assert desk.bytes == before
    assert list(elsewhere.iterdir()) == []


async def test_esc_goes_back_to_what_was_typed_and_ticked(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await asked(seat, "production", "t")
        await fill(seat, description="For repairs")
        await shown(seat)
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, SetupFormScreen))
        assert seat.app.screen.query_one("#description", Input).value == "For repairs"
        await fill(seat, tags="Team=Web")
        screen = await shown(seat)
        expected = TargetSetup(ADMIN, SSO, description="For repairs", tags=(("Team", "Web"),))
        assert screen._result.texts == documents(expected)
        await seat.press("q")
        await asked(seat, "production", "s")
        await seat.press("space")
        await shown(seat)
        await seat.press("escape")
        await seat.shows("[ ] from_fumidai")
        assert "[x] production" in seat.text


async def test_s_saves_nothing_that_is_not_in_sight(tmp_path: Path, elsewhere: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await road(seat, SETUPS[0])
        await seat.press("s")
        assert happened(seat).startswith("Tab leads to the texts")
    assert list(elsewhere.iterdir()) == []


async def test_a_click_leads_to_the_other_pane(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((120, 40)) as seat:
        await road(seat, SETUPS[0])
        await seat.pilot.click("#texts", offset=(3, 2))
        await seat.press("y")
        assert seat.app.clipboard == documents(SETUPS[0])[2].text


async def test_a_long_text_is_scrolled_while_the_cursor_stays_on_it(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await road(seat, SETUPS[2])
        await seat.press("tab", "end")
        assert "Service provider of the application" in seat.text
        await seat.press("pagedown", "pagedown", "pagedown")
        await seat.shows("Without it the console stays open for an hour.")
        await seat.press("y")
        assert seat.app.clipboard == documents(SETUPS[2])[-1].text


async def test_what_does_not_fit_the_row_is_not_offered(tmp_path: Path) -> None:
    async with Desk(tmp_path, "[profile alone]\nregion = eu-west-1\n", "").running() as seat:
        await seat.press("a")
        await seat.until(lambda: isinstance(seat.app.screen, MenuScreen))
        assert "Bastion" in seat.text
        assert "Program" in seat.text
        assert "Target" not in seat.text
        assert "Switching" not in seat.text
        await seat.press("t", "s")
        assert isinstance(seat.app.screen, MenuScreen)


async def test_without_any_profile_the_bastion_can_still_be_set_up(tmp_path: Path) -> None:
    async with Desk(tmp_path, "", "").running() as seat:
        await seat.press("a")
        await seat.until(lambda: isinstance(seat.app.screen, MenuScreen))
        await seat.press("b")
        await seat.until(lambda: isinstance(seat.app.screen, SetupFormScreen))
        await fill(seat, role=str(SSO))
        screen = await shown(seat)
        assert screen._result.texts == documents(BastionSetup(SSO))


async def test_the_advice_for_programs_comes_before_the_first_step(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await road(seat, SETUPS[3])
        assert "Never use a person's user" in seat.text
        await seat.press("o")
        assert happened(seat) == "This step has no page to open."


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_are_shown_as_they_are_and_never_raw(
    tmp_path: Path, elsewhere: Path, size: tuple[int, int]
) -> None:
    config = CONFIG.replace("role/team/Admin", "role/[red]/[/x]/Admin").replace(
        "[profile production]", "[profile a[/b\u202e]"
    )
    config = config.replace("[profile sts]", "[profile s[/t\u009b31m]")
    config = config.replace("source_profile = sts", "source_profile = s[/t\u009b31m")
    config += "\n[profile odd]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = robot\n"
    config += "external_id = \u202e\u009b\n"
    async with Desk(tmp_path, config).running(size) as seat:
        await asked(seat, "a[/b\u202e", "t")
        assert "Role of a[/b at AWS" in seat.text
        await shown(seat)
        assert "Make the role Admin" in seat.text
        await save_all(seat)
        await seat.until(lambda: "Saved in" in happened(seat))
        await seat.press("q")
        await asked(seat, "a[/b\u202e", "s")
        assert "Where s[/t31m may switch to" in seat.text
        assert "[x] a[/b · 3333 3333 3333 · [red]/[/x]/Admin" in seat.text
        await seat.press("escape")
        await asked(seat, "odd", "t")
        assert isinstance(seat.app.screen, SetupFormScreen)
        assert seat.app.screen.answers["external_id"] == ""
        assert not {"\u202e", "\u009b"} & set(seat.text)
    assert [path.name for path in elsewhere.iterdir()] == ["target-333333333333-Admin"]
