"""`fumidai-tui status`: what is live, for prompts and scripts."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from profiles.config import Profile
    from profiles.files import Snapshot

_LENGTH = re.compile(r"(\d+)\s*(s|m|h)?", re.ASCII)
_UNITS = {"s": 1, "m": 60, "h": 3600, None: 60}


def add_status(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "status",
        help="what is live, and for how long; the exit code says whether it is",
        description="Exit code 0: live (of several: at least one), 3: not live, 1: something is wrong.",
    )
    parser.add_argument("profile", nargs="?")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--min",
        type=_length,
        default=timedelta(0),
        metavar="LENGTH",
        help="live for at least this long: 15m, 1h, 90s",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print it. Raises ``AuthError``, ``Failed``."""
    from tui.commands.surroundings import profile_called, surroundings

    around = surroundings(options)
    snapshot, now = around.snapshot(), around.now()
    profiles = (
        (profile_called(options.profile, snapshot, around.paths),)
        if options.profile is not None
        else snapshot.listing.profiles
    )
    told_of = [_told(profile, snapshot, now, options.min) for profile in profiles]
    if options.json:
        found: Any = told_of[0] if options.profile is not None else told_of
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(told_of, now))
    return 0 if any(each["live"] for each in told_of) else 3


def _told(profile: Profile, snapshot: Snapshot, now: datetime, least: timedelta) -> dict[str, Any]:
    from profiles.config import Kind
    from profiles.expiry import USABLE, state_of

    state, session = state_of(profile, snapshot.sessions, now), snapshot.sessions.get(profile.name)
    ends = session.expires if session is not None and not session.permanent else None
    is_live = state in USABLE and (ends is None or ends - now > least)
    return {
        "profile": profile.name,
        "kind": profile.kind.value,
        "account": profile.account,
        "role": str(profile.role) if profile.role else None,
        "root": profile.root if profile.kind is Kind.TARGET else None,
        "state": state.value,
        "live": is_live,
        "by": profile.reached_by,
        "expires": ends.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if ends is not None else None,
        "seconds_left": max(0, (ends - now) // timedelta(seconds=1)) if ends is not None else None,
    }


def _lines(told_of: list[dict[str, Any]], now: datetime) -> Iterator[str]:
    from auth.plain import plain
    from profiles.expiry import State, time_left

    width = max((len(plain(each["profile"], 60)) for each in told_of), default=0)
    for each in told_of:
        ends = each["expires"] if each["state"] != State.READY.value else None  # what ended, AWS tools renew
        left = time_left(datetime.fromisoformat(ends), now) if ends else ""
        yield f"{plain(each['profile'], 60):<{width}}  {each['state']:<11}  {left}".rstrip()


def _length(text: str) -> timedelta:
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no length; such are 15m, 1h, 90s")
    try:
        return timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text} is longer than any session") from None
