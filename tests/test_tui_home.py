"""The home screen: its first line, its filter, its watch over the files, and its keys."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.widgets import Footer

from auth.places import Places
from auth.plain import plain
from profiles.expiry import State
from tests.tui_app import CONFIG, CREDENTIALS, NOON, Desk, session_of
from tui.actions import HOME
from tui.memory import recall
from tui.screens.form import FormScreen
from tui.widgets.key_line import KeyLine
from tui.widgets.status_line import first_line

SIZES = [(80, 24), (120, 40)]
SANDBOX = Places("http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9", is_sandbox=True)
LIVE = session_of("sts", NOON + timedelta(hours=2)) + CREDENTIALS
MIXED = LIVE + session_of("old", NOON - timedelta(hours=2)) + session_of("soon", NOON + timedelta(minutes=9))
FIRST_LINES = st.text(st.characters(codec="utf-8"), max_size=90).map(plain)


# the first line


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({}, "this shell uses no profile"),
        ({"AWS_PROFILE": "production"}, "this shell uses profile production"),
        ({"AWS_DEFAULT_PROFILE": "sts"}, "this shell uses profile sts"),
        (
            {"AWS_PROFILE": "production", "AWS_DEFAULT_PROFILE": "sts"},
            "this shell uses profile production (AWS CLI 2) and sts (AWS CLI 1, boto3)",
        ),
        (
            {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_PROFILE": "sts"},
            "this shell uses keys exported in this shell",
        ),
    ],
)
async def test_the_first_line_says_what_an_aws_tool_of_this_shell_would_use(
    tmp_path: Path, env: dict[str, str], words: str
) -> None:
    async with Desk(tmp_path, env=env).running((160, 40)) as seat:
        assert words in seat.text.splitlines()[0]


@pytest.mark.parametrize("credentials", [CREDENTIALS, MIXED])
async def test_the_profile_of_this_shell_is_told_in_eighty_columns_too(
    tmp_path: Path, credentials: str
) -> None:
    config = CONFIG + "\n[forgotten]\nregion = eu-west-1\n"
    desk = Desk(tmp_path, config, credentials, env={"AWS_PROFILE": "from_fumidai"})
    async with desk.running((80, 24)) as seat:
        first = seat.text.splitlines()[0]
        assert "profile from_fumidai" in first
        assert "1 problem" in first or "!1" in first
        assert first.endswith(" 12:00 ")


async def test_a_profile_of_this_shell_that_does_not_exist_is_told_at_the_start(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"AWS_PROFILE": "[/]gone"}).running(toasts=True) as seat:
        await seat.shows("There is no profile [/]gone")


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_line_counts_what_matters_and_tells_the_time(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    desk = Desk(tmp_path, credentials=MIXED)
    async with desk.running(size) as seat:
        first = seat.text.splitlines()[0]
        assert "1 live · 1 ending · 1 expired" in first
        assert first.rstrip().endswith("12:00")
        desk.clock.advance(minutes=10)
        await seat.tick()
        first = seat.text.splitlines()[0]
        assert "1 live · 2 expired" in first
        assert first.rstrip().endswith("12:10")


@given(st.integers(1, 200), FIRST_LINES, FIRST_LINES, FIRST_LINES)
def test_the_first_line_never_runs_over_its_width(width: int, user: str, counts: str, shell: str) -> None:
    shown = first_line(width, user, counts, "●1", shell, "12:00").plain
    assert cell_len(shown) == max(width, cell_len(" fumidai") + 2 * 3 + cell_len("12:00 "))
    if width >= 80:
        assert shown.endswith(" 12:00 ")


async def test_a_session_that_ends_while_a_filter_hides_it_is_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, credentials=LIVE)
    async with desk.running() as seat:
        await seat.press("slash")
        await seat.type("robot")
        assert seat.names == ["robot"]
        assert "1 live" in seat.text.splitlines()[0]
        desk.clock.advance(hours=1, minutes=45)
        await seat.tick()
        assert "1 ending" in seat.text.splitlines()[0]
        desk.clock.advance(minutes=15)
        await seat.tick()
        assert "1 expired" in seat.text.splitlines()[0]


async def test_whose_google_account_it_is_stands_in_the_first_line_of_a_wide_terminal(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((120, 40)) as seat:
        assert "user@example.com" in seat.text.splitlines()[0]


# layout


@pytest.mark.parametrize("size", SIZES)
async def test_list_titles_and_keys_are_all_on_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with Desk(tmp_path).running(size) as seat:
        lines = seat.text.splitlines()
        assert len(lines) == size[1]
        for title in ("state", "profile", "account", "role", "ends in"):
            assert title in lines[1]
        assert lines[2].startswith("▌▾  ○ sign in")
        for action in HOME:
            assert (action.label in lines[-1]) is action.in_footer
        assert seat.home.query_one(Footer).region.height == 1


async def test_a_resize_in_either_direction_leaves_everything_in_its_place(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((120, 40)) as seat:
        await seat.choose("production")
        wide = seat.text
        await seat.pilot.resize_terminal(80, 24)
        await seat.until(lambda: "arn:aws:iam" not in seat.text)
        assert {len(line) for line in seat.drawn.values()} == {79}  # and the scroll bar's cell
        await seat.pilot.resize_terminal(120, 40)
        await seat.until(lambda: seat.text == wide)


async def test_a_very_small_terminal_breaks_nothing(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((20, 5)) as seat:
        await seat.press("j", "enter", "escape", "question_mark", "escape", "n", "escape")
        assert seat.app.is_running


async def test_only_a_sandbox_has_a_band_that_says_so(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        assert "SANDBOX" not in seat.text
    async with Desk(tmp_path, places=SANDBOX).running((80, 24)) as seat:
        assert "SANDBOX   Nothing here is real" in seat.text.splitlines()[1]


async def test_without_any_profile_the_screen_says_what_is_looked_for_and_where(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "", "")
    async with desk.running((200, 30)) as seat:
        assert f"No profiles yet: {desk.paths.config} has none." in seat.text
        await seat.press("r", "c", "enter", "space", "j", "G")
        assert seat.app.is_running


async def test_missing_files_are_the_same_as_empty_ones(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.paths.config.unlink()
    desk.paths.credentials.unlink()
    async with desk.running() as seat:
        assert "No profiles yet" in seat.text
        desk.write(CONFIG)
        await seat.shows("from_fumidai")


# files


async def test_a_change_of_the_files_shows_within_two_seconds(tmp_path: Path) -> None:
    desk = Desk(tmp_path, watch_seconds=1.0)
    assert desk.setup.watch_seconds == type(desk.setup)(desk.paths).watch_seconds
    async with desk.running() as seat:
        desk.write(
            CONFIG + "\n[profile late]\nrole_arn = arn:aws:iam::444444444444:role/x\nsource_profile = sts\n"
        )
        began = time.monotonic()
        await seat.until(lambda: "late" in seat.names)
        assert time.monotonic() - began < 2


async def test_keys_that_another_program_saves_start_the_countdown(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.choose("production")
        desk.write(credentials=LIVE)
        await seat.until(lambda: seat.state("sts") is State.LIVE)
        assert seat.state("production") is State.READY
        assert seat.row.key == "production"
        assert "1 live" in seat.text.splitlines()[0]


async def test_a_file_that_is_replaced_whole_is_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        new = tmp_path / "new"
        new.write_text(CONFIG.replace("production", "productive"))
        new.replace(desk.paths.config)
        await seat.until(lambda: "productive" in seat.names)


async def test_a_profile_that_vanishes_leaves_the_cursor_where_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.choose("production")
        at = seat.sessions.cursor
        desk.write(CONFIG.replace("[profile production]", "# [profile production]"))
        await seat.until(lambda: "production" not in seat.names)
        assert seat.sessions.cursor == at
        desk.write("")
        await seat.until(lambda: seat.names == ["robot"])
        assert seat.row.key == "robot"


async def test_a_file_broken_outside_shows_what_to_mend_and_what_can_be_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running((160, 40)) as seat:
        desk.write(CONFIG + "region = a\nregion = b\n")
        await seat.shows("AWS tools cannot read this file until line")
        assert "production" in seat.names
        desk.write(CONFIG)
        await seat.until(lambda: "AWS tools cannot read" not in seat.text)


# filter


async def test_the_list_is_filtered_while_words_are_typed(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("slash")
        for typed, names in [
            ("3", ["sts", "production"]),
            ("33", ["sts", "production"]),
            (" adm", ["sts", "production"]),
            ("x", []),
        ]:
            await seat.type(typed)
            assert seat.names == names
        assert "Nothing fits these words. Esc shows everything again." in seat.text
        await seat.press("escape")
        assert len(seat.names) == 5
        assert seat.home.focused is seat.sessions


async def test_letters_typed_into_the_filter_are_no_keys(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("slash", "q", "r", "n", "j", "question_mark")
        assert seat.app.is_running
        assert seat.home.filter_field.value == "qrnj?"
        assert seat.app.screen is seat.home


async def test_the_keys_at_the_foot_are_made_anew_only_where_they_are_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    recompose = KeyLine.recompose

    async def noted(line: KeyLine) -> None:
        await recompose(line)
        made.append("anew")

    monkeypatch.setattr(KeyLine, "recompose", noted)
    async with Desk(tmp_path).running() as seat:
        await seat.until(lambda: made == ["anew"])
        await seat.press("j", "enter", "escape", "question_mark", "escape")
        assert made == ["anew"]
        assert "/ Filter" in seat.text.splitlines()[-1]
        await seat.press("slash")
        await seat.until(
            lambda: seat.text.splitlines()[-1].split() == ["⏎", "Keep", "these", "Esc", "Show", "all"]
        )
        await seat.press("escape")
        await seat.until(lambda: "/ Filter" in seat.text.splitlines()[-1])


async def test_enter_keeps_the_filter_and_gives_the_keys_back_to_the_list(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("slash")
        await seat.type("prod")
        await seat.press("enter", "j")
        assert seat.row.key == "production"
        assert seat.home.filter_field.display
        await seat.press("escape")
        assert len(seat.names) == 5
        assert seat.row.key == "production"
        assert not seat.home.filter_field.display


async def test_a_kept_filter_holds_when_the_files_change(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.press("slash")
        await seat.type("prod")
        desk.write(credentials=LIVE)
        await seat.until(lambda: seat.state("sts") is State.LIVE)
        assert seat.names == ["sts", "production"]


# keys that cannot do what they are for


async def test_keys_without_an_end_need_no_refresh_and_that_is_said(tmp_path: Path) -> None:
    async with Desk(tmp_path).running(toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("r")
        await seat.shows("The access keys of robot have no end.")
        assert seat.app.screen is seat.home


SSO = """\
[profile corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123412341234
sso_role_name = Viewer
region = us-east-1
"""


async def test_refreshing_what_google_does_not_lead_to_says_so_in_the_details_too(tmp_path: Path) -> None:
    machine = (
        "[profile node]\nrole_arn = arn:aws:iam::222222222222:role/x\ncredential_source = EcsContainer\n"
    )
    async with Desk(tmp_path, machine, "").running((120, 40), toasts=True) as seat:
        assert "press r" not in seat.text
        await seat.press("r")
        await seat.shows("node is not signed in to through Google.")
        assert seat.app.screen is seat.home


async def test_refreshing_nothing_says_that_nothing_is_selected(tmp_path: Path) -> None:
    async with Desk(tmp_path, "", "").running(toasts=True) as seat:
        await seat.press("r")
        await seat.shows("No profile is selected.")


async def test_r_and_c_work_in_the_details_as_on_the_home_screen(tmp_path: Path) -> None:
    async with Desk(tmp_path).running(toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is not seat.home)
        await seat.press("r")
        await seat.shows("The access keys of robot have no end.")
        assert seat.app.screen is seat.home


async def test_the_filter_goes_to_the_first_row_that_fits_by_itself(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("slash", *"prod", "enter")
        row = seat.sessions.row
        assert row is not None
        assert row.key == "production"


async def test_titles_stand_over_their_columns_with_a_scroll_bar_and_without(tmp_path: Path) -> None:
    many = "".join(f"[profile p{number:02}]\nregion = eu-west-1\n" for number in range(40))
    for config in (SSO, many + SSO):
        async with Desk(tmp_path, config, "").running((80, 24)) as seat:
            await seat.press("G")
            title = next(line for line in seat.text.splitlines() if "account" in line and "role" in line)
            await seat.until(lambda: "1234 1234 1234" in seat.text)
            row = next(line for line in seat.text.splitlines() if "1234 1234 1234" in line)
            assert title.index("account") == row.index("1234 1234 1234")


async def test_refreshing_a_problem_of_a_file_says_what_the_line_is(tmp_path: Path) -> None:
    async with Desk(tmp_path, "[prod]\nregion = eu-west-1\n", "").running(toasts=True) as seat:
        await seat.press("r")
        await seat.shows("This line is a problem in a file, not a profile.")


async def test_a_target_whose_chain_leads_nowhere_can_be_neither_refreshed_nor_break_the_screen(
    tmp_path: Path,
) -> None:
    config = "[profile [/]]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = [red]\n"
    async with Desk(tmp_path, config, "").running(toasts=True) as seat:
        await seat.press("r", "c", "enter", "escape")
        assert seat.app.is_running


async def test_a_bastion_without_its_ids_says_which_is_missing(tmp_path: Path) -> None:
    config = CONFIG.replace("google_config.google_sp_id = 101000000001\n", "")
    async with Desk(tmp_path, config).running((160, 40), toasts=True) as seat:
        await seat.press("r")
        await seat.shows("The profile sts does not say where to sign in.")
        assert seat.app.screen is seat.home


# help, quitting, and what is remembered


@pytest.mark.parametrize("size", SIZES)
async def test_help_tells_every_key_and_every_sign(tmp_path: Path, size: tuple[int, int]) -> None:
    async with Desk(tmp_path).running(size) as seat:
        await seat.press("question_mark")
        await seat.shows("Keys and signs")
        seen = set()
        for _ in range(70):
            seen |= {line.strip(" │╭╮╰╯─▁▂▃▄▅▆▇█▔▕▏") for line in seat.text.splitlines()}
            await seat.press("down")
        told = "\n".join(seen)
        for action in HOME:
            assert action.about.split()[0] in told
        for state in State:
            assert state.word in told
        assert "In another terminal" not in told
        await seat.press("escape")
        assert seat.app.screen is seat.home


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_a_key_ends_it(tmp_path: Path, key: str) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press(key)
        await seat.until(lambda: not seat.app.is_running)
    assert seat.app.return_code == 0


async def test_reading_and_looking_around_writes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await seat.press("j", "enter", "escape", "c", "escape", "question_mark", "escape", "n")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        await seat.press("escape")
        await seat.press("slash", "x", "escape", "q")
    assert desk.bytes == before


async def test_folded_roots_are_folded_again_the_next_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await seat.press("left")
        await seat.until(lambda: recall(desk.paths).collapsed == {"sts"})
    async with desk.running() as seat:
        assert "production" not in seat.names
        await seat.press("right")
        assert "production" in seat.names
        await seat.until(lambda: recall(desk.paths).collapsed == frozenset())


async def test_the_theme_that_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        seat.app.theme = "textual-light"
        await seat.until(lambda: recall(desk.paths).theme == "textual-light")
    async with desk.running() as seat:
        assert seat.app.theme == "textual-light"


@pytest.mark.parametrize("settings", ['theme = "no such theme"', "theme = 3", "theme = ["])
async def test_settings_that_make_no_sense_cost_nothing_but_themselves(tmp_path: Path, settings: str) -> None:
    desk = Desk(tmp_path)
    desk.paths.settings.write_text(settings)
    async with desk.running() as seat:
        assert seat.app.theme == "fumidai"
    assert desk.paths.settings.read_text() == settings


async def test_what_hides_the_profiles_from_aws_tools_is_said_at_the_start_with_what_mends_it(
    tmp_path: Path,
) -> None:
    env = {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"}
    async with Desk(tmp_path, env=env).running((120, 40), toasts=True) as seat:
        await seat.shows("The keys exported in this shell hide every profile")
        assert "unset AWS_ACCESS_KEY_ID" in seat.text
