"""Sign-ins that simply work, on pages of every generation, with and without a captcha."""

from typing import Final

from auth.sandbox.people import Captcha, Pages, Person
from auth.sandbox.scenarios.common import NUMBERED, PASSWORD_THEN_CODE, PASSWORD_THEN_TAP, TOTP

MAIN: Final = (
    Person(
        "user@example.com",
        "password and authenticator app, today's pages",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
    ),
    Person(
        "phone@example.com",
        "password and phone prompt with a number to match, today's pages",
        PASSWORD_THEN_TAP,
        challenges=(NUMBERED, TOTP),
    ),
    Person("totp@example.com", "authenticator app", PASSWORD_THEN_CODE, challenges=(TOTP,)),
    Person("password@example.com", "no second factor", "password"),
    Person(
        "totp-v2@example.com",
        "authenticator app, second page generation",
        PASSWORD_THEN_CODE,
        Pages.V2,
        challenges=(TOTP,),
    ),
    Person(
        "phone-v2@example.com",
        "phone prompt with a number, second page generation",
        PASSWORD_THEN_TAP,
        Pages.V2,
        challenges=(NUMBERED, TOTP),
    ),
    Person(
        "totp-v1@example.com",
        "authenticator app, first page generation",
        PASSWORD_THEN_CODE,
        Pages.V1,
        challenges=(TOTP,),
    ),
    Person(
        "japanese@example.com", "pages in Japanese", PASSWORD_THEN_CODE, challenges=(TOTP,), language="ja"
    ),
    Person(
        "romanian-v2@example.com",
        "pages in Romanian, second page generation",
        PASSWORD_THEN_CODE,
        Pages.V2,
        challenges=(TOTP,),
        language="ro",
    ),
)

CAPTCHAS: Final = (
    Person(
        "captcha@example.com",
        "captcha before the password",
        "the characters of the picture (GET /sandbox/code/<user>), password, code",
        challenges=(TOTP,),
        captcha=Captcha(),
    ),
    Person(
        "captcha-twice@example.com",
        "two captchas before the password",
        "the characters of the picture, twice, password, code",
        challenges=(TOTP,),
        captcha=Captcha(times=2),
    ),
    Person(
        "captcha-v2@example.com",
        "captcha before the password, second page generation",
        "the characters of the picture, password, code",
        Pages.V2,
        challenges=(TOTP,),
        captcha=Captcha(),
    ),
    Person(
        "captcha-v1@example.com",
        "captcha beside the password, first page generation",
        "password and the characters of the picture, code",
        Pages.V1,
        challenges=(TOTP,),
        captcha=Captcha(),
    ),
)
