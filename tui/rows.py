"""What the home screen lists: pure functions from the profiles to rows, and from rows to the texts of a moment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from auth.plain import plain
from profiles.config import Kind, Listing, Problem, Profile
from profiles.expiry import ENDING, State, StoredSession, state_of, time_left
from tui.lengths import Lengths

SIGNS = {
    State.LIVE: "●",
    State.ENDING: "◐",
    State.EXPIRED: "✕",
    State.READY: "◌",
    State.SIGN_IN: "○",
    State.SIGNING_IN: "◔",
    State.NEVER_ENDS: "∞",
    State.PROBLEM: "!",
}
"""The state by a sign, so that nothing hangs on colour."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: a profile, or a problem of a file that belongs to no profile."""

    key: str
    profile: Profile | None = None
    problem: Problem | None = None
    depth: int = 0
    """0 for roots, 1 for what is reached through them."""
    children: int = 0
    collapsed: bool = False
    lengths: Lengths | None = None
    """The session lengths that did not fit together at the last sign-in."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a row says right now."""

    state: State
    ends: str
    """``11:42:07``, ``2 h ago``, or empty."""
    left: float
    """Share of the longest possible session that is left, 0 to 1."""


def list_rows(listing: Listing, collapsed: Collection[str] = (), words: str = "") -> tuple[Row, ...]:
    """The rows to show: each root followed by its targets, then the problems of files.

    *words* filters on name, account and role, every word in any order; a root stays as long as one of its
    targets fits, and then nothing is collapsed.
    """
    wanted = words.casefold().split()
    rows: list[Row] = []
    families: dict[str, list[Profile]] = {}
    for profile in listing.profiles:
        families.setdefault(profile.root, []).append(profile)
    for root_name, family in families.items():
        root = next((profile for profile in family if profile.name == root_name), None)
        targets = [profile for profile in family if profile is not root]
        shown = [target for target in targets if fits(target, wanted)]
        if root is None:  # A chain that leads nowhere: a loop, a missing link.
            rows.extend(Row(target.name, target) for target in shown)
        elif shown or fits(root, wanted):
            folded = root_name in collapsed and not wanted
            rows.append(Row(root_name, root, children=len(targets), collapsed=folded))
            rows.extend(Row(target.name, target, depth=1) for target in shown if not folded)
    rows.extend(
        Row(f"{problem.origin.path}:{problem.origin.line}", problem=problem)
        for problem in (*listing.refused.values(), *listing.problems)
        if problem.profile is None and _problem_fits(problem, wanted)
    )
    # The words for a whole file come first, and count for its line: they say more than those for the line alone.
    first_said: dict[str, Row] = {}
    for row in rows:
        first_said.setdefault(row.key, row)
    return tuple(first_said.values())


def with_lengths(rows: tuple[Row, ...], lengths: Mapping[str, Lengths]) -> tuple[Row, ...]:
    """The rows, those of bastions with what their last sign-in showed about session lengths."""
    if not lengths:
        return rows
    return tuple(
        replace(row, lengths=lengths.get(row.profile.name))
        if row.profile is not None and row.profile.kind is Kind.BASTION
        else row
        for row in rows
    )


def fits(profile: Profile, wanted: Collection[str]) -> bool:
    """Whether every wanted word (case-folded) is in the profile's name, account or role."""
    role = profile.role.path_and_name if profile.role else ""
    text = f"{profile.name} {profile.account or ''} {role} {profile.display_name or ''}".casefold()
    return all(word in text for word in wanted)


def _problem_fits(problem: Problem, wanted: Collection[str]) -> bool:
    return all(word in f"{problem.what} {problem.origin.path.name}".casefold() for word in wanted)


def moment(
    row: Row, sessions: Mapping[str, StoredSession], signing_in: Collection[str], now: datetime
) -> Moment:
    """What *row* says at *now*."""
    if row.profile is None:
        return Moment(State.PROBLEM, "", 0.0)
    if row.profile.name in signing_in:
        return Moment(State.SIGNING_IN, "", 0.0)
    state = state_of(row.profile, sessions, now)
    session = sessions.get(row.profile.name)
    if state not in {State.LIVE, State.ENDING, State.EXPIRED} or session is None:
        return Moment(state, "", 0.0)
    if session.expires is None:
        return Moment(state, "end unknown", 0.0)
    longest = timedelta(hours=1 if row.profile.kind is Kind.TARGET else 12)
    left = max(0.0, min(1.0, (session.expires - now) / longest))
    return Moment(state, time_left(session.expires, now), left)


def next_change(sessions: Mapping[str, StoredSession], now: datetime) -> datetime | None:
    """The next time at which a session turns ending or expired; None where none does."""
    ends = (session.expires for session in sessions.values() if session.expires is not None)
    return min((time for end in ends for time in (end - ENDING, end) if time > now), default=None)


def role_words(row: Row) -> str:
    """The text of the role column: the role, or how the profile is reached, or what is wrong."""
    if row.problem is not None:
        return plain(row.problem.what)
    profile = row.profile
    assert profile is not None  # noqa: S101 - a row has one or the other
    breaking = next((problem for problem in profile.problems if problem.breaks), None)
    if breaking is not None:
        return plain(breaking.what)
    return plain(profile.role.path_and_name if profile.role else profile.reached_by)


def name_words(row: Row) -> str:
    """The text of the profile column."""
    if row.profile is not None:
        return plain(row.profile.name)
    assert row.problem is not None  # noqa: S101 - a row has one or the other
    return f"{plain(row.problem.origin.path.name)} line {row.problem.origin.line}"


def count_words(states: Collection[State]) -> str:
    """``2 live · 1 ending``: what counts in the next minutes, and nothing that is zero."""
    parts = [
        f"{count} {state.word}" + ("s" if state is State.PROBLEM and count > 1 else "")
        for state, count in _counts(states)
    ]
    return " · ".join(parts) or "nothing live"


def count_signs(states: Collection[State]) -> str:
    """``●2 ◐1``: the same for narrow terminals."""
    return " ".join(f"{SIGNS[state]}{count}" for state, count in _counts(states))


def _counts(states: Collection[State]) -> list[tuple[State, int]]:
    counted = (State.LIVE, State.ENDING, State.EXPIRED, State.PROBLEM)
    return [(state, count) for state in counted if (count := sum(each is state for each in states))]
