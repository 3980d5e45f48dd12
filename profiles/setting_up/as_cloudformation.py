"""Resources as a CloudFormation template, in JSON: CloudFormation reads it, and the standard library writes it.

A string in it means itself; only `{{resolve:` would not, and no answer may hold that (`reasons`).
"""

from __future__ import annotations

from collections.abc import Iterable

from profiles.setting_up.policies import pretty
from profiles.setting_up.resources import METADATA_FILE, Resource, Role, SamlProvider, SwitchPolicy, User
from profiles.setting_up.setups import Tags

METADATA_PARAMETER = "GoogleMetadata"


def template(resources: Iterable[Resource], description: str) -> str:
    """`description` is one sentence about the whole."""
    resources = tuple(resources)
    role_is_made = any(isinstance(each, Role) for each in resources)
    needs_metadata = any(isinstance(each, SamlProvider) for each in resources)
    parameter = {"Type": "String", "Description": f"The whole text of {METADATA_FILE}, from Google."}
    whole = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": description,
        **({"Parameters": {METADATA_PARAMETER: parameter}} if needs_metadata else {}),
        "Resources": dict(_resource(each, role_is_made=role_is_made) for each in resources),
    }
    return pretty(whole)


def _resource(resource: Resource, *, role_is_made: bool) -> tuple[str, object]:
    """Logical id and definition."""
    match resource:
        case SamlProvider(name):
            properties = {"Name": name, "SamlMetadataDocument": {"Ref": METADATA_PARAMETER}}
            return "GoogleProvider", {"Type": "AWS::IAM::SAMLProvider", "Properties": properties}
        case Role(arn):
            return "Role", {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": arn.name,
                    "Path": arn.path,
                    **({"Description": resource.description} if resource.description else {}),
                    "MaxSessionDuration": resource.max_session_seconds,
                    "AssumeRolePolicyDocument": resource.trust,
                    **({"ManagedPolicyArns": list(resource.policy_arns)} if resource.policy_arns else {}),
                    **_tags(resource.tags),
                },
            }
        case SwitchPolicy(role, number, document):
            return f"Switch{number}", {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "ManagedPolicyName": resource.name,
                    "PolicyDocument": document,
                    "Roles": [{"Ref": "Role"} if role_is_made else role.name],
                },
            }
        case User(name, tags, policy_name, policy):
            return "Program", {
                "Type": "AWS::IAM::User",
                "Properties": {
                    "UserName": name,
                    "Policies": [{"PolicyName": policy_name, "PolicyDocument": policy}],
                    **_tags(tags),
                },
            }


def _tags(tags: Tags) -> dict[str, object]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags]} if tags else {}
