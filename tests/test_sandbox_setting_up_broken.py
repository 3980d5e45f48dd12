"""Every generated policy lets the switch work, and the same policy broken in one place is refused.

The sandbox decides as AWS does: trust policies by `auth.sandbox.aws.trust`, permission policies by moto's engine.
"""

from __future__ import annotations

import copy
import dataclasses
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from auth.sandbox.company import (
    FUMIDAI,
    GOV_ACS,
    GOV_APP,
    GOV_FUMIDAI,
    GOV_WORKLOAD,
    PARTNER,
    WORKLOAD,
    Grant,
)
from profiles.arns import RoleArn
from profiles.setting_up.policies import Document
from profiles.setting_up.resources import Resource, Role, SamlProvider, SwitchPolicy, place_of, resources_of
from profiles.setting_up.setups import BastionSetup, TargetSetup
from tests.counts import count
from tests.sandbox_aws import PERSON, Aws, refusal, served
from tests.sandbox_iam import make

Break = Callable[[dict[str, Any]], None]
"""Changes one place of a statement."""
_NUMBER = itertools.count(1)
SAML_ACTION = "sts:AssumeRoleWithSAML"


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with served() as server:
        server.bastion()  # waits until the sandbox has filled IAM, to which roles are added
        yield server


@dataclasses.dataclass(frozen=True)
class Pair:
    """A bastion and a target that fit together, under names nobody used before; the provider exists."""

    bastion: BastionSetup
    target: TargetSetup

    @classmethod
    def new(
        cls, path: str = "/", name: str = "x", external_id: str | None = None, *, gov: bool = False
    ) -> Pair:
        number, partition = next(_NUMBER), "aws-us-gov" if gov else "aws"
        role = RoleArn(partition, GOV_FUMIDAI if gov else FUMIDAI, path, f"b{number}{name}"[:40])
        target = RoleArn(partition, GOV_WORKLOAD if gov else WORKLOAD, path, f"t{number}{name}"[:40])
        return cls(BastionSetup(role, targets=(target,)), TargetSetup(target, role, external_id=external_id))

    @property
    def grant(self) -> Grant:
        return Grant(role=str(self.bastion.role), provider=self.bastion.provider_arn)

    def make(self, aws: Aws, change: Callable[[Resource], Resource | None] = lambda each: each) -> None:
        """All resources but the provider; `change` is given each and may leave it out."""
        for setup in (self.bastion, self.target):
            resources = [each for each in resources_of(setup) if not isinstance(each, SamlProvider)]
            make(aws, place_of(setup), [each for each in map(change, resources) if each is not None])

    def sign_in(self, aws: Aws, **changes: Any) -> dict[str, Any]:
        return dict(aws.sign_in(self.grant, aws.said(self.grant, **changes))["Credentials"])

    def switch(self, aws: Aws, keys: dict[str, Any], **given: Any) -> str:
        """The ARN of the session."""
        sts = aws.client("sts", keys, "us-gov-west-1" if self.bastion.role.partition != "aws" else None)
        answer = sts.assume_role(RoleArn=str(self.target.role), RoleSessionName=PERSON, **given)
        return str(answer["AssumedRoleUser"]["Arn"])


def broken(document: Document, break_it: Break) -> Document:
    changed: dict[str, Any] = copy.deepcopy(dict(document))
    break_it(changed["Statement"][0])
    assert changed != document
    return changed


def with_deny_beside(document: Document) -> Document:
    changed: dict[str, Any] = copy.deepcopy(dict(document))
    changed["Statement"].append(changed["Statement"][0] | {"Effect": "Deny"})
    return changed


def is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ClientError) as caught:
        call()
    status, code, _ = refusal(caught.value)
    assert (status, code) == (403, "AccessDenied")


SAFE = st.text("abZ09_=@-", max_size=20)
"""Without `.` and `+`, which moto's engine takes for parts of a regular expression; and without a comma, which
Google's attribute has between role and provider."""


