"""What a text leaves open, found by reading it with other answers: so no reader needs to know its questions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from profiles.importing.comparing import Proposal, compare
from profiles.importing.pattern import PATTERN
from profiles.importing.reading import Format, Reading
from profiles.importing.recognising import read_text, recognise
from profiles.model import Kind, Listing
from profiles.portable import USERNAME

_OTHER_SOURCE = "another-source-of-fumidai"
_OTHER_PATTERN = "{account}-another-name-of-fumidai"
MOST_SOURCES = 8
"""Of so many sources it is asked which profile is meant; what names another keeps the name it has."""


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """The questions to ask about a text."""

    source: bool = False
    """Some targets name no source profile."""
    needs_source: bool = False
    """Some of them have none here either, and there is no only bastion."""
    sources: tuple[str, ...] = ()
    """Sources that the text names and that are not in it, nor here; or here under another account."""
    pattern: bool = False
    """Some profiles have no name."""
    own: bool = False
    """It holds Google user names, which only their owner wants."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answers to them."""

    source: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    """The profile here that is meant, by the name in the text; an empty one leaves the name as it is."""
    pattern: str = PATTERN
    own: bool = False
    default: str = ""
    """The profile that is meant where a source was not asked about yet."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A text as read with the answers given so far."""

    format: Format
    reading: Reading
    proposals: tuple[Proposal, ...]
    open: LeftOpen


def look(text: str, listing: Listing, answers: Answers, file_name: str | None = None) -> Looked:
    """Read a text with these answers, and say what it leaves open whatever they are. Never raises."""
    found = recognise(text, file_name)
    is_open = _left_open(text, listing, found)
    sources = {name: answers.sources.get(name, answers.default) for name in is_open.sources}
    reading = read_text(
        text,
        listing,
        format=found,
        source=answers.source or None,
        sources={name: meant for name, meant in sources.items() if meant},
        pattern=answers.pattern,
        own=answers.own,
    )
    return Looked(found, reading, compare(reading, listing), is_open)


def default_source(listing: Listing, root: str | None) -> str:
    """The profile to propose as a source: the root the person stands at, or the only bastion."""
    bastions = [each.name for each in listing.profiles if each.kind is Kind.BASTION]
    if root in bastions or not bastions:
        return root or ""
    return bastions[0] if len(bastions) == 1 else ""


def _left_open(text: str, listing: Listing, found: Format) -> LeftOpen:
    if found in (Format.UNKNOWN, Format.GOOGLE_LINK):
        return LeftOpen()
    plain = read_text(text, listing, format=found)
    other = read_text(text, listing, format=found, source=_OTHER_SOURCE, own=True)
    named = read_text(text, listing, format=found, pattern=_OTHER_PATTERN)
    given, here = {each.name for each in plain.candidates}, {each.name for each in listing.profiles}
    sources = [
        name
        for name in dict.fromkeys(each.source for each in plain.candidates)
        if name is not None
        and name not in given
        and (name not in here or _is_doubted(name, text, listing, plain))
    ]
    without = {each.line for each in other.candidates if each.source == _OTHER_SOURCE}
    return LeftOpen(
        source=bool(without),
        needs_source=any(each.source is None and each.line in without for each in plain.candidates),
        sources=tuple(sources[:MOST_SOURCES]),
        pattern=any(_OTHER_PATTERN.rpartition("}")[2] in each.name for each in named.candidates),
        own=any(USERNAME in each.keys for each in other.candidates),
    )


def _is_doubted(name: str, text: str, listing: Listing, plain: Reading) -> bool:
    """Whether a reader has a word to say about taking this source for the profile of its name."""
    if plain.format is not Format.AESR:
        return False
    sure = read_text(text, listing, format=plain.format, sources={name: _OTHER_SOURCE})
    return len(sure.not_taken) < len(plain.not_taken)
