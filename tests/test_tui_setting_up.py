"""The AWS and Google side: from the key to texts that are copied or saved, and nothing else that changes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from auth.places import Places
from profiles.setting_up.setups import BastionSetup, Setup, TargetSetup
from profiles.setting_up.steps import steps
from profiles.setting_up.texts import documents
from tests.setup_screens import (
    ADMIN,
    KINDS,
    SETUPS,
    SIZES,
    SSO,
    asked,
    fill,
    happened,
    road,
    save_all,
    shown,
)
from tests.test_tui_console import browser
from tests.tui_app import CONFIG, Desk
from tui.screens.menu import MenuScreen
from tui.screens.setup_form import SetupFormScreen
from tui.screens.setup_result import SetupScreen
from tui.screens.ticks import TickScreen


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, where nothing lies."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


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