@hypothesis.settings(max_examples=count(15, 200), phases=[hypothesis.Phase.generate])  # each makes new roles
@given(
    name=SAFE,
    path=st.one_of(st.just("/"), SAFE.filter(bool).map(lambda part: f"/{part}/")),
    external_id=st.none() | st.text("abZ09_+=,.@:/-", min_size=2, max_size=20),
    gov=st.booleans(),
)
def test_every_generated_pair_lets_the_switch_work(
    aws: Aws, name: str, path: str, external_id: str | None, gov: bool
) -> None:
    pair = Pair.new(path, name, external_id, gov=gov)
    pair.make(aws)
    keys = pair.sign_in(aws, **({"destination": GOV_ACS, "issuer": GOV_APP.issuer} if gov else {}))
    session = pair.switch(aws, keys, **({"ExternalId": external_id} if external_id else {}))
    target = pair.target.role
    assert session == f"arn:{target.partition}:sts::{target.account}:assumed-role/{target.name}/{PERSON}"


def arn(change: Callable[[str], str]) -> Break:
    def break_it(statement: dict[str, Any]) -> None:
        statement["Resource"] = [change(each) for each in statement["Resource"]]

    return break_it


def session_of(role: str) -> str:
    return role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + f"/{PERSON}"


PERMISSION: list[tuple[str, Break]] = [
    ("another account", arn(lambda text: text.replace(WORKLOAD, PARTNER))),
    ("another role", arn(lambda text: text + "x")),
    ("a role whose name begins so", arn(lambda text: text[:-1])),
    ("another path", arn(lambda text: text.replace(":role/", ":role/team/"))),
    ("another partition", arn(lambda text: text.replace("arn:aws:", "arn:aws-cn:"))),
    ("the role in other letters", arn(lambda text: text[:-1] + text[-1].upper())),
    ("the session instead of the role", arn(session_of)),
    ("another action", lambda s: s.update(Action="sts:TagSession")),
    ("an action of another service", lambda s: s.update(Action="iam:PassRole")),
    ("Deny", lambda s: s.update(Effect="Deny")),
]


@pytest.mark.parametrize(("name", "break_it"), PERMISSION, ids=[name for name, _ in PERMISSION])
def test_a_switch_policy_broken_in_one_place_is_refused(aws: Aws, name: str, break_it: Break) -> None:
    pair = Pair.new()

    def change(each: Resource) -> Resource:
        if isinstance(each, SwitchPolicy):
            return dataclasses.replace(each, document=broken(each.document, break_it))
        return each

    pair.make(aws, change)
    keys = pair.sign_in(aws)
    is_refused(lambda: pair.switch(aws, keys))


def test_a_deny_beside_the_permission_wins(aws: Aws) -> None:
    pair = Pair.new()

    def change(each: Resource) -> Resource:
        if isinstance(each, SwitchPolicy):
            return dataclasses.replace(each, document=with_deny_beside(each.document))
        return each

    pair.make(aws, change)
    keys = pair.sign_in(aws)
    is_refused(lambda: pair.switch(aws, keys))


def test_without_the_switch_policy_the_trust_alone_does_not_open_another_account(aws: Aws) -> None:
    pair = Pair.new()
    pair.make(aws, lambda each: None if isinstance(each, SwitchPolicy) else each)
    keys = pair.sign_in(aws)
    is_refused(lambda: pair.switch(aws, keys))


def principal(change: Callable[[str], str]) -> Break:
    def break_it(statement: dict[str, Any]) -> None:
        statement["Principal"] = {kind: change(text) for kind, text in statement["Principal"].items()}

    return break_it


def condition(block: dict[str, Any]) -> Break:
    return lambda statement: statement.update(Condition=block)


TARGET_TRUST: list[tuple[str, Break]] = [
    ("the role of another account", principal(lambda text: text.replace(FUMIDAI, PARTNER))),
    ("another account's root", principal(lambda text: f"arn:aws:iam::{PARTNER}:root")),
    ("another role", principal(lambda text: text + "x")),
    ("another path", principal(lambda text: text.replace(":role/", ":role/team/"))),
    ("another partition", principal(lambda text: text.replace("arn:aws:", "arn:aws-cn:"))),
    ("another person's session", principal(lambda text: session_of(text) + "x")),
    ("a wildcard for the name", principal(lambda text: f"arn:aws:iam::{FUMIDAI}:role/*")),
    ("everybody in AWS", principal(lambda text: "*")),
    ("everybody", lambda s: s.update(Principal="*")),
    ("a provider instead of a role", lambda s: s.update(Principal={"Federated": s["Principal"]["AWS"]})),
    ("a service", lambda s: s.update(Principal={"Service": "ec2.amazonaws.com"})),
    ("the action for Google's answers", lambda s: s.update(Action=SAML_ACTION)),
    ("Deny", lambda s: s.update(Effect="Deny")),
    ("an external id that nobody sends", condition({"StringEquals": {"sts:ExternalId": "other"}})),
    ("AWS's MFA, which Google's is not", condition({"Bool": {"aws:MultiFactorAuthPresent": "true"}})),
]


