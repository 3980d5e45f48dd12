"""The assertion that a person copied out of their own browser.

Pure: a text and the time in, an assertion out. The text may be anything that developer tools put on the clipboard:
the base64 value alone, the form's body, a line of a list, JSON, a whole request as a command. What is wrong with it is
said here, before AWS is asked.
"""

import base64
import html
import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote

from lxml import etree

from auth.acs import is_aws, is_identity_center_path, is_sign_in_path
from auth.errors import AssertionRefused
from auth.plain import plain
from auth.saml import Assertion, read_assertion
from profiles.secret import Secret

MOST_PASTED: Final = 1_000_000
"""Characters looked at: AWS's 100,000, with room for line breaks, indentation and URL-encoding around them."""

_AGAIN = "Sign in once more with the link, and copy the value of SAMLResponse whole."
_INVISIBLE = re.compile(r"[\s\u200b\u2060\ufeff]+")
_JSON_ESCAPE = re.compile(r"\\u00([0-9a-fA-F]{2})")
_SHELL_ESCAPE = re.compile(r"[\\^]")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+")
_AUDIENCE = "urn:amazon:webservices"
"""AWS docs, "Configure SAML assertions for the authentication response"; other partitions add ``:`` and a name."""


def read_pasted(text: str, now: datetime) -> Assertion:
    """The assertion in *text*, good at the time *now* (aware). Raises ``AssertionRefused``."""
    if len(text) > MOST_PASTED:
        raise AssertionRefused(
            "This is far more than a SAML response.",
            f"It has {len(text):,} characters.",
            "Copy the value of SAMLResponse alone.",
        )
    value = find_value(text)
    _check_xml(text, value)
    assertion = read_assertion(Secret(value))
    check_for_aws(assertion)
    _check_times(assertion, now)
    return assertion


def find_value(text: str) -> str:
    """The base64 text of ``SAMLResponse`` in *text*, in one piece; empty where there is none.

    >>> find_value('"SAMLResponse": "PHNhbWw\\n  ycA%3D%3D", "RelayState": ""')
    'PHNhbWwycA=='
    """
    text = _INVISIBLE.sub("", text)
    text = html.unescape(text) if "<" in text else text
    text = _SHELL_ESCAPE.sub("", _JSON_ESCAPE.sub(r"%\1", text))
    for _layer in range(4):
        if not _PERCENT.search(text):
            break
        text = _INVISIBLE.sub("", unquote(text))
    _before, name, after = text.partition("SAMLResponse")
    text = (after if name else text).partition("RelayState")[0]
    value = max(_BASE64.findall(text), key=len, default="")
    # A double click does not take the "=" at the end along; one character of four says nothing.
    return (value + "=" * (-len(value) % 4)) if len(value) % 4 != 1 else value[:-1]


def _check_xml(text: str, value: str) -> None:
    """Tell a damaged copy from something else altogether. Raises ``AssertionRefused``."""
    xml = base64.b64decode(value)
    if not xml.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if text.lstrip().startswith("<"):
            raise AssertionRefused(
                "This is decoded already.",
                "AWS takes the encoded text only, exactly as Google sent it.",
                "Copy the value of SAMLResponse: letters and digits, beginning with P.",
            )
        raise AssertionRefused(
            "This is not a SAML response.", "It is something else, or its beginning is missing.", _AGAIN
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        parser.feed(xml)
    except etree.XMLSyntaxError:
        raise AssertionRefused(
            "This SAML response is damaged.", "Something in it is missing.", _AGAIN
        ) from None
    try:
        root = parser.close()
    except etree.XMLSyntaxError:
        raise AssertionRefused(
            "This SAML response is cut short.", f"It ends after {len(value):,} characters.", _AGAIN
        ) from None
    if not root.tag.endswith("}Response"):
        kind = plain(etree.QName(root).localname, 40)
        raise AssertionRefused("This is not a SAML response.", f"It is a document called {kind}.", _AGAIN)


def check_for_aws(assertion: Assertion) -> None:
    """It must be for AWS's sign-in, of whichever partition, and offer a role. Raises ``AssertionRefused``."""
    _check_addressee(assertion)
    _check_roles(assertion)


def _check_addressee(assertion: Assertion) -> None:
    addresses = [each for each in (assertion.destination, assertion.recipient, assertion.audience) if each]
    if any(_is_identity_center(each) for each in addresses):
        raise AssertionRefused(
            "This is for IAM Identity Center, which is another way into AWS.",
            "It hands out no roles that could be taken here.",
            "Sign in there with: aws sso login",
        )
    for address in (assertion.destination, assertion.recipient):
        if address and not _is_sign_in(address):
            raise _wrong_addressee(f"It goes to {plain(address, 120)}.")
    audience = assertion.audience
    if audience and not (
        audience == _AUDIENCE or audience.startswith(f"{_AUDIENCE}:") or _is_sign_in(audience)
    ):
        raise _wrong_addressee(f"Its audience is {plain(audience, 120)}.")


def _wrong_addressee(why: str) -> AssertionRefused:
    return AssertionRefused(
        "This SAML response is not for AWS.",
        why,
        "Open the link shown here: it leads to the AWS application.",
    )


def _is_sign_in(address: str) -> bool:
    return is_aws(address) and is_sign_in_path(address)


def _is_identity_center(address: str) -> bool:
    return is_aws(address) and is_identity_center_path(address)


def _check_roles(assertion: Assertion) -> None:
    if not assertion.roles:
        raise AssertionRefused(
            "Google signed you in, but gives this account no AWS role.",
            "The role attribute of the user is empty or unreadable.",
            "Ask the Google administrator to fill it with role and provider ARN.",
        )


def _check_times(assertion: Assertion, now: datetime) -> None:
    if assertion.not_after is not None and assertion.not_after <= now:
        raise AssertionRefused(
            f"This SAML response expired {_length(now - assertion.not_after)} ago.",
            "Google's answers hold for five minutes.",
            "Sign in once more with the link and paste the new one. If you just did, this computer's clock is fast.",
        )
    if assertion.not_before is not None and assertion.not_before > now:
        raise AssertionRefused(
            f"This SAML response holds only in {_length(assertion.not_before - now)}.",
            f"This computer's clock is slow, by {_length(assertion.not_before - now)} at least.",
            "Set the clock, then paste again.",
        )


def _length(length: timedelta) -> str:
    """In the largest unit that says enough: seconds, minutes, hours or days.

    >>> _length(timedelta(minutes=12, seconds=40))
    '12 minutes'
    """
    seconds = max(1, round(length.total_seconds()))
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size:,} {unit}{'s' if seconds >= 2 * size else ''}"
    return f"{seconds} second{'s' if seconds > 1 else ''}"
