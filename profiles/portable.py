"""Which keys of a profile may travel from one person to another, and why the others stay behind. Pure.

Import and export ask the same question, so they ask it here: what an export writes, an import takes.
A key travels if it is known, means the same for everyone, and has a value that can be read. Names, keys and
tokens of a person stay; so does whatever a machine would run or trust, such as `credential_process`.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from profiles.arns import RoleArn
from profiles.google_settings import LONGEST, PREFIX, SHORTEST
from profiles.ini import Value
from profiles.model import Kind
from profiles.reasons import (
    ALIAS,
    EXTERNAL_ID,
    SESSION_NAME,
    colour_reason,
    display_name_reason,
    region_reason,
    role_arn_reason,
)
from profiles.secret import Secret

IDP_ID, SP_ID = PREFIX + "google_idp_id", PREFIX + "google_sp_id"
USERNAME, GOOGLE_ROLE = PREFIX + "google_username", PREFIX + "role_arn"
DURATION, ASK_ROLE = PREFIX + "duration", PREFIX + "ask_role"

_GOOGLE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLAIN_KEY = re.compile(r"[a-z0-9_.-]{1,60}")


@dataclass(frozen=True, slots=True)
class Portable:
    """What travels, ready to write, and of every other key the sentence why it does not."""

    keys: Mapping[str, str]
    left: Mapping[str, str]


def portable(values: Mapping[str, Value], kind: Kind, *, own: bool = False) -> Portable:
    """Sort out the keys of a profile of this kind.

    Of one that is neither bastion nor target none travels, and `left` has those that never would.

    `own`: the text belongs to the one who reads it, so the Google user name comes along. Empty values, and
    the text `None` that aws-google-auth writes for them, are no values.
    """
    checks = _CHECKS.get(kind, {})
    taken: dict[str, str] = {}
    left: dict[str, str] = {}
    for key, value in values.items():
        if _is_unset(key, value):
            continue
        text = _normal(key, value) if isinstance(value, str) else None
        if key == USERNAME and own and text is not None and _is_plain(text):
            taken[key] = text
        elif kind is Kind.OTHER and key in TRAVELLING:
            continue
        elif key not in checks:
            left[key] = _why_not(key, kind)
        elif text is None or not _is_plain(text):
            left[key] = f"The value of {key} is no text on one line."
        elif (reason := checks[key](text)) is not None:
            left[key] = reason
        else:
            taken[key] = text
    elsewhere = _elsewhere(taken)
    if elsewhere is not None:
        left["region"] = elsewhere
        del taken["region"]
    order = [*checks, USERNAME]
    return Portable({key: taken[key] for key in order if key in taken}, left)


def _elsewhere(keys: Mapping[str, str]) -> str | None:
    """Why a region does not go with the target's role: it lies in another partition."""
    if not {"role_arn", "region"} <= keys.keys():
        return None
    return region_reason(keys["region"], RoleArn.parse(keys["role_arn"]))


def is_same(key: str, old: Value | None, new: str) -> bool:
    """Whether a key says the same already; a colour does in either case of letters and with a `#`."""
    return isinstance(old, str) and _normal(key, old) == _normal(key, new)


def _normal(key: str, text: str) -> str:
    return text.removeprefix("#").lower() if key == "color" else text


def _is_unset(key: str, value: Value) -> bool:
    text = value.reveal() if isinstance(value, Secret) else value
    return not text or (key.startswith(PREFIX) and text == "None")


def _is_plain(text: str) -> bool:
    return text == text.strip() and text.isprintable()


def _why_not(key: str, kind: Kind) -> str:
    if key in _LEFT:
        return _LEFT[key]
    if key.startswith("sso_"):
        return f"{key} belongs to AWS IAM Identity Center (SSO), which signs in by itself."
    if not _PLAIN_KEY.fullmatch(key):
        return "A key with an unusual name stays behind."
    if key in TRAVELLING:
        return (
            f"{key} means nothing on a bastion."
            if kind is Kind.BASTION
            else f"{key} means nothing on a target."
        )
    return f"{key} is not a key that is known here."


