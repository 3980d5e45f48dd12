"""Where a bastion may switch to: the targets packed into as few managed policies as IAM's limits allow.

Limits (AWS docs, "IAM and AWS STS quotas"): a managed policy has 6,144 characters, white space not counted; a
role has ten managed policies unless AWS raised that. Inline policies would share 10,240 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from profiles.arns import RoleArn
from profiles.setting_up.policies import Document, compact, switch_permission

LONGEST_POLICY = 6144
MOST_POLICIES = 10


def switch_documents(targets: Iterable[RoleArn], longest: int = LONGEST_POLICY) -> tuple[Document, ...]:
    """Policies that together allow exactly `targets`; the same for the same targets in any order.

    Each policy is filled as full as the targets left over can fill it. Where two policies suffice there are
    two: what the fullest one leaves is no more than any other leaves. For more the fewest are not proven, but
    one of a hundred ARNs is filled to the last few characters. `longest` is in characters; an ARN that
    fits nowhere gets a policy of its own (within AWS's limits there is none: an ARN has 620 characters at most).
    """
    overhead = len(compact(switch_permission(())))
    room = max(0, longest - overhead + 1)  # the first ARN of a list brings no comma
    left = sorted({str(each) for each in targets})
    packed: list[Document] = []
    while left:
        chosen = _fullest([len(compact(arn)) + 1 for arn in left], room) or {0}
        packed.append(switch_permission(arn for at, arn in enumerate(left) if at in chosen))
        left = [arn for at, arn in enumerate(left) if at not in chosen]
    return tuple(packed)


def _fullest(sizes: Sequence[int], room: int) -> set[int]:
    """Which of the `sizes` (by position) add up to the most that `room` takes. Subset sums, a bit for each sum."""
    within = (1 << (room + 1)) - 1
    sums = [1]
    for size in sizes:
        sums.append(sums[-1] | (sums[-1] << size) & within)
    total = sums[-1].bit_length() - 1
    chosen = set()
    for at in reversed(range(len(sizes))):
        if not sums[at] >> total & 1:
            chosen.add(at)
            total -= sizes[at]
    return chosen


def too_many_reason(targets: Iterable[RoleArn]) -> str | None:
    """Why one role cannot hold the policies for so many targets."""
    needed = len(switch_documents(targets))
    if needed <= MOST_POLICIES:
        return None
    return (
        f"So many targets need {needed} managed policies, and a role takes {MOST_POLICIES} unless AWS raised "
        "the account's quota. Tick fewer, or give some of them another bastion."
    )
