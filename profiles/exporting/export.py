"""What an export gives back, and why a profile is in none."""

from __future__ import annotations

from dataclasses import dataclass

from profiles.model import Kind, Listing, Profile
from profiles.reasons import name_reason

_NOBODY = Listing((), (), {}, {})


@dataclass(frozen=True, slots=True)
class NotExported:
    """A profile, or a key of it, that is not in the text or not as it is here; why, as a sentence without secrets."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Export:
    """The text, empty if nothing can be exported, and what is not in it, in the order of the listing."""

    text: str
    not_exported: tuple[NotExported, ...]


def obstacle(profile: Profile) -> str | None:
    """Why a profile goes into no export at all; None if it may."""
    if profile.kind is Kind.OTHER:
        return "It is neither a bastion nor a target."
    if profile.is_broken:
        return "It has a problem of its own."
    return name_obstacle(profile.name)


def name_obstacle(name: str) -> str | None:
    """Why a text cannot carry this name."""
    return name_reason(name, _NOBODY)
