"""From sections to named profiles: which section is which profile, as botocore decides it.

botocore's `configloader.build_profile_map` drops sections it cannot name without a word, and
`Session.full_config` lays the credentials file over the config. Both are done here in the same way, and
what is dropped is told.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from profiles.ini import Document, Key, Section, Value
from profiles.model import Origin, Problem

NOT_PROFILES = frozenset({"plugins", "preview"})
"""Sections the AWS CLI has for itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile by name: its merged values, and where the profile and each key stand."""

    name: str
    origin: Origin
    values: Mapping[str, Value]
    places: Mapping[str, Origin]

    def text(self, key: str) -> str | None:
        """The value of `key` if it is plain text and not empty."""
        value = self.values.get(key)
        return value if isinstance(value, str) and value else None

    def problem(self, key: str | None, what: str, remedy: str, *, breaks: bool = False) -> Problem:
        """A problem of this profile at `key`, or at its section."""
        origin = self.places.get(key, self.origin) if key else self.origin
        return Problem(origin, what, remedy, self.name, breaks)


@dataclass(frozen=True, slots=True)
class Named:
    """Everything that has a name in the two files; profiles in botocore's order."""

    profiles: Mapping[str, Entry]
    services: Mapping[str, Mapping[str, Value]]
    problems: tuple[Problem, ...]


def name_sections(config: Document, credentials: Document) -> Named:
    """Name the sections of both files."""
    entries: dict[str, Entry] = {}
    services: dict[str, Mapping[str, Value]] = {}
    problems: list[Problem] = []
    for section in config.sections:
        word = _kind_of(section.name)
        name = _name_in(section.name)
        origin = Origin(config.path, section.line)
        if (profile := profile_name(section.name)) is not None:
            entry = _entry(profile, config, section)
            if entry.name in entries:
                problems.append(_replaced(entries[entry.name], by=section))
            entries[entry.name] = entry
        elif word == "services" and name is not None:
            services[name] = entry_values(config.keys(section))
        elif word is None or name is None:
            problems += _dropped(section.name, origin)
    for section in credentials.sections:
        entry = _entry(section.name, credentials, section)
        if section.name.startswith("profile ") and config.path != credentials.path:
            right = _name_in(section.name) or section.name.removeprefix("profile ")
            what = "In the credentials file a profile is named without the word “profile”."
            problems.append(entry.problem(None, what, f"Write [{right}]."))
        entries[entry.name] = _merged(entries.get(entry.name), entry)
    return Named(entries, services, tuple(problems))


def profile_header(name: str) -> str | None:
    """What stands in the brackets of a profile in the config file; None for a name that cannot be written."""
    if name == "default":
        return name
    forms = (f"profile {name}", f'profile "{name}"', f"profile '{name}'")
    return next((form for form in forms if _name_in(form) == name), None)


def profile_name(header: str) -> str | None:
    """The profile that a section of the config file is, by its header; None for any other section."""
    if header == "default":
        return header
    return _name_in(header) if _kind_of(header) == "profile" else None


def entry_values(keys: Mapping[str, Key]) -> Mapping[str, Value]:
    return {name: key.value for name, key in keys.items()}


def _kind_of(header: str) -> str | None:
    """The kind of a section in the config file; botocore looks at the beginning of the header only."""
    return next((word for word in ("profile", "sso-session", "services") if header.startswith(word)), None)


def _name_in(header: str) -> str | None:
    try:
        words = shlex.split(header)
    except ValueError:
        return None
    return words[1] if len(words) == 2 else None


def _entry(name: str, document: Document, section: Section) -> Entry:
    keys = document.keys(section)
    places = {key.name: Origin(document.path, key.line) for key in keys.values()}
    return Entry(name, Origin(document.path, section.line), entry_values(keys), places)


def _merged(config: Entry | None, credentials: Entry) -> Entry:
    if config is None:
        return credentials
    return Entry(
        config.name,
        config.origin,
        {**config.values, **credentials.values},
        {**config.places, **credentials.places},
    )


def _replaced(earlier: Entry, by: Section) -> Problem:
    what = f"AWS tools do not read this section: line {by.line} names the same profile."
    return earlier.problem(None, what, "Join the two sections, or rename one.")


def _dropped(header: str, origin: Origin) -> Iterator[Problem]:
    """Why AWS tools pass over a section of the config file."""
    word, _, rest = header.partition(" ")
    name = rest.strip()
    if header in NOT_PROFILES:
        return
    if _kind_of(header) is None:
        name = name if word.lower() == "profile" and name else header
        right = profile_header(name)
        remedy = f"Write [{right}]." if right else "Write [profile NAME], with a name of letters and digits."
        yield Problem(origin, f"AWS tools do not read [{header}] as a profile.", remedy)
    elif not name:
        yield Problem(origin, f"AWS tools pass over [{header}]: it has no name.", f"Write [{word} NAME].")
    elif '"' in name or "'" in name or "\\" in name:
        what = f"AWS tools pass over [{header}]: its quotes or backslashes do not fit together."
        yield Problem(origin, what, f'Write [{word} "NAME"], with one pair of quotes.')
    else:
        what = f"AWS tools pass over [{header}]: a name with spaces needs quotes."
        yield Problem(origin, what, f'Write [{word} "{name}"].')