def _seconds(key: str) -> Callable[[str], str | None]:
    def reason(text: str) -> str | None:
        if re.fullmatch(r"[0-9]{1,6}", text) and SHORTEST <= int(text) <= LONGEST:
            return None
        return f"{key} is not a number of seconds from {SHORTEST} to {LONGEST}."

    return reason


def _shaped(key: str, shape: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: (
        None if shape.fullmatch(text) else f"{key} does not have the form that AWS or Google give it."
    )


def _session_name(text: str) -> str | None:
    if "@" in text:
        return "role_session_name is an e-mail address, and so personal."
    return _shaped("role_session_name", SESSION_NAME)(text)


def _boolean(key: str) -> Callable[[str], str | None]:
    states = configparser.RawConfigParser.BOOLEAN_STATES
    return lambda text: None if text.lower() in states else f"{key} is neither True nor False."


def _anything(text: str) -> str | None:
    return None


_LOOKS: Mapping[str, Callable[[str], str | None]] = {
    "region": region_reason,
    "output": _shaped("output", re.compile(r"[a-z-]{1,20}")),
    "color": colour_reason,
    "fumidai_display_name": display_name_reason,
    "fumidai_account_alias": _shaped("fumidai_account_alias", ALIAS),
    "sts_regional_endpoints": _shaped("sts_regional_endpoints", re.compile("legacy|regional")),
    "use_fips_endpoint": _boolean("use_fips_endpoint"),
    "use_dualstack_endpoint": _boolean("use_dualstack_endpoint"),
}
_CHECKS: Mapping[Kind, Mapping[str, Callable[[str], str | None]]] = {
    Kind.BASTION: {
        IDP_ID: _shaped(IDP_ID, _GOOGLE_ID),
        SP_ID: _shaped(SP_ID, _GOOGLE_ID),
        GOOGLE_ROLE: role_arn_reason,
        DURATION: _seconds(DURATION),
        ASK_ROLE: _boolean(ASK_ROLE),
        **_LOOKS,
    },
    Kind.TARGET: {
        "role_arn": role_arn_reason,
        "source_profile": _anything,
        **_LOOKS,
        "external_id": _shaped("external_id", EXTERNAL_ID),
        "duration_seconds": _seconds("duration_seconds"),
        "role_session_name": _session_name,
    },
}
"""The keys that travel, in the order in which they are written, each with what speaks against a value."""

TRAVELLING = frozenset(key for checks in _CHECKS.values() for key in checks)
"""Every key that travels with a bastion or with a target."""

_LEFT: Mapping[str, str] = {
    USERNAME: "google_config.google_username is personal: everyone signs in as themselves.",
    PREFIX + "bg_response": "google_config.bg_response is a secret of one browser.",
    PREFIX + "keyring": "google_config.keyring is for each person to choose.",
    PREFIX + "u2f_disabled": "google_config.u2f_disabled is for each person to choose.",
    "aws_access_key_id": "aws_access_key_id is the key of one person or one session.",
    "aws_secret_access_key": "aws_secret_access_key is a secret.",
    "aws_session_token": "aws_session_token is a secret.",
    "aws_security_token": "aws_security_token is a secret.",
    "aws_session_expiration": "aws_session_expiration belongs to a session of one person.",
    "aws_expiration": "aws_expiration belongs to a session of one person.",
    "expiration": "expiration belongs to a session of one person.",
    "x_security_token_expires": "x_security_token_expires belongs to a session of one person.",
    "x_principal_arn": "x_principal_arn belongs to a session of one person.",
    "login_session": "login_session belongs to a session of one person.",
    "mfa_serial": "mfa_serial names the device of one person.",
    "credential_process": "credential_process is a command, and a command from elsewhere is not taken on trust.",
    "credential_source": "credential_source takes the keys of one machine.",
    "web_identity_token_file": "web_identity_token_file is a file of one machine.",
    "endpoint_url": "endpoint_url sends requests to another place, which is not taken on trust.",
    "ca_bundle": "ca_bundle is a file of one machine.",
    "services": "services names a section of its own, which stays behind.",
}
