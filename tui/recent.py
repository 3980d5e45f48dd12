"""The consoles that were opened lately: which are kept, and the words for one."""

from collections.abc import Mapping
from datetime import datetime

from auth.plain import plain
from profiles.config import Profile
from profiles.expiry import time_left
from tui.text import account_number

KEPT = 10
"""No more consoles than this are remembered."""


def newest_first(opened: Mapping[str, datetime]) -> dict[str, datetime]:
    """*opened*, times by name, ordered by time."""
    return dict(sorted(opened.items(), key=lambda each: each[1], reverse=True))


def with_opened(opened: Mapping[str, datetime], name: str, now: datetime) -> dict[str, datetime]:
    """*opened* after the console of *name* was opened, the newest first; of more than ``KEPT`` the oldest go."""
    others = newest_first({other: at for other, at in opened.items() if other != name})
    return dict([(name, now), *others.items()][:KEPT])


def recent_words(profile: Profile, opened: datetime, now: datetime) -> str:
    """``3333 3333 3333 · Admin · 12 min ago``."""
    role = profile.role.path_and_name if profile.role else ""
    # A clock that was set back makes it just now, not a countdown.
    parts = (account_number(profile.account), plain(role), time_left(min(opened, now), now))
    return " · ".join(filter(None, parts))
