"""From a profile to its root, by `source_profile`, as botocore walks it.

Source: botocore, `AssumeRoleProvider`. A profile asked for by name assumes its role even if it has keys;
one that is only a source and has keys is used by its keys, so the walk ends there. That is why a profile
that names itself works only if it has keys, and is then its own root.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from profiles.google_settings import has_google_settings
from profiles.model import Problem
from profiles.sections import Entry

KEYS = ("aws_access_key_id", "aws_secret_access_key")


@dataclass(frozen=True, slots=True)
class Chain:
    """The names from a profile to its root, as far as they exist, and what stops AWS tools on the way."""

    names: tuple[str, ...]
    problem: Problem | None = None


def has_keys(entry: Entry) -> bool:
    """What botocore calls static credentials: either half of a key pair."""
    return any(key in entry.values for key in KEYS)


def assumes_role(entry: Entry) -> bool:
    """Whether the profile, asked for by name, takes its credentials from `AssumeRole`."""
    return "role_arn" in entry.values and "web_identity_token_file" not in entry.values


def is_target(entry: Entry) -> bool:
    return assumes_role(entry) and "source_profile" in entry.values and not has_google_settings(entry)


def chain_of(name: str, entries: Mapping[str, Entry]) -> Chain:
    """The chain of an existing profile. A profile that is no target is its own chain."""
    names = [name]
    while True:
        entry = entries[names[-1]]
        if not is_target(entry) or (len(names) > 1 and has_keys(entry)):
            return Chain(tuple(names))
        source = entry.text("source_profile") or ""
        if source == entry.name and has_keys(entry):
            return Chain((name,))
        if source in names:
            loop = " → ".join([*names[names.index(source) :], source])
            what = f"The source profiles go round in a circle: {loop}."
            return Chain((name,), _broken(entries[name], what, "Let one of them name a bastion."))
        if source not in entries:
            what = f"Its source profile “{source}” does not exist."
            if len(names) > 1:
                what = f"“{entry.name}”, on its way, names a source profile that does not exist: “{source}”."
            return Chain(tuple(names), _broken(entries[name], what, _nearest(source, entries)))
        names.append(source)


def _broken(entry: Entry, what: str, remedy: str) -> Problem:
    return entry.problem("source_profile", what, remedy, breaks=True)


def _nearest(source: str, entries: Mapping[str, Entry]) -> str:
    name = source.split(" #")[0].split(" ;")[0].strip()
    if name != source and name in entries:
        return f"Write {name} alone: AWS tools read the note behind it as part of the name."
    from difflib import get_close_matches

    near = get_close_matches(source, entries, n=1)
    return f"Did you mean “{near[0]}”?" if near else "Name an existing profile, or add this one."
