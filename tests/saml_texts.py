"""SAML responses as text, with whatever an administrator or an attacker may have put into them."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from profiles.secret import Secret

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
AWS = "https://signin.aws.amazon.com/saml"
SSO = "arn:aws:iam::111111111111:role/sso"
GOOGLE = "arn:aws:iam::111111111111:saml-provider/Google"
BOTH = f"{SSO},{GOOGLE}"


def attribute(name: str, *values: str, prefix: str = ATTRIBUTES) -> str:
    told = "".join(f"<saml2:AttributeValue>{value}</saml2:AttributeValue>" for value in values)
    return f'<saml2:Attribute Name="{prefix}{name}">{told}</saml2:Attribute>'


def response(
    *roles: str,
    not_before: str = "2026-03-01T11:55:00.125Z",
    not_after: str = "2026-03-01T12:05:00.125Z",
    more: Sequence[str] = (),
    before: str = "",
    prefix: str = ATTRIBUTES,
    destination: str = AWS,
) -> str:
    """XML of the shape that Google sends. *before* stands in front of it, *more* are further attributes."""
    told = attribute("Role", *roles, prefix=prefix) if roles else ""
    return (
        f'{before}<saml2p:Response xmlns:saml2p="{PROTOCOL}" Destination="{destination}">'
        f'<saml2:Assertion xmlns:saml2="{ASSERTION}"><saml2:Subject><saml2:SubjectConfirmation>'
        f'<saml2:SubjectConfirmationData Recipient="{destination}"/></saml2:SubjectConfirmation></saml2:Subject>'
        f'<saml2:Conditions NotBefore="{not_before}" NotOnOrAfter="{not_after}"><saml2:AudienceRestriction>'
        f"<saml2:Audience>{destination}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>"
        f"<saml2:AttributeStatement>{told}{''.join(more)}</saml2:AttributeStatement>"
        "</saml2:Assertion></saml2p:Response>"
    )


def encoded(xml: str | bytes) -> Secret:
    """As the field ``SAMLResponse`` holds it."""
    return Secret(base64.b64encode(xml.encode() if isinstance(xml, str) else xml).decode())
