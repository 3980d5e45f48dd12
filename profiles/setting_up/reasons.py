"""Why a single answer cannot be taken: None, or one sentence. In the manner of `profiles.reasons`.

Limits: AWS docs, "IAM and AWS STS quotas", CreateRole, CreateUser and CreateSAMLProvider; botocore's IAM model
carries the same numbers, and a test holds these against it.
"""

from __future__ import annotations

import re

from profiles.arns import ArnError, RoleArn
from profiles.partitions import UnknownPartition, partition
from profiles.reasons import EXTERNAL_ID
from profiles.setting_up.managed_policies import MANAGED_POLICIES

LONGEST_DESCRIPTION = 1000
SHORTEST_SESSION, LONGEST_SESSION = 3600, 43200
"""Seconds of a role's maximum session."""
SHORTEST_CONSOLE_SESSION = 900
"""Seconds of Google's attribute `SessionDuration`; it ends at `LONGEST_SESSION` too."""
PROVIDER_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
USER_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
POLICY_ARN = re.compile(
    r"arn:([^:]+):iam::(aws|[0-9]{12}):policy/(?:[A-Za-z0-9.,+@=_-]+/)*[A-Za-z0-9_+=,.@-]{1,128}"
)
_NOT_IN_A_POLICY = re.compile(r"[*?${}\"\\]")
"""In a policy these are wildcards, variables or quotes, so a role's path cannot be named exactly with them."""


def role_reason(text: str) -> str | None:
    """For the ARN of a role that is to be made, trusted or permitted."""
    try:
        role = RoleArn.parse(text.strip())
    except ArnError as error:
        return f"{error.what} {error.remedy}"
    wrong = _NOT_IN_A_POLICY.search(role.path)
    if wrong:
        return f"The role's path holds “{wrong[0]}”, which a policy does not take literally."
    return None


def bastion_role_reason(text: str) -> str | None:
    """For the ARN of a role that Google's attribute is to name, beside the provider's and a comma."""
    if "," in text:
        return "A role that people sign in to cannot have a comma in its name or path: Google's attribute has one."
    return role_reason(text)


def permissions_reason(text: str, role: RoleArn) -> str | None:
    """For the name of one of `MANAGED_POLICIES`, or a managed policy's ARN that `role` can carry."""
    if not text:
        return "The permissions are missing. ReadOnlyAccess is a good start."
    if any(each.name == text for each in MANAGED_POLICIES):
        return None
    found = POLICY_ARN.fullmatch(text)
    if found is None or len(text) > 2048:
        return f"“{text}” is neither in the list nor the ARN of a managed policy."
    if found[1] != role.partition:
        return f"This policy lies in {found[1]}, the role in {role.partition}."
    if found[2] not in ("aws", role.account):
        return f"This policy lies in account {found[2]}; a role takes those of its own account and AWS's."
    return None


def description_reason(description: str) -> str | None:
    """An empty description is none at all."""
    if len(description) > LONGEST_DESCRIPTION:
        return f"The description has {len(description)} characters; AWS takes {LONGEST_DESCRIPTION}."
    wrong = re.search(r"[^\t\n\r\x20-\x7e\xa1-\xff]", description)
    if wrong and wrong[0].isprintable():
        return f"AWS takes no “{wrong[0]}” in a role's description: only Western European letters."
    if wrong:
        return "The description holds a character that cannot be seen."
    if "{{resolve:" in description:
        return "CloudFormation reads {{resolve: as a reference. Take it out of the description."
    return None


def max_session_reason(text: str) -> str | None:
    """For a role's maximum session, in seconds."""
    return _seconds_reason(text, SHORTEST_SESSION, "A role's maximum session")


def console_session_reason(text: str) -> str | None:
    """For Google's attribute `SessionDuration`, in seconds."""
    return _seconds_reason(text, SHORTEST_CONSOLE_SESSION, "Google's SessionDuration")


def external_id_reason(external_id: str) -> str | None:
    """An empty external id is none at all."""
    if not external_id or EXTERNAL_ID.fullmatch(external_id):
        return None
    return "An external id has 2 to 1224 letters, digits or _+=,.@:/-."


def provider_name_reason(name: str) -> str | None:
    if not name:
        return "The name of the SAML provider is missing."
    return None if PROVIDER_NAME.fullmatch(name) else "A SAML provider has 1 to 128 letters, digits or _.-."


def user_name_reason(name: str) -> str | None:
    if not name:
        return "The name of the user is missing."
    return None if USER_NAME.fullmatch(name) else "A user name has 1 to 64 letters, digits or _+=,.@-."


def partition_reason(id: str) -> str | None:  # noqa: A002 - the word AWS uses for it
    try:
        partition(id)
    except UnknownPartition as error:
        return str(error)
    return None


def _seconds_reason(text: str, shortest: int, what: str) -> str | None:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return f"{what} is a number of seconds, such as {SHORTEST_SESSION}."
    if not shortest <= int(text) <= LONGEST_SESSION:
        return f"{what} is {shortest} to {LONGEST_SESSION} seconds."
    return None
