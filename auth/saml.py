"""The assertion Google hands out: which roles it offers, and until when.

Only read here, never checked: the signature is for AWS to check. The XML comes from outside, so it is parsed
without entities, network or large trees.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from auth.errors import AssertionRefused
from auth.plain import plain
from auth.prompts import RoleChoice
from profiles.secret import Secret

MOST_CHARACTERS = 100_000
"""AWS's bound for ``SAMLAssertion`` (STS API reference, AssumeRoleWithSAML)."""

_ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_REMEDY = "Sign in again with r. If it happens again, tell the Google administrator."
_FRACTION = re.compile(r"\.\d+")


@dataclass(frozen=True, slots=True)
class Assertion:
    """A SAML response, as far as we need to understand it."""

    response: Secret
    """Base64, as received."""
    roles: tuple[RoleChoice, ...]
    session_name: str
    audience: str
    destination: str
    recipient: str
    """Whom the assertion is addressed to; as a rule the destination of the response around it."""
    not_before: datetime | None
    not_after: datetime | None
    """End of validity: Google gives five minutes."""
    session_seconds: int | None
    """The administrator's ``SessionDuration``: length of the *console* session."""


def read_assertion(response: Secret) -> Assertion:
    """Understand the base64 text of ``SAMLResponse``. Raises ``AssertionRefused``."""
    text = response.reveal()
    if len(text) > MOST_CHARACTERS:
        raise AssertionRefused(
            "Google's answer is larger than AWS accepts.",
            f"It has {len(text):,} characters; AWS takes {MOST_CHARACTERS:,} at most.",
            "Ask the Google administrator to assign fewer roles.",
        )
    try:
        xml = base64.b64decode(text, validate=True)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(xml, parser)
    except (binascii.Error, ValueError, etree.XMLSyntaxError):
        raise AssertionRefused("Google's answer is not a SAML response.", "", _REMEDY) from None
    if not root.tag.endswith("}Response"):
        raise AssertionRefused("Google's answer is not a SAML response.", "", _REMEDY)
    if next(root.iter(f"{_ASSERTION}Assertion"), None) is None:
        status = next((code.get("Value") or "" for code in root.iter("{*}StatusCode")), "")
        raise AssertionRefused(
            "Google's answer holds no assertion.",
            f"Its status is {plain(status.rpartition(':')[2]) or 'missing'}.",
            "Show this to the Google administrator: the SAML application is not set up rightly.",
        )
    attributes = _attributes(root)
    confirmation = next(root.iter(f"{_ASSERTION}SubjectConfirmationData"), None)
    conditions = next(root.iter(f"{_ASSERTION}Conditions"), None)
    seconds = "".join(attributes.get("SessionDuration", ()))
    return Assertion(
        response,
        tuple(dict.fromkeys(choice for value in attributes.get("Role", ()) if (choice := read_role(value)))),
        next(iter(attributes.get("RoleSessionName", ())), ""),
        "".join(next((each.text or "" for each in root.iter(f"{_ASSERTION}Audience")), "")).strip(),
        root.get("Destination") or "",
        (confirmation.get("Recipient") or "") if confirmation is not None else "",
        _time(conditions.get("NotBefore")) if conditions is not None else None,
        _time(conditions.get("NotOnOrAfter")) if conditions is not None else None,
        int(seconds) if seconds.isdecimal() and len(seconds) <= 6 else None,
    )


def _attributes(root: etree._Element) -> dict[str, list[str]]:
    """Values by the last part of the attribute's name; AWS China's documents use another beginning."""
    found: dict[str, list[str]] = {}
    for attribute in root.iter(f"{_ASSERTION}Attribute"):
        name = (attribute.get("Name") or "").rpartition("/SAML/Attributes/")[2]
        values = (
            "".join(map(str, value.itertext())).strip()
            for value in attribute.iter(f"{_ASSERTION}AttributeValue")
        )
        found.setdefault(name, []).extend(value for value in values if value)
    return found


def read_role(value: str) -> RoleChoice | None:
    """A value of the Role attribute: two ARNs and a comma, in either order, typed by an administrator."""
    parts = [part.strip() for part in value.split(",")]
    providers = [part for part in parts if ":saml-provider/" in part]
    role = next((part for part in parts if ":role/" in part and part not in providers), None)
    provider = next((part for part in providers if ":role/" not in part), None)
    return RoleChoice(role, provider) if role and provider else None


def _time(text: str | None) -> datetime | None:
    """``2017-07-24T10:36:41.125Z``, with or without the fraction."""
    try:
        moment = datetime.fromisoformat(_FRACTION.sub("", text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
