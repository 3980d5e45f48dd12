"""Which field of a form is which key of a profile, and the answers that a profile's keys stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from profiles.google_settings import PREFIX
from profiles.ini import Value
from profiles.model import Kind, Profile

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


def target_answers(profile: Profile) -> dict[str, str]:
    """The answers a target's keys stand for."""
    answers = {field: text_of(profile.values, key) for field, key in TARGET_KEYS.items()}
    return {"name": profile.name, "role": text_of(profile.values, "role_arn"), "account": "", **answers}


def bastion_answers(profile: Profile) -> dict[str, str]:
    """The answers a bastion's keys stand for; the text `None` in them is an empty answer."""
    answers = {field: text_of(profile.values, key) for field, key in BASTION_KEYS.items()}
    return {"name": profile.name} | {
        field: "" if answer == "None" else answer for field, answer in answers.items()
    }


def other_answers(profile: Profile) -> dict[str, str]:
    """The answers of a profile that is neither bastion nor target."""
    return {"name": profile.name, "region": text_of(profile.values, "region")}


def answers_of(profile: Profile) -> dict[str, str]:
    """The answers a profile's keys stand for."""
    return {Kind.TARGET: target_answers, Kind.BASTION: bastion_answers, Kind.OTHER: other_answers}[
        profile.kind
    ](profile)


def seconds_of(text: str) -> str:
    """`8h` and `90m` as seconds; any other text as it is."""
    found = re.fullmatch(r"([0-9]{1,4}) ?([hm])", text)
    return str(int(found[1]) * (3600 if found[2] == "h" else 60)) if found else text


def text_of(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
