"""What a person can be: the profiles of the config and credentials files, resolved.

`resolve` turns two read files into a `Listing`: bastions, targets and others, each with its chain and its
problems. Names and values are those botocore would use (a test compares them over generated files).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from profiles.arns import ArnError, RoleArn
from profiles.chains import Chain, chain_of, is_target
from profiles.google_settings import PREFIX, google_settings, has_google_settings
from profiles.ini import Document, Value
from profiles.model import GoogleSettings, Kind, Listing, Origin, Problem, Profile
from profiles.problems import (
    chaining_problem,
    colour_of,
    detail_problems,
    key_problems,
    refusal,
    role_problems,
)
from profiles.reach import Reach, reach_of
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
        {each.path: refusal(each) for each in documents if each.flaws},
        named.services,
    )


def _profile(
    entry: Entry,
    chain: Chain,
    entries: Mapping[str, Entry],
    services: Container[str],
    credentials: Document,
) -> Profile:
    kind = Kind.BASTION if has_google_settings(entry) else Kind.TARGET if is_target(entry) else Kind.OTHER
    google, problems = google_settings(entry) if kind is Kind.BASTION else (None, ())
    role, role_problem = _role(entry, kind, google)
    reach = reach_of(entry, credentials.path)
    root = entries[chain.names[-1]]
    root_reach = reach_of(root, credentials.path, as_source=kind is Kind.TARGET)
    is_chained = kind is Kind.TARGET and (has_google_settings(root) or len(chain.names) > 2)
    noted = (
        role_problem,
        chain.problem or _root_problem(entry, kind, root.name, root_reach),
        chaining_problem(entry, is_chained=is_chained),
    )
    found = (
        *problems,
        *(problem for problem in noted if problem is not None),
        *role_problems(entry, kind),
        *key_problems(entry, kind, reach),
        *detail_problems(entry, services),
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
        colour=colour_of(entry),
        display_name=entry.text("fumidai_display_name"),
        problems=found,
        has_keys="aws_access_key_id" in entry.values,
        reached_by=reach.words,
        unattended=root_reach.unattended,
        account_alias=entry.text("fumidai_account_alias"),
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
    """Roots in file order, each followed by its targets.

    A target with keys can be the root of another. Such targets are listed below their own roots, and two that are
    roots of each other come last.
    """
    under: dict[str, list[Profile]] = {}
    for profile in profiles.values():
        under.setdefault(profile.root, []).append(profile)
    listed = set()
    waiting = sorted(profiles.values(), key=lambda profile: profile.root != profile.name)[::-1]
    while waiting:
        profile = waiting.pop()
        if profile.name not in listed:
            listed.add(profile.name)
            yield profile
            waiting += reversed(under.get(profile.name, []))
