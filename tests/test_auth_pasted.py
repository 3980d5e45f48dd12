"""The assertion copied out of a browser: however it was copied, and what is said where it cannot be used."""

from __future__ import annotations

import base64
import json
import textwrap
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import AssertionRefused
from auth.pasted import MOST_PASTED, read_pasted
from auth.prompts import RoleChoice
from auth.saml import MOST_CHARACTERS
from auth.sandbox.assertion import Assertion, IssuerKeys, form_value, make_response, role_value
from auth.sandbox.company import APP, FUMIDAI, grant
from profiles.partitions import PARTITIONS

NOW = datetime(2031, 5, 6, 7, 8, 9, 125000, tzinfo=UTC)
SSO = grant(FUMIDAI, "sso")
PLAIN = Assertion("person@example.com", APP.issuer, (role_value(SSO),), NOW)


@cache
def keys() -> IssuerKeys:
    return IssuerKeys.make(NOW)


@cache
def value(said: Assertion = PLAIN) -> str:
    """`SAMLResponse` as a page holds it."""
    return form_value(make_response(said, keys()))


@cache
def values() -> tuple[str, ...]:
    """Three that end in no, one and two `=`."""
    found: dict[int, str] = {}
    for length in range(1, 12):
        made = value(replace(PLAIN, session_name="x" * length))
        found.setdefault(made.count("="), made)
    return tuple(found[ends] for ends in range(3))


def refusal(text: str, now: datetime = NOW) -> str:
    """What `read_pasted` says against *text*."""
    with pytest.raises(AssertionRefused) as caught:
        read_pasted(text, now)
    said = caught.value
    assert said.what
    assert said.remedy
    assert "Traceback" not in str(said)
    return str(said)


def chrome_payload(text: str) -> str:
    return f"view source\nview URL-encoded\nSAMLResponse: {text}\nRelayState: \n"


def as_curl_on_windows(text: str) -> str:
    body = urlencode({"SAMLResponse": text, "RelayState": ""}).replace("%", "^%^")
    return f'curl ^"https://signin.aws.amazon.com/saml^" ^\n  -H ^"cookie: a=b^" ^\n  --data-raw ^"{body}^"'


def as_fetch(text: str) -> str:
    body = urlencode({"RelayState": "", "SAMLResponse": text})
    return f'fetch("https://signin.aws.amazon.com/saml", {{\n  "body": "{body}",\n  "method": "POST"\n}});'


FORMS: dict[str, Callable[[str], str]] = {
    "the value": str,
    "the value without its =": lambda text: text.rstrip("="),
    "URL-encoded": lambda text: quote(text, safe=""),
    "URL-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "URL-encoded in small letters": lambda text: text.replace("+", "%2b").replace("=", "%3d").replace("/", "%2f"),
    "the form's body": lambda text: urlencode({"SAMLResponse": text, "RelayState": ""}),
    "the body, RelayState first": lambda text: urlencode({"RelayState": "https://a/", "SAMLResponse": text}),
    "the body, decoded": lambda text: f"SAMLResponse={text}&RelayState=",
    "a line of Chrome's": lambda text: f"SAMLResponse: {text}",
    "Chrome's whole payload": chrome_payload,
    "a line of Firefox's": lambda text: f'SAMLResponse\t"{text}"',
    "quoted": lambda text: f'"{text}"',
    "quoted, with a comma": lambda text: f"'{text}',",
    "JSON": lambda text: json.dumps({"SAMLResponse": text, "RelayState": ""}, indent=2),
    "JSON with escapes": lambda text: json.dumps({"SAMLResponse": text}).replace("=", "\\u003d").replace("/", "\\/"),
    "a HAR entry": lambda text: json.dumps({"name": "SAMLResponse", "value": quote(text, safe="")}),
    "the hidden input": lambda text: f'<input type="hidden" name="SAMLResponse" value="{text.replace("+", "&#43;")}"/>',
    "copied as fetch": as_fetch,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(
    ends=st.integers(0, 2),
    width=st.none() | st.integers(1, 200),
    indent=st.sampled_from(["", " ", "\t", "      "]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    around=st.sampled_from(["", " ", "\n\n", "\u200b", "\ufeff", "\t "]),
)
def test_it_is_read_however_it_was_copied_and_wrapped(
    form: str, ends: int, width: int | None, indent: str, newline: str, around: str
) -> None:
    whole = values()[ends]
    copied = FORMS[form](whole)
    if width is not None:
        pieces = (copied[start : start + width] for start in range(0, len(copied), width))
        copied = newline.join(indent + piece for piece in pieces)
    assertion = read_pasted(around + copied + around, NOW)
    assert assertion.response.reveal() == whole
    assert assertion.roles == (RoleChoice(SSO.role, SSO.provider),)


def test_a_command_line_of_windows_is_read() -> None:
    assert read_pasted(as_curl_on_windows(value()), NOW).response.reveal() == value()


def test_words_wrapped_by_a_mail_program_do_no_harm() -> None:
    wrapped = "\n".join(textwrap.wrap(chrome_payload(value()), 72))
    assert read_pasted(wrapped, NOW).response.reveal() == value()


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "a day at the seaside " * 50, "%", "%zz", "\\u00", "=", "SAMLResponse="]
)
def test_what_is_no_saml_is_said_to_be_none(text: str) -> None:
    assert "This is not a SAML response." in refusal(text)


def test_another_document_is_named() -> None:
    other = base64.b64encode(b'<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/>').decode()
    assert "It is a document called AuthnRequest." in refusal(other)


def test_decoded_xml_is_refused_because_aws_wants_it_as_it_was_sent() -> None:
    assert "This is decoded already." in refusal(make_response(PLAIN, keys()).decode())


