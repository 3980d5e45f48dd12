"""All texts of a setup, each with a file name: as JSON, AWS CLI commands, CloudFormation and Terraform.

A setup with reasons against it (`profiles.setting_up.checks`) has no texts worth using; ask for the reasons first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from profiles.setting_up import as_cli, as_cloudformation, as_terraform
from profiles.setting_up.google_attributes import (
    GoogleText,
    attribute_mapping,
    service_provider,
    user_attributes,
)
from profiles.setting_up.policies import pretty
from profiles.setting_up.resources import (
    METADATA_FILE,
    Place,
    Resource,
    Role,
    SwitchPolicy,
    User,
    place_of,
    resources_of,
)
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup


class Format(Enum):
    """The value is what people call it."""

    JSON = "JSON"
    CLI = "AWS CLI"
    CLOUDFORMATION = "CloudFormation"
    TERRAFORM = "Terraform"
    GOOGLE = "Google"


@dataclass(frozen=True, slots=True)
class Text:
    """One text to copy or to save. `text` ends with a newline; files are UTF-8."""

    title: str
    format: Format
    file_name: str
    text: str
    use: str
    """What to do with it: a sentence."""


def documents(setup: Setup) -> tuple[Text, ...]:
    """Every text of the setup: the JSON documents first, then each whole in the other formats."""
    place, resources, stem = place_of(setup), resources_of(setup), stem_of(setup)
    what = _what(setup)
    return (
        *(text for resource in resources for text in _jsons(resource, stem)),
        Text(what, Format.CLI, f"{stem}.sh", as_cli.creating(resources, place), _use_of_commands(setup)),
        *_replacements(resources, place, stem),
        Text(
            what,
            Format.CLOUDFORMATION,
            f"{stem}.template.json",
            as_cloudformation.template(resources, what),
            _use_of_template(setup),
        ),
        Text(
            what,
            Format.TERRAFORM,
            f"{stem}.tf",
            as_terraform.configuration(resources, stem),
            _use_of_configuration(setup),
        ),
        *_google(setup, stem),
    )


def stem_of(setup: Setup) -> str:
    """How the setup's files are called, without their endings: what it is, account and name."""
    place = place_of(setup)
    match setup:
        case TargetSetup():
            kind, name = "target", setup.role.name
        case BastionSetup():
            kind, name = "bastion", setup.role.name
        case SwitchSetup():
            kind, name = "switch", setup.bastion_role.name
        case KeysForPrograms():
            kind, name = "program", setup.user_name
    return f"{kind}-{place.account}-{name}"


def _what(setup: Setup) -> str:
    place = place_of(setup)
    match setup:
        case TargetSetup():
            return f"Role {setup.role.name} in account {place.account}, reached from a bastion"
        case BastionSetup():
            return f"Role {setup.role.name} in account {place.account}, reached by signing in to Google"
        case SwitchSetup():
            return f"Where the bastion {setup.bastion_role.name} of account {place.account} may switch to"
        case KeysForPrograms():
            return f"User {setup.user_name} in account {place.account}, for one program"


def _use_of_commands(setup: Setup) -> str:
    account = place_of(setup).account
    if isinstance(setup, BastionSetup):
        return f"Run it where {METADATA_FILE} lies, in a POSIX shell, with administrator's keys of {account}."
    return f"Run it in a POSIX shell with administrator's keys of account {account}."


def _use_of_template(setup: Setup) -> str:
    account = place_of(setup).account
    if isinstance(setup, BastionSetup):
        return (
            f"Make a stack of it in account {account}, with the text of {METADATA_FILE} as its parameter and the "
            "capability CAPABILITY_NAMED_IAM."
        )
    return f"Make a stack of it in account {account}, with the capability CAPABILITY_NAMED_IAM."


def _use_of_configuration(setup: Setup) -> str:
    account = place_of(setup).account
    if isinstance(setup, BastionSetup):
        return f"Apply it with {METADATA_FILE} beside it and the provider aws set to account {account}."
    return f"Apply it with the provider aws set to account {account}."


def _jsons(resource: Resource, stem: str) -> Iterator[Text]:
    match resource:
        case Role(arn, trust):
            title, use = f"Who may take the role {arn.name}", f"Make it the trust policy of {arn.name}."
            yield Text(title, Format.JSON, f"{stem}-trust.json", pretty(trust), use)
        case SwitchPolicy(role, number, document):
            title, use = f"Policy {resource.name}", f"Make a policy of it and attach it to {role.name}."
            yield Text(title, Format.JSON, f"{stem}-switch-{number}.json", pretty(document), use)
        case User(user, _, name, policy):
            use = f"Make it an inline policy of the user {user}."
            yield Text(f"Policy {name}", Format.JSON, f"{stem}-{name}.json", pretty(policy), use)


def _replacements(resources: Iterable[Resource], place: Place, stem: str) -> Iterator[Text]:
    policies = [each for each in resources if isinstance(each, SwitchPolicy)]
    if policies:
        yield Text(
            "New content for switch policies that exist",
            Format.CLI,
            f"{stem}-replace.sh",
            as_cli.replacing(policies, place),
            "IAM keeps five versions of a policy; where there are five, delete an old one first.",
        )


def _google(setup: Setup, stem: str) -> Iterator[Text]:
    if isinstance(setup, BastionSetup):
        parts = (
            "Service provider of the application",
            *_lines(service_provider(setup)),
            "",
            "Custom attributes of each user",
            *_lines(user_attributes(setup)),
            "",
            "Attribute mapping of the application",
            *_lines(attribute_mapping()),
        )
        yield Text(
            "Texts for Google's admin console",
            Format.GOOGLE,
            f"{stem}-google.txt",
            "\n".join(parts) + "\n",
            "Copy each value into its field.",
        )


def _lines(texts: Iterable[GoogleText]) -> Iterator[str]:
    for each in texts:
        yield f"  {each.field}: {each.value}".rstrip()
        yield f"    {each.about}"
