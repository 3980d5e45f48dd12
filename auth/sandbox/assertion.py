"""Makes SAML responses of the shape Google sends to AWS, really signed.

The shape (element order, prefixes, times, attribute names) is that of responses published with
aws-google-auth and gsts. The key is made when the sandbox starts and lives in memory only. Every oddity that
administrators and clocks cause is a field of `Assertion` or of `role_value`: a scenario is one
`dataclasses.replace` away.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from lxml import etree

from auth.sandbox.company import COMMERCIAL_ACS, Grant

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/"
VALIDITY = timedelta(minutes=5)
"""Google's assertions hold from five minutes before to five minutes after they are issued."""


@dataclass(frozen=True, slots=True)
class IssuerKeys:
    """What an issuer signs with. A second pair plays the issuer whose certificate AWS does not know."""

    key: RSAPrivateKey
    certificate: Certificate

    @classmethod
    def make(cls, now: datetime) -> IssuerKeys:
        """A new RSA key with a self-signed certificate, valid from the day before `now` for five years."""
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.hashes import SHA256

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fumidai-tui sandbox")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=5 * 365))
            .sign(key, SHA256())
        )
        return cls(key, certificate)


class Signed(Enum):
    """Which element is signed. Google signs the assertion; the whole response is an option of the app."""

    ASSERTION = "assertion"
    RESPONSE = "response"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a response says. The first four fields are needed, the defaults of the rest are Google's way."""

    email: str
    issuer: str
    roles: tuple[str, ...]
    """Attribute values as an administrator typed them; `role_value` makes them."""
    issued: datetime
    """Aware. IssueInstant; the other times count from it."""
    destination: str = COMMERCIAL_ACS
    recipient: str | None = None
    """SubjectConfirmationData/@Recipient; None: as `destination`."""
    audience: str | None = None
    """None: as `destination`."""
    session_name: str | None = ""
    """RoleSessionName; empty: the e-mail address; None: the attribute is left out."""
    session_duration: int | None = None
    """Seconds, for the console's session; None: left out."""
    session_ends: datetime | None = None
    """SessionNotOnOrAfter, which Google leaves out."""
    authenticated: datetime | None = None
    """AuthnInstant, much older than `issued` when the Google session was kept; None: three seconds before."""
    starts_after: timedelta = -VALIDITY
    """NotBefore, counted from `issued`."""
    holds_for: timedelta = VALIDITY
    """Both NotOnOrAfter, counted from `issued`."""
    fractions: bool = True
    """Times with milliseconds, as Google writes them."""
    signed: Signed = Signed.ASSERTION
    status: str = SUCCESS
    name_format: str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


def role_value(
    grant: Grant, *, provider_first: bool = False, trailing_comma: bool = False, space: str = ""
) -> str:
    """The text of one role attribute: two ARNs and a comma, in either order (AWS takes both).

    `trailing_comma` is often seen in real data; `space` (spaces, newlines) is put around each part.
    """
    parts = (grant.provider, grant.role) if provider_first else (grant.role, grant.provider)
    return ",".join(f"{space}{part}{space}" for part in parts) + ("," if trailing_comma else "")


def make_response(assertion: Assertion, keys: IssuerKeys) -> bytes:
    """The SAML response as XML (UTF-8), signed by `keys` where `assertion.signed` says."""
    response = _response(assertion)
    inner = response.find(_name(ASSERTION, "Assertion"))
    if assertion.signed is Signed.ASSERTION and inner is not None:
        response.replace(inner, _sign(inner, keys))
    elif assertion.signed is Signed.RESPONSE:
        response = _sign(response, keys)
    return etree.tostring(response, xml_declaration=True, encoding="UTF-8", standalone=False)


def form_value(response: bytes) -> str:
    """The value of the form field `SAMLResponse`: base64 without line breaks."""
    return base64.b64encode(response).decode()


def metadata(issuer: str, keys: IssuerKeys) -> str:
    """The metadata document that an administrator uploads to AWS: who signs, and with which certificate."""
    from cryptography.hazmat.primitives.serialization import Encoding

    descriptor = "urn:oasis:names:tc:SAML:2.0:metadata"
    root = etree.Element(
        _name(descriptor, "EntityDescriptor"), {"entityID": issuer}, nsmap={"md": descriptor}
    )
    idp = _add(root, descriptor, "IDPSSODescriptor", protocolSupportEnumeration=PROTOCOL)
    key = _add(idp, descriptor, "KeyDescriptor", use="signing")
    info = etree.SubElement(key, _name(SIGNATURE, "KeyInfo"), nsmap={"ds": SIGNATURE})
    data = _add(info, SIGNATURE, "X509Data")
    der = keys.certificate.public_bytes(Encoding.DER)
    _add(data, SIGNATURE, "X509Certificate", base64.b64encode(der).decode())
    _add(
        idp,
        descriptor,
        "SingleSignOnService",
        Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
        Location=issuer.replace("/o/saml2?", "/o/saml2/idp?"),
    )
    return etree.tostring(root, encoding="unicode")


