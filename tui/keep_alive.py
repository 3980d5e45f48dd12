"""When a profile that is kept alive is renewed, and when the person is told that it ends. Pure.

Everything follows from the wall clock: a laptop sleeps, and a clock is set.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from profiles.config import Kind, Listing, Profile
from profiles.expiry import ENDING, StoredSession

BEFORE_A_BASTION = timedelta(minutes=31)
"""A minute before the first word, so that nobody is told what can be mended without them."""
NOTICES = (timedelta(minutes=30), timedelta(minutes=10), timedelta(minutes=2))
AGAIN = timedelta(minutes=4)
"""Until a renewal that failed is tried again: three more times before the end of a bastion."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What was done about one session, which is told from the next by its end."""

    end: datetime
    at: datetime | None = None
    """When a renewal was tried last."""
    told: timedelta | None = None
    """The last word that was said: so long before the end."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done now for one profile."""

    profile: Profile
    end: datetime
    renew: bool
    tell: timedelta | None = None
    """The person is told: so long before the end; zero after it."""


@dataclass(slots=True)
class Watch:
    """What was done so far, by profile."""

    tried: dict[str, Tried] = field(default_factory=dict)

    def due(
        self, names: frozenset[str], listing: Listing, sessions: Mapping[str, StoredSession], now: datetime
    ) -> Iterator[Due]:
        """What is to be done at *now* for the profiles called *names*. What is given out counts as done."""
        for name in sorted(names):
            profile, session = listing.get(name), sessions.get(name)
            if profile is None or session is None or session.permanent or session.expires is None:
                continue
            done = self.tried.get(name)
            if done is None or done.end != session.expires:
                # The last try counts on: a new session that is no longer than its lead would be renewed at once again.
                done = Tried(session.expires, done.at if done else None)
            lead = _lead(profile, session.expires, session)
            renew = _renews(done, lead, now)
            tell = _tells(done, lead, now)
            if renew or tell is not None:
                yield Due(profile, session.expires, renew, tell)
            self.tried[name] = Tried(
                session.expires,
                now if renew else done.at,
                tell if tell is not None else done.told,
            )


def _lead(profile: Profile, end: datetime, session: StoredSession) -> timedelta:
    """How long before its end a session is renewed. A login that can be renewed: when AWS tools would."""
    if profile.kind is Kind.TARGET:
        return ENDING
    return end - session.renews_at if session.renews_at is not None else BEFORE_A_BASTION


def _renews(done: Tried, lead: timedelta, now: datetime) -> bool:
    if done.end - now > lead:
        return False
    # A clock that was set back must not keep it from being tried.
    return done.at is None or now < done.at or now - done.at >= AGAIN


def _tells(done: Tried, lead: timedelta, now: datetime) -> timedelta | None:
    """The most urgent word that is due and was not said; several at once (after sleep) are one.

    None is due before a renewal was tried.
    """
    left = done.end - now
    if left <= timedelta(0):
        return timedelta(0) if done.told != timedelta(0) else None
    due = [each for each in NOTICES if left <= each < lead]
    urgent = min(due, default=None)
    if urgent is None or (done.told is not None and done.told <= urgent):
        return None
    return urgent
