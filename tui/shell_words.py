"""What a shell says before it starts: which profile it is for, until when, and how to come back."""

from collections.abc import Mapping
from datetime import datetime

from auth.plain import plain
from profiles.expiry import State, StoredSession, keys_of, state_of, time_left
from profiles.model import Profile
from profiles.shell_env import opened_as


def shell_lines(
    profile: Profile, sessions: Mapping[str, StoredSession], env: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """For a shell that uses *profile*."""
    return (*_nested(env), _of_profile(profile, sessions, now), _BACK)


def key_shell_lines(
    profile: Profile, ends: datetime | None, env: Mapping[str, str], now: datetime
) -> tuple[str, ...]:
    """For a shell with the keys of *profile*, which end at *ends*."""
    name = plain(profile.name)
    words = f"A shell with the keys of {name}. Nobody knows when they end."
    if ends is not None:
        words = (
            f"A shell with the keys of {name}. They end at {clock(ends, now)}, in {time_left(ends, now)}, and are"
            " not renewed here."
        )
    return (*_nested(env), words, _BACK)


_BACK = "exit or Ctrl+D comes back to fumidai-tui."


def _nested(env: Mapping[str, str]) -> tuple[str, ...]:
    outer = opened_as(env)
    return (
        () if outer is None else (f"You are already in a shell for {plain(outer)}, opened from fumidai-tui.",)
    )


def _of_profile(profile: Profile, sessions: Mapping[str, StoredSession], now: datetime) -> str:
    name, root = plain(profile.name), plain(profile.root)
    match state_of(profile, sessions, now):
        case State.EXPIRED:
            return f"A shell for {name}. Its session has ended, so AWS tools stop until you sign in with r."
        case State.SIGN_IN if profile.root == profile.name:
            return f"A shell for {name}. It has no session, so AWS tools stop until you sign in with r."
        case State.SIGN_IN:
            return f"A shell for {name}. {root} has no session, so AWS tools stop until you sign in with r."
        case State.NEVER_ENDS:
            return f"A shell for {name}. Its keys never end."
    end = session_end(profile, sessions, now)
    if end is None:
        return f"A shell for {name}."
    return f"A shell for {name}. Its session ends at {clock(end, now)}, in {time_left(end, now)}."


def session_end(profile: Profile, sessions: Mapping[str, StoredSession], now: datetime) -> datetime | None:
    """Until when AWS tools work with *profile*: while its root's session lives they renew a target's by themselves."""
    root = sessions.get(keys_of(profile.root), sessions.get(profile.root))
    if root is not None and root.renewable_until is not None:
        return None  # They renew that too, and nobody knows for how long.
    if root is not None and root.expires is not None and root.expires > now:
        return root.expires
    own = sessions.get(profile.name)
    return own.expires if own is not None else None


def clock(at: datetime, now: datetime) -> str:
    """The time of day where *now* is; with the day, if that is another one."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%Y-%m-%d %H:%M}"