def _sign(element: etree._Element, keys: IssuerKeys) -> etree._Element:
    """Enveloped, RSA-SHA256 over exclusive canonical XML, after the Issuer as the SAML schema wants it."""
    from signxml.algorithms import CanonicalizationMethod
    from signxml.signer import XMLSigner

    place = etree.Element(_name(SIGNATURE, "Signature"), {"Id": "placeholder"}, nsmap={"ds": SIGNATURE})
    element.insert(1, place)
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    return signer.sign(
        element,
        key=keys.key,
        cert=[keys.certificate],
        reference_uri=f"#{element.get('ID')}",
        always_add_key_value=False,
    )


def _response(said: Assertion) -> etree._Element:
    issued = _time(said.issued, said)
    root = etree.Element(
        _name(PROTOCOL, "Response"),
        {"Destination": said.destination, "ID": _id(), "IssueInstant": issued, "Version": "2.0"},
        nsmap={"saml2p": PROTOCOL},
    )
    issuer = etree.SubElement(root, _name(ASSERTION, "Issuer"), nsmap={"saml2": ASSERTION})
    issuer.text = said.issuer
    _add(_add(root, PROTOCOL, "Status"), PROTOCOL, "StatusCode", Value=said.status)
    if said.status != SUCCESS:
        return root
    assertion = etree.SubElement(
        root,
        _name(ASSERTION, "Assertion"),
        {"ID": _id(), "IssueInstant": issued, "Version": "2.0"},
        nsmap={"saml2": ASSERTION},
    )
    _add(assertion, ASSERTION, "Issuer", said.issuer)
    _subject(assertion, said)
    _conditions(assertion, said)
    _attributes(assertion, said)
    _authentication(assertion, said)
    return root


def _subject(assertion: etree._Element, said: Assertion) -> None:
    subject = _add(assertion, ASSERTION, "Subject")
    _add(subject, ASSERTION, "NameID", said.email, Format=said.name_format)
    bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    _add(
        _add(subject, ASSERTION, "SubjectConfirmation", Method=bearer),
        ASSERTION,
        "SubjectConfirmationData",
        NotOnOrAfter=_time(said.issued + said.holds_for, said),
        Recipient=said.recipient or said.destination,
    )


def _conditions(assertion: etree._Element, said: Assertion) -> None:
    conditions = _add(
        assertion,
        ASSERTION,
        "Conditions",
        NotBefore=_time(said.issued + said.starts_after, said),
        NotOnOrAfter=_time(said.issued + said.holds_for, said),
    )
    restriction = _add(conditions, ASSERTION, "AudienceRestriction")
    _add(restriction, ASSERTION, "Audience", said.audience or said.destination)


def _attributes(assertion: etree._Element, said: Assertion) -> None:
    statement = _add(assertion, ASSERTION, "AttributeStatement")
    if said.session_name is not None:
        _attribute(statement, "RoleSessionName", said.session_name or said.email)
    if said.roles:
        _attribute(statement, "Role", *said.roles)
    if said.session_duration is not None:
        _attribute(statement, "SessionDuration", str(said.session_duration))


def _attribute(statement: etree._Element, name: str, *values: str) -> None:
    schema, instance = "http://www.w3.org/2001/XMLSchema", "http://www.w3.org/2001/XMLSchema-instance"
    attribute = _add(statement, ASSERTION, "Attribute", Name=ATTRIBUTES + name)
    for text in values:
        value = etree.SubElement(
            attribute,
            _name(ASSERTION, "AttributeValue"),
            {_name(instance, "type"): "xs:anyType"},
            nsmap={"xs": schema, "xsi": instance},
        )
        value.text = text


def _authentication(assertion: etree._Element, said: Assertion) -> None:
    when = said.authenticated or said.issued - timedelta(seconds=3)
    statement = _add(
        assertion,
        ASSERTION,
        "AuthnStatement",
        AuthnInstant=_time(when, said),
        SessionIndex=assertion.get("ID", ""),
    )
    if said.session_ends is not None:
        statement.set("SessionNotOnOrAfter", _time(said.session_ends, said))
    unspecified = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
    _add(_add(statement, ASSERTION, "AuthnContext"), ASSERTION, "AuthnContextClassRef", unspecified)


def _add(
    parent: etree._Element, namespace: str, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    child = etree.SubElement(parent, _name(namespace, name), attributes)
    child.text = text
    return child


def _name(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"


def _id() -> str:
    return "_" + secrets.token_hex(16)


def _time(when: datetime, said: Assertion) -> str:
    precision = "milliseconds" if said.fractions else "seconds"
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"
