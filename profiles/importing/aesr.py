"""Text of AWS Extend Switch Roles (AESR), the browser extension.

Sections are `[name]` or `[profile name]`. A target has `role_arn`, or `aws_account_id` and `role_name`; with a
`source_profile` it belongs to a base, which names the account one has signed in to. Here a base is a bastion.
From `#` or `;` to the end of a line is a comment, anywhere. Source: npm `aesr-config` 0.6.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from profiles.arns import ACCOUNT, ArnError, RoleArn
from profiles.importing.reading import (
    Candidate,
    Context,
    Format,
    NotTaken,
    Reading,
    numbered,
    target,
    unknown_alias,
)
from profiles.model import Kind, Profile

_COMMENT = re.compile(r"[#;].*", re.DOTALL)
_PREFIX = re.compile(r"\Aprofile\s+", re.IGNORECASE)
_OF_BASE = {"aws_account_id", "aws_account_alias", "role_name", "target_role_name", "target_region"}
_OF_TARGET = {"role_arn", "aws_account_id", "role_name", "source_profile", "region", "color"}


@dataclass(frozen=True, slots=True)
class _Section:
    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    """All of a text that targets lean on: bases by name, and account ids by the alias a base tells."""

    bases: Mapping[str, _Section]
    accounts: Mapping[str, str]
    sources: Mapping[str, str]
    """From a base's name to that of the bastion here."""


def read_aesr(text: str, context: Context) -> Reading:
    """The targets of an AESR text. Never raises for what it holds."""
    not_taken: list[NotTaken] = []
    sections = _sections(text, not_taken)
    named = {section.values["source_profile"] for section in sections if "source_profile" in section.values}
    bases = {
        section.name: section
        for section in reversed(sections)
        if section.name in named and "source_profile" not in section.values
    }
    sources = {}
    for base in bases.values():
        sources[base.name], what = _bastion_for(base, context)
        not_taken += [NotTaken(base.line, what)] if what else []
    accounts = {
        base.values["aws_account_alias"]: base.values["aws_account_id"]
        for base in bases.values()
        if {"aws_account_alias", "aws_account_id"} <= base.values.keys()
    }
    everything = _Text(bases, accounts, sources)
    candidates = []
    for section in sections:
        if bases.get(section.name) is section:
            not_taken += _unused(section, _OF_BASE)
            continue
        candidate, left = _target(section, everything, context)
        candidates += [candidate] if candidate else []
        not_taken += left
    return Reading.of(Format.AESR, candidates, not_taken)


def _sections(text: str, not_taken: list[NotTaken]) -> Sequence[_Section]:
    sections: list[_Section] = []
    for number, line in numbered(text):
        code = _COMMENT.sub("", line).strip()
        if len(code) > 2 and code.startswith("[") and code.endswith("]"):
            sections.append(_Section(_PREFIX.sub("", code[1:-1].strip()), number))
        elif code:
            key, _, value = (part.strip() for part in code.partition("="))
            what = _flaw(key.lower(), value, sections)
            if what is not None:
                not_taken.append(NotTaken(number, what))
                continue
            sections[-1].values[key.lower()] = value
            sections[-1].lines[key.lower()] = number
    return sections


def _flaw(key: str, value: str, sections: Sequence[_Section]) -> str | None:
    if not sections:
        return "This line stands before the first section."
    if not key or not value:
        return "This line is no section, and no key with a value."
    return "This key stands here a second time in its section." if key in sections[-1].values else None


def _target(section: _Section, text: _Text, context: Context) -> tuple[Candidate | None, list[NotTaken]]:
    values = section.values
    base = text.bases.get(values.get("source_profile", ""))
    inherited = base.values if base else {}
    region = values.get("region") or inherited.get("target_region")
    named = values.get("source_profile")
    source = (
        text.sources.get(named, context.sources.get(named, named))
        if named
        else context.source_of(section.name)
    )
    account, role_name = (
        values.get("aws_account_id"),
        values.get("role_name") or inherited.get("target_role_name"),
    )
    left = list(_unused(section, _OF_TARGET))
    role, alias = values.get("role_arn"), None
    if role is not None:
        left += [
            NotTaken(section.lines[key], f"{key} stands beside role_arn, which says the same.")
            for key in ("aws_account_id", "role_name")
            if key in values
        ]
    elif account is None or role_name is None:
        return None, [*left, NotTaken(section.line, f"“{section.name}” names no account with a role.")]
    else:
        id_ = text.accounts.get(account) or context.account_of(account)
        if id_ is None:
            return None, [*left, unknown_alias(section.lines["aws_account_id"], account)]
        alias = None if ACCOUNT.fullmatch(account) else account
        try:
            role = str(context.role(id_, role_name, source, region))
        except ArnError as error:
            return None, [*left, NotTaken(section.lines.get("role_name", section.line), str(error))]
    keys = {
        "role_arn": role,
        "source_profile": source,
        "region": region,
        "color": values.get("color"),
        "fumidai_account_alias": alias,
    }
    candidate, wrong = target(section.name, section.line, keys, section.lines)
    return candidate, [*left, *wrong]


def _unused(section: _Section, used: set[str]) -> Iterator[NotTaken]:
    for key, line in section.lines.items():
        if key == "image":
            yield NotTaken(line, "A list in a terminal has no pictures, so image stays behind.")
        elif key not in used:
            yield NotTaken(line, "This key means nothing here.")


def _bastion_for(base: _Section, context: Context) -> tuple[str, str | None]:
    """The existing profile that stands for a base, or the base's own name and what is missing."""
    chosen = context.sources.get(base.name)
    if chosen is not None:
        return chosen, None
    account = _account_of(base)
    present = context.listing.get(base.name)
    if present is not None and (present.account is None or _is_in(present, account)):
        return base.name, None
    bastions = [
        profile
        for profile in context.listing.profiles
        if profile.kind is Kind.BASTION and _is_in(profile, account)
    ]
    signed_in = base.values.get("role_name")
    same_role = [profile for profile in bastions if profile.role and profile.role.name == signed_in]
    found = same_role or bastions
    if len(found) == 1:
        return found[0].name, None
    if found:
        names = ", ".join(profile.name for profile in found)
        return base.name, f"Several bastions fit the base “{base.name}”; choose one of {names}."
    return base.name, f"No bastion here is in the account of the base “{base.name}”; choose or make one."


def _account_of(base: _Section) -> str:
    """The id or alias of a base's account; AESR takes it from `role_arn` too."""
    try:
        return base.values.get("aws_account_id") or RoleArn.parse(base.values.get("role_arn", "")).account
    except ArnError:
        return ""


def _is_in(profile: Profile, account: str) -> bool:
    return account in (profile.account, profile.values.get("fumidai_account_alias"))
