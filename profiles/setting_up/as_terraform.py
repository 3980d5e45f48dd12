"""Resources as Terraform (HCL), for the provider `hashicorp/aws`. Provider and account are the reader's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from profiles.setting_up.hcl import Expression, block, json_of, quoted
from profiles.setting_up.resources import METADATA_FILE, Resource, Role, SamlProvider, SwitchPolicy, User


def configuration(resources: Iterable[Resource], label: str) -> str:
    """`label` becomes part of every resource's address, so that several texts can stand in one folder."""
    resources = tuple(resources)
    label = re.sub(r"[^A-Za-z0-9_]", "_", label)
    role_is_made = any(isinstance(each, Role) for each in resources)
    return "\n".join(text for each in resources for text in _blocks(each, label, role_is_made=role_is_made))


def _blocks(resource: Resource, label: str, *, role_is_made: bool) -> Iterator[str]:
    match resource:
        case SamlProvider(name):
            metadata = Expression(f'file("${{path.module}}/{METADATA_FILE}")')
            yield block(
                "resource", "aws_iam_saml_provider", label, name=name, saml_metadata_document=metadata
            )
        case Role(arn):
            yield block(
                "resource",
                "aws_iam_role",
                label,
                name=arn.name,
                path=arn.path,
                description=resource.description or None,
                max_session_duration=resource.max_session_seconds,
                assume_role_policy=json_of(resource.trust, 1),
                tags=dict(resource.tags) or None,
            )
            for number, policy_arn in enumerate(resource.policy_arns, start=1):
                yield _attachment(f"{label}_{number}", Expression(f"aws_iam_role.{label}.name"), policy_arn)
        case SwitchPolicy(role, number, document):
            own = f"{label}_switch_{number}"
            yield block("resource", "aws_iam_policy", own, name=resource.name, policy=json_of(document, 1))
            holder = f"aws_iam_role.{label}.name" if role_is_made else quoted(role.name)
            yield _attachment(own, Expression(holder), Expression(f"aws_iam_policy.{own}.arn"))
        case User(name, tags, policy_name, policy):
            yield block("resource", "aws_iam_user", label, name=name, tags=dict(tags))
            yield block(
                "resource",
                "aws_iam_user_policy",
                label,
                name=policy_name,
                user=Expression(f"aws_iam_user.{label}.name"),
                policy=json_of(policy, 1),
            )


def _attachment(label: str, role: Expression, policy_arn: str | Expression) -> str:
    return block("resource", "aws_iam_role_policy_attachment", label, role=role, policy_arn=policy_arn)
