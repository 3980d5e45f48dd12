"""How a profile comes by its credentials, in words, in the order in which botocore looks.

Source: botocore, `ProfileProviderBuilder` and `create_credential_resolver`: a role by `source_profile` or
`credential_source` first; then web identity, SSO, keys of the credentials file, `aws login`,
`credential_process`, and at last keys of the config file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from profiles.chains import KEYS, assumes_role, has_keys, is_target
from profiles.google_settings import has_google_settings
from profiles.sections import Entry

MACHINES = {
    "Ec2InstanceMetadata": "EC2 metadata",
    "EcsContainer": "ECS container",
    "Environment": "keys of the environment",
}
"""`credential_source` and its words (AWS docs: "Assume role credential provider")."""
SSO, LOGIN, PROCESS = "AWS SSO", "aws login", "credential process"
"""The ways by which AWS tools log in without us."""
SSO_KEYS = frozenset({"sso_account_id", "sso_role_name"})
"""With either of them botocore uses SSO and looks no further."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The way to credentials. `unattended`: the machine has them, and nobody signs in; or a program is asked for
    them whenever they are needed."""

    words: str
    unattended: bool = False
    exists: bool = True
    half: str | None = None
    """The one key that stands without its other half."""


NOWHERE = Reach("nothing", exists=False)


def reach_of(entry: Entry, credentials: Path, *, as_source: bool = False) -> Reach:
    """The way of one profile; `credentials` is the path of the credentials file.

    `as_source`: how it serves those who name it as `source_profile`. Its keys then come before its role.
    """
    if has_google_settings(entry):
        return Reach("Google sign-in")
    if assumes_role(entry) and not (as_source and has_keys(entry)):
        if is_target(entry):
            return Reach(f"role via {entry.text('source_profile')}")
        words = MACHINES.get(entry.text("credential_source") or "")
        return Reach(words, unattended=True) if words else NOWHERE
    if "web_identity_token_file" in entry.values:
        return Reach("web identity", unattended=True) if "role_arn" in entry.values else NOWHERE
    if SSO_KEYS & entry.values.keys():
        return Reach(SSO)
    key_id = entry.places.get("aws_access_key_id")
    if key_id is not None and key_id.path == credentials:
        return _keys(entry)
    if "login_session" in entry.values:
        return Reach(LOGIN)
    if "credential_process" in entry.values:
        return Reach(PROCESS, unattended=True)
    return _keys(entry) if has_keys(entry) else NOWHERE


def _keys(entry: Entry) -> Reach:
    halves = [key for key in KEYS if key in entry.values]
    return Reach("access keys", half=halves[0] if len(halves) == 1 else None)
