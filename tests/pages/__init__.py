"""Small pages of the structure of Google's sign-in, of its three generations, written for these tests.

What a page is known by (address, action, names, attributes) and the traps around it are Google's; the words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.pages import ends, v1, v2, v3
from tests.pages.base import USER, Shown

EVERY: Mapping[str, Shown] = {
    "v1 identifier": v1.identifier(),
    "v1 unknown user": v1.identifier("No such account"),
    "v1 captcha": v1.identifier(captcha="ct-v1"),
    "v1 password": v1.password(),
    "v1 wrong password": v1.password("Wrong"),
    "v1 captcha beside the password": v1.password(captcha="ct-old"),
    "v2 password": v2.password(),
    "v2 wrong password": v2.password("Wrong"),
    "v2 authenticator": v2.totp(),
    "v2 wrong code": v2.totp("Wrong"),
    "v2 offer of a text": v2.send_text(),
    "v2 text": v2.text(),
    "v2 push": v2.push(),
    "v2 old prompt": v2.old_prompt("47"),
    "v2 backup code": v2.code("bc", 8),
    "v2 offline code": v2.code("ootp", 5),
    "v2 code of a key": v2.code("skotp", 37),
    "v2 key": v2.key(),
    "v2 phone number": v2.number(),
    "v2 code after a number": v2.code("iap", 13, pin="pin"),
    "v2 methods": v2.methods(),
    "v3 identifier": v3.identifier(),
    "v3 unknown user": v3.identifier("No such account"),
    "v3 captcha": v3.captcha(),
    "v3 wrong captcha": v3.captcha("Wrong"),
    "v3 password": v3.password(),
    "v3 wrong password": v3.password("Wrong"),
    "v3 too many": v3.password(too_many=True),
    "v3 authenticator": v3.totp(),
    "v3 wrong code": v3.totp("Wrong"),
    "v3 offer of a text": v3.send_text("SMS", "VOICE"),
    "v3 text": v3.code("ipp"),
    "v3 push": v3.push(),
    "v3 backup code": v3.code("bc"),
    "v3 offline code": v3.code("ootp"),
    "v3 code of a key": v3.code("skotp"),
    "v3 key": v3.key("sk"),
    "v3 passkey": v3.key(),
    "v3 phone number": v3.number(),
    "v3 methods": v3.methods(),
    "saml": ends.saml(),
    "chooser": ends.chooser(USER, "grace@example.com"),
    "speedbump": ends.speedbump("gaplustos"),
    "v1 rejected": ends.rejected(v1=True),
    "v3 rejected": ends.rejected(),
    "v3 rejected for want of a script": ends.rejected("rhlk=js&rrk=47"),
    "v3 policy": ends.rejected("", policy="Your organisation wants more"),
    "HTTP 400": ends.http_error(400),
    "HTTP 403": ends.http_error(403, "Error: app_not_configured_for_user"),
    "HTTP 500": ends.http_error(500),
    "unknown": ends.unknown(),
    "elsewhere": ends.ELSEWHERE,
}
"""One of each, by name."""
