"""In which order and under which heads profiles are listed: pure functions of the profiles, their uses and the time."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from profiles.config import Profile
from profiles.expiry import StoredSession
from tui.frecency import Use, score_at


class Sort(Enum):
    """By what the list is sorted; the value is what is remembered."""

    FILE = "file"
    NAME = "name"
    ACCOUNT = "account"
    ROLE = "role"
    ENDS = "ends"
    USED = "used"


class Group(Enum):
    """What stands together; the value is what is remembered."""

    ROOT = "root"
    PREFIX = "prefix"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Order:
    """How the list is ordered. Unless said otherwise: roots with their targets, as they stand in the file."""

    sort: Sort = Sort.FILE
    group: Group = Group.ROOT


Words = tuple[tuple[str, int, str], ...]
Rank = tuple[int, float, Words]
"""Where a profile stands: what has no such value comes last, then a number, then words."""
Ranking = Callable[[Profile], Rank]

_SEPARATORS = "-_./:@+ "
_PREFIX = re.compile(f"[{re.escape(_SEPARATORS)}]*[^{re.escape(_SEPARATORS)}]+")
_DIGITS = re.compile("([0-9]+)")


def as_in_the_file(profile: Profile) -> Rank:
    """All alike: sorting keeps the order of the file among equals."""
    return 0, 0.0, ()


def ranking(
    sort: Sort, uses: Mapping[str, Use], sessions: Mapping[str, StoredSession], now: datetime
) -> Ranking:
    """What to sort profiles by."""

    def ends(profile: Profile) -> Rank:
        session = sessions.get(profile.name)
        if session is None or session.expires is None:
            return 2, 0.0, ()
        left = (session.expires - now).total_seconds()
        # What has ended comes after what will, the latest first.
        return (0, left, ()) if left > 0 else (1, -left, ())

    ranks: dict[Sort, Ranking] = {
        Sort.FILE: as_in_the_file,
        Sort.NAME: lambda profile: _by_words(profile.name),
        Sort.ACCOUNT: lambda profile: _by_words(profile.account),
        Sort.ROLE: lambda profile: _by_words(profile.role.path_and_name if profile.role else None),
        Sort.ENDS: ends,
        Sort.USED: lambda profile: (0, -score_at(uses.get(profile.name), now), ()),
    }
    return ranks[sort]


def family_rank(sort: Sort, rank: Ranking, root: Profile, family: Iterable[Profile]) -> Rank:
    """Where a root with its targets stands: by its own words, but by whichever of them ends or is used first."""
    if sort in {Sort.ENDS, Sort.USED}:
        return min(rank(profile) for profile in family)
    return rank(root)


def natural(text: str) -> Words:
    """What sorts a text as people do: capitals beside small letters, ``t2`` before ``t10``."""
    parts = _DIGITS.split(text.casefold())
    numbers = [part.lstrip("0") for part in parts[1::2]]
    # By length first: that is by value, without making a number of digits without end.
    pairs = zip(parts[::2], [*numbers, ""], strict=True)
    return tuple((word, len(number), number) for word, number in pairs)


def prefix_of(name: str) -> str:
    """The beginning of a name, up to its first separator; the whole name where there is none.

    >>> prefix_of("prod-admin"), prefix_of("sts")
    ('prod', 'sts')
    """
    found = _PREFIX.match(name)
    return found[0] if found else name


def _by_words(text: str | None) -> Rank:
    return (0, 0.0, natural(text)) if text else (1, 0.0, ())
