"""Profiles changed from the home screen: the lines first, then written; undone; versions brought back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from textual.widgets import Input, Static

from profiles import texts
from profiles.files import load
from tests.forms import fill, settled
from tests.tui_app import CONFIG, CREDENTIALS, Desk, Seat, drawn_raw
from tui.memory import recall
from tui.screens.change import ChangeScreen
from tui.screens.colours import ColourScreen
from tui.screens.form import FormScreen
from tui.screens.menu import MenuScreen
from tui.widgets.diff_view import change_content

T = TypeVar("T")


async def opened(seat: Seat, key: str, screen: type[object]) -> None:
    """Press a key, and wait for the screen it opens."""
    await seat.press(key)
    await seat.until(lambda: isinstance(seat.app.screen, screen))
    await seat.pilot.pause()
    if screen is FormScreen:
        await settled(seat)


async def at_home(seat: Seat) -> None:
    await seat.until(lambda: seat.app.screen is seat.home)
    await seat.app.workers.wait_for_complete()
    await seat.pilot.pause()


def shown(seat: Seat, id: str) -> str:  # noqa: A002 - Textual's name for it
    return str(seat.app.screen.query_one(f"#{id}", Static).content)


async def test_editing_the_colour_changes_that_line_alone_and_u_takes_it_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await seat.choose("from_fumidai")
        await opened(seat, "e", FormScreen)
        assert shown(seat, "preview") == "Nothing changes."
        await fill(seat, colour="green")
        assert "- color = f2b0a9\n+ color = b7ca9d" in shown(seat, "preview")
        await seat.press("enter")
        await at_home(seat)
        await seat.until(lambda: seat.row.profile is not None and seat.row.profile.colour == "b7ca9d")
        changed = CONFIG.replace("color = f2b0a9", "color = b7ca9d")
        assert desk.paths.config.read_text() == changed
        await opened(seat, "u", ChangeScreen)
        assert "- color = b7ca9d\n+ color = f2b0a9" in shown(seat, "diff").replace("\n  ", "\n")
        await seat.press("enter")
        await at_home(seat)
        await seat.until(lambda: seat.row.profile is not None and seat.row.profile.colour == "f2b0a9")
    after = desk.bytes
    assert {name: after[name] for name in before} == before


async def test_what_is_typed_first_into_the_form_of_a_bastion_is_its_name(tmp_path: Path) -> None:
    """The field for Google's link comes first and is hidden there: nothing may be typed into it unseen."""
    async with Desk(tmp_path).running((80, 24)) as seat:
        await seat.choose("sts")
        await opened(seat, "e", FormScreen)
        await seat.type("sts2")
        await settled(seat)
        assert "+ [profile sts2]" in shown(seat, "preview")


