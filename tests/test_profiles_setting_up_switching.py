"""The bastion's switch policies: exactly the targets, in as few policies as fit, the same every time."""

from __future__ import annotations

import json
import math
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.setting_up.policies import Document, compact
from profiles.setting_up.switching import LONGEST_POLICY, MOST_POLICIES, switch_documents, too_many_reason
from tests.counts import count
from tests.setups import roles

MANY = st.lists(roles(), max_size=60)
EMPTY = len(compact({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": []}
]}))  # fmt: skip


def arns_of(document: Document) -> list[str]:
    (statement,) = json.loads(compact(document))["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", "sts:AssumeRole")
    assert statement.keys() == {"Effect", "Action", "Resource"}
    return list(statement["Resource"])


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - not for secrets: the same companies in every run


def company(random: Random, size: int) -> list[RoleArn]:
    """Roles as companies have them: a few names in many accounts."""
    names = [
        ("/", "ReadOnly"),
        ("/", "Admin"),
        ("/team/dev/", "Developer"),
        ("/", "OrganizationAccountAccessRole"),
    ]
    made = ((*random.choice(names), f"{random.randrange(10**12):012}") for _ in range(size))
    return [RoleArn("aws", account, path, name) for path, name, account in made]


@given(targets=MANY, longest=st.sampled_from([700, 1500, LONGEST_POLICY]))
def test_the_policies_permit_exactly_the_targets_each_within_the_limit(
    targets: list[RoleArn], longest: int
) -> None:
    made = switch_documents(targets, longest)
    permitted = [arn for document in made for arn in arns_of(document)]
    assert sorted(permitted) == sorted({str(target) for target in targets})
    assert all(len(compact(document)) <= longest for document in made)
    assert all(arns_of(document) for document in made)


@given(targets=MANY, random=st.randoms(use_true_random=False))
def test_the_order_of_the_targets_does_not_matter(targets: list[RoleArn], random: Any) -> None:
    shuffled = [*targets, *targets[:3]]
    random.shuffle(shuffled)
    assert switch_documents(shuffled, 900) == switch_documents(targets, 900)


@given(targets=MANY)
def test_no_target_of_a_later_policy_would_fit_into_an_earlier_one(targets: list[RoleArn]) -> None:
    made = switch_documents(targets, 900)
    for at, document in enumerate(made):
        shortest_later = min((len(arn) for later in made[at + 1 :] for arn in arns_of(later)), default=None)
        if shortest_later is not None:
            assert len(compact(document)) + shortest_later + len(',""') > 900


@pytest.mark.parametrize("seed", range(count(30, 600)))
def test_a_companys_targets_take_the_fewest_policies_there_can_be(seed: int) -> None:
    """By counting: one policy less has not enough characters for all of them."""
    random = seeded(seed)
    targets = company(random, random.randrange(1, 900))
    made = switch_documents(targets)
    needed = sum(len(f'"{target}",') for target in set(targets))
    assert len(made) == math.ceil(needed / (LONGEST_POLICY - EMPTY + 1))


@pytest.mark.parametrize("seed", range(count(40, 1000)))
def test_a_few_targets_of_a_company_take_the_fewest_of_all_ways_to_divide_them(seed: int) -> None:
    """Tried out: six targets and a limit so low that two policies or more are needed."""
    targets = company(seeded(seed), 6)
    longest = EMPTY + 150
    made = switch_documents(targets, longest)

    def fits(division: tuple[int, ...]) -> bool:
        groups = [[str(t) for t, at in zip(targets, division, strict=True) if at == n] for n in range(6)]
        return all(EMPTY + len(compact(sorted(set(group)))) - 2 <= longest for group in groups)

    fewest = min(len(set(division)) for division in product(range(len(made)), repeat=6) if fits(division))
    assert len(made) == fewest


def test_a_policy_is_filled_to_the_last_character() -> None:
    targets = company(seeded(1), 40)
    (whole,) = switch_documents(targets)
    size = len(compact(whole))
    assert len(switch_documents(targets, size)) == 1
    assert len(switch_documents(targets, size - 1)) == 2


def test_more_targets_than_a_role_can_hold_policies_for_are_told() -> None:
    targets = [RoleArn("aws", f"{n:012}", "/", "ReadOnly") for n in range(2000)]
    assert too_many_reason(targets[:1000]) is None
    needed = len(switch_documents(targets))
    assert needed > MOST_POLICIES
    assert f"need {needed} managed policies, and a role takes 10" in (too_many_reason(targets) or "")


def test_no_targets_take_no_policy() -> None:
    assert switch_documents(()) == ()
