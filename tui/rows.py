"""What the home screen lists: pure functions from the profiles to rows, and from rows to the texts of a moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from auth.plain import plain
from profiles.config import Kind, Listing, Problem, Profile
from profiles.expiry import ENDING, State, StoredSession, state_of, time_left
from profiles.own_login import OwnLogin, own_login_of
from tui.filtering import alias_of, fits, search_texts, searchable, wanted_words
from tui.lengths import Lengths
from tui.ordering import Group, Order, Rank, Ranking, as_in_the_file, family_rank, prefix_of

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
PINNED, MARKED, ALIVE = "★", "✓", "↻"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: a profile, a problem of a file that belongs to no profile, or the heading of a group."""

    key: str
    profile: Profile | None = None
    problem: Problem | None = None
    heading: str = ""
    """The prefix that the profiles below it share."""
    depth: int = 0
    """0 for roots and headings, 1 for what stands under them."""
    children: int = 0
    collapsed: bool = False
    pinned: bool = False
    alias: str | None = None
    """The name of the profile's account."""
    lengths: Lengths | None = None
    """The session lengths that did not fit together at the last sign-in."""
    trouble: str = ""
    """Why it got no new keys."""
    alive: bool = False
    """It is kept alive while the application runs."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a row says right now."""

    state: State
    ends: str
    """``11:42:07``, ``2 h ago``, or empty."""
    left: float
    """Share of the longest possible session that is left, 0 to 1."""
    renews: str = ""
    """When AWS tools take new keys by themselves: ``32:12``, or ``next use``; empty where they never do."""


@dataclass(frozen=True, slots=True)
class View:
    """How the list is looked at, beside what is folded and filtered."""

    order: Order = field(default_factory=Order)
    rank: Ranking = as_in_the_file
    pins: Collection[str] = ()
    """Names of profiles that stand on top."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Names of accounts by their ids."""
    texts: Mapping[str, str] | None = None
    """What profiles are found by, if that was made ready before: the ``search_texts`` of the same listing."""


def list_rows(
    listing: Listing, collapsed: Collection[str] = (), words: str = "", view: View | None = None
) -> tuple[Row, ...]:
    """The rows to show: what is pinned, then the groups of the order, then the problems of files.

    *words* filters, every word in any order, and then nothing is collapsed. A root stays as long as one of its
    targets fits. A pinned target leaves its root and stands alone, so that it is in sight whatever is folded.
    """
    view = view or View()
    wanted = wanted_words(words)
    texts = (view.texts or search_texts(listing, view.aliases)) if wanted else {}
    fitting = frozenset(
        profile.name for profile in listing.profiles if not wanted or fits(texts[profile.name], wanted)
    )
    rows: list[Row] = []
    for block in _blocks(listing, view, fitting):
        shown = sorted((each for each in block.members if each.name in fitting), key=view.rank)
        folded = block.key in collapsed and not wanted
        root, count = block.root, len(block.members)
        if root is not None and (shown or root.name in fitting):
            rows.append(_profile_row(root, view, children=count, collapsed=folded and count > 0))
        elif block.heading and shown:
            rows.append(Row(block.key, heading=block.heading, children=count, collapsed=folded))
        if not folded:
            depth = 1 if root or block.heading else 0
            rows.extend(_profile_row(each, view, depth=depth) for each in shown)
    return (*rows, *_problem_rows(listing, wanted))


@dataclass(frozen=True, slots=True)
class _Block:
    """What keeps together when the list is sorted: a root or a heading with its members, or one profile alone."""

    rank: Rank
    members: Sequence[Profile]
    root: Profile | None = None
    heading: str = ""
    pinned: bool = False

    @property
    def key(self) -> str:
        return self.root.name if self.root else heading_key(self.heading)


def heading_key(prefix: str) -> str:
    """The key of a heading. No profile can have it for a name, since no line of a file can hold a line break."""
    return f"{prefix.casefold()}\nprefix"


def _blocks(listing: Listing, view: View, fitting: Collection[str]) -> list[_Block]:
    """In the order in which they are listed: pinned profiles, pinned roots with their targets, the rest.

    Of profiles that stand alone only those in *fitting*: what is not shown need not be sorted.
    """
    blocks: list[_Block] = []
    groups: dict[str, list[Profile]] = {}
    for profile in listing.profiles:
        by_root = view.order.group is Group.ROOT
        if profile.name in view.pins and not (by_root and profile.root == profile.name):
            blocks.append(_Block(view.rank(profile), (profile,), pinned=True))
        else:
            groups.setdefault(_group_of(profile, view.order.group), []).append(profile)
    for name, members in groups.items():
        root = next((each for each in members if each.name == name), None)
        if view.order.group is Group.ROOT and root is not None:
            rank = family_rank(view.order.sort, view.rank, root, members)
            targets = [each for each in members if each is not root]
            blocks.append(_Block(rank, targets, root, pinned=name in view.pins))
        elif view.order.group is Group.PREFIX and len(members) > 1:
            heading = prefix_of(members[0].name)
            blocks.append(_Block(min(map(view.rank, members)), members, heading=heading))
        else:  # Alone: no group is wanted, nobody shares the prefix, or its chain leads nowhere.
            blocks.extend(_Block(view.rank(each), (each,)) for each in members if each.name in fitting)
    return sorted(blocks, key=lambda block: (not block.pinned, block.pinned and bool(block.root), block.rank))


