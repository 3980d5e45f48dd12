"""AssumeRoleWithSAML in the sandbox: what opens a session, and every refusal with AWS's own words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from auth.sandbox.assertion import (
    Assertion,
    IssuerKeys,
    Signed,
    form_value,
    make_response,
    metadata,
    role_value,
)
from auth.sandbox.company import (
    APP,
    CHINA_ACS,
    CHINA_FUMIDAI,
    CLOSED,
    FUMIDAI,
    GOV_ACS,
    GOV_FUMIDAI,
    PARTNER,
    PARTNER_APP,
    PRODUCTION,
    Grant,
    grant,
    trust_saml,
)
from tests.sandbox_aws import PERSON, SSO, START, Aws, refusal, served


@pytest.fixture(scope="module")
def server() -> Iterator[Aws]:
    with served() as aws:
        yield aws


@pytest.fixture
def aws(server: Aws) -> Aws:
    server.clock.now = START
    return server


def test_an_assertion_opens_a_session_of_the_role_asked_for(aws: Aws) -> None:
    answer = aws.sign_in(grant(FUMIDAI, "sso-8h"), assertion=aws.said(SSO, grant(FUMIDAI, "sso-8h")))
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{FUMIDAI}:assumed-role/sso-8h/{PERSON}"
    who = aws.client("sts", answer["Credentials"]).get_caller_identity()
    assert who["Account"] == FUMIDAI
    assert who["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_the_answer_repeats_what_the_assertion_said(aws: Aws) -> None:
    answer = aws.sign_in(
        assertion=aws.said(name_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient")
    )
    assert answer["Subject"] == PERSON
    assert answer["SubjectType"] == "transient"
    assert answer["Issuer"] == APP.issuer
    assert answer["Audience"] == APP.acs


def test_the_keys_work_as_the_role_they_were_given_for(aws: Aws) -> None:
    assert aws.users(aws.bastion()) == ["bastion-admin", "break-glass", "deploy-robot"]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [({}, 3600), ({"DurationSeconds": 900}, 900), ({"DurationSeconds": 43200}, 43200)],
    ids=["an hour by default", "the shortest", "twelve hours"],
)
def test_a_session_ends_when_it_was_asked_to(aws: Aws, asked: dict[str, Any], seconds: int) -> None:
    assert aws.bastion(**asked)["Expiration"] == START + timedelta(seconds=seconds)


def test_a_session_ends_no_later_than_the_assertion_lets_it(aws: Aws) -> None:
    ends = START + timedelta(minutes=20)
    answer = aws.sign_in(assertion=aws.said(session_ends=ends), DurationSeconds=43200)
    assert answer["Credentials"]["Expiration"] == ends


def test_one_assertion_serves_several_roles(aws: Aws) -> None:
    second = grant(FUMIDAI, "sso-short")
    both = aws.said(SSO, second)
    arns = [aws.sign_in(each, assertion=both)["AssumedRoleUser"]["Arn"] for each in (SSO, second)]
    assert len(set(arns)) == 2


@pytest.mark.parametrize(
    "text",
    [
        role_value(SSO),
        role_value(SSO, provider_first=True),
        role_value(SSO, trailing_comma=True),
        role_value(SSO, space="\n  "),
    ],
    ids=["role first", "provider first", "trailing comma", "spaces"],
)
def test_aws_does_not_mind_how_the_administrator_typed_the_role(aws: Aws, text: str) -> None:
    assert aws.sign_in(assertion=aws.said(roles=(text,)))


@pytest.mark.parametrize(
    "changes",
    [
        {"fractions": False},
        {"signed": Signed.RESPONSE},
        {"authenticated": START - timedelta(days=6)},
        {"session_duration": 43200},
        {"issued": START - timedelta(seconds=299)},
        {"audience": "urn:amazon:webservices"},
    ],
    ids=str,
)
def test_what_google_may_vary_is_accepted(aws: Aws, changes: dict[str, Any]) -> None:
    assert aws.sign_in(assertion=aws.said(**changes))


@pytest.mark.parametrize(
    ("partition", "account", "acs", "region"),
    [
        ("aws-us-gov", GOV_FUMIDAI, GOV_ACS, "us-gov-west-1"),
        ("aws-cn", CHINA_FUMIDAI, CHINA_ACS, "cn-north-1"),
    ],
)
def test_other_partitions_open_too(aws: Aws, partition: str, account: str, acs: str, region: str) -> None:
    role = grant(account, "sso", partition_id=partition)
    keys = aws.bastion(role, assertion=aws.said(role, destination=acs))
    assert aws.client("sts", keys, region).get_caller_identity()["Arn"].startswith(f"arn:{partition}:sts::")


def test_a_second_provider_vouches_for_the_same_role(aws: Aws) -> None:
    assert aws.sign_in(grant(FUMIDAI, "sso", "GoogleSecond"))


def test_the_session_lies_under_its_three_secrets_for_the_console(aws: Aws) -> None:
    keys = aws.bastion()
    three = (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    session = aws.app.sessions.lookup(*three)
    assert session is not None
    assert not session.chained
    assert session.expires == keys["Expiration"]
    assert aws.app.sessions.lookup(three[0], three[1], "another token") is None
    assert aws.app.sessions.lookup(three[0], "another secret", three[2]) is None
    assert keys["SecretAccessKey"] not in repr(session)
    assert keys["SessionToken"] not in repr(session)


@dataclass(frozen=True)
class Case:
    """One refusal: what AWS answers to a changed assertion, another role or other parameters."""

    name: str
    status: int
    code: str
    message: str
    changes: dict[str, Any] = field(default_factory=dict)
    chosen: Grant = SSO
    parameters: dict[str, Any] = field(default_factory=dict)
    keys: IssuerKeys | None = None


NOT_AUTHORIZED = "Not authorized to perform sts:AssumeRoleWithSAML"
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
NOT_MATCHING = "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"


def bound(name: str, value: str, constraint: str) -> str:
    return (
        f"1 validation error detected: Value {value} at '{name}' failed to satisfy constraint: {constraint}"
    )


def noise(size: int) -> str:
    """A policy that does not shrink when packed."""
    text = "".join(hashlib.sha256(bytes([each])).hexdigest() for each in range(size // 64))
    return json.dumps({"Statement": text})


WITH_A_DOCUMENT_TYPE = (
    b"<!DOCTYPE r [<!ENTITY b 'c'>]>"
    b"<r:Response xmlns:r='urn:oasis:names:tc:SAML:2.0:protocol'>&b;</r:Response>"
)
REFUSALS = [
    Case("the role allows less", 400, "ValidationError", TOO_LONG,
         chosen=grant(FUMIDAI, "sso-8h"), parameters={"DurationSeconds": 43200}),
    Case("more than twelve hours", 400, "ValidationError",
         bound("durationSeconds", "'43201'", "Member must have value less than or equal to 43200"),
         parameters={"DurationSeconds": 43201}),
    Case("less than a quarter", 400, "ValidationError",
         bound("durationSeconds", "'899'", "Member must have value greater than or equal to 900"),
         parameters={"DurationSeconds": 899}),
    Case("five minutes old", 400, "ExpiredTokenException",
         "Token must be redeemed within 5 minutes of issuance",
         {"issued": START - timedelta(minutes=5), "holds_for": timedelta(hours=1)}),
    Case("its own end has passed", 400, "ExpiredTokenException", "Response has expired",
         {"issued": START - timedelta(minutes=2), "holds_for": timedelta(minutes=2)}),
    Case("from the future", 400, "InvalidIdentityToken", "Response is not yet valid",
         {"issued": START + timedelta(minutes=5, seconds=1)}),
    Case("signed by an unknown certificate", 400, "InvalidIdentityToken", "Response signature invalid",
         keys=IssuerKeys.make(START)),
    Case("not signed", 400, "InvalidIdentityToken", "Response signature invalid", {"signed": Signed.NOTHING}),
    Case("no session name", 400, "InvalidIdentityToken", "RoleSessionName is required in AuthnResponse",
         {"session_name": None}),
    Case("a session name with a space", 400, "InvalidIdentityToken", NOT_MATCHING, {"session_name": "a b"}),
    Case("a session name of one letter", 400, "InvalidIdentityToken", NOT_MATCHING, {"session_name": "a"}),
    Case("a session name of 65", 400, "InvalidIdentityToken", NOT_MATCHING, {"session_name": "a" * 65}),
    Case("another company's issuer", 400, "InvalidIdentityToken", "Issuer not present in specified provider",
         {"issuer": PARTNER_APP.issuer}),
    Case("no such provider", 400, "InvalidIdentityToken", "Specified provider doesn't exist.",
         chosen=grant(FUMIDAI, "sso", "Goggle")),
    Case("a provider that is no ARN", 400, "InvalidIdentityToken", "Specified provider doesn't exist.",
         parameters={"PrincipalArn": "GoogleGoogleGoogleGoogle"}),
    Case("another audience", 400, "InvalidIdentityToken", "Response does not contain the required audience.",
         {"audience": "https://example.com/saml"}),
    Case("the audience of another partition", 400, "InvalidIdentityToken",
         "Response does not contain the required audience.", {"audience": GOV_ACS}),
    Case("not base64", 400, "InvalidIdentityToken", "Invalid base64 SAMLResponse",
         parameters={"SAMLAssertion": "<Response/>"}),
    Case("not SAML", 400, "InvalidIdentityToken", "Invalid SAML response",
         parameters={"SAMLAssertion": form_value(b"<Response/>")}),
    Case("with a document type", 400, "InvalidIdentityToken", "Invalid SAML response",
         parameters={"SAMLAssertion": form_value(WITH_A_DOCUMENT_TYPE)}),
    Case("refused by Google", 403, "IDPRejectedClaim",
         "The identity provider (IdP) reported that authentication failed.",
         {"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"}),
    Case("no such role", 403, "AccessDenied", NOT_AUTHORIZED, chosen=grant(FUMIDAI, "SSO")),
    Case("a role the assertion does not name", 403, "AccessDenied", NOT_AUTHORIZED,
         {"roles": (role_value(grant(FUMIDAI, "sso-8h")),)}),
    Case("the right role with the other provider", 403, "AccessDenied", NOT_AUTHORIZED,
         {"roles": (role_value(grant(FUMIDAI, "sso", "GoogleSecond")),)}),
    Case("no role at all", 403, "AccessDenied", NOT_AUTHORIZED, {"roles": ()}),
    Case("a role whose trust policy wants another audience", 403, "AccessDenied", NOT_AUTHORIZED,
         chosen=grant(FUMIDAI, "sso-wrong-audience")),
    Case("a recipient that SAML:aud does not name", 403, "AccessDenied", NOT_AUTHORIZED,
         {"recipient": "http://127.0.0.1:8400/saml"}),
    Case("STS switched off", 403, "RegionDisabledException",
         f"STS is not activated in this region for account:{CLOSED}. Your account administrator can activate "
         "STS in this region using the IAM Console.", chosen=grant(CLOSED, "sso")),
    Case("a session policy that is no policy", 400, "MalformedPolicyDocument",
         "The policy is not in the valid JSON format.", parameters={"Policy": "{"}),
    Case("a role that is no ARN", 400, "ValidationError", "Request ARN is invalid",
         parameters={"RoleArn": "role/from/another/planet"}),
    Case("no assertion", 400, "ValidationError",
         bound("sAMLAssertion", "null", "Member must not be null"), parameters={"SAMLAssertion": None}),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_aws_refuses(aws: Aws, case: Case) -> None:
    assertion = aws.said(case.chosen, **case.changes)
    parameters = {name: value for name, value in case.parameters.items() if value is not None}
    left_out = [name for name, value in case.parameters.items() if value is None]
    with pytest.raises(ClientError) as caught:
        sign_in_without(aws, left_out, case.chosen, assertion, case.keys, parameters)
    assert refusal(caught.value) == (case.status, case.code, case.message)


def sign_in_without(
    aws: Aws,
    left_out: list[str],
    chosen: Grant,
    assertion: Assertion,
    keys: IssuerKeys | None,
    parameters: dict[str, Any],
) -> None:
    given = {
        "RoleArn": chosen.role,
        "PrincipalArn": chosen.provider,
        "SAMLAssertion": form_value(make_response(assertion, keys or aws.issuer)),
    } | parameters
    aws.unsigned().assume_role_with_saml(**{k: v for k, v in given.items() if k not in left_out})


def test_a_session_policy_that_does_not_pack_small_enough_is_refused(aws: Aws) -> None:
    assert aws.sign_in(Policy=json.dumps({"Statement": "a" * 2000}))["PackedPolicySize"] < 10
    with pytest.raises(ClientError) as caught:
        aws.sign_in(Policy=noise(2000))
    status, code, message = refusal(caught.value)
    assert (status, code) == (400, "PackedPolicyTooLarge")
    assert re.fullmatch(
        r"Packed policy consumes 1\d\d% of allotted space, please use smaller policy\.", message
    )


def test_several_wrong_parameters_are_named_in_one_sentence(aws: Aws) -> None:
    with pytest.raises(ClientError) as caught:
        aws.sign_in(RoleArn="arn", DurationSeconds=1)
    assert refusal(caught.value)[2].startswith(
        "2 validation errors detected: Value 'arn' at 'roleArn' failed"
    )


def test_the_partner_signs_in_to_its_own_account_only(aws: Aws) -> None:
    theirs = grant(PARTNER, "sso")
    assert aws.sign_in(theirs, assertion=aws.said(theirs, issuer=PARTNER_APP.issuer))
    with pytest.raises(ClientError, match="Issuer not present in specified provider"):
        aws.sign_in(assertion=aws.said(issuer=PARTNER_APP.issuer))


def add_a_role(text: str) -> str:
    return text.replace("role/sso-short,", "role/sso,")


def double_the_assertion(text: str) -> str:
    """Signature wrapping: a forged assertion stands before the signed one."""
    start, end = text.index("<saml2:Assertion"), text.index("</saml2p:Response>")
    forged = add_a_role(text[start:end])
    forged = forged[: forged.index("<ds:Signature")] + forged[forged.index("</ds:Signature>") + 15 :]
    return text[:start] + forged.replace(' ID="_', ' ID="_x') + text[start:]


@pytest.mark.parametrize("forge", [add_a_role, double_the_assertion])
def test_an_assertion_changed_after_signing_opens_nothing(aws: Aws, forge: Callable[[str], str]) -> None:
    honest = make_response(aws.said(grant(FUMIDAI, "sso-short")), aws.issuer).decode()
    changed = forge(honest)
    assert changed != honest
    with pytest.raises(ClientError) as caught:
        aws.sign_in(SAMLAssertion=form_value(changed.encode()))
    assert refusal(caught.value)[1] in ("InvalidIdentityToken", "AccessDenied")


def test_a_role_and_a_provider_made_at_run_time_count_as_well(aws: Aws) -> None:
    admin = aws.client("iam", aws.switch(aws.bastion(), f"arn:aws:iam::{PRODUCTION}:role/Admin"))
    new = grant(PRODUCTION, "made-now", "New")
    admin.create_saml_provider(Name="New", SAMLMetadataDocument=metadata(APP.issuer, aws.issuer))
    admin.create_role(
        RoleName="made-now",
        AssumeRolePolicyDocument=trust_saml([new.provider], APP.acs),
        MaxSessionDuration=7200,
    )
    assert aws.bastion(new, DurationSeconds=7200)["Expiration"] == START + timedelta(hours=2)
    with pytest.raises(ClientError, match="exceeds the MaxSessionDuration"):
        aws.bastion(new, DurationSeconds=7201)
