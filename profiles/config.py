"""What a person can be: the profiles of the config and credentials files, resolved.

`resolve` turns two read files into a `Listing`: bastions, targets and others, each with its chain and its
problems. Names and values are those botocore would use (a test compares them over generated files).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from profiles.arns import ArnError, RoleArn
from profiles.chains import KEYS, Chain, assumes_role, chain_of, is_target
from profiles.google_settings import PREFIX, google_settings, has_google_settings
from profiles.ini import Document, Value
from profiles.model import GoogleSettings, Kind, Listing, Origin, Problem, Profile
from profiles.partitions import partition_of_region
from profiles.reach import MACHINES, Reach, reach_of
from profiles.sections import Entry, name_sections

__all__ = [
    "GoogleSettings",
    "Kind",
    "Listing",
    "Origin",
    "Problem",
    "Profile",
    "Value",
    "resolve",
]

COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_NOTE = re.compile(r"\s[#;]")
"""A comment behind a value: AWS tools know comments only on lines of their own, and take it in."""
_CHECKED_FOR_NOTES = ("region", "color", "external_id", "role_session_name", "mfa_serial", "duration_seconds")
_SOURCES = f"Write one of {', '.join(MACHINES)}."


def resolve(config: Document, credentials: Document) -> Listing:
    """Resolve both files. Pure, and never raises for what they hold."""
    named = name_sections(config, credentials)
    entries = named.profiles
    chains = {name: chain_of(name, entries) for name in entries}
    profiles = {
        name: _profile(entry, chains[name], entries, named.services, credentials)
        for name, entry in entries.items()
    }
    profiles = {name: _with_broken_way(profile, profiles) for name, profile in profiles.items()}
    documents = (config,) if config.path == credentials.path else (config, credentials)
    problems = [
        *(
            Problem(Origin(each.path, flaw.line), flaw.what, flaw.remedy)
            for each in documents
            for flaw in each.flaws
        ),
        *named.problems,
        *(problem for profile in profiles.values() for problem in profile.problems),
    ]
    order = {each.path: place for place, each in enumerate(documents)}
    problems.sort(key=lambda problem: (order[problem.origin.path], problem.origin.line))
    return Listing(
        tuple(_in_order(profiles)),
        tuple(problems),
        {each.path: _refusal(each) for each in documents if each.flaws},
        named.services,
    )


def _profile(
    entry: Entry,
    chain: Chain,
    entries: Mapping[str, Entry],
    services: Iterable[str],
    credentials: Document,
) -> Profile:
    kind = Kind.BASTION if has_google_settings(entry) else Kind.TARGET if is_target(entry) else Kind.OTHER
    google, problems = google_settings(entry) if kind is Kind.BASTION else (None, ())
    role, role_problem = _role(entry, kind, google)
    reach = reach_of(entry, credentials.path)
    root = entries[chain.names[-1]]
    root_reach = reach_of(root, credentials.path, as_source=kind is Kind.TARGET)
    noted = (role_problem, chain.problem or _root_problem(entry, kind, root.name, root_reach))
    found = (
        *problems,
        *(problem for problem in noted if problem is not None),
        *_role_problems(entry, kind),
        *_key_problems(entry, kind, reach),
        *_detail_problems(entry, services),
    )
    return Profile(
        name=entry.name,
        kind=kind,
        origin=entry.origin,
        values=entry.values,
        google=google,
        role=role,
        account=role.account if role else entry.text("sso_account_id") or entry.text("aws_account_id"),
        region=entry.text("region"),
        source=entry.text("source_profile") if kind is Kind.TARGET else None,
        chain=chain.names,
        colour=_colour(entry),
        display_name=entry.text("fumidai_display_name"),
        problems=found,
        has_keys="aws_access_key_id" in entry.values,
        reached_by=reach.words,
        unattended=root_reach.unattended,
    )


def _role(entry: Entry, kind: Kind, google: GoogleSettings | None) -> tuple[RoleArn | None, Problem | None]:
    key = PREFIX + "role_arn" if kind is Kind.BASTION else "role_arn"
    text = google.role_arn if google else entry.text(key)
    if text is None:
        missing = kind is not Kind.BASTION and key in entry.values
        what = "Its role_arn is empty."
        return None, entry.problem(key, what, "Write the role's ARN.", breaks=True) if missing else None
    try:
        return RoleArn.parse(text), None
    except ArnError as error:
        return None, entry.problem(key, error.what, error.remedy, breaks=kind is not Kind.BASTION)


def _role_problems(entry: Entry, kind: Kind) -> Iterator[Problem]:
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


def _key_problems(entry: Entry, kind: Kind, reach: Reach) -> Iterator[Problem]:
    if reach.half is not None and kind is Kind.OTHER:
        missing = next(key for key in KEYS if key != reach.half)
        what = f"It has {reach.half} without {missing}."
        yield entry.problem(reach.half, what, f"Add {missing}, or take {reach.half} out.", breaks=True)
    elif not reach.exists and not {"role_arn", "web_identity_token_file"} & entry.values.keys():
        what = "It holds settings only: no keys, and no way to get any."
        remedy = "Leave it so if only its settings are wanted; else add role_arn and source_profile."
        yield entry.problem(None, what, remedy, breaks=True)


def _detail_problems(entry: Entry, services: Iterable[str]) -> Iterator[Problem]:
    region = entry.text("region")
    for key in _CHECKED_FOR_NOTES:
        if _NOTE.search(entry.text(key) or ""):
            what = f"A note stands behind the value of {key}, and AWS tools read it as part of the value."
            yield entry.problem(key, what, "Move the note to a line of its own.")
    if region and not _NOTE.search(region) and partition_of_region(region) is None:
        what = f"No AWS region is called “{region}”."
        yield entry.problem("region", what, "Write a region such as eu-west-1.")
    if entry.text("color") and not _NOTE.search(entry.text("color") or "") and _colour(entry) is None:
        yield entry.problem("color", "Its color is not six hexadecimal digits.", "Write it as b7ca9d.")
    section = entry.values.get("services")
    if section is not None and (not isinstance(section, str) or section not in services):
        what = "Its services section does not exist, and AWS tools then stop."
        yield entry.problem("services", what, "Add that section, or take the line out.", breaks=True)


def _colour(entry: Entry) -> str | None:
    text = (entry.text("color") or "").removeprefix("#")
    return text.lower() if COLOUR.fullmatch(text) else None


def _root_problem(entry: Entry, kind: Kind, root: str, reach: Reach) -> Problem | None:
    """A target's root must have something to give; a bastion without a session has."""
    if kind is not Kind.TARGET or (reach.exists and reach.half is None):
        return None
    what = f"“{root}”, which it gets its credentials from, has none to give."
    return entry.problem("source_profile", what, f"Mend “{root}”, or name a bastion.", breaks=True)


