"""Every signed call in the sandbox: whose keys, alive or not, and each protocol's own words for no."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ClientError
from werkzeug.test import Client

from auth.sandbox.aws import AwsApp
from auth.sandbox.company import COMPANY, FUMIDAI, PRODUCTION, ROBOT, WORKLOAD, iam_arn
from tests.sandbox_aws import START, Aws, Keys, refusal, served

ROBOT_KEYS: Keys = {"AccessKeyId": ROBOT.access_key_id, "SecretAccessKey": ROBOT.secret}
INVALID = "The security token included in the request is invalid."
EXPIRED = "The security token included in the request is expired"
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIAINVENTEDBYNOBODY/20980506/eu-central-1/iam/aws4_request, "
    "SignedHeaders=host, Signature="
)
NOT_VALIDATED = "AWS was not able to validate the provided access credentials"

# One call of each wire protocol.
CALLS = {
    "sts": "get_caller_identity",
    "iam": "list_users",
    "ec2": "describe_regions",
    "dynamodb": "list_tables",
    "uxc": "get_account_customizations",
    "s3": "list_buckets",
    "route53": "list_hosted_zones",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Aws]:
    with served() as aws:
        yield aws


@pytest.fixture
def aws(server: Aws) -> Aws:
    server.clock.now = START
    return server


@pytest.fixture
def keys(aws: Aws) -> Keys:
    return aws.bastion()


def refused(aws: Aws, keys: Keys, service: str = "sts", region: str | None = None) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        getattr(aws.client(service, keys, region), CALLS[service])()
    return refusal(caught.value)


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("sts", (403, "InvalidClientTokenId", INVALID)),
        ("iam", (403, "InvalidClientTokenId", INVALID)),
        ("route53", (403, "InvalidClientTokenId", INVALID)),
        ("dynamodb", (400, "UnrecognizedClientException", INVALID)),
        ("uxc", (403, "UnrecognizedClientException", INVALID)),
        ("ec2", (401, "AuthFailure", NOT_VALIDATED)),
        ("s3", (403, "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.")),
    ],
)  # fmt: skip
def test_unknown_keys_are_refused(aws: Aws, keys: Keys, service: str, words: tuple[int, str, str]) -> None:
    assert refused(aws, keys | {"AccessKeyId": "ASIAINVENTEDBYNOBODY"}, service) == words
    assert refused(aws, {"AccessKeyId": "AKIAINVENTEDBYNOBODY", "SecretAccessKey": "x"}, service) == words


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ("sts", (403, "ExpiredToken", EXPIRED)),
        ("iam", (403, "ExpiredToken", EXPIRED)),
        ("route53", (403, "ExpiredToken", EXPIRED)),
        ("dynamodb", (400, "ExpiredTokenException", EXPIRED)),
        ("uxc", (403, "ExpiredTokenException", EXPIRED)),
        ("ec2", (400, "RequestExpired", "Request has expired.")),
        ("s3", (400, "ExpiredToken", "The provided token has expired.")),
    ],
)
def test_ended_keys_are_refused(aws: Aws, keys: Keys, service: str, words: tuple[int, str, str]) -> None:
    aws.later(hours=1)
    assert refused(aws, keys, service) == words


def test_keys_work_until_their_last_second(aws: Aws) -> None:
    keys = aws.bastion(DurationSeconds=900)
    aws.clock.now = START + timedelta(seconds=899)
    assert aws.client("sts", keys).get_caller_identity()["Account"] == FUMIDAI
    aws.later(seconds=1)
    assert refused(aws, keys)[1] == "ExpiredToken"


def test_an_ended_session_can_no_longer_switch(aws: Aws, keys: Keys) -> None:
    aws.later(hours=2)
    with pytest.raises(ClientError) as caught:
        aws.switch(keys, iam_arn(WORKLOAD, "role/from_fumidai"))
    assert refusal(caught.value) == (403, "ExpiredToken", EXPIRED)


def test_a_switched_session_outlives_the_one_it_came_from(aws: Aws) -> None:
    bastion = aws.bastion(DurationSeconds=900)
    target = aws.switch(bastion, iam_arn(WORKLOAD, "role/from_fumidai"))
    aws.later(minutes=30)
    assert aws.users(target) == ["alice", "bob", "carol"]


def test_a_token_belongs_to_its_keys(aws: Aws, keys: Keys) -> None:
    other = aws.bastion()
    assert refused(aws, keys | {"SessionToken": other["SessionToken"]}) == (
        403,
        "InvalidClientTokenId",
        INVALID,
    )
    assert refused(aws, keys | {"SessionToken": None}) == (403, "InvalidClientTokenId", INVALID)
    assert refused(aws, keys | {"SessionToken": "x"}, "dynamodb")[1] == "UnrecognizedClientException"
    assert refused(aws, keys | {"SessionToken": "x"}, "s3") == (
        400,
        "InvalidToken",
        "The provided token is malformed or otherwise invalid.",
    )


@pytest.mark.parametrize("kind", ["another token", "another partition", "a user with a token"])
def test_no_switch_with_keys_that_are_not_whole(aws: Aws, keys: Keys, kind: str) -> None:
    """moto never sees these calls, so it cannot refuse them for us."""
    token = {"SessionToken": aws.bastion()["SessionToken"]}
    asking = {"another token": keys | token, "another partition": keys}.get(kind, ROBOT_KEYS | token)
    region = "us-gov-west-1" if kind == "another partition" else None
    with pytest.raises(ClientError) as caught:
        aws.client("sts", asking, region).assume_role(
            RoleArn=iam_arn(WORKLOAD, "role/from_fumidai"), RoleSessionName="person"
        )
    assert refusal(caught.value) == (403, "InvalidClientTokenId", INVALID)


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("sts", "SignatureDoesNotMatch"),
        ("iam", "SignatureDoesNotMatch"),
        ("dynamodb", "InvalidSignatureException"),
        ("s3", "SignatureDoesNotMatch"),
        ("ec2", "AuthFailure"),
    ],
)
def test_a_wrong_secret_is_refused(aws: Aws, keys: Keys, service: str, code: str) -> None:
    assert refused(aws, keys | {"SecretAccessKey": "guessed"}, service)[1] == code


def test_keys_of_one_partition_are_unknown_in_another(aws: Aws, keys: Keys) -> None:
    assert refused(aws, keys, region="us-gov-west-1")[1] == "InvalidClientTokenId"
    assert refused(aws, ROBOT_KEYS, region="cn-north-1")[1] == "InvalidClientTokenId"


def test_a_users_keys_never_end(aws: Aws) -> None:
    aws.later(days=3650)
    who = aws.client("sts", ROBOT_KEYS).get_caller_identity()
    assert who["Arn"] == iam_arn(FUMIDAI, "user/robots/deploy-robot")
    assert "deploy-robot" in aws.users(ROBOT_KEYS)


def test_a_users_keys_go_without_a_token(aws: Aws, keys: Keys) -> None:
    assert refused(aws, ROBOT_KEYS | {"SessionToken": keys["SessionToken"]})[1] == "InvalidClientTokenId"


def test_keys_made_at_run_time_work_until_they_are_switched_off(aws: Aws, keys: Keys) -> None:
    iam = aws.client("iam", aws.switch(keys, iam_arn(PRODUCTION, "role/Admin")))
    made = iam.create_access_key(UserName="prod-monitor")["AccessKey"]
    assert aws.client("sts", made).get_caller_identity()["Account"] == PRODUCTION
    iam.update_access_key(UserName="prod-monitor", AccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert refused(aws, made)[1] == "InvalidClientTokenId"


def test_a_permission_nobody_gave_is_refused_by_moto(aws: Aws, keys: Keys) -> None:
    target = aws.switch(keys, iam_arn(WORKLOAD, "role/from_fumidai"))
    with pytest.raises(ClientError) as caught:
        aws.client("iam", target).create_user(UserName="mallory")
    status, code, message = refusal(caught.value)
    assert (status, code) == (403, "AccessDenied")
    assert "from_fumidai/person@example.com is not authorized to perform: iam:CreateUser" in message
    assert refused(aws, target, "dynamodb")[:2] == (400, "AccessDeniedException")


def test_a_signed_get_without_a_body_reaches_its_service(aws: Aws, keys: Keys) -> None:
    """moto's own check of signatures refuses these."""
    admin = aws.switch(keys, iam_arn(PRODUCTION, "role/Admin"))
    assert aws.client("route53", admin).list_hosted_zones()["HostedZones"] == []


