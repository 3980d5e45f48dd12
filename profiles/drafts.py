"""What a form's answers make of the files: a change, or the reasons why there is none yet. Pure.

A `Draft` is made anew at each key that is typed, so everything here is text work on what was read before.
An answer that was not touched is never a reason against the change: a profile with an odd region can still
get a colour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from profiles.arns import ArnError, RoleArn
from profiles.chains import KEYS
from profiles.colours import KnownColour, colour_called, colour_note
from profiles.config import resolve
from profiles.editor import CannotEdit
from profiles.google_settings import LONGEST, PREFIX
from profiles.ini import Value, read
from profiles.model import Kind, Listing, Profile
from profiles.reasons import (
    account_reason,
    alias_reason,
    app_id_reason,
    colour_reason,
    display_name_reason,
    duration_reason,
    external_id_reason,
    google_id_reason,
    google_link_reason,
    google_user_reason,
    is_chained,
    mfa_note,
    mfa_serial_reason,
    name_reason,
    quotes_note,
    region_reason,
    role_arn_reason,
    session_name_reason,
    source_reason,
    switch_note,
)
from profiles.targets import default_region, role_of
from profiles.texts import Texts, config_values, with_copy, with_keys, with_name, with_profile

Answers = Mapping[str, str]
"""What a person typed, by field; a missing field is an empty answer."""

TARGET_KEYS = {
    "source": "source_profile",
    "region": "region",
    "colour": "color",
    "display_name": "fumidai_display_name",
    "alias": "fumidai_account_alias",
    "session_name": "role_session_name",
    "duration": "duration_seconds",
    "external_id": "external_id",
    "mfa_serial": "mfa_serial",
}
"""The fields of a target and the keys they are written to; `role_arn` is made of two fields."""
BASTION_KEYS = {
    "idp_id": PREFIX + "google_idp_id",
    "sp_id": PREFIX + "google_sp_id",
    "username": PREFIX + "google_username",
    "role": PREFIX + "role_arn",
    "duration": PREFIX + "duration",
    "region": "region",
}


@dataclass(frozen=True, slots=True)
class Present:
    """What a draft is made on: the files as read, the profiles in them, and the colours to choose from."""

    texts: Texts
    listing: Listing
    colours: tuple[KnownColour, ...] = ()

    @classmethod
    def of(
        cls, texts: Texts, config: Path, credentials: Path, colours: tuple[KnownColour, ...] = ()
    ) -> Present:
        listing = resolve(read(texts.config, config), read(texts.credentials, credentials))
        return cls(texts, listing, colours)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the answers come to. `after` is None as long as something speaks against them."""

    name: str
    after: Texts | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """By field, in the order of the form."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Editing:
    """The profile a form was opened on. `copying`: its answers are for a new profile beside it."""

    profile: Profile
    copying: bool = False


def target_answers(profile: Profile) -> dict[str, str]:
    """The answers a target's keys stand for."""
    answers = {field: _text(profile.values, key) for field, key in TARGET_KEYS.items()}
    return {"name": profile.name, "role": _text(profile.values, "role_arn"), "account": "", **answers}


def draft_target(answers: Answers, present: Present, editing: Editing | None = None) -> Draft:
    """A new target, a changed one, or a copy of one."""
    name = answers.get("name", "")
    source = present.listing.get(answers.get("source", ""))
    reasons = _name_reasons(name, present, editing)
    role = None
    try:
        role = _role(answers, present.listing)
    except ArnError as error:
        reasons["account" if error.args == _NO_ACCOUNT else "role"] = str(error)
    untouched = _untouched(answers, editing)
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
    return _draft(name, ordered, fields, reasons, notes, present, editing, untouched)


def bastion_answers(profile: Profile) -> dict[str, str]:
    """The answers a bastion's keys stand for; the text `None` in them is an empty answer."""
    answers = {field: _text(profile.values, key) for field, key in BASTION_KEYS.items()}
    return {"name": profile.name} | {
        field: "" if answer == "None" else answer for field, answer in answers.items()
    }


def draft_bastion(answers: Answers, present: Present, editing: Editing | None = None) -> Draft:
    """A new bastion, a changed one, or a copy of one. Everything lands in aws-google-auth's keys."""
    name = answers.get("name", "")
    role = answers.get("role", "").strip()
    reasons = _name_reasons(name, present, editing)
    region, duration = answers.get("region", ""), seconds_of(answers.get("duration", ""))
    parsed = None if not role or role_arn_reason(role) else RoleArn.parse(role)
    link = answers.get("link", "")
    found = {
        "link": google_link_reason(link) if link else None,
        "idp_id": google_id_reason(answers.get("idp_id", "")),
        "sp_id": app_id_reason(answers.get("sp_id", "")),
        "username": google_user_reason(answers.get("username", "")),
        "role": role_arn_reason(role) if role else None,
        "region": region_reason(region, parsed),
        "duration": duration_reason(duration),
    }
    reasons |= {field: reason for field, reason in found.items() if reason}
    keys = {key: answers.get(field, "") for field, key in BASTION_KEYS.items()}
    keys |= {BASTION_KEYS["duration"]: duration, BASTION_KEYS["role"]: role}
    notes = (
        quotes_note(name),
        None if role else "Without a role, the sign-in asks which one of yours to take.",
        f"At most {LONGEST // 3600} hours, and never longer than the role's own maximum."
        if not duration
        else None,
    )
    fields = {key: field for field, key in BASTION_KEYS.items()}
    return _draft(name, keys, fields, reasons, notes, present, editing, _untouched(answers, editing))


