"""What is remembered about consoles, and the settings that say what ``c`` does. No secret is among it.

settings.toml, the person's own:

    console_first = "ask"      # c asks while the bastion's console may be closed; "always" or "never"
    multi_session = true       # the browser keeps several console sessions apart

state.toml, ours:

    [consoles]                 # by bastion and browser: when its console closes that was opened there
    [console_seconds]          # Google's SessionDuration, by bastion, as the last sign-in showed it
    [console_pages]            # by profile: the page and region chosen last
    [console_recent]           # the pages, and by partition the regions, chosen lately
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from profiles.paths import Paths
from profiles.settings import Change, Plain, change_settings, read_settings, table_at

UNKNOWN_SECONDS = 3600
"""How long a console that Google opens counts as open where Google's SessionDuration is not known: what AWS gives
where the attribute is not sent (AWS docs, "Configure SAML assertions for the authentication response"). To ask once
too often costs a key; once too seldom leads to a page that asks for a password."""

LONGEST = timedelta(hours=12)
"""No console stays open for longer (AWS docs, as above, and "Enabling custom identity broker access to the AWS
console"). What says so was written while the clock was wrong, or by somebody else."""

MOST_RECENT = 5
"""Pages, and regions of a partition, that are remembered as chosen lately."""


class ConsoleFirst(Enum):
    """Whether ``c`` on a target offers to sign in to the bastion's console first."""

    ASK = "ask"
    """While that console is not known to be open."""
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """The person's choices."""

    first: ConsoleFirst = ConsoleFirst.ASK
    multi_session: bool = False


@dataclass(frozen=True, slots=True)
class Recent:
    """What was chosen lately, the last one first: paths of pages, and regions by partition."""

    pages: tuple[str, ...]
    regions: Mapping[str, tuple[str, ...]]


def console_settings(settings: Mapping[str, Plain]) -> tuple[ConsoleSettings, tuple[str, ...]]:
    """The choices in the settings, and what is wrong with them, a sentence each. A wrong one counts as none."""
    usual, trouble = ConsoleSettings(), []
    said, multi = settings.get("console_first"), settings.get("multi_session", False)
    first = next((each for each in ConsoleFirst if each.value == said), None)
    if said is not None and first is None:
        trouble.append('console_first must be "ask", "always" or "never".')
    if not isinstance(multi, bool):
        trouble.append("multi_session must be true or false.")
    return ConsoleSettings(first or usual.first, multi is True), tuple(trouble)


def console_ends(state: Mapping[str, Plain], bastion: str, browser: str, now: datetime) -> datetime | None:
    """Until when the console of *bastion* is open in *browser*, as far as we know; None where it is not."""
    until = table_at(state, "consoles", bastion).get(browser)
    return until if isinstance(until, datetime) and _is_open(until, now) else None


def google_console_ends(state: Mapping[str, Plain], bastion: str, now: datetime) -> datetime:
    """When a console closes that Google opens now for *bastion*."""
    seconds = table_at(state, "console_seconds").get(bastion)
    if type(seconds) is int and 0 < seconds <= LONGEST.total_seconds():
        return now + timedelta(seconds=seconds)
    return now + timedelta(seconds=UNKNOWN_SECONDS)


def last_page(state: Mapping[str, Plain], profile: str) -> tuple[str | None, str | None]:
    """The path of the page and the region chosen last for *profile*."""
    said = table_at(state, "console_pages", profile)
    page, region = said.get("page"), said.get("region")
    return page if isinstance(page, str) else None, region if isinstance(region, str) else None


def recent(state: Mapping[str, Plain]) -> Recent:
    """What was chosen lately for any profile."""
    said = table_at(state, "console_recent")
    regions = table_at(said, "regions")
    return Recent(_texts(said.get("pages")), {where: _texts(each) for where, each in regions.items()})


def remember_console(
    paths: Paths, bastion: str | None, browser: str, until: datetime, now: datetime, *, keeps_others: bool
) -> None:
    """Note that a console was opened in *browser*: that of *bastion*, or of something else where None.

    A browser without multi-session support holds one console session, so the others are no longer open in it
    unless it *keeps_others*. What is over is forgotten. Raises ``FileRefused``.
    """
    changes: dict[str, dict[str, Change]] = {}
    for name, browsers in table_at(read_settings(paths.state), "consoles").items():
        for each, ends in browsers.items() if isinstance(browsers, dict) else ():
            is_over = not (isinstance(ends, datetime) and _is_open(ends, now))
            if is_over or (each == browser and not keeps_others):
                changes.setdefault(name, {})[each] = None
    if bastion is not None:
        changes.setdefault(bastion, {})[browser] = until.astimezone(UTC).replace(microsecond=0)
    if changes:
        change_settings(paths.state, {"consoles": dict(changes)})


def remember_console_seconds(paths: Paths, bastions: Iterable[str], seconds: int | None) -> None:
    """Keep Google's SessionDuration; None: it sends none. Raises ``FileRefused``."""
    known = table_at(read_settings(paths.state), "console_seconds")
    changes: dict[str, Change] = {name: seconds for name in bastions if seconds or name in known}
    if changes:
        change_settings(paths.state, {"console_seconds": changes})


def remember_page(paths: Paths, profile: str, page: str, partition_id: str, region: str | None) -> None:
    """Keep what was chosen for *profile*. Raises ``FileRefused``."""
    lately = recent(read_settings(paths.state))
    pages: list[Plain] = [*_first(page, lately.pages)]
    changes: dict[str, Change] = {"pages": pages}
    if region is not None:
        regions: list[Plain] = [*_first(region, lately.regions.get(partition_id, ()))]
        changes["regions"] = {partition_id: regions}
    chosen: Change = {"page": page, "region": region}
    change_settings(paths.state, {"console_pages": {profile: chosen}, "console_recent": changes})


def _is_open(until: datetime, now: datetime) -> bool:
    # Five minutes: what AWS lets a clock be wrong by.
    return until.tzinfo is not None and timedelta(0) < until - now <= LONGEST + timedelta(minutes=5)


def _first(text: str, others: Iterable[str]) -> list[str]:
    return [text, *(each for each in others if each != text)][:MOST_RECENT]


def _texts(said: Plain | None) -> tuple[str, ...]:
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()