@pytest.mark.parametrize(("name", "break_it"), TARGET_TRUST, ids=[name for name, _ in TARGET_TRUST])
def test_a_targets_trust_broken_in_one_place_is_refused(aws: Aws, name: str, break_it: Break) -> None:
    pair = Pair.new()
    pair.make(aws, lambda each: changed_trust(each, pair.target.role, lambda doc: broken(doc, break_it)))
    keys = pair.sign_in(aws)
    is_refused(lambda: pair.switch(aws, keys))


def changed_trust(each: Resource, role: RoleArn, change: Callable[[Document], Document]) -> Resource:
    """The trust policy of `role` changed, everything else as it is."""
    if isinstance(each, Role) and each.arn == role:
        return dataclasses.replace(each, trust=change(each.trust))
    return each


def test_a_deny_beside_a_targets_trust_wins(aws: Aws) -> None:
    pair = Pair.new()
    pair.make(aws, lambda each: changed_trust(each, pair.target.role, with_deny_beside))
    keys = pair.sign_in(aws)
    is_refused(lambda: pair.switch(aws, keys))


@pytest.mark.parametrize("given", [{}, {"ExternalId": "a/C"}, {"ExternalId": "a/bb"}])
def test_the_generated_external_id_has_to_be_sent_to_the_letter(aws: Aws, given: dict[str, str]) -> None:
    pair = Pair.new(external_id="a/c")
    pair.make(aws)
    keys = pair.sign_in(aws)
    assert pair.switch(aws, keys, ExternalId="a/c")
    is_refused(lambda: pair.switch(aws, keys, **given))


ELSEWHERE = "https://signin.example.com/saml"
BASTION_TRUST: list[tuple[str, Break]] = [
    ("another provider", principal(lambda text: text + "Second")),
    ("the provider of another account", principal(lambda text: text.replace(FUMIDAI, PARTNER))),
    ("the provider in another partition", principal(lambda text: text.replace("arn:aws:", "arn:aws-cn:"))),
    ("the provider as an AWS principal", lambda s: s.update(Principal={"AWS": s["Principal"]["Federated"]})),
    ("everybody in AWS", lambda s: s.update(Principal={"AWS": "*"})),
    ("every provider", principal(lambda text: "*")),
    ("the action for roles", lambda s: s.update(Action="sts:AssumeRole")),
    ("the action for web identities", lambda s: s.update(Action="sts:AssumeRoleWithWebIdentity")),
    ("Deny", lambda s: s.update(Effect="Deny")),
    ("the address of another partition", condition({"StringEquals": {"SAML:aud": GOV_ACS}})),
    (
        "the address without its path",
        condition({"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com"}}),
    ),
    ("a condition key that does not exist", condition({"StringEquals": {"SAML:audience": ELSEWHERE}})),
]


@pytest.mark.parametrize(("name", "break_it"), BASTION_TRUST, ids=[name for name, _ in BASTION_TRUST])
def test_a_bastions_trust_broken_in_one_place_is_refused(aws: Aws, name: str, break_it: Break) -> None:
    pair = Pair.new()
    pair.make(aws, lambda each: changed_trust(each, pair.bastion.role, lambda doc: broken(doc, break_it)))
    is_refused(lambda: pair.sign_in(aws))


def test_a_deny_beside_a_bastions_trust_wins(aws: Aws) -> None:
    pair = Pair.new()
    pair.make(aws, lambda each: changed_trust(each, pair.bastion.role, with_deny_beside))
    is_refused(lambda: pair.sign_in(aws))


def test_the_audience_is_what_refuses_an_answer_that_was_meant_for_another_site(aws: Aws) -> None:
    """Without the condition AWS would take it: nothing else in the policy looks at whom the answer is for."""
    pair, open_pair = Pair.new(), Pair.new()
    pair.make(aws)
    open_pair.make(
        aws,
        lambda each: changed_trust(
            each, open_pair.bastion.role, lambda doc: broken(doc, lambda s: s.pop("Condition"))
        ),
    )
    meant_for_another = {"recipient": ELSEWHERE}
    assert open_pair.sign_in(aws, **meant_for_another)
    is_refused(lambda: pair.sign_in(aws, **meant_for_another))
    assert pair.sign_in(aws)
