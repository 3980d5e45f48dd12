"""The IAM resources of a setup, in the order in which they have to be made. Every renderer writes down these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.arns import RoleArn
from profiles.setting_up.policies import Document, bastion_trust, deny_elsewhere, target_trust
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, Tags, TargetSetup
from profiles.setting_up.switching import switch_documents

METADATA_FILE = "GoogleIDPMetadata.xml"
"""The file that Google's admin console offers for download; every text expects it beside itself."""


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """Its metadata document is `METADATA_FILE`."""

    name: str


@dataclass(frozen=True, slots=True)
class Role:
    arn: RoleArn
    trust: Document
    description: str
    tags: Tags
    max_session_seconds: int
    policy_arns: tuple[str, ...]
    """Managed policies that exist already."""


@dataclass(frozen=True, slots=True)
class SwitchPolicy:
    """A managed policy of the bastion's account, attached to the bastion's role."""

    role: RoleArn
    number: int
    """From 1."""
    document: Document

    @property
    def name(self) -> str:
        return f"{self.role.name}-switch-{self.number}"

    @property
    def arn(self) -> str:
        return f"arn:{self.role.partition}:iam::{self.role.account}:policy/{self.name}"


@dataclass(frozen=True, slots=True)
class User:
    """A user with one inline policy and no keys."""

    name: str
    tags: Tags
    policy_name: str
    policy: Document


Resource = SamlProvider | Role | SwitchPolicy | User


@dataclass(frozen=True, slots=True)
class Place:
    """The account in which resources are made."""

    partition: str
    account: str


def place_of(setup: Setup) -> Place:
    match setup:
        case KeysForPrograms():
            return Place(setup.partition, setup.account)
        case SwitchSetup():
            return Place(setup.bastion_role.partition, setup.bastion_role.account)
        case _:
            return Place(setup.role.partition, setup.role.account)


def resources_of(setup: Setup) -> tuple[Resource, ...]:
    match setup:
        case TargetSetup():
            return (_target_role(setup),)
        case BastionSetup():
            provider, role = SamlProvider(setup.provider_name), _bastion_role(setup)
            return (provider, role, *switch_policies(setup.role, setup.targets))
        case SwitchSetup():
            return switch_policies(setup.bastion_role, setup.targets)
        case KeysForPrograms():
            tags = (("Owner", setup.owner),)
            return (User(setup.user_name, tags, "only-from-known-addresses", deny_elsewhere(setup)),)


def switch_policies(bastion_role: RoleArn, targets: Iterable[RoleArn]) -> tuple[SwitchPolicy, ...]:
    documents = enumerate(switch_documents(targets), start=1)
    return tuple(SwitchPolicy(bastion_role, number, document) for number, document in documents)


def _target_role(setup: TargetSetup) -> Role:
    return Role(
        setup.role,
        target_trust(setup),
        setup.description,
        setup.tags,
        setup.max_session_seconds,
        (setup.permissions_arn,),
    )


def _bastion_role(setup: BastionSetup) -> Role:
    return Role(
        setup.role, bastion_trust(setup), setup.description, setup.tags, setup.max_session_seconds, ()
    )