async def test_the_colour_is_picked_from_a_list_that_draws_it(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.choose("production")
        await opened(seat, "e", FormScreen)
        seat.app.screen.query_one("#colour", Input).focus()
        await seat.press("space")
        await seat.until(lambda: isinstance(seat.app.screen, ColourScreen))
        await seat.shows("b7ca9d   本番   ▕本番▏")
        await seat.press("down", "down", "enter")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        await settled(seat)
        assert seat.app.screen.query_one("#colour", Input).value == "fbc8aa"
        assert "+ color = fbc8aa" in shown(seat, "preview")


async def test_a_colour_the_console_may_ignore_is_taken_with_a_note(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.choose("production")
        await opened(seat, "e", FormScreen)
        await fill(seat, colour="123456")
        assert "the console may ignore it" in shown(seat, "notes")
        assert "+ color = 123456" in shown(seat, "preview")


async def test_a_renamed_profile_takes_its_keys_and_those_who_name_it_along(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.choose("robot")
        await opened(seat, "e", FormScreen)
        await fill(seat, name="machine")
        await seat.press("enter")
        await at_home(seat)
        await seat.until(lambda: "machine" in seat.names)
        assert seat.row.key == "machine"
        assert "robot" not in seat.names
        assert desk.paths.config.read_text() == CONFIG.replace("robot", "machine")
        assert desk.paths.credentials.read_text() == CREDENTIALS.replace("[robot]", "[machine]")
        await opened(seat, "u", ChangeScreen)
        await seat.press("enter")
        await seat.until(lambda: "robot" in seat.names)
    assert desk.paths.config.read_text() == CONFIG
    assert desk.paths.credentials.read_text() == CREDENTIALS


async def test_no_secret_is_seen_in_a_change_of_the_credentials_file(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.choose("robot")
        await opened(seat, "d", ChangeScreen)
        assert "- aws_secret_access_key = Secret(…)" in shown(seat, "diff")
        assert "a-secret-of-the-robot" not in shown(seat, "diff") + seat.text


async def test_removing_a_root_says_what_would_be_left_without_a_source(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await seat.choose("sts")
        await opened(seat, "d", ChangeScreen)
        assert "left without a source: from_fumidai, production." in seat.text
        await seat.press("escape")
        await at_home(seat)
        assert desk.bytes == before


async def test_a_removed_profile_is_gone_and_comes_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.choose("production")
        await opened(seat, "d", ChangeScreen)
        await seat.press("enter")
        await seat.until(lambda: "production" not in seat.names)
        assert "[profile production]" not in desk.paths.config.read_text()
        await opened(seat, "u", ChangeScreen)
        await seat.press("enter")
        await seat.until(lambda: "production" in seat.names)
    assert desk.paths.config.read_text() == CONFIG


async def test_a_copy_has_a_name_of_its_own_and_no_keys_of_the_credentials_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.choose("production")
        await opened(seat, "D", FormScreen)
        await fill(seat, name="production-2", display_name="")
        await seat.press("enter")
        await at_home(seat)
        await seat.until(lambda: "production-2" in seat.names)
    added = desk.paths.config.read_text().removeprefix(CONFIG)
    assert added == (
        "\n[profile production-2]\nrole_arn = arn:aws:iam::333333333333:role/team/Admin\nsource_profile = sts\n"
    )
    assert desk.paths.credentials.read_text() == CREDENTIALS


async def test_a_bastion_is_made_from_a_pasted_link(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat, "N", MenuScreen)
        await opened(seat, "b", FormScreen)
        await seat.paste("https://accounts.google.com/o/saml2/initsso?idpid=C01abcdef&spid=123456789012")
        await settled(seat)
        assert seat.app.screen.query_one("#idp_id", Input).value == "C01abcdef"
        assert seat.app.screen.query_one("#sp_id", Input).value == "123456789012"
        await fill(seat, name="work", username="me@example.com", region="eu-west-1", duration="8h")
        await seat.press("enter")
        await at_home(seat)
        await seat.until(lambda: "work" in seat.names)
    profile = load(desk.paths).listing.get("work")
    assert profile is not None
    assert profile.google is not None
    assert (profile.google.idp_id, profile.google.sp_id) == ("C01abcdef", "123456789012")
    assert (profile.google.username, profile.google.duration) == ("me@example.com", 28800)
    assert profile.problems == ()


async def test_a_link_that_leads_elsewhere_gives_no_ids(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat, "N", MenuScreen)
        await opened(seat, "b", FormScreen)
        await seat.paste("https://accounts.google.com.evil.example/o/saml2/initsso?idpid=C01abcdef&spid=1")
        await settled(seat)
        assert seat.app.screen.query_one("#idp_id", Input).value == ""
        assert "This is no link to a sign-in at Google" in seat.text


async def test_an_earlier_version_comes_back_with_the_present_secrets(tmp_path: Path) -> None:
    secret = "[profile old-keys]\naws_access_key_id = AKIAOLD\naws_secret_access_key = hunter2hunter2\n"
    desk = Desk(tmp_path, f"{CONFIG}\n{secret}")
    async with desk.running() as seat:
        await seat.choose("production")
        await opened(seat, "d", ChangeScreen)
        await seat.press("enter")
        await seat.until(lambda: "production" not in seat.names)
        assert b"hunter2hunter2" not in desk.paths.versions.read_bytes()
        await opened(seat, "V", MenuScreen)
        assert "before “Remove production”" in seat.text
        await opened(seat, "1", ChangeScreen)
        assert "+ [profile production]" in seat.text
        assert "hunter2hunter2" not in seat.text
        await seat.press("enter")
        await seat.until(lambda: "production" in seat.names)
    assert desk.paths.config.read_text() == f"{CONFIG}\n{secret}"


async def test_there_is_a_word_where_nothing_can_be_undone_or_brought_back(tmp_path: Path) -> None:
    async with Desk(tmp_path).running(toasts=True) as seat:
        await seat.press("u")
        await seat.shows("There is nothing to undo.")
        await seat.press("V")
        await seat.shows("No earlier version is kept yet.")


async def test_a_file_that_aws_tools_cannot_read_is_not_changed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG + "region = twice\n")
    before = desk.bytes
    async with desk.running(toasts=True) as seat:
        for key in ("e", "d", "n", "D"):
            await seat.press(key)
            await seat.shows("AWS tools cannot read this file")
            assert seat.app.screen is seat.home
            seat.app.clear_notifications()
            await seat.pilot.pause()
    assert desk.bytes == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_field_of_the_longest_form_and_its_keys_are_in_reach(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with Desk(tmp_path).running(size) as seat:
        await seat.choose("production")
        await opened(seat, "e", FormScreen)
        await seat.press("ctrl+o")
        for field in ("name", "role", "account", "source", "region", "display_name", "colour", "alias"):
            assert seat.app.focused is not None
            assert seat.app.focused.id == field
            assert seat.app.screen.find_widget(seat.app.focused).visible_region.height == 1
            await seat.press("tab")
        assert "write these lines" in seat.text


async def test_values_from_the_file_are_never_read_as_markup(tmp_path: Path) -> None:
    config = CONFIG.replace("region = eu-west-1", "region = [bold]eu[/]")
    async with Desk(tmp_path, config).running() as seat:
        await seat.choose("deploy")
        await opened(seat, "e", FormScreen)
        assert seat.app.screen.query_one("#region", Input).value == "[bold]eu[/]"
        assert "No AWS region is called [bold]eu[/]." in shown(seat, "notes")
        await seat.press("escape")
        await opened(seat, "d", ChangeScreen)
        assert "- region = [bold]eu[/]" in seat.text


async def test_what_a_crash_left_is_cleared_away_at_the_next_start_and_a_rescued_write_is_named(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    left = tmp_path / ".aws" / ".config.abcdefgh.fumidai"
    left.mkdir(mode=0o700)
    (left / "draft").write_text("half a fi")
    foreign = tmp_path / ".aws" / ".credentials.abcdefgh.fumidai"
    foreign.mkdir(mode=0o700)
    (foreign / "foreign").write_text("[theirs]\n")
    async with desk.running(toasts=True) as seat:
        await seat.shows("What it wrote is kept in")
        assert "saved-1" in seat.text
    assert not left.exists()
    assert not foreign.exists()
    assert (tmp_path / ".aws" / "credentials.saved-1").read_text() == "[theirs]\n"


async def test_what_a_terminal_must_not_draw_is_shown_by_signs_and_stays_where_it_is_not_touched(
    tmp_path: Path,
) -> None:
    odd = "fumidai_display_name = a\x1b[31mb\u202ec"
    desk = Desk(tmp_path, CONFIG.replace("fumidai_display_name = 本番", odd))
    async with desk.running() as seat:
        await seat.choose("production")
        await opened(seat, "e", FormScreen)
        assert "a�[31mb�c" in seat.text
        assert drawn_raw(seat.app) == ""
        assert shown(seat, "preview") == "Nothing changes."
        await fill(seat, colour="b7ca9d")
        await seat.press("enter")
        await at_home(seat)
        await seat.until(lambda: "color = b7ca9d" in desk.paths.config.read_text())
    assert odd in desk.paths.config.read_text()


async def test_lines_below_the_edge_are_named_with_the_key_that_shows_them(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await seat.choose("from_fumidai")
        await opened(seat, "e", FormScreen)
        assert "PgDn" not in seat.text
        await fill(seat, colour="b7ca9d", display_name="x", region="eu-west-1")
        await seat.shows("PgDn more")
        lines = seat.app.screen.query_one("#lines")
        assert lines.scroll_y == 0
        await seat.press("pagedown", "pagedown")
        assert lines.scroll_y == lines.max_scroll_y > 0


async def test_u_twice_in_one_breath_takes_one_change_back(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        for colour in ("112233", "445566"):
            await seat.choose("production")
            await opened(seat, "e", FormScreen)
            await fill(seat, colour=colour)
            await seat.press("enter")
            await at_home(seat)
        await seat.type("uu")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.press("enter")
        await at_home(seat)
        profile = load(seat.desk.paths).listing.get("production")
        assert profile is not None
        assert profile.colour == "112233"
        assert len(seat.home._undoable) == 1


async def test_what_is_kept_alive_is_so_under_its_new_name(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.choose("sts")
        await seat.press("L")
        await opened(seat, "e", FormScreen)
        await fill(seat, name="bastion")
        await seat.press("enter")
        await at_home(seat)
        assert seat.home.kept_alive == {"bastion"}
        assert recall(seat.desk.paths).alive == {"bastion"}


async def test_the_first_bastion_of_an_empty_home_is_written_into_a_private_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for path in (desk.paths.config, desk.paths.credentials):
        path.unlink()
    desk.paths.config.parent.rmdir()
    async with desk.running() as seat:
        await seat.shows("N, then b, makes a bastion")
        await opened(seat, "N", MenuScreen)
        await opened(seat, "b", FormScreen)
        await seat.paste("https://accounts.google.com/o/saml2/initsso?idpid=C01abcdef&spid=123456789012")
        await fill(seat, name="work", region="eu-west-1")
        await seat.press("enter")
        await seat.until(lambda: "work" in seat.names)
    assert desk.paths.config.parent.stat().st_mode & 0o777 == 0o700
    assert desk.paths.config.stat().st_mode & 0o777 == 0o600
    assert not desk.paths.credentials.exists()


@pytest.mark.parametrize("keys", ["neDdupVoMm", "iEaNpmM/"])
async def test_no_key_of_an_empty_home_is_a_dead_end(tmp_path: Path, keys: str) -> None:
    desk = Desk(tmp_path, "", "")
    before = desk.bytes
    async with desk.running() as seat:
        for key in keys:
            await seat.type(key)
            for _ in range(100):  # a dialog may come late, and lead to another
                await seat.press("escape")
                if seat.app.screen is seat.home and all(each.is_finished for each in seat.app.workers):
                    break
            await at_home(seat)
    assert {name: text for name, text in desk.bytes.items() if name in before} == before


async def test_a_removal_and_its_lines_are_worked_out_away_from_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a company's thousand profiles they take seconds, in which nobody could do anything."""
    on_screen: dict[str, bool] = {}

    def noted(name: str, work: Callable[..., T]) -> Callable[..., T]:
        def run(*given: object) -> T:
            on_screen[name] = threading.current_thread() is threading.main_thread()
            return work(*given)

        return run

    monkeypatch.setattr(texts, "without_profiles", noted("removal", texts.without_profiles))
    monkeypatch.setattr("tui.screens.change.change_content", noted("lines", change_content))
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.choose("production")
        await opened(seat, "d", ChangeScreen)
        assert on_screen == {"removal": False, "lines": False}
        await seat.press("enter")
        await seat.until(lambda: "production" not in seat.names)
        on_screen.clear()
        await opened(seat, "u", ChangeScreen)
        assert on_screen == {"lines": False}
