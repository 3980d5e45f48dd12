"""A part of the profiles, with all that it is reached through. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from profiles.model import Listing, Profile


def with_sources(listing: Listing, profiles: Iterable[Profile]) -> Listing:
    """The listing of these profiles and of their sources, in its order: a target alone is of no use."""
    names = {name for profile in profiles for name in profile.chain}
    return replace(listing, profiles=tuple(each for each in listing.profiles if each.name in names))