def _group_of(profile: Profile, group: Group) -> str:
    match group:
        case Group.ROOT:
            return profile.root
        case Group.PREFIX:
            return heading_key(prefix_of(profile.name))
        case Group.NONE:
            return profile.name


def _profile_row(
    profile: Profile, view: View, *, depth: int = 0, children: int = 0, collapsed: bool = False
) -> Row:
    return Row(
        profile.name,
        profile,
        depth=depth,
        children=children,
        collapsed=collapsed,
        pinned=profile.name in view.pins,
        alias=alias_of(profile, view.aliases),
    )


def _problem_rows(listing: Listing, wanted: Collection[str] = ()) -> tuple[Row, ...]:
    # The words for a whole file come first, and count for its line: they say more than those for the line alone.
    first_said: dict[str, Row] = {}
    for problem in (*listing.refused.values(), *listing.problems):
        if problem.profile is None and _problem_fits(problem, wanted):
            key = f"{problem.origin.path}:{problem.origin.line}"
            first_said.setdefault(key, Row(key, problem=problem))
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


def with_troubles(rows: tuple[Row, ...], troubles: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows, with why they got no new keys."""
    if not troubles:
        return rows
    return tuple(replace(row, trouble=troubles.get(row.key, "")) if row.profile else row for row in rows)


def with_alive(rows: tuple[Row, ...], names: Collection[str]) -> tuple[Row, ...]:
    """The rows, those that are kept alive known as such."""
    if not names:
        return rows
    return tuple(replace(row, alive=True) if row.key in names and row.profile else row for row in rows)


def _problem_fits(problem: Problem, wanted: Collection[str]) -> bool:
    return fits(searchable(f"{problem.what} {problem.origin.path.name}"), wanted)


def moment(
    row: Row, sessions: Mapping[str, StoredSession], signing_in: Collection[str], now: datetime
) -> Moment:
    """What *row*, a profile or a problem, says at *now*."""
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
    left = max(0.0, min(1.0, (session.expires - now) / _longest(row.profile)))
    renews = _renews(row.profile, session, session.expires, now)
    return Moment(state, time_left(session.expires, now), left, renews)


def _longest(profile: Profile) -> timedelta:
    if own_login_of(profile) is OwnLogin.LOGIN:
        return timedelta(minutes=15)
    return timedelta(hours=1 if profile.kind is Kind.TARGET else 12)


def _renews(profile: Profile, session: StoredSession, end: datetime, now: datetime) -> str:
    """The AWS CLI renews a role's session from 15 minutes before its end on, at the next use; logins differ."""
    at = end - ENDING if profile.kind is Kind.TARGET else session.renews_at
    if at is None or end <= now:
        return ""
    return time_left(at, now) if at > now else "next use"


def every_state(
    listing: Listing, sessions: Mapping[str, StoredSession], signing_in: Collection[str], now: datetime
) -> list[State]:
    """The states of all profiles and problems, listed or not."""
    rows = (*(Row(profile.name, profile) for profile in listing.profiles), *_problem_rows(listing))
    return [moment(row, sessions, signing_in, now).state for row in rows]


def next_change(sessions: Mapping[str, StoredSession], now: datetime) -> datetime | None:
    """The next time at which a session turns ending or expired; None where none does."""
    ends = (session.expires for session in sessions.values() if session.expires is not None)
    times = (time for end in ends for time in (end - ENDING, end))
    untils = (each.renewable_until for each in sessions.values() if each.renewable_until is not None)
    return min((time for time in (*times, *untils) if time > now), default=None)


def role_words(row: Row) -> str:
    """The text of the role column: the role, or how the profile is reached, or what is wrong."""
    if row.problem is not None:
        return plain(row.problem.what)
    profile = row.profile
    assert profile is not None  # noqa: S101 - a heading has no role
    breaking = next((problem for problem in profile.problems if problem.breaks), None)
    if breaking is not None:
        return plain(breaking.what)
    if row.trouble:
        return plain(row.trouble)
    return plain(profile.role.path_and_name if profile.role else profile.reached_by)


def name_words(row: Row) -> str:
    """The text of the profile column."""
    if row.heading:
        return plain(row.heading)
    if row.profile is not None:
        return plain(row.profile.name)
    assert row.problem is not None  # noqa: S101 - a row has one or the other
    return f"{plain(row.problem.origin.path.name)} line {row.problem.origin.line}"


def mark_words(marked: int, hidden: int) -> str:
    """``3 marked``, with how many of them a filter or a fold hides; empty for none."""
    if hidden:
        return f"{marked} marked, {hidden} out of sight"
    return f"{marked} marked" if marked else ""


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