@given(share=st.floats(0.01, 0.999))
def test_a_beginning_is_said_to_be_cut_short(share: float) -> None:
    assert "cut short" in refusal(value()[: max(8, int(len(value()) * share))])


@given(start=st.integers(100, 4000))
def test_an_end_is_no_saml_or_damaged(start: int) -> None:
    said = refusal(value()[start:])
    assert "its beginning is missing" in said or "damaged" in said or "cut short" in said


@given(start=st.integers(200, 3000), gap=st.integers(1, 1500))
def test_a_gap_is_refused_or_changes_nothing_that_is_read(start: int, gap: int) -> None:
    text = value()[:start] + value()[start + gap :]
    with suppress(AssertionRefused):
        assert read_pasted(text, NOW).destination == APP.acs


@given(text=st.text() | st.binary().map(lambda raw: base64.b64encode(b"<" + raw).decode()))
def test_whatever_is_pasted_ends_in_words(text: str) -> None:
    assert refusal(text)


def test_what_developer_tools_shortened_is_said_to_be_cut_short() -> None:
    assert "cut short" in refusal(f"SAMLResponse: {value()[:800]}… (12345 more)")


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(minutes=5), "expired 1 second ago"),
        (timedelta(minutes=5, seconds=30), "expired 30 seconds ago"),
        (timedelta(minutes=6), "expired 1 minute ago"),
        (timedelta(minutes=17, seconds=40), "expired 12 minutes ago"),
        (timedelta(hours=3, minutes=5), "expired 3 hours ago"),
        (timedelta(days=9), "expired 8 days ago"),
    ],
)
def test_how_long_ago_it_expired_is_said(late: timedelta, words: str) -> None:
    assert words in refusal(value(), NOW + late)


def test_the_last_moment_is_good() -> None:
    assert read_pasted(value(), NOW + timedelta(minutes=5, seconds=-1)).roles


def test_a_slow_clock_is_told_in_minutes() -> None:
    said = refusal(value(), NOW - timedelta(minutes=25))
    assert "This computer's clock is slow, by 20 minutes at least." in said


def test_without_fractions_the_times_count_too() -> None:
    assert "expired 1 minute ago" in refusal(
        value(replace(PLAIN, fractions=False)), NOW + timedelta(minutes=6, seconds=1)
    )


SIGN_IN = [
    address
    for partition in PARTITIONS
    for host in (partition.signin_domain, f"{partition.first_region}.{partition.signin_domain}")
    for address in (f"https://{host}/saml", f"https://{host}/saml/acs/SAMLSPABCDEFG")
]


@pytest.mark.parametrize("address", SIGN_IN)
def test_every_partitions_sign_in_address_is_awss(address: str) -> None:
    assert read_pasted(value(replace(PLAIN, destination=address)), NOW).destination == address


@pytest.mark.parametrize(
    "audience",
    ["urn:amazon:webservices", "urn:amazon:webservices:govcloud", "urn:amazon:webservices:cn-north-1"],
)
def test_awss_names_are_its_audience(audience: str) -> None:
    assert read_pasted(value(replace(PLAIN, audience=audience)), NOW).audience == audience


ELSEWHERE = [
    "https://sp.example.com/saml",
    "https://signin.aws.amazon.com.example.com/saml",
    "https://notsignin.aws.amazon.com/saml",
    "https://example.com/signin.aws.amazon.com/saml",
    "https://signin.aws.amazon.com/console",
    "https://signin.aws.amazon.com/samlet",
    "https://[signin.aws.amazon.com/saml",
    "urn:amazon:webservicesx",
]


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("field", ["destination", "recipient", "audience"])
def test_another_addressee_is_named(address: str, field: str) -> None:
    said = refusal(value(replace(PLAIN, **{"audience": APP.acs, field: address})))  # type: ignore[arg-type]
    assert "This SAML response is not for AWS." in said
    assert address in said


@pytest.mark.parametrize("field", ["destination", "audience"])
def test_identity_center_is_told_apart(field: str) -> None:
    address = "https://eu-west-1.signin.aws.amazon.com/platform/saml/acs/0a1b2c3d"
    assert "aws sso login" in refusal(value(replace(PLAIN, **{field: address})))  # type: ignore[arg-type]


def test_no_role_is_said_in_words() -> None:
    assert "no AWS role" in refusal(value(replace(PLAIN, roles=())))


def test_a_response_without_an_assertion_says_so() -> None:
    status = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    assert "holds no assertion" in refusal(value(replace(PLAIN, status=status)))


def test_aws_takes_no_more_than_its_bound() -> None:
    many = tuple(role_value(grant(FUMIDAI, f"role-{number:05}")) for number in range(700))
    large = value(replace(PLAIN, roles=many))
    assert len(large) > MOST_CHARACTERS
    assert "larger than AWS accepts" in refusal(large)


def test_the_bound_counts_without_the_wrapping() -> None:
    many = tuple(role_value(grant(FUMIDAI, f"role-{number:05}")) for number in range(270))
    nearly = value(replace(PLAIN, roles=many))
    assert 90_000 < len(nearly) <= MOST_CHARACTERS
    wrapped = "\r\n".join("    " + nearly[start : start + 16] for start in range(0, len(nearly), 16))
    assert len(wrapped) > MOST_CHARACTERS
    assert len(read_pasted(wrapped, NOW).roles) == 270


def test_a_whole_book_is_not_even_looked_at() -> None:
    assert "far more" in refusal("x" * (MOST_PASTED + 1))


def test_no_refusal_carries_the_response() -> None:
    for text, now in (
        (value(), NOW + timedelta(days=1)),
        (value()[:-40], NOW),
        (value(replace(PLAIN, roles=())), NOW),
    ):
        said = refusal(text, now)
        assert value()[:60] not in said
        assert "person@example.com" not in said
