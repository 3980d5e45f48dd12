"""Where a bastion may switch to: the targets packed into as few managed policies as IAM's limits allow.

Limits (AWS docs, "IAM and AWS STS quotas"): a managed policy has 6,144 characters, white space not counted; a
role has ten managed policies unless AWS raised that. Inline policies would share 10,240 characters.
"""

from __future__ import annotations

from collections.abc import Iterable

from profiles.arns import RoleArn
from profiles.setting_up.policies import Document, compact, switch_permission

LONGEST_POLICY = 6144
MOST_POLICIES = 10


def switch_documents(targets: Iterable[RoleArn], longest: int = LONGEST_POLICY) -> tuple[Document, ...]:
    """Policies that together allow exactly `targets`; the same for the same targets in any order.

    First-fit decreasing: the longest ARNs first, each into the first policy that has room. No ARN of a later
    policy would fit into an earlier one. `longest` is in characters; an ARN that fits nowhere gets a policy
    of its own (with AWS's limits there is none: an ARN has 620 characters at most).
    """
    rooms: list[int] = []
    packed: list[list[str]] = []
    empty = longest - len(compact(switch_permission(()))) + 1  # the first ARN of a list brings no comma
    for arn in sorted({str(each) for each in targets}, key=lambda arn: (-len(arn), arn)):
        needed = len(compact(arn)) + 1
        place = next((at for at, room in enumerate(rooms) if room >= needed), None)
        if place is None:
            place = len(rooms)
            rooms.append(empty)
            packed.append([])
        rooms[place] -= needed
        packed[place].append(arn)
    return tuple(switch_permission(sorted(arns)) for arns in packed)


def too_many_reason(targets: Iterable[RoleArn]) -> str | None:
    """Why one role cannot hold the policies for so many targets."""
    needed = len(switch_documents(targets))
    if needed <= MOST_POLICIES:
        return None
    return (
        f"So many targets need {needed} managed policies, and a role takes {MOST_POLICIES} unless AWS raised "
        "the account's quota. Tick fewer, or give some of them another bastion."
    )
