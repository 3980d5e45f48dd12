"""Who does what where, in order, with the page to open and what that takes. Sentences for people.

Console paths: `iamv2` is IAM, the same for all regions of a partition; what follows `#` is a page inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from profiles.arns import RoleArn
from profiles.partitions import partition
from profiles.setting_up.google_attributes import (
    GoogleText,
    attribute_mapping,
    service_provider,
    user_attributes,
)
from profiles.setting_up.resources import METADATA_FILE, Place, place_of, switch_policies
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup

GOOGLE_ADMIN = "https://admin.google.com/"
_IAM_ADMIN = "A person or role with IAM rights in the account, such as AdministratorAccess."
_GOOGLE_ADMIN = "An administrator of your Google Workspace."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    where: str
    """The account or console."""
    what: str
    needs: str
    """Who can do it."""
    link: str | None = None
    values: tuple[GoogleText, ...] = ()
    """What to copy into which field."""


def steps(setup: Setup) -> tuple[Step, ...]:
    match setup:
        case TargetSetup():
            return _target(setup)
        case BastionSetup():
            return _bastion(setup)
        case SwitchSetup():
            return _switch(setup)
        case KeysForPrograms():
            return _program(setup)


def iam_page(place: Place, page: str) -> str:
    """A page of IAM in the console of the partition: `roles`, `policies`, `users/details/Name` …"""
    return f"https://{partition(place.partition).console_host()}/iamv2/home#/{page}"


def _target(setup: TargetSetup) -> tuple[Step, ...]:
    place, bastion = place_of(setup), Place(setup.bastion_role.partition, setup.bastion_role.account)
    return (
        _aws(place, f"Make the role {setup.role.name} with its trust policy and permissions.", "roles"),
        _aws(
            bastion,
            f"Permit the bastion's role {setup.bastion_role.name} to switch to {setup.role}: "
            "add it to the bastion's switch policy, whose text is under Switching.",
            _role_page(setup.bastion_role),
        ),
        _try(f"Switch from the bastion to {setup.role.name}. Both sides have to agree, so both steps count."),
    )


def _bastion(setup: BastionSetup) -> tuple[Step, ...]:
    place = place_of(setup)
    return (
        _google(
            "Add a SAML application for AWS, and enter whom its answers are for.", service_provider(setup)
        ),
        _google(f"Download the application's IdP metadata and save it as {METADATA_FILE}."),
        _aws(
            place, f"Make the SAML provider {setup.provider_name} from {METADATA_FILE}.", "identity_providers"
        ),
        _aws(place, f"Make the role {setup.role.name}, which only Google's answers open.", "roles"),
        *_switch_policies(setup.role, len(switch_policies(setup.role, setup.targets))),
        _google("Add the custom attributes, and fill them in for each user.", user_attributes(setup)),
        _google("Map the attributes in the application.", attribute_mapping()),
        _google("Turn the application on for the people who may use it."),
        _try("Sign in. If AWS refuses, compare the attribute Role with the two ARNs, letter by letter."),
    )


def _switch(setup: SwitchSetup) -> tuple[Step, ...]:
    role = setup.bastion_role
    count = len(switch_policies(role, setup.targets))
    return (
        *_switch_policies(role, count),
        _aws(
            place_of(setup),
            f"If {role.name} has a switch policy with a number above {count}, detach and delete it: it is left over "
            "from a longer list and still permits its targets.",
            _role_page(role),
        ),
        _try("Switch to each target once. A target must trust the bastion's role too."),
    )


def _switch_policies(role: RoleArn, count: int) -> tuple[Step, ...]:
    if not count:
        return ()
    what = (
        f"Make the switch policy of {role.name} and attach it."
        if count == 1
        else f"Make the {count} switch policies of {role.name} and attach them."
    )
    return (_aws(Place(role.partition, role.account), what, "policies"),)


def _role_page(role: RoleArn) -> str:
    return f"roles/details/{quote(role.name, safe='')}"


def _program(setup: KeysForPrograms) -> tuple[Step, ...]:
    place, page = place_of(setup), f"users/details/{quote(setup.user_name, safe='')}"
    return (
        _aws(place, f"Make the user {setup.user_name} with its tag Owner and the denying policy.", "users"),
        _aws(
            place, "Attach what the program needs and nothing else: the denying policy allows nothing.", page
        ),
        _aws(
            place,
            "Make an access key on the machine where the program runs, and put it where only the program reads.",
            page,
        ),
        _try("Run the program there, then use the key from elsewhere once: AWS must deny it."),
    )


def _aws(place: Place, what: str, page: str) -> Step:
    return Step(f"AWS account {place.account}", what, _IAM_ADMIN, iam_page(place, page))


def _google(what: str, values: tuple[GoogleText, ...] = ()) -> Step:
    return Step("Google admin console", what, _GOOGLE_ADMIN, GOOGLE_ADMIN, values)


def _try(what: str) -> Step:
    return Step("Here", what, "Nothing more.")
