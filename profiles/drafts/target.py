"""The answers of a target's form: a new one, a changed one, a copy; or what several have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from profiles.arns import ArnError, RoleArn
from profiles.chains import KEYS
from profiles.colours import colour_called, colour_note
from profiles.drafts.answers import TARGET_KEYS, Answers, seconds_of, target_answers, text_of
from profiles.drafts.draft import Draft, Editing, Judged, Present, drafted, name_reasons, untouched_in
from profiles.editor import CannotEdit
from profiles.model import Listing, Profile
from profiles.reasons import (
    account_reason,
    alias_reason,
    colour_reason,
    display_name_reason,
    duration_reason,
    external_id_reason,
    is_chained,
    mfa_note,
    mfa_serial_reason,
    region_reason,
    session_name_reason,
    source_reason,
    switch_note,
)
from profiles.targets import default_region, role_of
from profiles.texts import with_profiles


def draft_target(answers: Answers, present: Present, editing: Editing | None = None) -> Draft:
    """A new target, a changed one, or a copy of one."""
    return drafted(_target(answers, present, editing), present, editing)


def _target(answers: Answers, present: Present, editing: Editing | None) -> Judged:
    name = answers.get("name", "")
    source = present.listing.get(answers.get("source", ""))
    role, against_role = _role(answers, present.listing, editing)
    reasons = name_reasons(name, present, editing) | against_role
    untouched = untouched_in(answers, editing)
    if not untouched >= _ROLE_FIELDS:
        untouched -= _ROLE_FIELDS  # They make one key together, so they are touched together.
    keys = {key: answers.get(field, "") for field, key in TARGET_KEYS.items()}
    keys["duration_seconds"] = seconds_of(keys["duration_seconds"])
    keys["color"] = colour_called(keys["color"], present.colours)
    if role is not None:
        keys["role_arn"] = str(role)
        if not keys["region"]:
            keys["region"] = default_region(role, answers.get("source", ""), present.listing)
    chained = is_chained(source)
    found = {
        "source": _no_circle(name, answers.get("source", ""), present.listing, editing)
        or source_reason(answers.get("source", ""), present.listing),
        "account": _other_account(answers, role),
        "region": region_reason(keys["region"], role) if role or keys["region"] else None,
        "alias": alias_reason(keys["fumidai_account_alias"]),
        "display_name": display_name_reason(keys["fumidai_display_name"]),
        "colour": colour_reason(keys["color"]),
        "session_name": session_name_reason(keys["role_session_name"]),
        "duration": duration_reason(keys["duration_seconds"], chained=chained),
        "external_id": external_id_reason(keys["external_id"]),
        "mfa_serial": mfa_serial_reason(keys["mfa_serial"]),
    }
    reasons |= {field: reason for field, reason in found.items() if reason}
    root = present.listing.get(source.root) if source else None
    notes = (
        switch_note(role, keys["external_id"]),
        colour_note(keys["color"], present.colours) if not found["colour"] else None,
        mfa_note(keys["mfa_serial"], root),
    )
    first = ("role_arn", "source_profile", "region")
    ordered = {key: keys[key] for key in first if key in keys} | keys
    fields = {**{key: field for field, key in TARGET_KEYS.items()}, "role_arn": "role"}
    return Judged(name, ordered, fields, reasons, notes, untouched)


SEVERAL = ("source", "region", "colour", "session_name", "duration")
"""The fields that can be the same for several targets."""


def draft_several(answers: Answers, present: Present, targets: Sequence[Profile]) -> Draft:
    """The same values for several targets; an empty answer leaves theirs."""
    given = {field: answers[field] for field in SEVERAL if answers.get(field)}
    reasons: dict[str, str] = {}
    notes: dict[str, None] = {}
    changes: dict[str, dict[str, str]] = {}
    for target in targets:
        judged = _target(target_answers(target) | given, present, Editing(target))
        for where, reason in judged.against.items():
            reasons.setdefault(where, f"{target.name}: {reason}")
        notes |= dict.fromkeys(judged.told)
        changes[target.name] = {
            key: value for key, value in judged.changed.items() if value != text_of(target.values, key)
        }
    if reasons:
        return Draft("", None, reasons)
    try:
        return Draft("", with_profiles(present.texts, changes), {}, tuple(notes))
    except CannotEdit as error:
        return Draft("", None, {"source": error.reason})


_NO_ACCOUNT = "The account is missing. Give its 12 digits, or the role's whole ARN."
_ROLE_FIELDS = frozenset({"role", "account"})
_ANY_ACCOUNT = "000000000000"
"""Stands for an account that is not known yet, so that the role's name is judged all the same."""


def _role(
    answers: Answers, listing: Listing, editing: Editing | None
) -> tuple[RoleArn | None, dict[str, str]]:
    """From the ARN, or from account and name; and what speaks against either, by field.

    A name alone, in the form of a profile that is there, is another role of the same account.
    """
    role = answers.get("role", "").strip()
    if role.startswith("arn:"):
        return _parsed(partial(RoleArn.parse, role))
    account = _account(answers) or (editing.profile.account if editing else None) or ""
    against = account_reason(account)
    if not role:
        missing = {"role": "The role is missing. Give its ARN, or account and name."}
        return None, missing | ({"account": against} if account and against else {})
    source = answers.get("source", "")
    if not against:
        return _parsed(partial(role_of, account, role, source, listing))
    _, reasons = _parsed(partial(role_of, _ANY_ACCOUNT, role, source, listing))
    return None, reasons | {"account": against if account else _NO_ACCOUNT}


def _parsed(parse: Callable[[], RoleArn]) -> tuple[RoleArn | None, dict[str, str]]:
    try:
        return parse(), {}
    except ArnError as error:
        return None, {"role": str(error)}


def _account(answers: Answers) -> str:
    """Without the spaces and hyphens with which AWS's console shows it."""
    return re.sub(r"[\s-]", "", answers.get("account", ""))


def _other_account(answers: Answers, role: RoleArn | None) -> str | None:
    """An account beside a whole ARN says the same or nothing."""
    account = _account(answers)
    if not account or role is None or account == role.account:
        return None
    return f"The role's ARN names account {role.account}. Change it there, or give the role's name alone."


def _no_circle(name: str, source: str, listing: Listing, editing: Editing | None) -> str | None:
    own = {name} if editing is None or editing.copying else {name, editing.profile.name}
    if source and source in own:
        return "A profile cannot be its own source."
    found = listing.get(source)
    # A source that has keys is used by them, and its own source counts for nothing (`profiles.chains`).
    if editing is None or editing.copying or found is None or any(key in found.values for key in KEYS):
        return None
    if editing.profile.name in found.chain:
        return f"{source} is itself reached through {editing.profile.name}."
    return None
