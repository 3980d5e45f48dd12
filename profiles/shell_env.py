"""The environment of a shell or command that is to work as a profile. Pure: environments go in and come out.

The tools read the names of profile and region in different orders (see `profiles.shell`), so all four are set. A
profile that a variable names comes after exported keys and, where its keys lie in the file, after a web identity
(botocore, `create_credential_resolver`), so the variables of both are removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from profiles.secret import Secret
from profiles.sessions import StoredKeys

Variables = Mapping[str, str | Secret | None]
"""What becomes of variables, by name: a new value, or None for one that is removed."""

PROFILE_NAMES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
REGION_NAMES = ("AWS_REGION", "AWS_DEFAULT_REGION")
KEY_NAMES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
)
"""What botocore's `EnvProvider` reads. The old AWS_SECURITY_TOKEN comes before AWS_SESSION_TOKEN there."""
WEB_IDENTITY_NAMES = ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME")
OPENED_AS = "FUMIDAI_PROFILE"
"""Which profile a shell was opened for, as it can be shown: for prompts."""
DEPTH = "FUMIDAI_DEPTH"
"""How many of our shells it lies in, itself included."""
_NONE: Variables = dict.fromkeys((*PROFILE_NAMES, *REGION_NAMES, *KEY_NAMES, *WEB_IDENTITY_NAMES))


def profile_variables(name: str, region: str | None) -> Variables:
    """To use the profile called *name*, with the keys that AWS tools find for it by themselves."""
    return {**_NONE, **dict.fromkeys(PROFILE_NAMES, name), **_region(region)}


def key_variables(keys: StoredKeys, region: str | None) -> Variables:
    """To use *keys* themselves, and no profile. Their end is in ISO 8601 and UTC, as botocore reads it."""
    end = keys.expires.astimezone(UTC) if keys.expires else None
    return {
        **_NONE,
        "AWS_ACCESS_KEY_ID": keys.access_key_id,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_SESSION_TOKEN": keys.token,
        "AWS_CREDENTIAL_EXPIRATION": f"{end:%Y-%m-%dT%H:%M:%SZ}" if end else None,
        **_region(region),
    }


def nesting_variables(label: str, env: Mapping[str, str]) -> Variables:
    """By which a shell opened from *env* tells its profile, *label*, and how deep it is."""
    return {OPENED_AS: label, DEPTH: str(depth(env) + 1)}


def depth(env: Mapping[str, str]) -> int:
    """How many of our shells *env* lies in: 0 outside. What is no number from our hand counts as none."""
    text = env.get(DEPTH, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def opened_as(env: Mapping[str, str]) -> str | None:
    """The profile whose shell *env* lies in; None outside."""
    return env.get(OPENED_AS) if depth(env) else None


def applied(env: Mapping[str, str], *variables: Variables) -> dict[str, str]:
    """*env* with *variables*, secrets revealed: to be handed to the child that is started, and kept nowhere."""
    changed: dict[str, str | Secret | None] = {**env}
    for each in variables:
        changed |= each
    return {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in changed.items()
        if value is not None
    }


def _region(region: str | None) -> Variables:
    return dict.fromkeys(REGION_NAMES, region or None)