def test_a_session_cannot_ask_for_other_session_tokens(aws: Aws, keys: Keys) -> None:
    with pytest.raises(ClientError) as caught:
        aws.client("sts", keys).get_session_token()
    assert refusal(caught.value) == (
        403,
        "AccessDenied",
        "Cannot call GetSessionToken with session credentials",
    )


@pytest.mark.parametrize(
    ("service", "operation", "given", "what"),
    [
        ("uxc", "list_services", {}, "uxc:/v1/services"),
        ("sts", "get_session_token", {}, "sts:GetSessionToken"),
        ("iam", "simulate_principal_policy", {"PolicySourceArn": iam_arn(FUMIDAI, "role/sso"),
         "ActionNames": ["iam:ListUsers"]}, "iam:SimulatePrincipalPolicy"),
    ],
)  # fmt: skip
def test_what_the_sandbox_cannot_answer_says_so_without_a_second_try(
    aws: Aws,
    keys: Keys,
    capfd: pytest.CaptureFixture[str],
    service: str,
    operation: str,
    given: Any,
    what: str,
) -> None:
    asking = ROBOT_KEYS if service == "sts" else aws.switch(keys, iam_arn(PRODUCTION, "role/Admin"))
    with pytest.raises(ClientError) as caught:
        getattr(aws.client(service, asking), operation)(**given)
    assert refusal(caught.value) == (501, "NotImplemented", f"The sandbox has no answer to {what}.")
    assert capfd.readouterr() == ("", "")


