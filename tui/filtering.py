"""What the words of the filter are looked for in."""

import unicodedata
from collections.abc import Collection, Mapping
from colorsys import rgb_to_hls

from profiles.config import Listing, Profile

_HUES = (
    (15, "red"),
    (35, "orange"),
    (68, "yellow"),
    (165, "green"),
    (255, "blue"),
    (310, "purple"),
    (340, "pink"),
    (360, "red"),
)
"""Up to which hue (degrees) a colour has which name. AWS's own switch colours get the names that AWS gives them."""


def wanted_words(typed: str) -> tuple[str, ...]:
    """The words of a filter, in the form in which ``fits`` looks for them."""
    return tuple(searchable(typed).split())


def fits(text: str, wanted: Collection[str]) -> bool:
    """Whether every wanted word is somewhere in *text*, a ``search_text``."""
    return all(word in text for word in wanted)


def search_text(profile: Profile, alias: str | None = None) -> str:
    """Everything a profile is found by: name, account, alias, role, region, colour, display name.

    One line for each, so that no word is found across two of them.
    """
    account = profile.account or ""
    quads = [account[start : start + 4] for start in range(0, len(account), 4)]
    found = (
        profile.name,
        profile.display_name,
        account,
        "-".join(quads),
        alias,
        profile.role.path_and_name if profile.role else None,
        profile.region,
        f"#{profile.colour} {colour_name(profile.colour)}" if profile.colour else None,
    )
    return searchable("\n".join(filter(None, found)))


def search_texts(listing: Listing, aliases: Mapping[str, str]) -> dict[str, str]:
    """The ``search_text`` of every profile by its name."""
    return {profile.name: search_text(profile, alias_of(profile, aliases)) for profile in listing.profiles}


def known_aliases(listing: Listing, learnt: Mapping[str, str]) -> dict[str, str]:
    """Names of accounts by their ids: written beside any profile of the account, or *learnt* from AWS."""
    written = {
        profile.account: profile.account_alias
        for profile in reversed(listing.profiles)
        if profile.account and profile.account_alias
    }
    return {**written, **learnt}


def alias_of(profile: Profile, aliases: Mapping[str, str]) -> str | None:
    """The name of a profile's account; what is written beside the profile itself comes first."""
    return profile.account_alias or aliases.get(profile.account or "")


def colour_name(colour: str) -> str:
    """A word for a colour of six hexadecimal digits.

    >>> colour_name("f2b0a9"), colour_name("b7ca9d"), colour_name("000000")
    ('red', 'green', 'black')
    """
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    hue, light, _ = rgb_to_hls(red, green, blue)
    if light < 0.08:
        return "black"
    if light > 0.97:
        return "white"
    if max(red, green, blue) - min(red, green, blue) < 0.08:
        return "grey"
    return next(name for limit, name in _HUES if hue * 360 <= limit)


def searchable(text: str) -> str:
    """*text* in the form in which words are looked for."""
    # Wide digits and taken-apart accents, as some input methods and file systems write them, are the same letters.
    return unicodedata.normalize("NFKC", text).casefold()
