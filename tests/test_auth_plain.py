"""Words from outside, made safe to show on a terminal."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import auth
from auth.plain import plain

TROUBLE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(["\x1b", "\x07", "\n", "\r", "\t", "\x00", "\x7f", "\x9b", "\u202e", "\u2066", "\u200b",
                         "\ufeff", "\u2028", "\u2029", "\x85", "\xad", "\ud800", "\ue000", "\U000e0041", " ", "a"]),
    ),
    max_size=60,
)  # fmt: skip


@given(TROUBLE)
def test_no_control_character_is_ever_left(text: str) -> None:
    for character in plain(text):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(TROUBLE)
def test_what_is_left_is_one_line_without_spaces_around_or_doubled(text: str) -> None:
    shown = plain(text)
    assert len(shown.splitlines()) <= 1
    assert shown == " ".join(shown.split())


@given(TROUBLE, st.integers(1, 70))
def test_it_is_never_longer_than_the_limit(text: str, limit: int) -> None:
    assert len(plain(text, limit)) <= limit


@given(TROUBLE)
def test_twice_is_as_good_as_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=60))
def test_words_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


@given(TROUBLE)
def test_what_is_left_can_be_written_to_any_file(text: str) -> None:
    plain(text).encode()


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert plain("one two three", 8) == "one two…"
    assert plain("one two three", 5) == "one…"
    assert plain("x" * 300) == "x" * 300
    assert plain("x" * 301) == "x" * 299 + "…"


MODULES = sorted(
    each.name for each in pkgutil.walk_packages(auth.__path__, "auth.") if not each.name.endswith("__main__")
)


def test_there_are_examples_to_run() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [each for name in MODULES for each in finder.find(importlib.import_module(name)) if each.examples]
    assert len(found) >= 5


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
