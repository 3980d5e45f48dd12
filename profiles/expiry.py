"""When a session ends, and what that makes of a profile. Pure: the time is always an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from profiles.config import Profile

ENDING = timedelta(minutes=15)
"""A session with this much left, or less, is ending. The AWS CLI renews a target's session from here on."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session that lies on disk."""

    expires: datetime | None
    """In UTC; None where the end is unknown, or never comes."""
    permanent: bool
    """Static keys, which have no end."""
    source: str
    """Where the end was read, in words."""
    notes: tuple[str, ...] = ()


class State(Enum):
    """The state of a profile; the value is the word to show."""

    LIVE = "live"
    ENDING = "ending"
    EXPIRED = "expired"
    READY = "ready"
    SIGN_IN = "sign in"
    SIGNING_IN = "signing in"
    NEVER_ENDS = "never ends"
    PROBLEM = "problem"

    @property
    def word(self) -> str:
        return self.value


def state_of(profile: Profile, sessions: Mapping[str, StoredSession], now: datetime) -> State:
    raise NotImplementedError


def time_left(expires: datetime, now: datetime) -> str:
    raise NotImplementedError