def plain(aws: Aws, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
    asked = urllib.request.Request(aws.url + path, data, headers)  # noqa: S310 - our own loopback address
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/", None),
        ("/", b"Action=GetCallerIdentity&Version=2011-06-15"),
        ("/?Action=AssumeRole&Version=2011-06-15", None),
        ("/", b"Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=abcd"),
        ("/moto-api/data.json", None),
        ("/moto-api/reset", b""),
        ("/latest/meta-data/iam/security-credentials/", None),
    ],
)
def test_nothing_but_the_saml_sign_in_goes_unsigned(aws: Aws, path: str, data: bytes | None) -> None:
    status, body = plain(aws, path, data)
    assert status == 403
    assert "MissingAuthenticationToken" in body


def test_an_unsigned_call_of_a_json_service_is_told_in_json(aws: Aws) -> None:
    status, body = plain(aws, "/", b"{}", **{"X-Amz-Target": "DynamoDB_20120810.ListTables"})
    assert status == 400
    assert json.loads(body)["__type"] == "MissingAuthenticationTokenException"


def test_another_kind_of_signature_is_named_incomplete(aws: Aws) -> None:
    status, body = plain(aws, "/", b"Action=GetCallerIdentity", Authorization="Basic cGVyc29uOnNlY3JldA==")
    assert status == 400
    assert "<Code>IncompleteSignature</Code>" in body


def test_the_client_cannot_say_which_account_it_is(aws: Aws, keys: Keys) -> None:
    """moto would believe this header."""
    client = aws.client("iam", keys)
    client.meta.events.register(
        "before-send.iam.*", lambda request, **_: request.headers.__setitem__("x-moto-account-id", PRODUCTION)
    )
    assert client.list_users()["Users"][0]["UserName"] == "bastion-admin"


def test_not_even_a_signature_opens_motos_own_interface(aws: Aws, keys: Keys) -> None:
    client = aws.client("route53", keys)

    def elsewhere(request: Any, **_: Any) -> None:
        request.url = f"{aws.url}/moto-api/data.json"

    client.meta.events.register("before-sign.route53.*", elsewhere)
    with pytest.raises(ClientError) as caught:
        client.list_hosted_zones()
    assert refusal(caught.value)[1] == "NotImplemented"


def test_calls_take_turns(aws: Aws, keys: Keys) -> None:
    """moto's permissions are switched on for one call at a time, which two at once would undo."""
    inside, met = [], threading.Event()

    def clock() -> datetime:
        inside.append(True)
        if len(inside) == 2:
            met.set()
        met.wait(0.1)
        inside.pop()
        return START

    app = AwsApp(COMPANY, aws.issuer, clock)
    calls = [{"Authorization": f"{SIGNED}{each}"} for each in ("a", "b")]
    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(lambda headers: Client(app).get("/", headers=headers).status_code, calls))
    assert statuses == [403, 403]
    assert not met.is_set()


def test_calls_at_once_do_not_mix_up_their_accounts(aws: Aws, keys: Keys) -> None:
    target = aws.switch(keys, iam_arn(WORKLOAD, "role/from_fumidai"))
    clients = [aws.client("iam", each) for each in (keys, target)] * 10
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda client: client.list_users()["Users"][0]["UserName"], clients))
    assert answers == ["bastion-admin", "alice"] * 10
