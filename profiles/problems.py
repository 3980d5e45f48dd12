"""What is wrong with a profile, or with a whole file, in words a person can act on."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from profiles.chains import KEYS, assumes_role
from profiles.ini import Document
from profiles.model import Kind, Origin, Problem
from profiles.partitions import partition_of_region
from profiles.reach import MACHINES, Reach
from profiles.sections import Entry

COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
LONGEST_CHAINED = 3600
"""Seconds: AWS refuses more for a role that is assumed with a role's session (AWS docs, "Role chaining")."""
_NOTE = re.compile(r"\s[#;]")
"""A comment behind a value: AWS tools know comments only on lines of their own, and take it in."""
_CHECKED_FOR_NOTES = ("region", "color", "external_id", "role_session_name", "mfa_serial", "duration_seconds")
_SOURCES = f"Write one of {', '.join(MACHINES)}."


def role_problems(entry: Entry, kind: Kind) -> Iterator[Problem]:
    """Role keys that do not fit together."""
    source, machine = "source_profile" in entry.values, entry.values.get("credential_source")
    if kind is Kind.BASTION and assumes_role(entry):
        what = (
            "It has role_arn beside its Google settings, and AWS tools use role_arn instead of the sign-in."
        )
        yield entry.problem("role_arn", what, "Move role_arn and source_profile to a profile of their own.")
    elif assumes_role(entry) and source and machine is not None:
        what = "It has both source_profile and credential_source, and AWS tools then stop."
        yield entry.problem("credential_source", what, "Take one of them out.", breaks=True)
    elif assumes_role(entry) and not source and machine is None:
        what = "It has role_arn, but no source_profile to take the role from."
        yield entry.problem("role_arn", what, "Add source_profile with the name of a bastion.", breaks=True)
    elif assumes_role(entry) and not source and not isinstance(machine, str):
        what = "AWS tools do not know its credential_source."
        yield entry.problem("credential_source", what, _SOURCES, breaks=True)
    elif assumes_role(entry) and not source and machine not in MACHINES:
        what = f"AWS tools do not know its credential_source “{machine}”."
        yield entry.problem("credential_source", what, _SOURCES, breaks=True)
    elif "web_identity_token_file" in entry.values and "role_arn" not in entry.values:
        what = "It has web_identity_token_file without role_arn, and AWS tools then stop."
        yield entry.problem("web_identity_token_file", what, "Add role_arn.", breaks=True)
    elif source and "role_arn" not in entry.values:
        what = "Its source_profile means nothing without role_arn."
        yield entry.problem("source_profile", what, "Add role_arn, or take source_profile out.")


def chaining_problem(entry: Entry, *, is_chained: bool) -> Problem | None:
    """A session that AWS does not give: of a role that is assumed with a role's session, longer than an hour."""
    text = entry.text("duration_seconds") or ""
    if not is_chained or not re.fullmatch(r"[0-9]{1,9}", text) or int(text) <= LONGEST_CHAINED:
        return None
    what = (
        f"AWS refuses its duration_seconds: a role reached from another role lasts {LONGEST_CHAINED} seconds"
        " at most (role chaining)."
    )
    remedy = f"Write {LONGEST_CHAINED} or less, or take the line out."
    return entry.problem("duration_seconds", what, remedy, breaks=True)


def key_problems(entry: Entry, kind: Kind, reach: Reach) -> Iterator[Problem]:
    if reach.half is not None and kind is Kind.OTHER:
        missing = next(key for key in KEYS if key != reach.half)
        what = f"It has {reach.half} without {missing}."
        yield entry.problem(reach.half, what, f"Add {missing}, or take {reach.half} out.", breaks=True)
    elif not reach.exists and not {"role_arn", "web_identity_token_file"} & entry.values.keys():
        what = "It holds settings only: no keys, and no way to get any."
        remedy = "Leave it so if only its settings are wanted; else add role_arn and source_profile."
        yield entry.problem(None, what, remedy, breaks=True)


def detail_problems(entry: Entry, services: Container[str]) -> Iterator[Problem]:
    region = entry.text("region")
    for key in _CHECKED_FOR_NOTES:
        if _NOTE.search(entry.text(key) or ""):
            what = f"A note stands behind the value of {key}, and AWS tools read it as part of the value."
            yield entry.problem(key, what, "Move the note to a line of its own.")
    if region and not _NOTE.search(region) and partition_of_region(region) is None:
        what = f"No AWS region is called “{region}”."
        yield entry.problem("region", what, "Write a region such as eu-west-1.")
    if entry.text("color") and not _NOTE.search(entry.text("color") or "") and colour_of(entry) is None:
        yield entry.problem("color", "Its color is not six hexadecimal digits.", "Write it as b7ca9d.")
    section = entry.values.get("services")
    if section is not None and (not isinstance(section, str) or section not in services):
        what = "Its services section does not exist, and AWS tools then stop."
        yield entry.problem("services", what, "Add that section, or take the line out.", breaks=True)


def colour_of(entry: Entry) -> str | None:
    """The switch colour, in lower case and without `#`; None if it is none."""
    text = (entry.text("color") or "").removeprefix("#")
    return text.lower() if COLOUR.fullmatch(text) else None


def refusal(document: Document) -> Problem:
    """The one sentence for a file that botocore refuses; what to mend first is its remedy."""
    *others, last = (str(line) for line in sorted({flaw.line for flaw in document.flaws}))
    which = f"lines {', '.join(others)} and {last} are" if others else f"line {last} is"
    first = document.flaws[0]
    return Problem(
        Origin(document.path, first.line),
        f"AWS tools cannot read this file until {which} mended.",
        f"Line {first.line}: {first.what} {first.remedy}",
    )
