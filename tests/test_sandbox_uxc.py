"""The sandbox's account colours, asked by a real botocore client and held against botocore's model."""

from __future__ import annotations

import json
from collections.abc import Iterator

import botocore.session
import pytest
from botocore.exceptions import ClientError, ParamValidationError

from auth.account_colours import COLOURS
from auth.sandbox.aws.errors import AwsError
from auth.sandbox.aws.uxc import _changes
from auth.sandbox.company import GOV_ACS, GOV_FUMIDAI, PRODUCTION, STAGING, WORKLOAD, grant, iam_arn
from tests.sandbox_aws import START, Aws, Keys, refusal, served


@pytest.fixture(scope="module")
def server() -> Iterator[Aws]:
    with served() as aws:
        yield aws


@pytest.fixture
def aws(server: Aws) -> Aws:
    server.clock.now = START
    server.app.customizations.known.clear()
    return server


@pytest.fixture
def admin(aws: Aws) -> Keys:
    return aws.switch(aws.bastion(), iam_arn(PRODUCTION, "role/Admin"))


def test_the_colours_are_those_of_the_model() -> None:
    model = botocore.session.Session().get_service_model("uxc")
    assert tuple(getattr(model.shape_for("AccountColor"), "enum", ())) == COLOURS
    assert set(model.operation_names) >= {"GetAccountCustomizations", "UpdateAccountCustomizations"}


def test_an_account_begins_with_the_defaults(aws: Aws, admin: Keys) -> None:
    answer = aws.client("uxc", admin).get_account_customizations()
    assert answer["accountColor"] == "none"
    assert "visibleServices" not in answer, "null, which botocore leaves out"


@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_that_is_set_is_the_accounts_and_the_other_settings_stay(
    aws: Aws, admin: Keys, colour: str
) -> None:
    client = aws.client("uxc", admin)
    client.update_account_customizations(visibleServices=["ec2", "s3"], visibleRegions=["eu-central-1"])
    assert client.update_account_customizations(accountColor=colour)["accountColor"] == colour
    answer = client.get_account_customizations()
    assert answer["accountColor"] == colour
    assert answer["visibleServices"] == ["ec2", "s3"]
    assert answer["visibleRegions"] == ["eu-central-1"]
    developer = aws.switch(aws.bastion(), iam_arn(STAGING, "role/team/dev/Developer"))
    assert aws.client("uxc", developer).get_account_customizations()["accountColor"] == "none"


@pytest.mark.parametrize("given", [{"accountColor": "pinkish"}, {"visibleRegions": ["x"]}])
def test_what_the_model_does_not_have_is_refused(aws: Aws, admin: Keys, given: dict[str, object]) -> None:
    with pytest.raises((ClientError, ParamValidationError)) as caught:
        aws.client("uxc", admin).update_account_customizations(**given)
    assert isinstance(caught.value, ClientError)
    assert refusal(caught.value)[:2] == (400, "ValidationException")


@pytest.mark.parametrize("colour", [[], {}, 3, None])
def test_a_colour_that_is_no_text_is_refused(colour: object) -> None:
    with pytest.raises(AwsError) as caught:
        _changes(json.dumps({"accountColor": colour}).encode())
    assert caught.value.code == "ValidationException"


def test_a_role_may_do_what_its_policies_permit(aws: Aws) -> None:
    bastion = aws.bastion()
    assert aws.client("uxc", bastion).get_account_customizations()["accountColor"] == "none"
    with pytest.raises(ClientError) as caught:
        aws.client("uxc", bastion).update_account_customizations(accountColor="red")
    assert refusal(caught.value)[:2] == (403, "AccessDeniedException")
    blind = aws.switch(bastion, iam_arn(WORKLOAD, "role/from_fumidai"))
    with pytest.raises(ClientError) as caught:
        aws.client("uxc", blind).get_account_customizations()
    assert refusal(caught.value)[:2] == (403, "AccessDeniedException")
    shapes = botocore.session.Session().get_service_model("uxc").operation_model("GetAccountCustomizations")
    assert "AccessDeniedException" in [shape.name for shape in shapes.error_shapes]


def test_each_partition_has_accounts_of_its_own(aws: Aws, admin: Keys) -> None:
    aws.client("uxc", admin).update_account_customizations(accountColor="red")
    assert list(aws.app.customizations.known) == [("aws", PRODUCTION)]
    gov = grant(GOV_FUMIDAI, "sso", partition_id="aws-us-gov")
    keys = aws.bastion(gov, assertion=aws.said(gov, destination=GOV_ACS))
    assert aws.client("uxc", keys, "us-gov-west-1").get_account_customizations()["accountColor"] == "none"
    assert set(aws.app.customizations.known) == {("aws", PRODUCTION), ("aws-us-gov", GOV_FUMIDAI)}
