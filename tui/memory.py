"""What the application remembers between runs: the person's settings, and private state. Neither holds a secret.

settings.toml, the person's own:

    theme = "textual-light"
    keep_google_session = "file"            # a file of mode 0600 instead of the keyring
    password_command = ["pass", "google"]   # prints the password of the Google account
    code_command = ["oathtool", "…"]        # prints the current code
    browser = ["firefox", "{url}"]          # and by profile in [browsers]: see ``tui.browsers``
    console_first = "ask"                   # and multi_session: see ``tui.console_memory``
    sign_in_browser = "chromium"            # the browser that is watched: its name or path
    roads = ["terminal", "browser"]         # see ``tui.roads``

state.toml, ours: the order of the list, folded groups, pins, how much each profile is used, whose consoles were
opened lately, what each Google account lets us keep, and what was learnt about roles and about session lengths that
do not fit together.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from auth.keeping import Keep
from profiles.files import FileRefused, Paths
from profiles.settings import Change, Plain, change_settings, read_settings, table_at
from tui.browsers import Browsers, browsers_from
from tui.console_memory import ConsoleSettings, console_settings
from tui.frecency import Use, with_use
from tui.lengths import Lengths
from tui.ordering import Group, Order, Sort
from tui.recent import newest_first, with_opened
from tui.roads import Roads, roads_from

RELEARN = timedelta(days=30)
"""After this long a role is asked again for more than it granted: its maximum may have been raised."""
_BY_PROFILE = (
    "pins",
    "alive",
    "uses",
    "last_roles",
    "companions",
    "lengths",
    "consoles",
    "console_seconds",
    "console_pages",
    "opened",
    "roads",
)
"""The tables of the state whose keys are names of profiles."""


@dataclass(frozen=True, slots=True)
class AccountColour:
    """The colour that an account has in the console for everybody, by AWS's name, and the day it was read."""

    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Memory:
    """What was remembered. An unreadable file costs its content only: *trouble* says so."""

    theme: str | None = None
    keep_in_file: bool = False
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The person's own commands, by what they give: ``password``, ``code``."""
    collapsed: frozenset[str] = frozenset()
    state: Mapping[str, Plain] = field(default_factory=dict)
    trouble: str = ""
    browsers: Browsers = field(default_factory=Browsers)
    """Which browser opens a profile's console."""
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    """What ``c`` does."""
    sign_in_browser: str = ""
    """The browser that the browser road uses, where the settings name one."""
    roads: Roads = field(default_factory=Roads)

    def keep(self, account: str) -> Keep | None:
        """What *account* lets us keep; None where it was never asked."""
        said = table_at(self.state, "keep", account.lower())
        return Keep(said.get("session") is True, said.get("password") is True) if said else None

    def longest(self, today: date) -> tuple[tuple[str, int], ...]:
        """Role ARNs, and the seconds they were lately found to allow."""
        return tuple(
            (role, seconds)
            for role, learnt in table_at(self.state, "longest").items()
            if isinstance(learnt, dict)
            and isinstance(seconds := learnt.get("seconds"), int)
            and type(on := learnt.get("on")) is date
            and today - on < RELEARN
        )

    def last_role(self, profile: str) -> str | None:
        """The role chosen last for *profile*."""
        role = table_at(self.state, "last_roles").get(profile)
        return role if isinstance(role, str) else None

    @property
    def aliases(self) -> dict[str, str]:
        """Names of accounts by their ids."""
        return {
            account: name
            for account, name in table_at(self.state, "aliases").items()
            if isinstance(name, str)
        }

    def account_colour(self, account: str) -> AccountColour | None:
        """The colour that *account* has in the console, as it was last read."""
        said = table_at(self.state, "account_colours", account)
        colour, on = said.get("colour"), said.get("on")
        return AccountColour(colour, on) if isinstance(colour, str) and type(on) is date else None

    def companions(self, profile: str) -> frozenset[str] | None:
        """The bastions that *profile*'s sign-in serves too; None where it was never asked."""
        names = table_at(self.state, "companions").get(profile)
        return frozenset(map(str, names)) if isinstance(names, list) else None

    @property
    def order(self) -> Order:
        """The order of the list that was chosen last."""
        said, usual = table_at(self.state, "order"), Order()
        sort = next((each for each in Sort if each.value == said.get("sort")), usual.sort)
        return Order(sort, next((each for each in Group if each.value == said.get("group")), usual.group))

    @property
    def pins(self) -> frozenset[str]:
        """Names of the profiles that stand on top."""
        return frozenset(name for name, said in table_at(self.state, "pins").items() if said is True)

    @property
    def alive(self) -> frozenset[str]:
        """Names of the profiles that are kept alive."""
        return frozenset(name for name, said in table_at(self.state, "alive").items() if said is True)

    @property
    def uses(self) -> dict[str, Use]:
        """How recently and often profiles were used, by their names."""
        return _uses(self.state)

    @property
    def opened(self) -> dict[str, datetime]:
        """Whose consoles were opened lately, by name, and when; the newest first."""
        return newest_first(_opened(self.state))

    @property
    def lengths(self) -> dict[str, Lengths]:
        """By profile: the session lengths that did not fit together at its last sign-in."""
        found = ((name, _lengths(said)) for name, said in table_at(self.state, "lengths").items())
        return {name: lengths for name, lengths in found if lengths is not None and lengths.notes}


