"""Everything that speaks against a whole setup, by field; empty where its texts can be made."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.arns import RoleArn
from profiles.reasons import account_reason
from profiles.setting_up.reasons import (
    bastion_role_reason,
    console_session_reason,
    description_reason,
    external_id_reason,
    max_session_reason,
    partition_reason,
    permissions_reason,
    provider_name_reason,
    role_reason,
    user_name_reason,
)
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.sources import sources_reason
from profiles.setting_up.switching import too_many_reason
from profiles.setting_up.tags import tag_reason, tags_reason


def reasons(setup: Setup) -> Mapping[str, str]:
    """Sentences by the name of the field, in the order of the fields."""
    match setup:
        case TargetSetup():
            found = _target(setup)
        case BastionSetup():
            found = _bastion(setup)
        case SwitchSetup():
            found = {
                "bastion_role": role_reason(str(setup.bastion_role)),
                "targets": targets_reason(setup.targets, setup.bastion_role) or _none_reason(setup.targets),
            }
        case KeysForPrograms():
            found = {
                "account": account_reason(setup.account),
                "user_name": user_name_reason(setup.user_name),
                "owner": owner_reason(setup.owner),
                "sources": sources_reason(setup.sources),
                "partition": partition_reason(setup.partition),
            }
    return {field: reason for field, reason in found.items() if reason is not None}


def targets_reason(targets: tuple[RoleArn, ...], bastion_role: RoleArn) -> str | None:
    """For the roles that a bastion is to reach."""
    for target in targets:
        if reason := role_reason(str(target)) or _pair_reason(target, bastion_role):
            return f"{target}: {reason}"
    return too_many_reason(targets)


def owner_reason(owner: str) -> str | None:
    return (
        tag_reason("Owner", owner) if owner else "The owner is missing: somebody has to answer for the keys."
    )


def _target(setup: TargetSetup) -> dict[str, str | None]:
    return {
        "role": role_reason(str(setup.role)),
        "bastion_role": role_reason(str(setup.bastion_role)) or _pair_reason(setup.role, setup.bastion_role),
        "permissions": permissions_reason(setup.permissions, setup.role),
        "description": description_reason(setup.description),
        "tags": tags_reason(setup.tags),
        "max_session_seconds": max_session_reason(str(setup.max_session_seconds)),
        "external_id": None if setup.external_id is None else _external_id_reason(setup.external_id),
    }


def _bastion(setup: BastionSetup) -> dict[str, str | None]:
    return {
        "role": bastion_role_reason(str(setup.role)),
        "provider_name": provider_name_reason(setup.provider_name),
        "description": description_reason(setup.description),
        "tags": tags_reason(setup.tags),
        "max_session_seconds": max_session_reason(str(setup.max_session_seconds)),
        "console_session_seconds": console_session_reason(str(setup.console_session_seconds)),
        "targets": targets_reason(setup.targets, setup.role),
    }


def _external_id_reason(external_id: str) -> str | None:
    return external_id_reason(external_id) if external_id else "An external id cannot be empty."


def _pair_reason(target: RoleArn, bastion_role: RoleArn) -> str | None:
    if target.partition != bastion_role.partition:
        return f"The target lies in {target.partition}, the bastion in {bastion_role.partition}."
    return "The target and the bastion are the same role." if target == bastion_role else None


def _none_reason(targets: tuple[RoleArn, ...]) -> str | None:
    return None if targets else "No target is ticked, so there is nothing to permit."
