"""Why an answer cannot be taken, and what to know about one that can. Pure.

Each `…_reason` takes what a person typed and returns None, or one sentence why it cannot be so. Each
`…_note` returns a sentence about an answer that is taken all the same.
"""

from __future__ import annotations

import re

from profiles.arns import ACCOUNT, ArnError, RoleArn
from profiles.google_link import GoogleIds, google_ids
from profiles.google_settings import LONGEST, SHORTEST
from profiles.ini import Value
from profiles.links import LONGEST_SWITCH_NAME
from profiles.model import Kind, Listing, Profile
from profiles.partitions import partition_of_region
from profiles.problems import COLOUR, LONGEST_CHAINED
from profiles.secret import Secret
from profiles.sections import profile_header

LONGEST_DISPLAY_NAME = 64
"""Characters; the console cuts longer ones."""
SESSION_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{2,64}")
EXTERNAL_ID = re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,1224}")
_MFA_SERIAL = re.compile(r"[A-Za-z0-9_+=,.@:/-]{9,256}")
ALIAS = re.compile(r"[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]")


def name_reason(name: str, listing: Listing) -> str | None:
    if not name:
        return "The name is missing."
    if name != name.strip():
        return "The name begins or ends with a space."
    if not name.isprintable():
        return "The name holds a character that cannot be seen."
    if re.search(r"[\[\]\"'\\]", name):
        return "The name cannot hold brackets, quotes or backslashes."
    if name == "DEFAULT" or profile_header(name) is None:
        return "The name cannot be written in the config file."
    if listing.get(name) is not None:
        return f"There is a profile {name} already."
    return None


def role_arn_reason(text: str) -> str | None:
    try:
        RoleArn.parse(text.strip())
    except ArnError as error:
        return str(error)
    return None


def account_reason(account: str) -> str | None:
    return None if ACCOUNT.fullmatch(account) else "An account id has 12 digits."


def source_reason(source: str, listing: Listing) -> str | None:
    found = listing.get(source)
    if found is None:
        return f"There is no profile {source}." if source else "The source profile is missing."
    return f"Profile {source} has a problem of its own." if found.is_broken else None


def region_reason(region: str, role: RoleArn | None = None) -> str | None:
    if not region:
        return "The region is missing."
    found = partition_of_region(region)
    if found is None:
        return f"No AWS region is called {region}."
    if role is not None and found.id != role.partition:
        return f"Region {region} lies in {found.id}, the role in {role.partition}."
    return None


def colour_reason(colour: str) -> str | None:
    """An empty colour is none at all."""
    return (
        None
        if not colour or COLOUR.fullmatch(colour)
        else "A colour has six hexadecimal digits, such as b7ca9d."
    )


def display_name_reason(display_name: str) -> str | None:
    """An empty display name is none at all."""
    if len(display_name) > LONGEST_DISPLAY_NAME:
        return (
            f"The display name has {len(display_name)} characters; the console shows {LONGEST_DISPLAY_NAME}."
        )
    if display_name != display_name.strip():
        return "The display name begins or ends with a space."
    return None if display_name.isprintable() else "The display name holds a character that cannot be seen."


def alias_reason(alias: str) -> str | None:
    """An account alias (AWS docs, IAM `CreateAccountAlias`). An empty one is none at all."""
    if not alias or (ALIAS.fullmatch(alias) and not ACCOUNT.fullmatch(alias)):
        return None
    return "An account alias has 3 to 63 small letters, digits and single hyphens, and is no account id."


def session_name_reason(text: str) -> str | None:
    """`role_session_name` (AWS docs, STS `AssumeRole`). An empty one is none at all."""
    if not text or SESSION_NAME.fullmatch(text):
        return None
    return "A session name has 2 to 64 letters, digits or _+=,.@-."


def external_id_reason(text: str) -> str | None:
    """`external_id` (AWS docs, STS `AssumeRole`). An empty one is none at all."""
    if not text or EXTERNAL_ID.fullmatch(text):
        return None
    return "An external id has 2 to 1224 letters, digits or _+=,.@:/-."


def mfa_serial_reason(text: str) -> str | None:
    """`mfa_serial` (AWS docs, STS `AssumeRole`: `SerialNumber`). An empty one is none at all."""
    if not text or _MFA_SERIAL.fullmatch(text):
        return None
    return "An MFA device is named by its ARN, or by the serial number of 9 or more characters."


def duration_reason(text: str, *, chained: bool = False) -> str | None:
    """Seconds of a session. `chained`: of a role that is assumed with a role's session."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text) or not SHORTEST <= int(text) <= LONGEST:
        return f"A session lasts from {SHORTEST} to {LONGEST} seconds."
    if chained and int(text) > LONGEST_CHAINED:
        return (
            f"A role assumed from another role lasts {LONGEST_CHAINED} seconds at most; AWS refuses more,"
            " whatever the role's own maximum."
        )
    return None


def is_chained(source: Profile | None) -> bool:
    """Whether a role assumed from this profile is chained: all but the keys of an IAM user come from a role."""
    if source is None:
        return False
    token: Value | None = source.values.get("aws_session_token")
    is_user = (
        source.kind is not Kind.BASTION and source.has_keys and not (isinstance(token, Secret) and token)
    )
    return not is_user


def google_link_reason(text: str) -> str | None:
    """A link to Google's sign-in in one of its forms."""
    if google_ids(text) != GoogleIds():
        return None
    return "This is no link to a sign-in at Google; the one of your AWS app has idpid=… and spid=… in it."


def google_id_reason(text: str) -> str | None:
    """Google's id of an organisation, as in `idpid=C0xxxxxxx`."""
    if not text:
        return "Google's id of the organisation is missing; it is in the link: idpid=…."
    return (
        None
        if re.fullmatch(r"C[0-9A-Za-z]+", text)
        else "Google's id of an organisation looks like C01234567."
    )


def app_id_reason(text: str) -> str | None:
    """Google's id of a SAML application, as in `spid=123456789012`."""
    if not text:
        return "Google's id of the application is missing; it is in the link: spid=…."
    return None if re.fullmatch(r"[0-9]{6,20}", text) else "Google's id of an application is a number."


def google_user_reason(text: str) -> str | None:
    """An empty name is asked for at sign-in."""
    if not text or re.fullmatch(r"[^\s@]+@[^\s@]+", text):
        return None
    return "A Google user name is an e-mail address."


def quotes_note(name: str) -> str | None:
    """aws-google-auth 0.0.38 looks for `[profile NAME]` as it stands, without the quotes that AWS tools want."""
    if not name or profile_header(name) in (None, name, f"profile {name}"):
        return None
    return "aws-google-auth does not find a profile whose name has a space in it; AWS tools do."


def switch_note(role: RoleArn | None, external_id: str) -> str | None:
    """Why the console cannot switch to a role that AWS tools can use."""
    if external_id:
        return "The console cannot switch to a role that asks for an external id; AWS tools can."
    length = len(role.path_and_name) if role else 0
    if length > LONGEST_SWITCH_NAME:
        return (
            f"The console cannot switch to this role: path and name have {length} characters, and it takes"
            f" {LONGEST_SWITCH_NAME}. AWS tools can use it."
        )
    return None


def mfa_note(mfa_serial: str, root: Profile | None) -> str | None:
    """Google's second factor is not AWS's MFA (AWS docs: SAML sets no `aws:MultiFactorAuthPresent`)."""
    if not mfa_serial or root is None or root.kind is not Kind.BASTION:
        return None
    return (
        "AWS tools will ask for a code of this device at each switch. Google's second factor does not count"
        " as AWS's, and people who sign in through Google rarely have a device at AWS."
    )
