"""IAM in the sandbox for tests: an administrator of any account, and the resources of a setup made by API calls."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from auth.sandbox.assertion import metadata
from auth.sandbox.company import APP
from profiles.partitions import partition
from profiles.setting_up.policies import compact
from profiles.setting_up.resources import Place, Resource, Role, SamlProvider, SwitchPolicy, User
from tests.sandbox_aws import Aws, Keys

ADMINISTRATOR = "setup-administrator"
EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)


def administrator(place: Place) -> Keys:
    """Keys of a user of the account who may do everything; made once."""
    from moto.iam.models import iam_backends

    iam = iam_backends[place.account][place.partition]
    if ADMINISTRATOR not in iam.users:
        iam.create_user(region_name=place.partition, user_name=ADMINISTRATOR, path="/")
        iam.put_user_policy(ADMINISTRATOR, "everything", EVERYTHING)
        iam.create_access_key(ADMINISTRATOR)
    (key,) = iam.users[ADMINISTRATOR].access_keys
    return {"AccessKeyId": key.access_key_id, "SecretAccessKey": key.secret_access_key}


def client(aws: Aws, place: Place) -> Any:
    """boto3's IAM client, with the administrator's keys."""
    return aws.client("iam", administrator(place), partition(place.partition).first_region)


def make(aws: Aws, place: Place, resources: Iterable[Resource]) -> None:
    """The resources by boto3, whose own checks of parameters are on."""
    iam = client(aws, place)
    for each in resources:
        match each:
            case SamlProvider(name):
                document = metadata(APP.issuer, aws.issuer)
                iam.create_saml_provider(Name=name, SAMLMetadataDocument=document)
            case Role(arn):
                iam.create_role(
                    RoleName=arn.name,
                    Path=arn.path,
                    Description=each.description,
                    MaxSessionDuration=each.max_session_seconds,
                    AssumeRolePolicyDocument=compact(each.trust),
                    Tags=[{"Key": key, "Value": value} for key, value in each.tags],
                )
                for policy_arn in each.policy_arns:
                    iam.attach_role_policy(RoleName=arn.name, PolicyArn=policy_arn)
            case SwitchPolicy(role):
                made = iam.create_policy(PolicyName=each.name, PolicyDocument=compact(each.document))
                iam.attach_role_policy(RoleName=role.name, PolicyArn=made["Policy"]["Arn"])
            case User():
                raise NotImplementedError("no test makes users by boto3")
