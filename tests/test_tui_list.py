"""The list on the screen: its columns, its keys, its countdowns, and what a tick costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.strip import Strip

from profiles.expiry import State
from profiles.files import load
from tests.tui_app import CONFIG, CREDENTIALS, NOON, Desk, session_of
from tui.rows import list_rows
from tui.widgets.columns import Columns
from tui.widgets.session_list import SessionList

LIVE = session_of("sts", NOON + timedelta(hours=2)) + CREDENTIALS


def many(count: int) -> str:
    """A bastion and *count* targets."""
    targets = (
        f"[profile t{number}]\nrole_arn = arn:aws:iam::{number:012}:role/Role{number}\nsource_profile = sts\n"
        for number in range(count)
    )
    return CONFIG.partition("[profile from_fumidai]")[0] + "\n".join(targets)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, credentials=LIVE)


# columns


async def test_a_line_has_state_profile_account_role_and_end(desk: Desk) -> None:
    async with desk.running((120, 30)) as seat:
        words = [each.strip() for each in seat.drawn["sts"].split("  ") if each.strip()]
        assert words == ["▌▾", "● live", "sts", "1111 1111 1111", "sso", "2:00:00"]
        assert "3333 3333 3333  team/Admin" in seat.drawn["production"]
        assert "ends in" in seat.line("account")


async def test_the_state_of_each_row_is_a_sign_and_a_word(desk: Desk) -> None:
    async with desk.running((80, 24)) as seat:
        assert {name: seat.state(name) for name in seat.names} == {
            "sts": State.LIVE,
            "from_fumidai": State.READY,
            "production": State.READY,
            "robot": State.NEVER_ENDS,
            "deploy": State.READY,
        }


async def test_a_colour_of_the_file_is_drawn_beside_the_name(desk: Desk) -> None:
    async with desk.running() as seat:
        row = seat.names.index("from_fumidai")
        swatches = [segment for segment in seat.sessions.render_line(row) if "██" in segment.text]
        assert [
            segment.style.color.name for segment in swatches if segment.style and segment.style.color
        ] == ["#f2b0a9"]
        assert "██" not in seat.drawn["production"]


@pytest.mark.parametrize("width", [40, 60, 78, 80, 84, 120, 300])
async def test_every_line_fills_the_width_and_the_columns_stay_under_their_titles(
    desk: Desk, width: int
) -> None:
    async with desk.running((width, 24)) as seat:
        room = seat.sessions.scrollable_content_region.width
        assert {cell_len(line) for line in seat.drawn.values()} == {room}
        columns = Columns.for_width(room)
        title = seat.line("   profile")
        assert title.index("profile") == 4 + 2 + columns.state + 3
        if columns.account:
            assert title.index("account") == seat.drawn["sts"].index("1111 1111")


async def test_wide_japanese_names_and_roles_keep_the_columns_aligned(tmp_path: Path) -> None:
    config = CONFIG.replace("[profile production]", '[profile "本番環境の管理者アカウントその一"]')
    config = config.replace("[profile from_fumidai]", "[profile 検証]")
    async with Desk(tmp_path, config, LIVE).running((80, 24)) as seat:
        places = {
            cell_len(line[: line.index(account)])
            for name, account in (
                ("検証", "2222 2222"),
                ("本番環境の管理者アカウントその一", "3333 3333"),
                ("sts", "1111 1111"),
                ("deploy", "2222 2222"),
            )
            for line in [seat.drawn[name]]
        }
        assert len(places) == 1
        assert "…" in seat.drawn["本番環境の管理者アカウントその一"]


@pytest.mark.parametrize("name", ["[red]x[/]", "[/]", "[@click=bell]", "$primary", "\\[b]"])
async def test_a_name_that_looks_like_markup_is_shown_as_it_is(tmp_path: Path, name: str) -> None:
    config = f"{CONFIG}\n[{name}]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = robot\n"
    credentials = f"{CREDENTIALS}\n[{name}]\naws_access_key_id = A\naws_secret_access_key = b\n"
    async with Desk(tmp_path, config.replace(f"[{name}]", "[profile odd]"), credentials).running() as seat:
        listed = next(
            each for each in seat.names if each not in "sts from_fumidai production robot deploy odd"
        )
        await seat.choose(listed)
        assert listed in seat.drawn[listed]
        assert listed in seat.text.splitlines()[1]
        await seat.press("enter")
        assert seat.app.is_running


async def test_escape_sequences_of_a_file_never_reach_the_terminal(tmp_path: Path) -> None:
    config = "[profile e\x1b[2Jvil\x9b31m]\ngoogle_config.google_username = a\x1b]52;c;AAAA\x07@b\nregion = \x1b[5m\n"
    async with Desk(tmp_path, config, "").running() as seat:
        await seat.press("enter")
        text = seat.text
        assert "vil" in text
        assert not set(text) & {"\x1b", "\x9b", "\x07"}


# keys


async def test_arrows_and_letters_move_and_stop_at_the_ends(desk: Desk) -> None:
    async with desk.running() as seat:
        names = seat.names
        for keys, name in [
            ("j", names[1]),
            ("down", names[2]),
            ("k", names[1]),
            ("up", names[0]),
            ("k", names[0]),
            ("G", names[-1]),
            ("j", names[-1]),
            ("g", names[0]),
            ("end", names[-1]),
            ("home", names[0]),
        ]:
            await seat.press(keys)
            assert seat.row.key == name, keys


async def test_the_cursor_stays_in_sight_in_a_long_list(tmp_path: Path) -> None:
    async with Desk(tmp_path, many(100), LIVE).running((80, 24)) as seat:
        await seat.choose("t99")
        assert "t99" in seat.line("▌")
        await seat.press("pageup")
        assert seat.row.key in seat.line("▌")
        await seat.press("g")
        assert "sts" in seat.line("▌")


async def test_left_and_right_fold_a_root_and_space_does_both(desk: Desk) -> None:
    async with desk.running() as seat:
        for key, folded in [("left", True), ("left", True), ("right", False), ("space", True), ("l", False)]:
            await seat.press(key)
            assert ("production" not in seat.names) is folded, key
        await seat.press("h")
        assert "▸" in seat.drawn["sts"]
        assert "sts +2" in seat.drawn["sts"]


async def test_left_on_a_target_goes_to_its_root(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("production")
        await seat.press("left")
        assert seat.row.key == "sts"


async def test_the_cursor_stays_on_its_row_when_rows_above_it_are_folded_away(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("deploy")
        seat.home.post_message(SessionList.FoldAsked("sts", True))
        await seat.until(lambda: "production" not in seat.names)
        assert seat.row.key == "deploy"


async def test_a_click_moves_and_a_click_on_the_sign_of_a_root_folds(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.pilot.click("#sessions", offset=(20, 2))
        assert seat.row.key == "production"
        await seat.pilot.click("#sessions", offset=(1, 0))
        await seat.until(lambda: "production" not in seat.names)


async def test_a_click_hits_the_right_row_of_a_scrolled_list(tmp_path: Path) -> None:
    async with Desk(tmp_path, many(100), LIVE).running((80, 24)) as seat:
        await seat.press("G", "k")
        top = round(seat.sessions.scroll_offset.y)
        await seat.pilot.click("#sessions", offset=(20, 3))
        assert seat.row.key == seat.names[top + 3]


async def test_a_double_click_opens_the_details(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.pilot.click("#sessions", offset=(20, 2), times=2)
        await seat.shows("Esc back")
        assert "arn:aws:iam::333333333333:role/team/Admin" in seat.text


# time


async def test_a_countdown_falls_with_the_clock(desk: Desk) -> None:
    async with desk.running() as seat:
        desk.clock.advance(seconds=1)
        await seat.tick()
        assert "1:59:59" in seat.line("● live")


async def test_after_a_sleep_of_the_laptop_the_countdown_agrees_with_the_wall_clock(desk: Desk) -> None:
    async with desk.running() as seat:
        desk.clock.advance(hours=1, minutes=50)
        await seat.tick()
        assert (seat.state("sts"), seat.state("production")) == (State.ENDING, State.READY)
        assert "10:00" in seat.drawn["sts"]
        desk.clock.advance(hours=3)
        await seat.tick()
        assert (seat.state("sts"), seat.state("production")) == (State.EXPIRED, State.SIGN_IN)
        assert "2 h ago" in seat.drawn["sts"]


async def test_a_clock_set_back_brings_the_session_to_life_again(desk: Desk) -> None:
    async with desk.running() as seat:
        desk.clock.advance(hours=3)
        await seat.tick()
        desk.clock.advance(hours=-2)
        await seat.tick()
        assert seat.state("sts") is State.LIVE


async def test_nobody_has_to_press_a_key_for_the_countdown_to_fall(desk: Desk) -> None:
    async with desk.running() as seat:
        desk.clock.advance(minutes=1)
        await seat.shows("1:59:00")


class Counting(SessionList):
    """Remembers which lines were drawn."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