def _with_broken_way(profile: Profile, profiles: Mapping[str, Profile]) -> Profile:
    """A target is broken where a target on its way is."""
    broken = [name for name in profile.chain[1:-1] if profiles[name].is_broken]
    if not broken or profile.is_broken:
        return profile
    what = f"“{broken[0]}”, which it gets its credentials from, has a problem."
    found = Problem(profile.origin, what, f"Mend “{broken[0]}” first.", profile.name, breaks=True)
    return replace(profile, problems=(*profile.problems, found))


def _in_order(profiles: Mapping[str, Profile]) -> Iterator[Profile]:
    """Roots in file order, each followed by its targets. A target's keys can make it a root, too."""
    under: dict[str, list[Profile]] = {}
    for profile in profiles.values():
        under.setdefault(profile.root, []).append(profile)
    waiting = [profile for profile in profiles.values() if profile.root == profile.name]
    waiting.reverse()
    while waiting:
        profile = waiting.pop()
        yield profile
        waiting += reversed([each for each in under.get(profile.name, []) if each is not profile])


def _refusal(document: Document) -> Problem:
    """The one sentence for a file that botocore refuses; what to mend first is its remedy."""
    *others, last = (str(line) for line in sorted({flaw.line for flaw in document.flaws}))
    which = f"lines {', '.join(others)} and {last} are" if others else f"line {last} is"
    first = document.flaws[0]
    return Problem(
        Origin(document.path, first.line),
        f"AWS tools cannot read this file until {which} mended.",
        f"Line {first.line}: {first.what} {first.remedy}",
    )
