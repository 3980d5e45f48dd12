"""Text on a grid of cells: every text fills exactly the cells it is given, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from auth.plain import plain
from tui.text import account_number, fit, visible
from tui.widgets.details import content_of, wrap

texts = st.text(st.characters(codec="utf-8"), max_size=60)
plain_texts = texts.map(plain)


@given(plain_texts, st.integers(0, 40))
def test_a_fitted_text_has_exactly_the_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("ab", 4, "ab  "),
        ("abcd", 4, "abcd"),
        ("abcde", 4, "abc…"),
        ("本番", 4, "本番"),
        ("本番環境", 5, "本番…"),
        ("本番環境", 6, "本番… "),
        ("a b c", 3, "a… "),
        ("x", 0, ""),
        ("x", -1, ""),
    ],
)
def test_what_is_cut_ends_in_an_ellipsis(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


@given(plain_texts, st.integers(2, 40))
def test_wrapped_lines_are_no_wider_than_asked_and_lose_no_word(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wrapped_text_breaks_at_spaces_where_it_can() -> None:
    assert wrap("the role is gone", 9) == ["the role", "is gone"]
    assert wrap("see abcdefghijkl now", 5) == ["see", "abcde", "fghij", "kl", "now"]


def test_lines_have_a_column_of_labels_and_texts_wrapped_beside_it() -> None:
    shown = content_of([("state", "live and well"), ("of", "x"), ("", "alone")], 16)
    assert shown.plain.splitlines() == ["state  live and", "       well", "of     x", "alone"]


def test_a_details_line_with_markup_in_it_is_shown_as_it_is() -> None:
    assert "[red]x[/]" in content_of([("name", "[red]x[/]")], 40).plain


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ("222222222222", "2222 2222 2222"),
        (None, ""),
        ("", ""),
        ("my-alias", "my-alias"),
        ("12\x1b[31m", "12[31m"),
    ],
)
def test_an_account_is_shown_in_groups_of_four_digits(account: str | None, shown: str) -> None:
    assert account_number(account) == shown


@given(texts)
def test_no_text_of_the_screen_keeps_a_control_character(text: str) -> None:
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in plain(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\x9b31mb", "a31mb"),
        ("a\r\nb\tc", "a b c"),
        ("abc\u202etxt.exe", "abctxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07", "bell"),
        ("\ud800x", "x"),
    ],
)
def test_what_moves_the_cursor_or_turns_the_reading_direction_is_left_out(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_text_of_many_lines_keeps_its_lines_and_shows_a_sign_for_what_a_terminal_would_not_draw() -> None:
    assert visible("{\n  本番 [/]\x1b[31m\u202e\n}\n") == "{\n  本番 [/]�[31m�\n}\n"