def other_answers(profile: Profile) -> dict[str, str]:
    """The answers of a profile that is neither bastion nor target."""
    return {"name": profile.name, "region": _text(profile.values, "region")}


def draft_other(answers: Answers, present: Present, editing: Editing) -> Draft:
    """Another name or region for a profile whose other keys are not ours to explain."""
    name, region = answers.get("name", ""), answers.get("region", "")
    reasons = _name_reasons(name, present, editing)
    if region and (reason := region_reason(region)):
        reasons["region"] = reason
    keys = {"region": region}
    return _draft(
        name, keys, {"region": "region"}, reasons, (), present, editing, _untouched(answers, editing)
    )


def seconds_of(text: str) -> str:
    """`8h` and `90m` as seconds; any other text as it is."""
    found = re.fullmatch(r"([0-9]{1,4}) ?([hm])", text)
    return str(int(found[1]) * (3600 if found[2] == "h" else 60)) if found else text


def answers_of(profile: Profile) -> dict[str, str]:
    """The answers a profile's keys stand for."""
    return {Kind.TARGET: target_answers, Kind.BASTION: bastion_answers, Kind.OTHER: other_answers}[
        profile.kind
    ](profile)


_NO_ACCOUNT = ("An account id has 12 digits.", "")


def _role(answers: Answers, listing: Listing) -> RoleArn:
    """From the ARN, or from account and name. Raises `ArnError`."""
    role = answers.get("role", "").strip()
    if not role:
        raise ArnError("The role is missing.", "Give its ARN, or account and name.")
    if role.startswith("arn:"):
        return RoleArn.parse(role)
    account = _account(answers)
    if account_reason(account):
        raise ArnError(*_NO_ACCOUNT)
    return role_of(account, role, answers.get("source", ""), listing)


def _account(answers: Answers) -> str:
    """Without the spaces and hyphens with which AWS's console shows it."""
    return re.sub(r"[\s-]", "", answers.get("account", ""))


def _other_account(answers: Answers, role: RoleArn | None) -> str | None:
    """An account beside a whole ARN says the same or nothing."""
    account = _account(answers)
    if not account or role is None or account == role.account:
        return None
    return f"The role's ARN names account {role.account}. Change it there, or give the role's name alone."


def _name_reasons(name: str, present: Present, editing: Editing | None) -> dict[str, str]:
    if editing is not None and not editing.copying and name == editing.profile.name:
        return {}
    reason = name_reason(name, present.listing)
    return {"name": reason} if reason else {}


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


def _untouched(answers: Answers, editing: Editing | None) -> frozenset[str]:
    """The fields whose answers are as the profile has them."""
    if editing is None:
        return frozenset()
    before = answers_of(editing.profile)
    return frozenset(
        field for field in before if field != "name" and answers.get(field, "") == before.get(field, "")
    )


def _draft(
    name: str,
    keys: Mapping[str, str],
    fields: Mapping[str, str],
    reasons: Mapping[str, str],
    notes: tuple[str | None, ...],
    present: Present,
    editing: Editing | None,
    untouched: frozenset[str],
) -> Draft:
    """`keys`: their new values; `fields`: the field from which each is; those that were not touched stay."""
    told = tuple(note for note in notes if note)
    left = {field: reason for field, reason in reasons.items() if field in untouched}
    against = {field: reason for field, reason in reasons.items() if field not in untouched}
    told = (*left.values(), *told)
    if against:
        return Draft(name, None, against, told)
    try:
        after = _written(name, keys, present, editing, {key for key in keys if fields[key] in untouched})
    except CannotEdit as error:
        return Draft(name, None, {"name": error.reason}, told)
    return Draft(name, after, {}, told)


def _written(
    name: str, keys: Mapping[str, str], present: Present, editing: Editing | None, untouched: Set[str]
) -> Texts:
    if editing is None:
        return with_profile(present.texts, name, {key: value for key, value in keys.items() if value})
    profile = editing.profile
    if editing.copying:
        # The copy has no part in the credentials file, so what counts there must be said in the config.
        copied = config_values(present.texts, profile.name)
        wanted = {key: _text(profile.values, key) if key in untouched else keys[key] for key in keys}
        changes = {key: value or None for key, value in wanted.items() if value != _text(copied, key)}
        return with_copy(present.texts, profile.name, name, changes)
    changes = {
        key: value or None
        for key, value in keys.items()
        if key not in untouched and value != _text(profile.values, key)
    }
    texts = present.texts
    if name != profile.name:
        texts = with_name(texts, profile.name, name)
    return with_keys(texts, name, changes) if changes else texts


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
