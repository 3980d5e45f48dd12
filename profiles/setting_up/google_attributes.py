"""What Google's admin console has to hold for a bastion: exact texts, each for one field.

Sources: AWS docs, "Configure SAML assertions for the authentication response" (attribute names, the pair of ARNs,
900 to 43200 seconds); Google's guide to the AWS application writes role first, then provider.
"""

from __future__ import annotations

from dataclasses import dataclass

from profiles.setting_up.setups import BastionSetup

ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
CATEGORY = "AWS"
"""The category of Google's custom attributes. Its name is free; `documents` and `steps` use this one."""


@dataclass(frozen=True, slots=True)
class GoogleText:
    """`value` is to be copied as it stands; `field` says where to, `about` why."""

    field: str
    value: str
    about: str


def service_provider(setup: BastionSetup) -> tuple[GoogleText, ...]:
    """The application itself: whom Google's answers are addressed to."""
    return (
        GoogleText(
            "ACS URL",
            setup.saml_address,
            "Google posts its answer there, and the role takes no other address.",
        ),
        GoogleText("Entity ID", setup.saml_address, "Google names it as the audience of its answer."),
        GoogleText("Start URL", "", "Stays empty, so that the console opens."),
    )


def user_attributes(setup: BastionSetup) -> tuple[GoogleText, ...]:
    """The custom attributes of every user who may become the bastion."""
    return (
        GoogleText(
            f"{CATEGORY} > Role",
            f"{setup.role},{setup.provider_arn}",
            "The role, a comma, the provider, without a space. One value for each role of the user.",
        ),
        GoogleText(
            f"{CATEGORY} > SessionDuration",
            str(setup.console_session_seconds),
            "Seconds the console stays open. It does not lengthen the keys that tools get.",
        ),
    )


def attribute_mapping() -> tuple[GoogleText, ...]:
    """The application's attribute mapping: the left side is the user's field, the value AWS's name for it."""
    return (
        GoogleText(
            "Basic information > Primary email",
            f"{ATTRIBUTES}RoleSessionName",
            "AWS's records then name the person.",
        ),
        GoogleText(f"{CATEGORY} > Role", f"{ATTRIBUTES}Role", "The roles the person may take."),
        GoogleText(
            f"{CATEGORY} > SessionDuration",
            f"{ATTRIBUTES}SessionDuration",
            "Without it the console stays open for an hour.",
        ),
    )
