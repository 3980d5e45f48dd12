"""Colours: what AWS's console is known to offer, or the person's own list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from profiles.colours import KnownColour, colour_called, colour_note, colours_of, known_colours
from profiles.problems import COLOUR
from profiles.reasons import colour_reason
from profiles.settings import Plain

OWN: dict[str, Plain] = {
    "switch_colours": {"Prod Red": "#F2B0A9", "odd": "red", "number": 5, "green": "b7ca9d"}
}


def test_the_known_colours_are_the_newest_first() -> None:
    known = known_colours()
    assert [each.seen for each in known] == sorted((each.seen for each in known), reverse=True)
    assert {each.name for each in known} == {"red", "orange", "yellow", "green", "blue"}
    assert all(COLOUR.fullmatch(each.hex) and each.hex == each.hex.lower() for each in known)
    assert KnownColour("green", "b7ca9d", "2024") in known
    assert len({each.hex for each in known}) == len(known)


def test_a_name_means_its_newest_colour() -> None:
    assert colour_called("orange", known_colours()) == "fbc8aa"
    assert colour_called(" RED ", known_colours()) == "f2b0a9"


def test_the_persons_own_list_goes_before() -> None:
    own = colours_of(OWN)
    assert own == (KnownColour("Prod Red", "f2b0a9"), KnownColour("green", "b7ca9d"))
    assert colour_called("prod red", own) == "f2b0a9"
    assert colour_called("blue", own) == "blue"


def test_what_is_no_list_is_passed_over() -> None:
    assert colours_of({}) == known_colours()
    assert colours_of({"switch_colours": "red"}) == known_colours()
    assert colours_of({"switch_colours": {}}) == ()


@given(text=st.text(max_size=8))
def test_what_a_name_is_taken_for_is_a_colour_or_has_its_reason(text: str) -> None:
    found = colour_called(text, known_colours())
    assert found == "" or COLOUR.fullmatch(found) or colour_reason(found) is not None
    assert colour_called(f"#{found}", known_colours()) == found or found.startswith("#")


def test_a_colour_that_is_on_no_list_is_noted_with_its_digits() -> None:
    assert colour_note("123456", known_colours()) == (
        "#123456 is none of the console's known colours, so the console may ignore it."
    )
    assert colour_note("B7CA9D", known_colours()) is None
    assert colour_note("", known_colours()) is None
