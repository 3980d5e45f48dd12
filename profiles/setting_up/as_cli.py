"""Resources as commands of the AWS CLI, for a POSIX shell.

The commands stand in a subshell, so that the text can be run as a file or pasted: where one fails, the rest is not
tried and the person's shell stays. Keys of another account are refused before anything is made.

`--option=value` rather than two words, since names may begin with `-`. What a person wrote (description, tags)
travels as `--cli-input-json`, since the CLI reads an option's value that begins with `file://` as a file.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from profiles.partitions import partition
from profiles.setting_up.policies import compact
from profiles.setting_up.resources import (
    METADATA_FILE,
    Place,
    Resource,
    Role,
    SamlProvider,
    SwitchPolicy,
    User,
)
from profiles.setting_up.setups import Tags

_BREAK = " \\\n    "


def creating(resources: Iterable[Resource], place: Place) -> str:
    """Commands that make all of them anew; one that exists stops them."""
    return _script(place, (command for resource in resources for command in _made(resource, place)))


def replacing(policies: Iterable[SwitchPolicy], place: Place) -> str:
    """Commands that give switch policies, which exist, their new content. IAM keeps five versions of each."""
    changed = (
        _command(
            place,
            "create-policy-version",
            policy_arn=each.arn,
            policy_document=compact(each.document),
            set_as_default=None,
        )
        for each in policies
    )
    return _script(place, changed)


def _made(resource: Resource, place: Place) -> Iterator[str]:
    match resource:
        case SamlProvider(name):
            metadata = f"file://{METADATA_FILE}"
            yield _command(place, "create-saml-provider", name=name, saml_metadata_document=metadata)
        case Role(arn):
            yield _command(
                place,
                "create-role",
                role_name=arn.name,
                path=arn.path,
                max_session_duration=str(resource.max_session_seconds),
                assume_role_policy_document=compact(resource.trust),
                **_typed(resource.tags, resource.description),
            )
            for policy_arn in resource.policy_arns:
                yield _command(place, "attach-role-policy", role_name=arn.name, policy_arn=policy_arn)
        case SwitchPolicy(role, _, document):
            yield _command(
                place, "create-policy", policy_name=resource.name, policy_document=compact(document)
            )
            yield _command(place, "attach-role-policy", role_name=role.name, policy_arn=resource.arn)
        case User(name, tags, policy_name, policy):
            yield _command(place, "create-user", user_name=name, **_typed(tags))
            yield _command(
                place,
                "put-user-policy",
                user_name=name,
                policy_name=policy_name,
                policy_document=compact(policy),
            )


def _typed(tags: Tags, description: str = "") -> dict[str, str]:
    given: dict[str, object] = {"Description": description} if description else {}
    if tags:
        given["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    return {"cli_input_json": compact(given)} if given else {}


def _command(place: Place, action: str, **options: str | None) -> str:
    """An option that is None has no value."""
    region = partition(place.partition).first_region  # tells the CLI which partition's IAM is meant
    words = [f"aws iam {action} --region={region}"]
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        words.append(option if value is None else f"{option}={shlex.quote(value)}")
    return _BREAK.join(words)


def _script(place: Place, commands: Iterable[str]) -> str:
    region = partition(place.partition).first_region
    check = (
        f"account=$(aws sts get-caller-identity --region={region} --query=Account --output=text)\n"
        f'if [ "$account" != {place.account} ]; then\n'
        f'    echo "These keys are of account $account. Use keys of {place.account}." >&2\n'
        "    exit 1\n"
        "fi"
    )
    return "(\nset -eu\n" + "\n".join([check, *commands]) + "\n)\n"