def _lengths(said: Plain) -> Lengths | None:
    if not isinstance(said, dict):
        return None
    wanted, granted, on = said.get("wanted"), said.get("granted"), said.get("on")
    console = said.get("session_duration")
    if type(wanted) is int and type(granted) is int and type(on) is date:
        return Lengths(wanted, granted, console if type(console) is int else None, on)
    return None


def _uses(state: Mapping[str, Plain]) -> dict[str, Use]:
    return {
        name: Use(score, at)
        for name, said in table_at(state, "uses").items()
        if isinstance(said, dict)
        and isinstance(score := said.get("score"), float)
        and 0 < score < math.inf
        and isinstance(at := said.get("at"), datetime)
        and at.tzinfo is not None
    }


def _opened(state: Mapping[str, Plain]) -> dict[str, datetime]:
    return {
        name: at
        for name, at in table_at(state, "opened").items()
        if isinstance(at, datetime) and at.tzinfo is not None
    }


def recall(paths: Paths) -> Memory:
    """Read settings and state."""
    trouble: list[str] = []
    found: list[dict[str, Plain]] = []
    for path in (paths.settings, paths.state):
        try:
            found.append(read_settings(path))
        except FileRefused as refused:
            trouble.append(str(refused))
            found.append({})
    settings, state = found
    theme, collapsed = settings.get("theme"), state.get("collapsed")
    commands = {}
    for what in ("password", "code"):
        words = settings.get(f"{what}_command")
        if isinstance(words, list) and words:
            commands[what] = tuple(map(str, words))
        elif words is not None:
            trouble.append(f'{what}_command in {paths.settings} must be a list, such as ["pass", "google"].')
    browsers, wrong = browsers_from(settings)
    console, also_wrong = console_settings(settings)
    roads, no_roads = roads_from(settings, state)
    trouble += [f"{paths.settings}: {what}" for what in (*wrong, *also_wrong, *no_roads)]
    sign_in_browser = settings.get("sign_in_browser", "")
    if not isinstance(sign_in_browser, str):
        trouble.append(f'{paths.settings}: sign_in_browser must be a name or path, such as "chromium".')
        sign_in_browser = ""
    return Memory(
        theme if isinstance(theme, str) else None,
        settings.get("keep_google_session") == "file",
        commands,
        frozenset(map(str, collapsed)) if isinstance(collapsed, list) else frozenset(),
        state,
        " ".join(trouble),
        browsers,
        console,
        sign_in_browser,
        roads,
    )


def remember_theme(paths: Paths, theme: str) -> None:
    """Keep the theme in the settings. Raises ``FileRefused``."""
    change_settings(paths.settings, {"theme": theme})


def remember_collapsed(paths: Paths, names: Collection[str]) -> None:
    """Keep the folded roots and groups in the private state. Raises ``FileRefused``."""
    change_settings(paths.state, {"collapsed": [*sorted(names)] or None})


def remember_order(paths: Paths, order: Order) -> None:
    """Keep the order of the list. Raises ``FileRefused``."""
    said: Change = {"sort": order.sort.value, "group": order.group.value}
    change_settings(paths.state, {"order": None if order == Order() else said})


def remember_pins(paths: Paths, names: Collection[str], pinned: bool) -> None:
    """Pin profiles, or take their pins away. Raises ``FileRefused``."""
    change_settings(paths.state, {"pins": {name: pinned or None for name in names}})


def remember_alive(paths: Paths, names: Collection[str], alive: bool) -> None:
    """Keep profiles alive, or let them go. Raises ``FileRefused``."""
    change_settings(paths.state, {"alive": {name: alive or None for name in names}})


