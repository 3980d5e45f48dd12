"""AWS's own managed policies in the sandbox, so that a role made by our texts can carry one.

moto ships all of them and by default knows none; these are the ones the application offers.
"""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

from profiles.setting_up.managed_policies import MANAGED_POLICIES

if TYPE_CHECKING:
    from moto.iam.models import IAMBackend


def know_managed_policies(iam: IAMBackend) -> None:
    from moto.iam.models import AWSManagedPolicy

    for name, policy in shipped_policies().items():
        made = AWSManagedPolicy.from_data(name, iam.account_id, iam.region_name, policy)
        iam.managed_policies[made.arn] = made
        iam.aws_managed_policies.append(made)


@functools.cache
def shipped_policies() -> dict[str, Any]:
    """By name, each as moto's copy of AWS's list has it: `Path`, `Document`, …"""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    every = json.loads(aws_managed_policies_data)
    return {each.name: every[each.name] for each in MANAGED_POLICIES}
