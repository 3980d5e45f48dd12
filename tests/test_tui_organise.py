"""Organising the list with keys: order, groups, pins, marks, what is used, and the names of accounts."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import OptionList

from profiles.expiry import State
from profiles.files import Paths
from tests.test_tui_console import browser
from tests.test_tui_list import Alone, Counting, many
from tests.tui_app import CONFIG, CREDENTIALS, NOON, Desk, Seat, session_of
from tui.frecency import Use
from tui.memory import (
    recall,
    remember_alias,
    remember_order,
    remember_pins,
    remember_use,
)
from tui.ordering import Group, Order, Sort, prefix_of
from tui.rows import MARKED, PINNED, Moment, Row, list_rows, moment
from tui.screens.details import DetailsScreen
from tui.screens.help import HelpScreen
from tui.screens.order import GROUPS, SORTS, OrderScreen
from tui.widgets import session_list
from tui.widgets.columns import Columns
from tui.work import organising

LIVE = session_of("sts", NOON + timedelta(hours=2)) + CREDENTIALS
ALIASED = CONFIG.replace("color = f2b0a9", "color = f2b0a9\nfumidai_account_alias = corp-workload")
SIZES = [(80, 24), (120, 40)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, credentials=LIVE)


def marked(seat: Seat) -> list[str]:
    """The rows that are drawn with the sign of a mark."""
    return [name for name, line in seat.drawn.items() if line[2] == MARKED]


def chosen(seat: Seat) -> list[str]:
    return [profile.name for profile in seat.home.chosen()]


def first_line(seat: Seat) -> str:
    return seat.text.splitlines()[0]


# order


async def test_the_order_is_chosen_with_two_keys_and_is_there_the_next_time(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("o", "n")
        assert seat.names == ["robot", "deploy", "sts", "from_fumidai", "production"]
        await seat.press("o", "x")
        assert seat.names == ["deploy", "from_fumidai", "production", "robot", "sts"]
        await seat.until(lambda: recall(desk.paths).order == Order(Sort.NAME, Group.NONE))
    async with desk.running() as seat:
        assert seat.names == ["deploy", "from_fumidai", "production", "robot", "sts"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_menu_shows_every_answer_and_which_hold_now(desk: Desk, size: tuple[int, int]) -> None:
    remember_order(desk.paths, Order(Sort.ENDS, Group.PREFIX))
    async with desk.running(size) as seat:
        await seat.press("o")
        await seat.until(lambda: isinstance(seat.app.screen, OrderScreen))
        for answer in (*SORTS, *GROUPS):
            sign = "•" if answer.is_in in {Sort.ENDS, Group.PREFIX} else " "
            assert f"{sign} {answer.key}  {answer.label}" in seat.text
        assert "Esc as it was" in seat.text


async def test_the_menu_is_walked_with_arrows_letters_and_the_mouse(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("o", "down", "j", "k", "enter")
        assert seat.names[0] == "robot"  # by name
        await seat.press("o")
        await seat.until(lambda: isinstance(seat.app.screen, OrderScreen))
        answers = seat.app.screen.query_one(OptionList)
        await seat.pilot.click(OptionList, offset=(4, answers.get_option_index(Sort.FILE.name)))
        await seat.until(lambda: seat.app.screen is seat.home)
        assert seat.names[0] == "sts"


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_leaving_the_menu_changes_and_writes_nothing(desk: Desk, key: str) -> None:
    async with desk.running() as seat:
        before, files = seat.names, desk.bytes
        await seat.press("o", "down", key)
        assert seat.app.screen is seat.home
        assert (seat.names, desk.bytes) == (before, files)


def test_no_letter_of_the_menu_stands_for_two_answers() -> None:
    keys = [answer.key for answer in (*SORTS, *GROUPS)]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {"q", "j", "k"}
    assert {answer.is_in for answer in (*SORTS, *GROUPS)} == {*Sort, *Group}


async def test_the_column_that_is_sorted_by_says_so(desk: Desk) -> None:
    async with desk.running() as seat:
        for key, words in [("n", "profile ▴"), ("a", "account ▴"), ("r", "role ▴"), ("e", "ends in ▴")]:
            await seat.press("o", key)
            titles = seat.line("account")
            assert words in titles
            assert titles.count("▴") == 1
        await seat.press("o", "f")
        assert "▴" not in seat.text


async def test_the_cursor_stays_on_its_profile_in_another_order(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("production")
        for key in "napxeurtf":
            await seat.press("o", key)
            assert seat.row.key == "production", key


async def test_what_ends_next_moves_to_its_place_when_it_has_ended(tmp_path: Path) -> None:
    soon = session_of("robot", NOON + timedelta(minutes=20))
    desk = Desk(tmp_path, credentials=session_of("sts", NOON + timedelta(hours=2)) + soon)
    async with desk.running() as seat:
        await seat.press("o", "e")
        assert seat.names[0] == "robot"
        desk.clock.advance(minutes=21)
        await seat.tick()
        assert seat.state("robot") is State.EXPIRED
        assert seat.names[0] == "sts"


# groups by prefix

GROUPED = CONFIG + "".join(
    f"\n[profile {name}]\nrole_arn = arn:aws:iam::444444444444:role/x\nsource_profile = sts\n"
    for name in ("prod-a", "prod-b", "dev-a")
)


async def test_a_heading_folds_with_space_enter_arrows_and_a_click_and_stays_folded(tmp_path: Path) -> None:
    desk = Desk(tmp_path, GROUPED, LIVE)
    async with desk.running() as seat:
        await seat.press("o", "p")
        await seat.choose("prod-b")
        await seat.press("left")
        assert seat.row.heading == "prod"
        for key, folded in [
            ("space", True), ("enter", False), ("h", True), ("l", False), ("enter", True), ("right", False),
        ]:  # fmt: skip
            await seat.press(key)
            assert ("prod-a" not in seat.names) is folded, key
        top = seat.names.index(seat.row.key)
        await seat.pilot.click("#sessions", offset=(1, top))
        await seat.until(lambda: "prod-a" not in seat.names)
        assert "prod +2" in seat.drawn[seat.row.key]
        await seat.until(lambda: recall(desk.paths).collapsed == {seat.row.key})
    async with desk.running() as seat:
        assert "prod-a" not in seat.names
        assert "dev-a" in seat.names


async def test_a_folded_group_hides_nothing_in_the_tree_and_a_folded_root_nothing_in_a_group(
    tmp_path: Path,
) -> None:
    config = GROUPED.replace("[profile dev-a]", "[profile sts-a]")
    async with Desk(tmp_path, config, LIVE).running() as seat:
        await seat.press("left")
        assert "sts-a" not in seat.names
        await seat.press("o", "p")
        assert "sts-a" in seat.names
        await seat.choose("sts-a")
        await seat.press("left", "left")
        assert "sts-a" not in seat.names
        await seat.press("o", "t")
        await seat.choose("sts")
        await seat.press("right")
        assert "sts-a" in seat.names


async def test_a_heading_tells_in_the_details_what_it_is_and_is_nothing_to_sign_in_to_or_to_pin(
    tmp_path: Path,
) -> None:
    async with Desk(tmp_path, GROUPED, LIVE).running(toasts=True) as seat:
        await seat.press("o", "p")
        await seat.choose("prod-a")
        await seat.press("left")
        assert "2 profiles whose names begin with prod." in " ".join(
            line.partition("│")[2].strip() for line in seat.text.splitlines()
        )
        assert seat.home.chosen() == ()
        await seat.press("c", "n", "escape", "r")
        await seat.shows("This line is the name of a group.")
        await seat.press("p")
        await seat.shows("Only a profile can be pinned.")
        assert not seat.home.query(DetailsScreen)


async def test_the_palette_finds_a_profile_in_a_folded_group(tmp_path: Path) -> None:
    async with Desk(tmp_path, GROUPED, LIVE).running() as seat:
        await seat.press("o", "p")
        await seat.choose("prod-a")
        await seat.press("left", "left")
        assert "prod-b" not in seat.names
        seat.home.go_to("prod-b")
        await seat.pilot.pause()
        assert seat.row.key == "prod-b"


@pytest.mark.parametrize(
    "prefix", ["[red]x[/]", "[/", "[@click=app.bell]", "$primary", "e\x1b[2Jvil\x9b31m\x07", "\u202egnp.exe"]
)
async def test_a_prefix_that_looks_like_markup_or_moves_the_cursor_is_shown_as_text(
    tmp_path: Path, prefix: str
) -> None:
    # In the credentials file a section's name is taken as it is, brackets included.
    credentials = "".join(
        f"[{prefix}-{end}]\naws_access_key_id = A\naws_secret_access_key = b\n" for end in "ab"
    )
    async with Desk(tmp_path, "", credentials).running() as seat:
        assert len(seat.names) == 2
        begin = prefix_of(seat.names[0])
        await seat.press("o", "p")
        (heading,) = [row for row in seat.sessions.rows if row.heading]
        assert (heading.heading, heading.children) == (begin, 2)
        await seat.press("g", "space", "space", "enter", "enter", "p", "m", "j", "m", "p", "o", "n")
        text = seat.text
        assert not set(text) & {"\x1b", "\x9b", "\x07", "\u202e"}
        assert "".join(char for char in begin[:3] if char.isprintable()) in text


# pins


async def test_p_pins_and_unpins_and_pins_are_there_the_next_time(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("deploy")
        await seat.press("p")
        assert seat.names == ["deploy", "sts", "from_fumidai", "production", "robot"]
        assert f"{PINNED} deploy" in seat.drawn["deploy"]
        assert seat.row.key == "deploy"
        await seat.until(lambda: recall(desk.paths).pins == {"deploy"})
    async with desk.running() as seat:
        assert seat.names[0] == "deploy"
        await seat.press("g", "p")
        assert seat.names == ["sts", "from_fumidai", "production", "robot", "deploy"]
        assert PINNED not in seat.text
        await seat.until(lambda: recall(desk.paths).pins == frozenset())


async def test_a_pinned_target_is_in_sight_though_its_root_is_folded(desk: Desk) -> None:
    remember_pins(desk.paths, {"production"}, True)
    async with desk.running() as seat:
        await seat.choose("sts")
        await seat.press("left")
        assert seat.names == ["production", "sts", "robot", "deploy"]
        assert "sts +1" in seat.drawn["sts"]
        await seat.choose("production")
        assert "sts → production" in seat.text


async def test_a_write_that_is_slow_does_not_overtake_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaken = threading.Event()

    def slow_at_first(paths: Paths, names: Collection[str], pinned: bool) -> None:
        if pinned:
            overtaken.wait(0.3)
        remember_pins(paths, names, pinned)
        overtaken.set()

    monkeypatch.setattr(organising, "remember_pins", slow_at_first)
    async with desk.running() as seat:
        await seat.press("p", "p")
        await seat.until(overtaken.is_set)
        await seat.until(lambda: not list(seat.app.workers))
        assert recall(desk.paths).pins == frozenset()


async def test_the_pin_of_a_profile_that_is_gone_waits_for_it(desk: Desk) -> None:
    remember_pins(desk.paths, {"production", "nobody"}, True)
    async with desk.running() as seat:
        desk.write(CONFIG.replace("[profile production]", "# [profile production]"))
        await seat.until(lambda: "production" not in seat.names)
        desk.write(CONFIG)
        await seat.until(lambda: seat.names[0] == "production")


# marks


async def test_m_marks_and_goes_on_and_takes_the_mark_away_again(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("m", "j", "m")
        assert marked(seat) == ["sts", "production"]
        assert seat.row.key == "robot"
        assert "2 marked · 1 live" in first_line(seat)
        await seat.press("g", "m")
        assert marked(seat) == ["production"]
        assert "1 marked" in first_line(seat)
        await seat.press("escape")
        assert marked(seat) == []
        assert "marked" not in first_line(seat)


async def test_a_large_m_marks_what_is_listed_or_takes_those_marks_away(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("slash", *"2222", "enter", "M", "escape")
        assert marked(seat) == ["sts", "from_fumidai", "robot", "deploy"]
        await seat.press("slash", *"deploy", "enter", "M", "escape")
        assert marked(seat) == ["sts", "from_fumidai"]
        await seat.press("M")
        assert marked(seat) == seat.names
        await seat.press("M")
        assert marked(seat) == []


async def test_escape_leaves_the_filter_first_and_takes_the_marks_away_then(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("m", "slash", *"robot", "enter", "escape")
        assert len(seat.names) == 5
        assert marked(seat) == ["sts"]
        await seat.press("escape")
        assert marked(seat) == []


async def test_marks_survive_filter_folds_order_and_a_change_of_the_files(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("production")
        await seat.press("m", "slash", *"robot", "enter")
        assert chosen(seat) == ["production"]
        assert "1 marked, 1 out of sight" in first_line(seat)
        await seat.press("escape", "o", "n", "o", "x")
        assert marked(seat) == ["production"]
        assert "out of sight" not in first_line(seat)
        desk.write(credentials=CREDENTIALS)
        await seat.until(lambda: seat.state("sts") is State.SIGN_IN)
        assert marked(seat) == chosen(seat) == ["production"]


async def test_the_mark_of_a_profile_that_is_gone_goes_with_it(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("M")
        desk.write(CONFIG.replace("[profile production]", "# [profile production]"))
        await seat.until(lambda: "production" not in seat.names)
        assert "4 marked" in first_line(seat)
        desk.write(CONFIG)
        await seat.until(lambda: "production" in seat.names)
        assert "production" not in marked(seat)


async def test_an_action_for_several_gets_the_marked_in_listed_order_else_the_row(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("production")
        assert chosen(seat) == ["production"]
        await seat.choose("deploy")
        await seat.press("m", "g", "m", "m")
        await seat.choose("production")
        assert chosen(seat) == ["sts", "from_fumidai", "deploy"]
        await seat.press("o", "n", "o", "x")
        assert chosen(seat) == ["deploy", "from_fumidai", "sts"]
        seat.home.clear_marks()
        assert chosen(seat) == ["production"]


async def test_p_pins_all_that_is_marked_and_the_marks_are_done_with(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("from_fumidai")
        await seat.press("m", "m", "p")
        assert seat.names == ["from_fumidai", "production", "sts", "robot", "deploy"]
        assert marked(seat) == []
        await seat.until(lambda: recall(desk.paths).pins == {"from_fumidai", "production"})
        await seat.press("g", "m", "m", "m", "p")  # Not all of these have a pin: all get one.
        await seat.until(lambda: recall(desk.paths).pins == {"from_fumidai", "production", "sts"})


async def test_a_problem_of_a_file_cannot_be_marked(tmp_path: Path) -> None:
    async with Desk(tmp_path, "[prod]\nregion = eu-west-1\n", "").running() as seat:
        await seat.press("m", "M")
        assert marked(seat) == []
        assert seat.home.chosen() == ()


@pytest.mark.parametrize("size", SIZES)
async def test_marks_and_pins_are_signs_also_without_colours(
    desk: Desk, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk.running(size) as seat:
        before = seat.drawn["production"]
        await seat.choose("production")
        await seat.press("p", "m")
        line = seat.drawn["production"]
        assert cell_len(line) == cell_len(before)
        assert line.startswith(f"  {MARKED} ")
        assert f"{PINNED} production" in line
        for place in ("◌ ready", "3333 3333 3333"):
            assert line.index(place) == before.index(place)


async def test_in_a_narrow_first_line_marks_become_a_sign(tmp_path: Path) -> None:
    desk = Desk(tmp_path, credentials=LIVE, env={"AWS_PROFILE": "a-profile-with-quite-a-long-name"})
    async with desk.running((60, 20)) as seat:
        await seat.press("m", "m")
        assert f"{MARKED}2 ●1" in first_line(seat)


# what is used


async def test_a_console_that_was_opened_comes_first_where_that_is_the_order(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, credentials=LIVE, env=env)
    async with desk.running() as seat:
        await seat.press("o", "u")
        await seat.choose("deploy")
        await seat.press("c")
        await seat.until(noted.exists)
        await seat.press("escape")
        assert seat.names == ["robot", "deploy", "sts", "from_fumidai", "production"]
        assert seat.row.key == "deploy"
        await seat.until(lambda: recall(desk.paths).uses == {"deploy": Use(1, NOON)})
    desk.clock.advance(days=14)
    async with desk.running() as seat:
        assert seat.names[:2] == ["robot", "deploy"]
        await seat.choose("deploy")
        await seat.press("c")
        await seat.until(lambda: recall(desk.paths).uses == {"deploy": Use(1.5, desk.clock.now)})


async def test_a_console_that_could_not_be_opened_was_not_used(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("deploy")
        await seat.press("c")
        await seat.shows("No browser was opened.")
        await seat.press("escape")
    assert not desk.paths.state.exists()


async def test_what_was_used_in_earlier_runs_stands_first(desk: Desk) -> None:
    remember_order(desk.paths, Order(Sort.USED, Group.NONE))
    for name, days in [("production", 1), ("production", 1), ("deploy", 0), ("sts", 300), ("gone", 0)]:
        remember_use(desk.paths, name, NOON - timedelta(days=days))
    async with desk.running() as seat:
        assert seat.names == ["production", "deploy", "sts", "from_fumidai", "robot"]


# renamed profiles


async def test_what_is_known_of_a_profile_goes_on_under_its_new_name(desk: Desk) -> None:
    remember_pins(desk.paths, {"production"}, True)
    remember_use(desk.paths, "production", NOON)
    async with desk.running() as seat:
        await seat.choose("production")
        await seat.press("m")
        seat.home.renamed("production", "produced")
        desk.write(CONFIG.replace("[profile production]", "[profile produced]"))
        await seat.home.reload("produced")
        assert seat.names[0] == "produced"
        assert marked(seat) == ["produced"]
        await seat.until(lambda: recall(desk.paths).pins == {"produced"})
        await seat.press("o", "u", "o", "x")
        assert recall(desk.paths).uses == {"produced": Use(1, NOON)}


# the names of accounts


def alias_told(seat: Seat) -> str:
    """The alias in the details, or nothing."""
    return seat.line("│ alias ").partition("│ alias")[2].strip()


async def test_the_alias_of_an_account_is_in_the_details_and_found_by_the_filter(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ALIASED, LIVE)
    remember_alias(desk.paths, "333333333333", "corp-prod")
    async with desk.running() as seat:
        await seat.choose("production")
        assert alias_told(seat) == "corp-prod"
        await seat.choose("deploy")  # The same account as from_fumidai's, where the name is written.
        assert alias_told(seat) == "corp-workload"
        await seat.choose("sts")
        assert alias_told(seat) == ""
        await seat.press("slash", *"corp")
        assert seat.names == ["sts", "from_fumidai", "production", "robot", "deploy"]
        await seat.type("-w")
        assert seat.names == ["sts", "from_fumidai", "robot", "deploy"]


async def test_a_name_learnt_at_a_sign_in_shows_without_a_restart(desk: Desk) -> None:
    async with desk.running() as seat:
        assert alias_told(seat) == ""
        remember_alias(desk.paths, "111111111111", "corp-sts")
        await seat.home.aliases_changed()
        assert alias_told(seat) == "corp-sts"
        await seat.press("slash", *"corp-sts")
        assert seat.names == ["sts"]


@pytest.mark.parametrize(
    ("width", "beside"), [(70, False), (80, False), (120, False), (180, True), (300, True)]
)
async def test_an_alias_stands_beside_the_number_where_there_is_room_for_both(
    tmp_path: Path, width: int, beside: bool
) -> None:
    async with Desk(tmp_path, ALIASED, LIVE).running((width, 24)) as seat:
        line = seat.drawn["deploy"]
        assert "2222 2222 2222" in line
        assert ("2222 2222 2222  corp-workload" in line) is beside
        assert "2222…" not in line
        room = seat.sessions.scrollable_content_region.width
        assert {cell_len(each) for each in seat.drawn.values()} == {room}
        assert seat.line("account").index("role") == line.rindex("deploy")


async def test_no_room_is_kept_for_an_alias_where_no_account_has_one(desk: Desk) -> None:
    async with desk.running((180, 24)) as seat:
        assert seat.sessions.alias_width == 0
        room = seat.sessions.scrollable_content_region.width
        assert Columns.for_width(room).account == 16
        assert Columns.for_width(room, 13).account > 16


# cost


def lines_of(sessions: Counting) -> Iterator[int]:
    yield from dict.fromkeys(sessions.drawn)
    sessions.drawn.clear()


async def test_a_mark_draws_the_lines_whose_marks_changed(desk: Desk) -> None:
    seen = desk.app()._snapshot
    app = Alone()
    async with app.run_test(size=(80, 24)) as pilot:
        sessions = app.query_one(Counting)
        sessions.show(list_rows(seen.listing), seen.sessions, (), NOON)
        sessions.mark(frozenset({"sts", "deploy"}))
        await pilot.pause()
        list(lines_of(sessions))
        sessions.mark(frozenset({"sts", "robot", "not listed"}))
        await pilot.pause()
        assert sorted(lines_of(sessions)) == [3, 4]


async def test_a_long_list_is_laid_out_anew_by_a_change_and_never_by_a_tick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, many(300), LIVE)
    made: list[int] = []
    told: list[str] = []

    def counting(*given: object, **named: object) -> tuple[Row, ...]:
        rows = list_rows(*given, **named)  # type: ignore[arg-type] # handed on as they came
        made.append(len(rows))
        return rows

    def telling(row: Row, *given: object) -> Moment:
        told.append(row.key)
        return moment(row, *given)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(organising, "list_rows", counting)
    monkeypatch.setattr(session_list, "moment", telling)
    async with desk.running() as seat:
        for keys in (["o", "u"], ["o", "x"], ["p"], ["slash"], ["9"]):
            made.clear()
            await seat.press(*keys)
            assert len(made) <= 1, keys
        await seat.press("enter", "M", "m")
        made.clear()
        told.clear()
        desk.clock.advance(seconds=1)
        await seat.tick()
        assert made == []
        assert set(told) <= {"sts"}  # The only one that counts down.


# help and palette


async def test_help_tells_the_keys_and_the_two_signs(desk: Desk) -> None:
    async with desk.running((120, 90)) as seat:
        await seat.press("question_mark")
        await seat.until(lambda: isinstance(seat.app.screen, HelpScreen))
        await seat.shows(f"{PINNED} pinned")
        assert f"{MARKED} marked" in seat.text
