"""How a profile comes by its credentials, in words, in the order in which botocore looks.

Source: botocore, `ProfileProviderBuilder` and `create_credential_resolver`: a role by `source_profile` or
`credential_source` first; then web identity, SSO, keys of the credentials file, `aws login`,
`credential_process`, and at last keys of the config file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from profiles.chains import assumes_role, has_keys, is_target
from profiles.google_settings import has_google_settings
from profiles.sections import Entry

MACHINES = {
    "Ec2InstanceMetadata": "EC2 metadata",
    "EcsContainer": "ECS container",
    "Environment": "keys of the environment",
}
"""`credential_source` and its words (AWS docs: "Assume role credential provider")."""
SSO_KEYS = frozenset({"sso_account_id", "sso_role_name"})
"""With either of them botocore uses SSO and looks no further."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The way to credentials. `unattended`: the machine has them, and nobody signs in."""

    words: str
    unattended: bool = False
    exists: bool = True


NOWHERE = Reach("nothing", exists=False)


def reach_of(entry: Entry, credentials: Path) -> Reach:
    """The way of one profile; `credentials` is the path of the credentials file."""
    if has_google_settings(entry):
        return Reach("Google sign-in")
    if is_target(entry):
        return Reach(f"role via {entry.text('source_profile')}")
    if assumes_role(entry):
        words = MACHINES.get(entry.text("credential_source") or "")
        return Reach(words, unattended=True) if words else NOWHERE
    if "web_identity_token_file" in entry.values:
        return Reach("web identity", unattended=True)
    if SSO_KEYS & entry.values.keys():
        return Reach("AWS SSO")
    in_credentials = has_keys(entry) and any(
        entry.places[key].path == credentials for key in entry.places if key.startswith("aws_access_key_id")
    )
    if in_credentials:
        return Reach("access keys")
    if "login_session" in entry.values:
        return Reach("aws login")
    if "credential_process" in entry.values:
        return Reach("credential process")
    return Reach("access keys") if has_keys(entry) else NOWHERE
