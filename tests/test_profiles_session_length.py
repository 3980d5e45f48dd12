"""Session lengths: what is said where they do not fit together, and silence where they do."""

from __future__ import annotations

import pytest

from profiles import session_length
from profiles.session_length import (
    attribute_note,
    console_note,
    granted_note,
    sign_in_notes,
    span,
    target_maximum_note,
)

H = 3600


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(900, "15 min"), (3600, "1 h"), (5400, "1 h 30 min"), (43200, "12 h"), (43259, "12 h")],
)
def test_lengths_are_told_in_hours_and_minutes(seconds: int, text: str) -> None:
    assert span(seconds) == text


def test_a_session_shorter_than_asked_for_says_both_lengths_and_what_to_do() -> None:
    assert granted_note(12 * H, 12 * H) is None
    assert granted_note(12 * H, 4 * H) == (
        "The session lasts 4 h; 12 h were asked for, and the role allows no more. "
        "Raise the role's maximum session, or ask for less."
    )


@pytest.mark.parametrize(
    ("attribute", "wanted", "granted", "words"),
    [
        (None, 12 * H, 4 * H, None),
        (4 * H, 12 * H, 4 * H, None),
        (12 * H, 12 * H, 4 * H, "is 12 h, but the role allows 4 h"),
        (1 * H, 12 * H, 8 * H, "closes the console after 1 h, while the keys last 8 h"),
        # The person asked for an hour and got it: nothing is known of the role's maximum.
        (12 * H, 1 * H, 1 * H, None),
    ],
)
def test_googles_attribute_and_the_keys_are_compared(
    attribute: int | None, wanted: int, granted: int, words: str | None
) -> None:
    note = console_note(attribute, wanted, granted)
    assert note is None if words is None else words in (note or "")


def test_a_sign_in_where_everything_fits_says_nothing() -> None:
    assert sign_in_notes(8 * H, 8 * H, 8 * H) == ()
    assert sign_in_notes(8 * H, 8 * H, None) == ()
    assert len(sign_in_notes(12 * H, 1 * H, 8 * H)) == 2


def test_chaining_ends_after_an_hour() -> None:
    assert target_maximum_note(H) is None
    assert "4 h" in (target_maximum_note(4 * H) or "")


def test_the_attribute_is_held_against_the_roles_maximum_while_setting_up() -> None:
    assert attribute_note(8 * H, 8 * H) is None
    assert attribute_note(8 * H, 12 * H) is None
    assert "SessionDuration is 12 h, and the role's maximum session 1 h." in (attribute_note(12 * H, H) or "")


def test_the_three_explanations_are_sentences() -> None:
    for text in (session_length.ROLE_MAXIMUM, session_length.CONSOLE_SESSION, session_length.CHAINING):
        assert text.endswith(".")
