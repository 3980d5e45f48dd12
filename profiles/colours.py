"""The colours that AWS's console offers for a switched role: data, from `switch_colours.toml` or the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from profiles.problems import COLOUR
from profiles.settings import Plain

SETTING = "switch_colours"


@dataclass(frozen=True, slots=True)
class KnownColour:
    """A colour: its `name`, six lower-case hexadecimal digits, and the year it was seen in the console."""

    name: str
    hex: str
    seen: str = ""


@cache
def known_colours() -> tuple[KnownColour, ...]:
    """The colours AWS's console is known to offer, the newest set first."""
    import tomllib

    table = tomllib.loads(files("profiles").joinpath("switch_colours.toml").read_text("utf-8"))
    return tuple(
        KnownColour(name, digits, year) for year, colours in table.items() for name, digits in colours.items()
    )


def colours_of(settings: Mapping[str, Plain]) -> tuple[KnownColour, ...]:
    """The person's own list from the settings; else AWS's known colours. Entries that are no colour are left out."""
    own = settings.get(SETTING)
    if not isinstance(own, dict):
        return known_colours()
    return tuple(
        KnownColour(name, digits.removeprefix("#").lower())
        for name, digits in own.items()
        if isinstance(digits, str) and COLOUR.fullmatch(digits.removeprefix("#"))
    )


def colour_called(text: str, colours: tuple[KnownColour, ...]) -> str:
    """The digits of a colour by its name; any other text without `#`, in lower case."""
    wanted = text.strip().lower().removeprefix("#")
    return next((colour.hex for colour in colours if colour.name.lower() == wanted), wanted)


def colour_note(digits: str, colours: tuple[KnownColour, ...]) -> str | None:
    """What to know about a colour that is on no list of AWS's."""
    if not digits or any(colour.hex == digits.lower() for colour in colours):
        return None
    return f"#{digits} is none of the console's known colours, so the console may ignore it."
