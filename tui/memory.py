"""What the application remembers between runs: the person's settings, and private state. Neither holds a secret.

settings.toml, the person's own:

    theme = "textual-light"
    keep_google_session = "file"            # a file of mode 0600 instead of the keyring
    password_command = ["pass", "google"]   # prints the password of the Google account
    code_command = ["oathtool", "…"]        # prints the current code

state.toml, ours: folded roots, what each Google account lets us keep, and what was learnt about roles and about
session lengths that do not fit together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from auth.keeping import Keep
from profiles.files import FileRefused, Paths
from profiles.settings import Change, Plain, change_settings, read_settings
from tui.lengths import Lengths

RELEARN = timedelta(days=30)
"""After this long a role is asked again for more than it granted: its maximum may have been raised."""


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

    def keep(self, account: str) -> Keep | None:
        """What *account* lets us keep; None where it was never asked."""
        said = _table(self.state, "keep", account.lower())
        return Keep(said.get("session") is True, said.get("password") is True) if said else None

    def longest(self, today: date) -> tuple[tuple[str, int], ...]:
        """Role ARNs, and the seconds they were lately found to allow."""
        return tuple(
            (role, seconds)
            for role, learnt in _table(self.state, "longest").items()
            if isinstance(learnt, dict)
            and isinstance(seconds := learnt.get("seconds"), int)
            and type(on := learnt.get("on")) is date
            and today - on < RELEARN
        )

    def last_role(self, profile: str) -> str | None:
        """The role chosen last for *profile*."""
        role = _table(self.state, "last_roles").get(profile)
        return role if isinstance(role, str) else None

    @property
    def aliases(self) -> dict[str, str]:
        """Names of accounts by their ids."""
        return {
            account: name for account, name in _table(self.state, "aliases").items() if isinstance(name, str)
        }

    def companions(self, profile: str) -> frozenset[str] | None:
        """The bastions that *profile*'s sign-in serves too; None where it was never asked."""
        names = _table(self.state, "companions").get(profile)
        return frozenset(map(str, names)) if isinstance(names, list) else None

    @property
    def lengths(self) -> dict[str, Lengths]:
        """By profile: the session lengths that did not fit together at its last sign-in."""
        found = ((name, _lengths(said)) for name, said in _table(self.state, "lengths").items())
        return {name: lengths for name, lengths in found if lengths is not None and lengths.notes}


def _lengths(said: Plain) -> Lengths | None:
    if not isinstance(said, dict):
        return None
    wanted, granted, on = said.get("wanted"), said.get("granted"), said.get("on")
    console = said.get("session_duration")
    if type(wanted) is int and type(granted) is int and type(on) is date:
        return Lengths(wanted, granted, console if type(console) is int else None, on)
    return None


def _table(state: Mapping[str, Plain], *path: str) -> dict[str, Plain]:
    found: Plain = dict(state)
    for name in path:
        found = found.get(name, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


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
    return Memory(
        theme if isinstance(theme, str) else None,
        settings.get("keep_google_session") == "file",
        commands,
        frozenset(map(str, collapsed)) if isinstance(collapsed, list) else frozenset(),
        state,
        " ".join(trouble),
    )


def remember_theme(paths: Paths, theme: str) -> None:
    """Keep the theme in the settings. Raises ``FileRefused``."""
    change_settings(paths.settings, {"theme": theme})


def remember_collapsed(paths: Paths, names: Collection[str]) -> None:
    """Keep the folded roots in the private state. Raises ``FileRefused``."""
    change_settings(paths.state, {"collapsed": [*sorted(names)] or None})


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
    """Placeholder until the branch lands."""