class Alone(App[None]):
    """The list and nothing else."""

    def compose(self) -> ComposeResult:
        sessions = Counting()
        sessions.drawn = []
        yield sessions


def lines_of(sessions: Counting) -> Iterator[int]:
    """The lines drawn since the last look."""
    yield from dict.fromkeys(sessions.drawn)
    sessions.drawn.clear()


@pytest.mark.parametrize(("scrolled", "line"), [(0, 7), (4, 3)])
async def test_a_tick_draws_only_the_lines_whose_text_changed(
    tmp_path: Path, scrolled: int, line: int
) -> None:
    config = many(6) + "\n[profile second]\ngoogle_config.google_idp_id = a\ngoogle_config.google_sp_id = b\n"
    desk = Desk(tmp_path, config, session_of("second", NOON + timedelta(minutes=40)))
    snapshot = load(desk.paths)
    rows = list_rows(snapshot.listing)
    assert rows[7].key == "second"
    app = Alone()
    async with app.run_test(size=(80, 4 if scrolled else 24)) as pilot:
        sessions = app.query_one(Counting)
        sessions.show(rows, snapshot.sessions, (), NOON, "second")
        await pilot.pause()
        assert round(sessions.scroll_offset.y) == scrolled
        list(lines_of(sessions))
        assert not sessions.tick(NOON)
        await pilot.pause()
        assert list(lines_of(sessions)) == []
        assert not sessions.tick(NOON + timedelta(seconds=1))
        await pilot.pause()
        assert list(lines_of(sessions)) == [line]
        assert sessions.tick(NOON + timedelta(minutes=30))
        await pilot.pause()
        assert list(lines_of(sessions)) == [line]


async def test_moving_the_cursor_draws_two_lines(tmp_path: Path) -> None:
    desk = Desk(tmp_path, many(10), LIVE)
    snapshot = load(desk.paths)
    app = Alone()
    async with app.run_test(size=(80, 24)) as pilot:
        sessions = app.query_one(Counting)
        sessions.show(list_rows(snapshot.listing), snapshot.sessions, (), NOON)
        await pilot.pause()
        list(lines_of(sessions))
        sessions.action_move(1)
        await pilot.pause()
        assert set(lines_of(sessions)) == {0, 1}


async def test_the_row_under_the_cursor_stays_in_sight_when_the_terminal_gets_lower(tmp_path: Path) -> None:
    many = "".join(f"\n[profile robot{number:02}]\nregion = eu-west-1\n" for number in range(60))
    async with Desk(tmp_path, CONFIG + many).running((120, 40)) as seat:
        await seat.press(*["j"] * 30)
        await seat.pilot.resize_terminal(120, 24)
        await seat.settle()
        assert [line for line in seat.text.splitlines() if line.startswith("▌") and seat.row.key in line]
