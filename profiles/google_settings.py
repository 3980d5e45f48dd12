"""The `google_config.*` keys of a bastion, as aws-google-auth writes and reads them.

Source: aws-google-auth 0.0.38, `configuration.py`. It writes an unset value as the text `None`.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator

from profiles.model import GoogleSettings, Problem
from profiles.secret import Secret
from profiles.sections import Entry

PREFIX = "google_config."
LONGEST = 43200
"""Seconds: what AWS allows at most, and aws-google-auth's default."""
SHORTEST = 900


def has_google_settings(entry: Entry) -> bool:
    return any(key.startswith(PREFIX) for key in entry.values)


def google_settings(entry: Entry) -> tuple[GoogleSettings, tuple[Problem, ...]]:
    """The settings, and what is wrong with them."""
    problems: list[Problem] = []
    response = entry.values.get(PREFIX + "bg_response")
    is_set = isinstance(response, Secret) and response.reveal() not in ("", "None")
    settings = GoogleSettings(
        idp_id=_text(entry, "google_idp_id"),
        sp_id=_text(entry, "google_sp_id"),
        username=_text(entry, "google_username"),
        role_arn=_text(entry, "role_arn"),
        ask_role=_boolean(entry, "ask_role", problems),
        keyring=_boolean(entry, "keyring", problems),
        duration=_duration(entry, problems),
        bg_response=response if isinstance(response, Secret) and is_set else None,
    )
    return settings, (*problems, *_missing(entry, settings))


def _text(entry: Entry, name: str) -> str | None:
    text = entry.text(PREFIX + name)
    return None if text == "None" else text


def _boolean(entry: Entry, name: str, problems: list[Problem]) -> bool:
    text = _text(entry, name)
    if text is None:
        return False
    states = configparser.RawConfigParser.BOOLEAN_STATES
    if text.lower() not in states:
        what = f"{PREFIX}{name} is neither True nor False, so it counts as False."
        problems.append(entry.problem(PREFIX + name, what, "Write True or False."))
    return states.get(text.lower(), False)


def _duration(entry: Entry, problems: list[Problem]) -> int:
    text = _text(entry, "duration")
    if text is None:
        return LONGEST
    key = PREFIX + "duration"
    try:
        seconds = int(text)
    except ValueError:
        what = f"{key} is not a number of seconds, so {LONGEST} is used."
        problems.append(entry.problem(key, what, f"Write a number from {SHORTEST} to {LONGEST}."))
        return LONGEST
    used = min(max(seconds, SHORTEST), LONGEST)
    if used != seconds:
        what = f"{key} is outside of what AWS allows, so {used} seconds are used."
        problems.append(entry.problem(key, what, f"Write a number from {SHORTEST} to {LONGEST}."))
    return used


def _missing(entry: Entry, settings: GoogleSettings) -> Iterator[Problem]:
    absent = [
        PREFIX + name
        for name, value in (("google_idp_id", settings.idp_id), ("google_sp_id", settings.sp_id))
        if value is None
    ]
    if absent:
        what = f"Without {' and '.join(absent)} nobody can sign in to Google."
        remedy = "Take them from the link of your company's AWS app: …/initsso?idpid=…&spid=…."
        yield entry.problem(None, what, remedy, breaks=True)
