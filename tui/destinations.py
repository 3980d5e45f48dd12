"""Which profile is meant by what was typed of its name: the rule of ``:``, pure.

The name itself is always that profile. Else, in this order: the same name but for capitals, a name that begins like
this, one that has every typed word in it, one that has the typed letters in this order. Of several that fit equally
well the one that was used most lately and often is meant, then the first by name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from auth.plain import plain
from tui.filtering import fits, searchable, wanted_words
from tui.frecency import Use, score_at
from tui.ordering import natural

QUIT = "q"
"""Typed by those who know vi or k9s, to leave."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A profile that can be gone to."""

    name: str
    shown: str
    """The name as it is drawn and typed: without the characters that a terminal would obey."""
    text: str
    """*shown* in the form in which it is looked for."""

    def begins_with(self, typed: str) -> bool:
        """Whether the name can be drawn as *typed* and the rest of it behind."""
        return searchable(self.shown[: len(typed)]) == searchable(typed)


def destinations(names: Iterable[str], uses: Mapping[str, Use], now: datetime) -> tuple[Destination, ...]:
    """The profiles called *names*, the likeliest first."""
    ordered = sorted(names, key=lambda name: (-score_at(uses.get(name), now), natural(name), name))
    return tuple(_destination(name) for name in ordered)


def meant(typed: str, known: Sequence[Destination]) -> Destination | None:
    """Which of *known*, the likeliest first, is meant by *typed*; None where none fits."""
    itself = next((each for each in known if each.name == typed), None)
    wanted = searchable(plain(typed))
    if itself is not None or not wanted:
        return itself
    words, letters = wanted_words(wanted), wanted.replace(" ", "")
    rules: tuple[Callable[[str], bool], ...] = (
        lambda text: text == wanted,
        lambda text: text.startswith(wanted),
        lambda text: fits(text, words),
        lambda text: _in_this_order(letters, text),
    )
    return next((each for rule in rules for each in known if rule(each.text)), None)


def quits(typed: str, known: Collection[Destination]) -> bool:
    """Whether *typed* is the habit ``:q``: not where a profile has this name."""
    return typed.strip() == QUIT and not any(each.text == QUIT for each in known)


def _destination(name: str) -> Destination:
    shown = plain(name)
    return Destination(name, shown, searchable(shown))


def _in_this_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
