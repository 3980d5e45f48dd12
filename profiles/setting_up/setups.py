"""What a person wants set up, as values. `profiles.setting_up.checks` says whether it can be so."""

from __future__ import annotations

from dataclasses import dataclass

from profiles.arns import RoleArn
from profiles.partitions import partition
from profiles.setting_up.managed_policies import READ_ONLY, policy_arn

HOUR = 3600
Tags = tuple[tuple[str, str], ...]
"""Keys and values, in the order in which they are written."""


@dataclass(frozen=True, slots=True)
class TargetSetup:
    """A role that people reach from a bastion."""

    role: RoleArn
    bastion_role: RoleArn
    permissions: str = READ_ONLY
    """What the role may do: the name of one of `MANAGED_POLICIES`, or the ARN of a managed policy."""
    description: str = ""
    tags: Tags = ()
    max_session_seconds: int = HOUR
    external_id: str | None = None
    """The console cannot switch to a role that asks for one (AWS docs, "Switching to a role")."""

    @property
    def permissions_arn(self) -> str:
        return policy_arn(self.permissions, self.role.partition)


@dataclass(frozen=True, slots=True)
class BastionSetup:
    """The company's side, once: Google as SAML provider, the role people sign in to, where they may switch."""

    role: RoleArn
    provider_name: str = "Google"
    description: str = ""
    tags: Tags = ()
    max_session_seconds: int = 12 * HOUR
    console_session_seconds: int = 12 * HOUR
    """Google's attribute `SessionDuration`: how long the console stays open."""
    targets: tuple[RoleArn, ...] = ()

    @property
    def provider_arn(self) -> str:
        return f"arn:{self.role.partition}:iam::{self.role.account}:saml-provider/{self.provider_name}"

    @property
    def saml_address(self) -> str:
        """Where the browser posts Google's answer: ACS address, entity id and `SAML:aud` in one."""
        return f"https://{partition(self.role.partition).signin_host()}/saml"


@dataclass(frozen=True, slots=True)
class SwitchSetup:
    """Where a bastion that exists may switch to: exactly the `targets`, all of them."""

    bastion_role: RoleArn
    targets: tuple[RoleArn, ...]


@dataclass(frozen=True, slots=True)
class KeysForPrograms:
    """A user for one program that must have keys, usable from some addresses only."""

    account: str
    """Twelve digits."""
    user_name: str
    owner: str
    """Who answers for it: a team or an address, the value of the user's tag `Owner`."""
    sources: tuple[str, ...]
    """IPv4 and IPv6 addresses or networks, as AWS sees them (public ones)."""
    partition: str = "aws"


Setup = TargetSetup | BastionSetup | SwitchSetup | KeysForPrograms
