"""``:`` goes to a profile by a part of its name; the palette lists the consoles opened lately first."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.command import CommandPalette
from textual.events import Key
from textual.widgets import Input

from auth.plain import plain
from tests.test_tui_console import browser
from tests.test_tui_palette import offered, opened
from tests.tui_app import CONFIG, NOON, Desk, Seat, drawn_raw
from tui.memory import recall, remember_collapsed, remember_opened, remember_order, remember_use
from tui.ordering import Group, Order, Sort
from tui.recent import KEPT
from tui.rows import heading_key
from tui.screens.console import ConsoleScreen

SIZES = [(80, 24), (120, 40)]
HOSTILE = [
    "[/]x",
    "a[/x",
    "[red]x[/]",
    "x\\",
    "[@click=app.bell]x",
    "$x",
    "e\x1b[2Jvil",
    "\u202egnp.exe",
    "t  wo",
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def with_targets(*names: str) -> str:
    return CONFIG + "".join(
        f"\n[profile {name}]\nrole_arn = arn:aws:iam::444444444444:role/x\nsource_profile = sts\n"
        for name in names
    )


def key_of(name: str) -> str:
    """A section of the credentials file, where a name is taken as it is, brackets included."""
    return f"[{name}]\naws_access_key_id = A\naws_secret_access_key = b\n"


def line(seat: Seat) -> str:
    """The line that is typed into, with what stands behind and beside."""
    return seat.line(" go to ").removeprefix(" go to ").rstrip()


def is_open(seat: Seat) -> bool:
    return seat.home.go_field.display


# :


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("accepting", [(), ("tab",), ("right",)])
async def test_the_rest_of_the_name_stands_behind_the_cursor_and_enter_goes_there(
    desk: Desk, size: tuple[int, int], accepting: tuple[str, ...]
) -> None:
    async with desk.running(size) as seat:
        await seat.press("colon", *"PRO")
        await seat.until(lambda: line(seat) == "PROduction")
        await seat.press(*accepting)
        assert seat.home.go_field.field.value == ("production" if accepting else "PRO")
        assert line(seat) == ("production" if accepting else "PROduction")
        await seat.press("enter")
        assert seat.row.key == "production"
        assert seat.home.focused is seat.sessions
        assert not is_open(seat)
        assert " go to " not in seat.text


@pytest.mark.parametrize("size", SIZES)
async def test_a_name_that_does_not_begin_so_is_named_beside(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.running(size) as seat:
        await seat.press("colon", *"dct")
        assert line(seat).split() == ["dct", "→", "production"]
        await seat.press("tab")
        assert line(seat) == "production"
        await seat.press("enter")
        assert seat.row.key == "production"


async def test_a_profile_is_gone_to_though_a_filter_and_a_fold_hide_it(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("left", "slash", *"robot", "enter")
        assert seat.names == ["robot"]
        await seat.press("colon", *"prod", "enter")
        assert seat.row.key == "production"
        assert len(seat.names) == 5
        assert not seat.home.filter_field.display


async def test_a_profile_is_gone_to_in_a_folded_group(tmp_path: Path) -> None:
    desk = Desk(tmp_path, with_targets("prod-a", "prod-b"))
    remember_order(desk.paths, Order(Sort.FILE, Group.PREFIX))
    remember_collapsed(desk.paths, {heading_key("prod")})
    async with desk.running() as seat:
        assert "prod-b" not in seat.names
        await seat.press("colon", *"prod-b", "enter")
        assert seat.row.key == "prod-b"


@pytest.mark.parametrize("typed", ["", "prod", "nothing that fits"])
async def test_escape_leaves_everything_as_it_was(desk: Desk, typed: str) -> None:
    async with desk.running() as seat:
        await seat.press("m", "slash", *"222", "enter", "j")
        before, files, row = seat.text, desk.bytes, seat.row.key
        await seat.press("colon")
        await seat.type(typed)
        assert is_open(seat)
        assert seat.text != before
        await seat.press("escape")
        assert (seat.text, desk.bytes, seat.row.key) == (before, files, row)
        assert seat.home.focused is seat.sessions
        await seat.press("colon")
        assert seat.home.go_field.field.value == ""


async def test_enter_on_nothing_is_escape(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("robot")
        await seat.press("colon", "space", "enter")
        assert not is_open(seat)
        assert seat.row.key == "robot"
        assert seat.home.focused is seat.sessions


@pytest.mark.parametrize("size", SIZES)
async def test_where_nothing_fits_it_says_so_and_stays(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.running(size) as seat:
        await seat.press("colon", *"xyz", "tab", "enter")
        assert line(seat).startswith("xyz ")
        assert line(seat).endswith("No profile fits.")
        assert seat.row.key == "sts"
        await seat.press("ctrl+u", *"robot")
        assert line(seat) == "robot"
        await seat.press("enter")
        assert seat.row.key == "robot"


async def test_a_name_leads_to_its_profile_and_not_to_a_longer_one_that_is_used_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path, with_targets("prod-b", "prod"))
    remember_use(desk.paths, "prod-b", NOON)
    async with desk.running() as seat:
        await seat.press("colon", *"prod")
        assert line(seat) == "prod"
        await seat.press("enter")
        assert seat.row.key == "prod"
        await seat.press("colon", *"pro", "enter")
        assert seat.row.key == "prod-b"


async def test_what_was_used_a_moment_ago_is_meant_from_now_on(tmp_path: Path) -> None:
    async with Desk(tmp_path, with_targets("prod-a", "prod-b")).running() as seat:
        await seat.press("colon", *"prod-", "escape")
        seat.home.remember_use("prod-b")
        await seat.press("colon", *"prod-")
        await seat.until(lambda: line(seat) == "prod-b")
        await seat.press("enter")
        assert seat.row.key == "prod-b"


async def test_letters_are_no_keys_and_a_click_into_the_list_ends_it(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("colon", *"dqN/?", "colon")
        assert seat.home.go_field.field.value == "dqN/?:"
        assert seat.app.screen is seat.home
        await seat.pilot.click("#sessions", offset=(20, 3))
        await seat.until(lambda: not is_open(seat))
        assert seat.row.key == "robot"


async def test_q_quits_as_in_vi(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("colon")
        assert "or q to quit" in line(seat)
        await seat.press("q")
        assert line(seat).split() == ["q", "⏎", "quits"]
        await seat.press("enter")
        await seat.until(lambda: not seat.app.is_running)


async def test_q_does_not_quit_where_a_profile_is_called_so(tmp_path: Path) -> None:
    async with Desk(tmp_path, with_targets("qa", "q")).running() as seat:
        await seat.press("colon")
        assert "quit" not in line(seat)
        await seat.press("q")
        assert line(seat) == "q"
        await seat.press("enter")
        assert seat.app.is_running
        assert seat.row.key == "q"


async def test_a_profile_that_came_meanwhile_can_be_gone_to_and_one_that_went_cannot(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("colon", *"p")
        desk.write(with_targets("new").replace("[profile production]", "# [profile production]"))
        await seat.until(lambda: "new" in seat.names)
        await seat.press("ctrl+u", *"prod", "enter")
        assert line(seat).endswith("No profile fits.")
        await seat.press("ctrl+u", *"ne", "enter")
        assert seat.row.key == "new"


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_drawn_as_text_and_gone_to_by_what_is_seen(tmp_path: Path, name: str) -> None:
    async with Desk(tmp_path, "", key_of("0") + key_of(name)).running((80, 24)) as seat:
        assert name in seat.names
        shown = plain(name)
        for typed in (shown[:1], shown[-1:]):
            await seat.press("g", "colon")
            await seat.paste(typed)
            await seat.until(lambda: shown in line(seat))
            assert drawn_raw(seat.app) == ""
            await seat.press("tab")
            assert line(seat) == shown
            assert drawn_raw(seat.app) == ""
            await seat.press("enter")
            assert seat.row.key == name


async def test_what_a_terminal_would_obey_is_not_pasted(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.press("colon")
        await seat.paste("pro\x1b]0;x\x07\u202e")
        assert drawn_raw(seat.app) == ""
        assert seat.home.go_field.field.value == "pro]0;x"


async def test_a_long_name_is_cut_and_leaves_room_to_type_at_80_columns(tmp_path: Path) -> None:
    name = "long" * 40 + "-end"
    async with Desk(tmp_path, with_targets(name)).running((80, 24)) as seat:
        await seat.press("colon", *"end")
        assert line(seat).startswith("end  ")
        assert line(seat).endswith("…")
        assert cell_len(seat.line(" go to ")) <= 80
        await seat.press("enter")
        assert seat.row.key == name


# consoles opened lately


async def test_an_opened_console_stands_first_in_the_palette_at_once_and_the_next_time(
    tmp_path: Path,
) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    async with desk.running() as seat:
        await seat.choose("production")
        await seat.press("c")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        await seat.press("2")
        await seat.until(noted.exists)
        await seat.press("escape")
        await opened(seat)
        await seat.until(lambda: bool(offered(seat)))
        assert offered(seat).startswith("Console of production\n3333 3333 3333 · team/Admin · just now\n")
        await seat.press("escape")
        await seat.until(lambda: list(recall(desk.paths).opened) == ["production"])
    desk.clock.advance(minutes=12)
    noted.unlink()
    async with desk.running() as seat:
        await seat.press("left", "slash", *"robot", "enter")
        await opened(seat)
        await seat.until(lambda: "12 min ago" in offered(seat))
        assert offered(seat).startswith("Console of production\n3333 3333 3333 · team/Admin · 12 min ago\n")
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        assert seat.row.key == "production"
        await seat.press("2")
        await seat.until(noted.exists)
        assert "account=333333333333" in noted.read_text()


async def test_a_link_that_no_browser_took_is_no_opened_console(tmp_path: Path) -> None:
    desk = Desk(tmp_path, env={"PATH": ""})
    async with desk.running() as seat:
        await seat.choose("production")
        await seat.press("c")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        await seat.press("2")
        await seat.shows("No browser was opened.")
        assert seat.home.recent == ()


async def test_the_newest_stands_first_and_what_is_gone_is_not_listed(desk: Desk) -> None:
    for minutes, name in enumerate(["production", "gone", "sts", "from_fumidai"]):
        remember_opened(desk.paths, name, NOON - timedelta(hours=3, minutes=-minutes))
    async with desk.running((80, 24)) as seat:
        await opened(seat)
        await seat.until(lambda: bool(offered(seat)))
        found = [each for each in offered(seat).splitlines() if each.startswith("Console of ")]
        assert found == ["Console of from_fumidai", "Console of sts", "Console of production"]
        assert offered(seat).splitlines()[:6:2] == found
        assert "1111 1111 1111 · sso · 2 h ago" in seat.text
        assert all(words in offered(seat) for words in ("Theme", "Refresh"))


async def test_an_opened_console_is_found_by_typing(desk: Desk) -> None:
    remember_opened(desk.paths, "production", NOON)
    remember_opened(desk.paths, "sts", NOON)
    async with desk.running() as seat:
        await opened(seat)
        await seat.type("console prod")
        await seat.until(lambda: offered(seat).startswith("Console of production\n3333"))
        assert "Console of sts" not in offered(seat)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        assert seat.row.key == "production"


async def test_where_the_profile_went_meanwhile_no_other_console_is_opened(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    remember_opened(desk.paths, "production", NOON)
    async with desk.running(toasts=True) as seat:
        await opened(seat)
        await seat.until(lambda: offered(seat).startswith("Console of production"))
        desk.write(CONFIG.replace("[profile production]", "# [profile production]"))
        await seat.until(lambda: "production" not in seat.names)
        await seat.press("enter")
        await seat.shows("production is not in the files any more.")
        assert seat.app.screen is seat.home
        assert not noted.exists()


async def test_a_renamed_profile_stays_among_the_opened(desk: Desk) -> None:
    remember_opened(desk.paths, "produced", NOON - timedelta(days=3))  # Another one of old.
    remember_opened(desk.paths, "production", NOON - timedelta(hours=2))
    remember_opened(desk.paths, "sts", NOON - timedelta(hours=1))
    async with desk.running() as seat:
        seat.home.renamed("production", "produced")
        desk.write(CONFIG.replace("[profile production]", "[profile produced]"))
        await seat.home.reload("produced")
        assert [name for name, _ in seat.home.recent] == ["sts", "produced"]
        assert seat.home.recent[1][1].endswith("2 h ago")
        await seat.until(lambda: list(recall(desk.paths).opened) == ["sts", "produced"])


async def test_no_more_than_ten_are_listed(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(KEPT + 3)]
    desk = Desk(tmp_path, with_targets(*names))
    async with desk.running() as seat:
        for name in names:
            desk.clock.advance(minutes=1)
            seat.home.console_opened(name)
        newest = [*reversed(names)][:KEPT]
        assert [name for name, _ in seat.home.recent] == newest
        await seat.until(lambda: list(recall(desk.paths).opened) == newest)
        await opened(seat)
        await seat.until(lambda: "Refresh" in offered(seat))
        assert offered(seat).count("Console of ") == 10


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_or_role_is_listed_as_text(tmp_path: Path, name: str) -> None:
    config = CONFIG.replace("role/team/Admin", "role/[@click=app.bell]/[/x]/Admin")
    desk = Desk(tmp_path, config, key_of(name))
    for each in (name, "production"):
        remember_opened(desk.paths, each, NOON)
    async with desk.running((80, 24)) as seat:
        await opened(seat)
        await seat.until(lambda: f"Console of {plain(name)}\n" in offered(seat))
        assert "Console of production\n3333 3333 3333 · [@click=app.bell]/[/x]/Admin · " in offered(seat)
        assert f"Console of {plain(name)}" in seat.text
        assert drawn_raw(seat.app) == ""
        await seat.type("cons")
        await seat.until(lambda: "Refresh" not in offered(seat))
        assert f"Console of {plain(name)}\n" in offered(seat)
        assert drawn_raw(seat.app) == ""
        assert isinstance(seat.app.screen, CommandPalette)


async def test_keys_typed_right_behind_the_enter_of_the_filter_belong_to_the_list(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        for key in ("slash", *"deploy", "enter", "G", "m"):
            seat.app.post_message(Key(key, {"slash": "/"}.get(key, key if len(key) == 1 else None)))
        await seat.until(lambda: seat.home.filter_field.value == "deploy" and "✓" in seat.text)
        await seat.until(lambda: seat.home.focused is seat.home.sessions)
        assert seat.home.filter_field.value == "deploy"
        assert seat.home.filter_field.display


@pytest.mark.parametrize(("typed", "field"), [(":", "go-name"), ("/", "filter")])
async def test_letters_typed_right_behind_the_key_belong_to_the_field_and_are_no_keys(
    tmp_path: Path, typed: str, field: str
) -> None:
    """All at once, as a paste or a quick hand brings them: nothing waits for the field."""
    async with Desk(tmp_path).running() as seat:
        for character in f"{typed}audit:/q":
            key = {":": "colon", "/": "slash"}.get(character, character)
            seat.app.post_message(Key(key, character))
        await seat.until(lambda: seat.home.query_one(f"#{field}", Input).value == "audit:/q")
        assert seat.app.screen is seat.home
