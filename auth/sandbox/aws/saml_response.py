"""Reads a SAML response the way STS does: signature first, then what the signed part says.

Only the element that the provider's certificate signed is ever read, so nothing can be slipped in beside it.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from auth.sandbox.assertion import ASSERTION, PROTOCOL, SIGNATURE, SUCCESS
from auth.sandbox.aws.errors import AwsError

_NAMES = {
    "p": PROTOCOL,
    "a": ASSERTION,
    "ds": SIGNATURE,
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a response whose signature holds says. Times are aware UTC, None where they are missing."""

    issuer: str
    subject: str
    subject_format: str
    issued: datetime | None
    not_before: datetime | None
    not_on_or_after: datetime | None
    """The earlier of Conditions and SubjectConfirmationData."""
    session_ends: datetime | None
    recipient: str
    audiences: tuple[str, ...]
    session_name: str | None
    roles: tuple[frozenset[str], ...]
    """The ARNs of each role attribute: order, white space and trailing commas do not matter to AWS."""


def invalid(message: str) -> AwsError:
    return AwsError("InvalidIdentityToken", message)


def parse(encoded: str) -> etree._Element:
    """The XML behind the parameter `SAMLAssertion`. Raises `AwsError`."""
    try:
        xml = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise invalid("Invalid base64 SAMLResponse") from None
    hardened = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, hardened)
    except etree.XMLSyntaxError:
        raise invalid("Invalid SAML response") from None
    if root.tag != f"{{{PROTOCOL}}}Response" or b"<!DOCTYPE" in xml:
        raise invalid("Invalid SAML response")
    return root


def check_status(response: etree._Element) -> None:
    """Raises `AwsError` where the identity provider itself says no. The text is the API reference's."""
    status = response.find("p:Status/p:StatusCode", _NAMES)
    if status is None or status.get("Value") != SUCCESS:
        raise AwsError(
            "IDPRejectedClaim", "The identity provider (IdP) reported that authentication failed.", 403
        )


def issuer_of_metadata(metadata: str) -> str:
    return etree.fromstring(metadata.encode()).get("entityID", "")


def signed_claims(response: etree._Element, metadata: str) -> Claims:
    """What the certificate in the provider's `metadata` vouches for. Raises `AwsError`."""
    signed = _signed_part(response, metadata)
    is_assertion = signed.tag == f"{{{ASSERTION}}}Assertion"
    assertion = signed if is_assertion else signed.find("a:Assertion", _NAMES)
    if assertion is None:
        raise invalid("Response signature invalid")
    return _claims(assertion)


def _signed_part(response: etree._Element, metadata: str) -> etree._Element:
    from cryptography.x509 import load_der_x509_certificate
    from signxml.exceptions import InvalidInput, InvalidSignature
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    text = etree.fromstring(metadata.encode()).findtext(".//ds:X509Certificate", "", _NAMES)
    certificate = load_der_x509_certificate(base64.b64decode(text))
    places = {"": "./", "a:Assertion/": f"./{{{ASSERTION}}}Assertion/"}
    for path, location in places.items():
        if response.find(f"{path}ds:Signature", _NAMES) is None:
            continue
        try:
            result = XMLVerifier().verify(
                response,
                x509_cert=certificate,
                # AWS docs, CreateSAMLProvider: IAM does not look at the end of these certificates.
                expect_config=SignatureConfiguration(
                    location=location, verification_time=certificate.not_valid_before_utc
                ),
            )
        except (InvalidSignature, InvalidInput, ValueError):
            break
        signed = None if isinstance(result, list) else result.signed_xml
        if signed is not None:
            return signed
    raise invalid("Response signature invalid")


def _claims(assertion: etree._Element) -> Claims:
    def attribute_of(path: str, name: str) -> str:
        found = assertion.find(path, _NAMES)
        return "" if found is None else found.get(name, "")

    def values(name: str) -> tuple[str, ...]:
        return tuple(
            (value.text or "").strip()
            for attribute in assertion.findall("a:AttributeStatement/a:Attribute", _NAMES)
            if attribute.get("Name", "").endswith(f"/SAML/Attributes/{name}")
            for value in attribute.findall("a:AttributeValue", _NAMES)
        )

    confirmation = "a:Subject/a:SubjectConfirmation/a:SubjectConfirmationData"
    ends = [
        when
        for path in ("a:Conditions", confirmation)
        if (when := _time(attribute_of(path, "NotOnOrAfter"))) is not None
    ]
    audiences = assertion.findall("a:Conditions/a:AudienceRestriction/a:Audience", _NAMES)
    return Claims(
        issuer=assertion.findtext("a:Issuer", "", _NAMES),
        subject=assertion.findtext("a:Subject/a:NameID", "", _NAMES),
        subject_format=attribute_of("a:Subject/a:NameID", "Format"),
        issued=_time(assertion.get("IssueInstant", "")),
        not_before=_time(attribute_of("a:Conditions", "NotBefore")),
        not_on_or_after=min(ends, default=None),
        session_ends=_time(attribute_of("a:AuthnStatement", "SessionNotOnOrAfter")),
        recipient=attribute_of(confirmation, "Recipient"),
        audiences=tuple(each.text or "" for each in audiences),
        session_name=next(iter(values("RoleSessionName")), None),
        roles=tuple(
            frozenset(part.strip() for part in value.split(",") if part.strip()) for value in values("Role")
        ),
    )


def _time(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
