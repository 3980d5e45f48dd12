"""The responses the sandbox makes: the shape that clients of Google's have been reading for years."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from auth.sandbox.assertion import (
    Assertion,
    IssuerKeys,
    Signed,
    form_value,
    make_response,
    metadata,
    role_value,
)
from auth.sandbox.company import APP, FUMIDAI, grant

NAMES = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
NOW = datetime(2031, 5, 6, 7, 8, 9, 125000, tzinfo=UTC)
SSO = grant(FUMIDAI, "sso")
PLAIN = Assertion("person@example.com", APP.issuer, (role_value(SSO),), NOW)


@pytest.fixture(scope="module")
def keys() -> IssuerKeys:
    return IssuerKeys.make(NOW)


def read(assertion: Assertion, keys: IssuerKeys) -> etree._Element:
    return etree.fromstring(make_response(assertion, keys))


def attributes(response: etree._Element) -> dict[str, list[str | None]]:
    found = response.findall(".//a:Attribute", NAMES)
    return {each.get("Name", "").rpartition("/")[2]: [value.text for value in each] for each in found}


def test_destination_recipient_and_audience_are_all_awss_address(keys: IssuerKeys) -> None:
    response = read(PLAIN, keys)
    data = response.find(".//a:SubjectConfirmationData", NAMES)
    assert data is not None
    assert response.get("Destination") == data.get("Recipient") == APP.acs
    assert response.findtext(".//a:Audience", namespaces=NAMES) == APP.acs
    assert data.get("InResponseTo") is None


def test_it_holds_from_five_minutes_before_to_five_after(keys: IssuerKeys) -> None:
    conditions = read(PLAIN, keys).find(".//a:Conditions", NAMES)
    assert conditions is not None
    assert dict(conditions.items()) == {
        "NotBefore": "2031-05-06T07:03:09.125Z",
        "NotOnOrAfter": "2031-05-06T07:13:09.125Z",
    }


def test_times_are_utc_and_can_come_without_fractions(keys: IssuerKeys) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    response = read(replace(PLAIN, issued=tokyo, fractions=False), keys)
    assert response.get("IssueInstant") == "2031-05-06T07:08:09Z"


def test_only_the_assertion_is_signed_unless_the_app_says_otherwise(keys: IssuerKeys) -> None:
    def places(signed: Signed) -> tuple[bool, bool]:
        response = read(replace(PLAIN, signed=signed), keys)
        paths = ("ds:Signature", "a:Assertion/ds:Signature")
        return tuple(response.find(path, NAMES) is not None for path in paths)  # type: ignore[return-value]

    assert places(Signed.ASSERTION) == (False, True)
    assert places(Signed.RESPONSE) == (True, False)
    assert places(Signed.NOTHING) == (False, False)


def test_the_signature_stands_right_after_the_issuer(keys: IssuerKeys) -> None:
    assertion = read(PLAIN, keys).find("a:Assertion", NAMES)
    assert assertion is not None
    assert [etree.QName(each).localname for each in assertion] == [
        "Issuer",
        "Signature",
        "Subject",
        "Conditions",
        "AttributeStatement",
        "AuthnStatement",
    ]


def test_one_value_per_role_and_the_address_as_session_name(keys: IssuerKeys) -> None:
    roles = tuple(role_value(grant(FUMIDAI, name)) for name in ("sso", "federated/europe/auditor"))
    assert attributes(read(replace(PLAIN, roles=roles), keys)) == {
        "RoleSessionName": ["person@example.com"],
        "Role": list(roles),
    }


def test_without_roles_or_name_their_attributes_are_left_out(keys: IssuerKeys) -> None:
    silent = replace(PLAIN, roles=(), session_name=None, session_duration=28800)
    assert attributes(read(silent, keys)) == {"SessionDuration": ["28800"]}


def test_a_role_is_written_as_administrators_write_it() -> None:
    assert role_value(SSO) == f"{SSO.role},{SSO.provider}"
    assert role_value(SSO, provider_first=True) == f"{SSO.provider},{SSO.role}"
    assert role_value(SSO, trailing_comma=True) == f"{SSO.role},{SSO.provider},"
    assert role_value(SSO, space="\n ") == f"\n {SSO.role}\n ,\n {SSO.provider}\n "


def test_a_refusal_of_googles_carries_no_assertion(keys: IssuerKeys) -> None:
    refused = replace(PLAIN, status="urn:oasis:names:tc:SAML:2.0:status:Responder")
    assert read(refused, keys).find("a:Assertion", NAMES) is None


def test_the_form_value_is_one_line_and_far_below_awss_limit(keys: IssuerKeys) -> None:
    value = form_value(make_response(PLAIN, keys))
    assert "\n" not in value
    assert len(value) < 10_000


def test_the_metadata_names_issuer_and_certificate_but_no_private_key(keys: IssuerKeys) -> None:
    document = etree.fromstring(metadata(APP.issuer, keys))
    assert document.get("entityID") == APP.issuer
    assert document.findtext(".//ds:X509Certificate", namespaces=NAMES)
    assert "PRIVATE" not in metadata(APP.issuer, keys)
