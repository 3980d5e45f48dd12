"""Profiles that get their credentials by gsts, as bastions.

gsts 5 reads `gsts.*` keys of a profile, and is started by `credential_process = gsts --idp-id=… --sp-id=…
[--aws-role-arn=…]`; here an option goes before a key. Source: gsts 5.0.4.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from profiles.importing.reading import NotTaken
from profiles.ini import Value
from profiles.model import Origin
from profiles.portable import DURATION, GOOGLE_ROLE, IDP_ID, SP_ID, USERNAME
from profiles.sections import Entry

_KEYS = {
    "gsts.idp_id": IDP_ID,
    "gsts.sp_id": SP_ID,
    "gsts.role_arn": GOOGLE_ROLE,
    "gsts.username": USERNAME,
    "duration_seconds": DURATION,
}
_OPTIONS = {"--idp-id": IDP_ID, "--sp-id": SP_ID, "--aws-role-arn": GOOGLE_ROLE}
_PROCESS = "credential_process"
_LONGEST_COMMAND = 4_000
"""Characters; `shlex` takes time that grows with the square of a word."""


def has_gsts(entry: Entry) -> bool:
    return any(key.startswith("gsts.") for key in entry.values) or _arguments(entry) is not None


def as_google(entry: Entry) -> tuple[Entry, list[NotTaken]]:
    """The same profile with `google_config.*` keys in place of those of gsts, and what has no such key."""
    values: dict[str, Value] = {}
    places: dict[str, Origin] = {}
    left: list[NotTaken] = []
    arguments = _arguments(entry)
    for key, value in entry.values.items():
        place = entry.places[key]
        if key == _PROCESS and arguments is not None:
            continue
        if key.startswith("gsts.") and key not in _KEYS:
            left.append(NotTaken(place.line, "This key sets up gsts itself."))
            continue
        values[_KEYS.get(key, key)] = value
        places[_KEYS.get(key, key)] = place
    if arguments is not None:
        place = entry.places[_PROCESS]
        given, others = _options(arguments)
        values |= given
        places |= dict.fromkeys(given, place)
        left += [NotTaken(place.line, "An option of this command sets up gsts itself.")] if others else []
    return Entry(entry.name, entry.origin, values, places), left


def _arguments(entry: Entry) -> list[str] | None:
    """What follows `gsts` in the command; None for any other command. `npx gsts` is one too."""
    command = entry.text(_PROCESS) or ""
    try:
        words = shlex.split(command) if len(command) <= _LONGEST_COMMAND else []
    except ValueError:
        return None
    commands = [word.replace("\\", "/").rpartition("/")[2].removesuffix(".cmd") for word in words[:2]]
    if commands[:1] == ["gsts"]:
        return words[1:]
    return words[2:] if commands == ["npx", "gsts"] else None


def _options(arguments: list[str]) -> tuple[Mapping[str, str], bool]:
    """The options that have a key here, and whether there are others."""
    given: dict[str, str] = {}
    others = False
    waiting = list(reversed(arguments))
    while waiting:
        name, equals, value = waiting.pop().partition("=")
        if name not in _OPTIONS:
            others = True
        elif equals or waiting:
            given[_OPTIONS[name]] = value if equals else waiting.pop()
    return given, others
