"""The answers of a bastion's form, and of the form of a profile that is neither bastion nor target."""

from __future__ import annotations

from profiles.arns import RoleArn
from profiles.drafts.answers import BASTION_KEYS, Answers, seconds_of
from profiles.drafts.draft import Draft, Editing, Judged, Present, drafted, name_reasons, untouched_in
from profiles.reasons import (
    app_id_reason,
    duration_reason,
    google_id_reason,
    google_link_reason,
    google_user_reason,
    quotes_note,
    region_reason,
    role_arn_reason,
)


def draft_bastion(answers: Answers, present: Present, editing: Editing | None = None) -> Draft:
    """A new bastion, a changed one, or a copy of one. Everything lands in aws-google-auth's keys."""
    name = answers.get("name", "")
    role = answers.get("role", "").strip()
    reasons = name_reasons(name, present, editing)
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
    )
    fields = {key: field for field, key in BASTION_KEYS.items()}
    judged = Judged(name, keys, fields, reasons, notes, untouched_in(answers, editing))
    return drafted(judged, present, editing)


def draft_other(answers: Answers, present: Present, editing: Editing) -> Draft:
    """Another name or region for a profile whose other keys are not ours to explain."""
    name, region = answers.get("name", ""), answers.get("region", "")
    reasons = name_reasons(name, present, editing)
    if region and (reason := region_reason(region)):
        reasons["region"] = reason
    keys = {"region": region}
    judged = Judged(name, keys, {"region": "region"}, reasons, (), untouched_in(answers, editing))
    return drafted(judged, present, editing)
