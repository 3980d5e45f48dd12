"""The policy documents, as IAM reads them.

Sources: AWS docs, "AWS JSON policy elements: Principal", "The confused deputy problem: using an external ID",
"Creating a role for SAML 2.0 federation" and "AWS: Denies access to AWS based on the source IP".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from profiles.setting_up.setups import BastionSetup, KeysForPrograms, TargetSetup

Document = Mapping[str, object]

LONGEST_TRUST = 2048
"""Characters of a trust policy without white space (AWS docs, "IAM and AWS STS quotas")."""


def target_trust(setup: TargetSetup) -> Document:
    """Only the bastion's role may take the target's, with the external id if there is one."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": str(setup.bastion_role)},
            "Action": "sts:AssumeRole",
            **_condition("sts:ExternalId", setup.external_id),
        }
    )


def bastion_trust(setup: BastionSetup) -> Document:
    """Only Google's answers, and only those addressed to AWS's sign-in, open the bastion's role."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": setup.provider_arn},
            "Action": "sts:AssumeRoleWithSAML",
            **_condition("SAML:aud", setup.saml_address),
        }
    )


def switch_permission(targets: Iterable[str]) -> Document:
    """The bastion may take exactly these roles (ARNs), in their order."""
    return _document({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": list(targets)})


def deny_elsewhere(setup: KeysForPrograms) -> Document:
    """From any other address everything is denied, but for what an AWS service does on the user's behalf.

    It allows nothing by itself. A call through a VPC endpoint carries no `aws:SourceIp` and is denied too.
    """
    return _document(
        {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {
                "NotIpAddress": {"aws:SourceIp": list(setup.sources)},
                "Bool": {"aws:ViaAWSService": "false"},
            },
        }
    )


def compact(document: object) -> str:
    """JSON without white space: what IAM counts, and what a command carries."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def pretty(document: object) -> str:
    """JSON for people, with a final newline."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _document(statement: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": [statement]}


def _condition(key: str, value: str | None) -> Document:
    return {} if value is None else {"Condition": {"StringEquals": {key: value}}}
