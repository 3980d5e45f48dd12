"""How recently and often something was used: one number that halves with time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tui_app import NOON
from tui.frecency import HALF_LIFE, KEPT, Use, score_at, with_use

SCORES = st.floats(0.001, 1000)
TIMES = st.integers(-400, 0).map(lambda days: NOON + timedelta(days=days))
USES = st.builds(Use, SCORES, TIMES)


def uses_of(*times: datetime) -> Use:
    """What uses at these times come to."""
    uses: dict[str, Use] = {}
    for time in times:
        uses = with_use(uses, "x", time)
    return uses["x"]


def test_a_use_counts_one_and_half_as_much_after_a_half_life() -> None:
    use = uses_of(NOON)
    assert score_at(use, NOON) == 1
    assert score_at(use, NOON + HALF_LIFE) == 0.5
    assert score_at(use, NOON + 2 * HALF_LIFE) == 0.25
    assert score_at(None, NOON) == 0


def test_another_use_adds_one_to_what_is_left() -> None:
    assert uses_of(NOON, NOON + HALF_LIFE) == Use(1.5, NOON + HALF_LIFE)


def test_often_stands_over_once_and_lately_over_long_ago() -> None:
    day = timedelta(days=1)
    often = uses_of(*(NOON - number * day for number in (4, 3, 2, 1)))
    once = uses_of(NOON)
    long_ago = uses_of(*(NOON - 100 * day - number * day for number in (9, 8, 7, 6, 5, 4, 3, 2, 1)))
    assert score_at(often, NOON) > score_at(once, NOON) > score_at(long_ago, NOON)


@given(USES, USES, st.timedeltas(timedelta(0), timedelta(days=1000)))
def test_time_alone_never_changes_which_of_two_comes_first(one: Use, other: Use, later: timedelta) -> None:
    first, second = score_at(one, NOON), score_at(other, NOON)
    assume(abs(first - second) > 1e-9 * max(first, second))
    assert (score_at(one, NOON + later) > score_at(other, NOON + later)) is (first > second)


@given(USES, st.timedeltas(timedelta(0), timedelta(days=100000)))
def test_a_score_only_falls_and_never_below_nothing(use: Use, later: timedelta) -> None:
    assert 0 <= score_at(use, NOON + later) <= use.score


def test_a_clock_that_was_set_back_changes_nothing() -> None:
    assert score_at(Use(3, NOON), NOON - timedelta(days=300)) == 3


@pytest.mark.parametrize("score", [0.5, 50.0])
def test_what_was_just_used_is_kept_however_much_the_others_were(score: float) -> None:
    others = {f"p{number}": Use(score + number, NOON) for number in range(KEPT + 5)}
    kept = with_use(others, "new", NOON)
    assert len(kept) == KEPT
    assert kept["new"] == Use(1, NOON)
    assert kept.keys() - {"new"} == {f"p{number}" for number in range(6, KEPT + 5)}