def remember_use(paths: Paths, name: str, now: datetime) -> None:
    """Note one use of a profile, and forget what is used least where that gets too much. Raises ``FileRefused``."""
    state = read_settings(paths.state)
    uses = with_use(_uses(state), name, now)
    changes: dict[str, Change] = {gone: None for gone in table_at(state, "uses").keys() - uses.keys()}
    at = now.astimezone(UTC).replace(microsecond=0)
    changes[name] = {"score": round(uses[name].score, 3), "at": at}
    change_settings(paths.state, {"uses": changes})


def remember_opened(paths: Paths, name: str, now: datetime) -> None:
    """Note that the console of a profile was opened, and forget those opened longest ago. Raises ``FileRefused``."""
    state = read_settings(paths.state)
    opened = with_opened(_opened(state), name, now)
    changes: dict[str, Change] = {gone: None for gone in table_at(state, "opened").keys() - opened.keys()}
    changes[name] = now.astimezone(UTC).replace(microsecond=0)
    change_settings(paths.state, {"opened": changes})


def remember_keep(paths: Paths, account: str, keep: Keep | None) -> None:
    """Keep what *account* allows; None forgets that it was asked. Raises ``FileRefused``."""
    said: Change = {"session": keep.session, "password": keep.password} if keep else None
    change_settings(paths.state, {"keep": {account.lower(): said}})


def forget_companions(paths: Paths, profile: str) -> None:
    """Ask *profile*'s next sign-in again which other bastions it serves. Raises ``FileRefused``."""
    change_settings(paths.state, {"companions": {profile: None}})


def remember_alias(paths: Paths, account: str, alias: str) -> None:
    """Keep the name of an account. Raises ``FileRefused``."""
    change_settings(paths.state, {"aliases": {account: alias}})


def remember_account_colour(paths: Paths, account: str, colour: str, today: date) -> None:
    """Keep the colour of an account. Raises ``FileRefused``."""
    change_settings(paths.state, {"account_colours": {account: {"colour": colour, "on": today}}})


def remember_roles(
    paths: Paths,
    *,
    longest: Mapping[str, int],
    today: date,
    last_role: tuple[str, str],
    companions: tuple[str, Collection[str]] | None,
) -> None:
    """Keep what a sign-in taught: seconds by role ARN, and by profile the role and the other bastions.

    Raises ``FileRefused``.
    """
    learnt: dict[str, Change] = {role: {"seconds": seconds, "on": today} for role, seconds in longest.items()}
    changes: dict[str, Change] = {"longest": learnt, "last_roles": {last_role[0]: last_role[1]}}
    if companions is not None:
        changes["companions"] = {companions[0]: [*sorted(companions[1])]}
    change_settings(paths.state, changes)


def remember_lengths(paths: Paths, lengths: Mapping[str, Lengths]) -> None:
    """Keep, by profile, what a sign-in showed about session lengths; forget it where everything fits.

    Raises ``FileRefused``.
    """
    changes: dict[str, Change] = {
        name: {
            "wanted": each.wanted,
            "granted": each.granted,
            "session_duration": each.session_duration,
            "on": each.on,
        }
        if each.notes
        else None
        for name, each in lengths.items()
    }
    change_settings(paths.state, {"lengths": changes})


def rename_state(paths: Paths, old: str, new: str) -> None:
    """Let all that is remembered of the profile *old*, and its browser, count for *new*. Raises ``FileRefused``."""
    state = read_settings(paths.state)
    tables: dict[str, dict[str, Change]] = {table: {} for table in _BY_PROFILE}
    for name, others in table_at(state, "companions").items():
        if isinstance(others, list) and old in others:
            tables["companions"][name] = _renamed(others, old, new)
    for table, changed in tables.items():
        entries = table_at(state, table)
        if old in entries:
            changed |= {old: None, new: entries[old]}
    changes: dict[str, Change] = {table: changed for table, changed in tables.items() if changed}
    collapsed = state.get("collapsed")
    if isinstance(collapsed, list) and old in collapsed:
        changes["collapsed"] = _renamed(collapsed, old, new)
    if changes:
        change_settings(paths.state, changes)
    browsers = table_at(read_settings(paths.settings), "browsers")
    if old in browsers:
        change_settings(paths.settings, {"browsers": {old: None, new: browsers[old]}})


def _renamed(names: list[Plain], old: str, new: str) -> list[Plain]:
    return [*sorted({str(name) for name in names} - {old} | {new})]
