"""The words for a console that was opened lately."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_tui_rows import listing_of
from tests.tui_app import CONFIG, CREDENTIALS, NOON
from tui.recent import KEPT, recent_words, with_opened


@pytest.mark.parametrize(
    ("name", "ago", "words"),
    [
        ("production", timedelta(minutes=12), "3333 3333 3333 · team/Admin · 12 min ago"),
        ("sts", timedelta(0), "1111 1111 1111 · sso · just now"),
        ("robot", timedelta(days=3), "3 d ago"),
        # A clock that was set back makes no countdown of it.
        ("robot", timedelta(hours=-2), "just now"),
    ],
)
def test_a_console_is_told_by_account_role_and_time(name: str, ago: timedelta, words: str) -> None:
    profile = listing_of(CONFIG, CREDENTIALS).get(name)
    assert profile is not None
    assert recent_words(profile, NOON - ago, NOON) == words


@given(st.lists(st.sampled_from("abcdefghijklmnopq"), max_size=40))
def test_the_last_ten_different_ones_are_kept_the_newest_first(names: list[str]) -> None:
    order: dict[str, None] = {}
    opened: dict[str, datetime] = {}
    for minutes, name in enumerate(names):
        opened = with_opened(opened, name, NOON + timedelta(minutes=minutes))
        order.pop(name, None)
        order[name] = None
    assert list(opened) == [*reversed(order)][:KEPT]
