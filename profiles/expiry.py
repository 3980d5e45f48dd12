"""When a session ends, and what that makes of a profile. Pure: the time is always an argument.

No standard says where the end of stored keys is written. Known keys: `aws_session_expiration`
(aws-google-auth, its offset without a colon), `x_security_token_expires` (saml2aws, RFC 3339),
`aws_expiration` and `expiration` (awsume and others).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from profiles.ini import Value
from profiles.model import Kind, Profile
from profiles.secret import Secret

ENDING = timedelta(minutes=15)
"""A session with this much left, or less, is ending. The AWS CLI renews a target's session from here on."""
EXPIRY_KEYS = ("aws_session_expiration", "x_security_token_expires", "aws_expiration", "expiration")
TOKEN_KEYS = ("aws_session_token", "aws_security_token")
_ZONE = re.compile(r"(Z|UTC|[+-]\d\d:?\d\d(:\d\d)?)\s*$")


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
    """What is odd about it, a sentence each."""
    renewable_until: datetime | None = None
    """AWS tools renew it by themselves, until then at the longest, also after its end; None where they do not."""
    renews_at: datetime | None = None
    """From when on they do, at the next use."""


class State(Enum):
    """The state of a profile; the value is the word to show."""

    LIVE = "live"
    ENDING = "ending"
    EXPIRED = "expired"
    READY = "ready"
    SIGN_IN = "sign in"
    SIGNING_IN = "signing in"
    """Set by the application while it signs in; no file says so."""
    NEVER_ENDS = "never ends"
    PROBLEM = "problem"

    @property
    def word(self) -> str:
        return self.value


USABLE = frozenset({State.LIVE, State.ENDING, State.NEVER_ENDS})


def state_of(profile: Profile, sessions: Mapping[str, StoredSession], now: datetime) -> State:
    """The state of a profile, given the sessions of a `Snapshot`.

    A target is live by its own cached session; without one it is ready if its root's keys are, since the AWS
    CLI then switches by itself. A root that gets its keys from the machine (instance metadata, web identity)
    or a process is ready: nobody signs in there. One that gets them from SSO or `aws login` asks to sign in
    where no session of it is known; where its keys have ended and AWS tools can renew them, it is ready. A
    broken profile is a problem, except that a bastion with a live session still works for its targets.
    """
    own = _state_of_session(sessions.get(profile.name), now)
    if profile.is_broken and not (profile.kind is Kind.BASTION and own in USABLE):
        return State.PROBLEM
    if profile.kind is Kind.TARGET:
        if own in USABLE:
            return own
        root = _state_of_session(sessions.get(keys_of(profile.root), sessions.get(profile.root)), now)
        return State.READY if root in {*USABLE, State.READY} or profile.unattended else State.SIGN_IN
    if own is State.SIGN_IN and profile.unattended:
        return State.READY
    return own


def keys_of(name: str) -> str:
    """The entry of `Snapshot.sessions` for keys stored in a profile that also assumes a role.

    Such a profile has two sessions: the role's, under its name, and its keys', from which roles are assumed.
    No profile can have this name, since no line of a file can hold a line break.
    """
    return f"{name}\nkeys"


def time_left(expires: datetime, now: datetime) -> str:
    """`11:42:07`, `47:12`, `4:31`, `0:00`; after the end `just now`, `3 min ago`, `2 h ago`, `5 d ago`."""
    seconds = (expires - now) // timedelta(seconds=1)
    if expires > now:
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    minutes = (now - expires) // timedelta(minutes=1)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 60 // 24} d ago"


def session_of_keys(values: Mapping[str, Value]) -> StoredSession | None:
    """The session that the keys among `values` are; None without keys.

    A token makes keys temporary: their end is the earliest that any known key says. Keys without a token
    never end, whatever an expiry key left over from an earlier session says.
    """
    if "aws_access_key_id" not in values:
        return None
    if not any(isinstance(values.get(key), Secret) and values[key] for key in TOKEN_KEYS):
        return StoredSession(None, permanent=True, source="static keys")
    ends: dict[str, datetime] = {}
    notes = []
    for key in EXPIRY_KEYS:
        text = values.get(key)
        if not isinstance(text, str) or not text:
            continue
        end = parse_time(text)
        if end is None:
            notes.append(f"The time in {key} cannot be read.")
        elif not _ZONE.search(text):
            notes.append(f"The time in {key} names no time zone; UTC is taken.")
        if end is not None:
            ends[key] = end
    if not ends:
        return StoredSession(None, permanent=False, source="no expiry beside the token", notes=tuple(notes))
    earliest = min(ends, key=lambda key: ends[key])
    others = [key for key, end in ends.items() if abs(end - ends[earliest]) >= timedelta(seconds=1)]
    if others:
        notes.append(f"{earliest} and {' and '.join(others)} disagree; the earliest counts.")
    return StoredSession(ends[earliest], permanent=False, source=earliest, notes=tuple(notes))


def parse_time(text: str) -> datetime | None:
    """A time in ISO 8601 or RFC 3339; without an offset it is UTC. None for any other text.

    The offset may lack its colon (aws-google-auth) or be the word `UTC` (the AWS CLI's role cache). The first and the
    last year there are count as none: no time can be reckoned around them, and the first is what Go writes for none.
    """
    text = text.strip()
    text = text.removesuffix("UTC") + "Z" if text.endswith("UTC") else text
    try:
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time if datetime.min.year < time.year < datetime.max.year else None


def _state_of_session(session: StoredSession | None, now: datetime) -> State:
    if session is None:
        return State.SIGN_IN
    if session.permanent:
        return State.NEVER_ENDS
    if session.expires is None:
        return State.LIVE
    is_renewed = session.renewable_until is not None and now < session.renewable_until
    if session.expires <= now:
        return State.READY if is_renewed else State.EXPIRED
    if is_renewed:
        return State.LIVE
    return State.ENDING if session.expires - now <= ENDING else State.LIVE
