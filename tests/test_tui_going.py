"""A colon and a part of a name: to the row, whatever hides it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui_app import CONFIG, Desk, Seat, drawn_raw
from tui.going import MOST, goals
from tui.widgets.go_to import GoTo

NAMES = ("prod", "prod-admin", "a-prod", "PROD2", "dev", "p-r-o-d", "qa")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("prod", ("prod", "prod-admin", "PROD2", "a-prod", "p-r-o-d")),
        ("PROD2", ("PROD2",)),
        ("prod2", ("PROD2",)),
        (" dev ", ("dev",)),
        ("-a", ("prod-admin",)),
        ("q", ("qa",)),
        ("zzz", ()),
        ("", ()),
        ("  ", ()),
    ],
)
def test_what_a_text_may_stand_for(text: str, found: tuple[str, ...]) -> None:
    assert goals(text, NAMES, lambda name: 0.0) == found


def test_of_those_that_begin_alike_the_one_used_more_comes_first() -> None:
    uses = {"prod-admin": 0.5, "PROD2": 2.0, "a-prod": 9.0}
    found = goals("pro", NAMES, lambda name: uses.get(name, 0.0))
    assert found == ("PROD2", "prod-admin", "prod", "a-prod", "p-r-o-d")


@given(
    st.lists(st.text(min_size=1, max_size=6).filter(lambda each: each == each.strip()), unique=True),
    st.data(),
)
def test_a_whole_name_always_stands_for_itself_and_nothing_is_found_that_is_not_there(
    names: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.text(max_size=6) | (st.sampled_from(names) if names else st.just("")))
    found = goals(text, names, lambda name: float(len(name)))
    assert set(found) <= set(names)
    assert len(found) == len(set(found)) <= MOST
    if text.strip() in names and text.strip():
        assert found[0] == text.strip()


async def going(seat: Seat, text: str) -> None:
    await seat.press("colon")
    await seat.type(text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_part_of_a_name_leads_to_the_row_out_of_folds_and_filters(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with Desk(tmp_path).running(size) as seat:
        await seat.press("left", "slash")
        await seat.type("robot")
        await seat.press("enter")
        assert "production" not in seat.names
        await going(seat, "prod")
        assert "⏎ production" in seat.text
        await seat.press("enter")
        assert seat.row.key == "production"
        assert len(seat.names) == 5
        assert not seat.home.query_one(GoTo).display
        await seat.press("j")
        assert seat.row.key != "production", "the list has the keys again"


async def test_tab_completes_and_the_others_that_fit_are_told(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await going(seat, "o")
        assert "or" in seat.line("⏎ ")
        await seat.press("backspace")
        await seat.type("fr")
        await seat.press("tab")
        assert seat.home.query_one("#go-name").value == "from_fumidai"  # type: ignore[attr-defined] # of Input
        await seat.press("enter")
        assert seat.row.key == "from_fumidai"


async def test_a_name_with_control_characters_is_gone_to_but_not_typed_into_the_field(tmp_path: Path) -> None:
    config = CONFIG.replace("[profile production]", "[profile x\u202ey]")
    async with Desk(tmp_path, config).running() as seat:
        await going(seat, "x")
        await seat.press("tab")
        assert seat.home.query_one("#go-name").value == "x"  # type: ignore[attr-defined] # of Input
        assert drawn_raw(seat.app) == ""
        await seat.press("enter")
        assert seat.row.key == "x\u202ey"


async def test_escape_leaves_everything_as_it_was(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.press("slash")
        await seat.type("robot")
        await seat.press("enter")
        names, row = seat.names, seat.row.key
        await going(seat, "prod")
        await seat.press("escape")
        assert (seat.names, seat.row.key) == (names, row)
        assert not seat.home.query_one(GoTo).display
        await seat.press("escape")
        assert len(seat.names) == 5


async def test_what_no_profile_is_called_is_said_and_enter_stays(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await going(seat, "zzz")
        assert "no profile is called so" in seat.text
        await seat.press("enter")
        assert seat.home.query_one(GoTo).display
        assert seat.row.key == "sts"


@pytest.mark.parametrize("text", ["q", "quit"])
async def test_colon_q_quits_as_in_vi(tmp_path: Path, text: str) -> None:
    async with Desk(tmp_path).running() as seat:
        await going(seat, text)
        assert "⏎ quits" in seat.text
        await seat.press("enter")
        await seat.until(lambda: not seat.app.is_running)


async def test_colon_q_goes_to_a_profile_of_that_name(tmp_path: Path) -> None:
    async with Desk(tmp_path, CONFIG.replace("[profile production]", "[profile q]")).running() as seat:
        await going(seat, "q")
        await seat.press("enter")
        assert seat.row.key == "q"


async def test_a_hostile_name_is_drawn_as_it_is_and_gone_to(tmp_path: Path) -> None:
    config = CONFIG.replace("[profile production]", "[profile x[@click=app.quit]\u202ey[/]]")
    async with Desk(tmp_path, config).running() as seat:
        await going(seat, "x")
        await seat.shows("⏎ x[@click=app.quit]")
        assert drawn_raw(seat.app) == ""
        await seat.press("enter")
        assert seat.row.key.startswith("x[@click")
