"""Addresses of the console's switch-role page and of Google's sign-in. Pure text.

Source: AWS docs, "Switching to a role (console)": `account`, `roleName` and `displayName`; `color` is taken
too, as AWS's own console writes it, but not documented. Every value is percent-encoded as RFC 3986 asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from profiles.arns import RoleArn
from profiles.model import Profile
from profiles.partitions import partition

LONGEST_SWITCH_NAME = 64
"""Characters of path and name together that the console takes (AWS docs, "Switching to a role (console)")."""
GOOGLE = "https://accounts.google.com"


def switch_role_url(
    role: RoleArn,
    *,
    account: str | None = None,
    display_name: str | None = None,
    colour: str | None = None,
    base: str | None = None,
) -> str:
    """The link that opens the console's switch-role form, filled in.

    `account` is an alias to use instead of the account id, `colour` six hexadecimal digits, `base` another
    origin (`http://127.0.0.1:8000`) than the sign-in host of the role's partition.
    """
    origin = base or f"https://{partition(role.partition).signin_host()}"
    values = {
        "account": account or role.account,
        "roleName": role.path_and_name,
        "displayName": display_name,
        "color": colour,
    }
    return f"{origin.rstrip('/')}/switchrole?{_query(values)}"


def switch_obstacle(profile: Profile) -> str | None:
    """Why the console cannot switch to this target's role, as a sentence; None where it can."""
    if profile.role is None:
        return "This profile names no role."
    if "external_id" in profile.values:
        return "The console cannot switch to a role that asks for an external id."
    length = len(profile.role.path_and_name)
    if length > LONGEST_SWITCH_NAME:
        return f"The role's path and name have {length} characters; the console takes {LONGEST_SWITCH_NAME}."
    return None


def initsso_url(idp_id: str, sp_id: str, base: str = GOOGLE) -> str:
    """The link at which Google signs in to the SAML application `sp_id` of the organisation `idp_id`."""
    values = {"idpid": idp_id, "spid": sp_id, "forceauthn": "false"}
    return f"{base.rstrip('/')}/o/saml2/initsso?{_query(values)}"


def _query(values: Mapping[str, str | None]) -> str:
    set_values = {name: value for name, value in values.items() if value}
    return urlencode(set_values, quote_via=quote, safe="")
