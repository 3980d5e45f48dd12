"""The people of the simulated Google. Each is a scenario; `python -m auth.sandbox --list` prints them.

Add a scenario by adding a `Person`. What Google's own pages look like in it is known, or invented, as `__init__` says.
"""

from collections.abc import Mapping
from typing import Final

from .people import (
    BACKUP_CODE,
    KEY_CODE,
    OFFLINE_CODE,
    TEXT_CODE,
    Broken,
    Captcha,
    Challenge,
    Dead,
    Instead,
    Kind,
    OffSite,
    Pages,
    Person,
    Phone,
    Rejected,
    Speedbump,
    Status,
    Step,
)

MASKED: Final = "(\u2022\u2022\u2022) \u2022\u2022\u2022-\u2022\u202242"
PIXEL: Final = "your Pixel 9"
SOON: Final = Phone(approves_after=4.0)

TOTP: Final = Challenge(Kind.TOTP, 4)
PROMPT: Final = Challenge(Kind.PROMPT, 11, PIXEL, phone=SOON)
NUMBERED: Final = Challenge(Kind.PROMPT, 11, PIXEL, shows_number=True, phone=SOON)
OLD_PROMPT: Final = Challenge(Kind.OLD_PROMPT, 5, PIXEL, phone=SOON)
TEXT: Final = Challenge(Kind.TEXT_OR_CALL, 7, MASKED, methods=("SMS",))
VOICE: Final = Challenge(Kind.TEXT_OR_CALL, 8, MASKED, methods=("VOICE",))
BACKUP: Final = Challenge(Kind.BACKUP_CODE, 2)
OFFLINE: Final = Challenge(Kind.OFFLINE_CODE, 9)
KEY_OTP: Final = Challenge(Kind.KEY_CODE, 5)
ANY_PHONE: Final = Challenge(Kind.PHONE_NUMBER, 3)
KEY: Final = Challenge(Kind.SECURITY_KEY, 10, usable=False)
PASSKEY: Final = Challenge(Kind.PASSKEY, 6, usable=False)

PASSWORD_THEN_CODE: Final = "password, code of the authenticator app"
PASSWORD_THEN_TAP: Final = "password; the phone approves by itself after 4 s"

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

FACTORS: Final = (
    Person("prompt@example.com", "phone prompt without a number", PASSWORD_THEN_TAP, challenges=(PROMPT,)),
    Person(
        "phone-waits@example.com",
        "phone prompt that never approves by itself",
        "password; POST /sandbox/phone/phone-waits@example.com/approve (or deny)",
        challenges=(Challenge(Kind.PROMPT, 11, PIXEL, shows_number=True), TOTP),
    ),
    Person(
        "phone-waits-v2@example.com",
        "phone prompt that never approves by itself, second page generation",
        "password; POST /sandbox/phone/phone-waits-v2@example.com/approve (or deny)",
        Pages.V2,
        challenges=(Challenge(Kind.PROMPT, 6, PIXEL, shows_number=True), TOTP),
    ),
    Person(
        "phone-early@example.com",
        "phone prompt, not approved the first two times",
        "password, then say three times that you have tapped",
        challenges=(
            Challenge(Kind.PROMPT, 11, PIXEL, shows_number=True, phone=Phone(approves_after_posts=2)),
        ),
    ),
    Person(
        "phone-early-v2@example.com",
        "phone prompt, not approved the first two times, second page generation",
        "password, then say three times that you have tapped",
        Pages.V2,
        challenges=(
            Challenge(Kind.PROMPT, 6, PIXEL, shows_number=True, phone=Phone(approves_after_posts=2)),
        ),
    ),
    Person(
        "phone-denied@example.com",
        "phone prompt that is denied",
        "password, then another way: code of the authenticator app",
        challenges=(Challenge(Kind.PROMPT, 11, PIXEL, phone=Phone(approves_after=0.0, denies=True)), TOTP),
    ),
    Person("az@example.com", "old phone prompt", PASSWORD_THEN_TAP, Pages.V2, challenges=(OLD_PROMPT, TOTP)),
    Person(
        "az-number@example.com",
        "old phone prompt with a number",
        PASSWORD_THEN_TAP,
        Pages.V2,
        challenges=(Challenge(Kind.OLD_PROMPT, 5, PIXEL, shows_number=True, phone=SOON), TOTP),
    ),
    Person(
        "az-500@example.com",
        "old phone prompt whose wait fails twice",
        PASSWORD_THEN_TAP,
        Pages.V2,
        challenges=(Challenge(Kind.OLD_PROMPT, 5, PIXEL, phone=Phone(approves_after=0.0, server_errors=2)),),
    ),
    Person(
        "az-waits@example.com",
        "old phone prompt that never approves by itself",
        "password; POST /sandbox/phone/az-waits@example.com/approve (or deny)",
        Pages.V2,
        challenges=(Challenge(Kind.OLD_PROMPT, 5, PIXEL), TOTP),
    ),
    Person(
        "az-timeout@example.com",
        "old phone prompt that times out at once",
        "password, then another way: code of the authenticator app",
        Pages.V2,
        challenges=(Challenge(Kind.OLD_PROMPT, 5, PIXEL, phone=Phone(lifetime=0.0)), TOTP),
    ),
    Person("sms@example.com", "text message", f"password, send, {TEXT_CODE}", challenges=(TEXT, TOTP)),
    Person(
        "sms-v2@example.com",
        "text message, v2",
        f"password, send, {TEXT_CODE}",
        Pages.V2,
        challenges=(TEXT, TOTP),
    ),
    Person(
        "sms-sent@example.com",
        "text message sent at once",
        f"password, {TEXT_CODE}",
        challenges=(Challenge(Kind.TEXT_OR_CALL, 7, MASKED, methods=("SMS",), sent_at_once=True),),
    ),
    Person("voice@example.com", "phone call", f"password, send, {TEXT_CODE}", challenges=(VOICE,)),
    Person(
        "voice-v2@example.com",
        "phone call, v2",
        f"password, send, {TEXT_CODE}",
        Pages.V2,
        challenges=(VOICE,),
    ),
    Person(
        "sms-or-voice@example.com",
        "text message or call, as you like",
        f"password, send, {TEXT_CODE}",
        challenges=(Challenge(Kind.TEXT_OR_CALL, 7, MASKED, methods=("SMS", "VOICE")),),
    ),
    Person(
        "iap@example.com", "phone number first", f"password, any number, {TEXT_CODE}", challenges=(ANY_PHONE,)
    ),
    Person(
        "iap-v2@example.com",
        "phone number first, v2",
        f"password, any number, {TEXT_CODE}",
        Pages.V2,
        challenges=(ANY_PHONE,),
    ),
    Person(
        "ootp@example.com",
        "offline code of the phone",
        f"password, {OFFLINE_CODE}",
        challenges=(OFFLINE, TOTP),
    ),
    Person(
        "ootp-v2@example.com",
        "offline code, v2",
        f"password, {OFFLINE_CODE}",
        Pages.V2,
        challenges=(OFFLINE,),
    ),
    Person(
        "skotp@example.com", "one-time code of a key", f"password, {KEY_CODE}", challenges=(KEY_OTP, TOTP)
    ),
    Person(
        "skotp-v2@example.com",
        "one-time code of a key, v2",
        f"password, {KEY_CODE}",
        Pages.V2,
        challenges=(KEY_OTP,),
    ),
    Person("backup@example.com", "backup code", f"password, {BACKUP_CODE}", challenges=(BACKUP,)),
    Person(
        "backup-v2@example.com",
        "backup code, with a message of the administrator",
        f"password, {BACKUP_CODE}",
        Pages.V2,
        challenges=(BACKUP,),
        untidy=("admin-message",),
    ),
    Person(
        "key@example.com",
        "security key first, which no form can answer; an authenticator app too",
        "password, then another way: code of the authenticator app",
        challenges=(KEY, TOTP),
    ),
    Person(
        "key-v2@example.com",
        "security key first, second page generation",
        "password, then another way: code of the authenticator app",
        Pages.V2,
        challenges=(KEY, TOTP),
    ),
    Person(
        "key-only@example.com",
        "security key and nothing else",
        "password; no form leads on",
        challenges=(KEY,),
    ),
    Person(
        "passkey@example.com",
        "passkey instead of a password; an authenticator app too",
        "another way: password, code",
        challenges=(PASSKEY, TOTP),
        passkey_first=True,
    ),
    Person(
        "passkey-only@example.com",
        "passkey and nothing else",
        "nothing; no form leads on",
        challenges=(PASSKEY,),
        passkey_first=True,
        password="",
    ),
    Person(
        "choose@example.com",
        "list of seven methods",
        "password, any method of the list",
        challenges=(KEY, KEY_OTP, NUMBERED, OFFLINE, TOTP, TEXT, PASSKEY),
        selects=True,
    ),
    Person(
        "choose-v2@example.com",
        "list of methods, second page generation",
        "password, any method of the list",
        Pages.V2,
        challenges=(KEY, KEY_OTP, NUMBERED, OFFLINE, TOTP, TEXT, BACKUP),
        selects=True,
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

REFUSALS: Final = (
    Person(
        "rejected-js@example.com",
        "JavaScript demanded after the password",
        "password; then a browser",
        challenges=(TOTP,),
        instead=(Instead(Step.PASSWORD, Rejected("47", needs_javascript=True)),),
    ),
    Person(
        "rejected@example.com",
        "browser not trusted, after the user name",
        "nothing; then a browser",
        instead=(Instead(Step.USER, Rejected("88")),),
    ),
    Person(
        "rejected-v2@example.com",
        "browser not trusted, second page generation",
        "nothing; then a browser",
        Pages.V2,
        instead=(Instead(Step.USER, Rejected("88")),),
    ),
    Person(
        "policy@example.com",
        "2-Step Verification demanded by the organisation",
        "password; nothing leads on",
        instead=(Instead(Step.PASSWORD, Rejected("2sv", policy=True)),),
    ),
    Person(
        "attempts@example.com",
        "three wrong passwords are too many",
        "a wrong password three times",
        challenges=(TOTP,),
        attempts=3,
    ),
    Person(
        "attempts-v2@example.com",
        "three wrong passwords or codes are too many, v2",
        "something wrong three times",
        Pages.V2,
        challenges=(TOTP,),
        attempts=3,
    ),
    Person(
        "not-assigned@example.com",
        "not a user of the SAML application",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        instead=(Instead(Step.RETURN, Status(403, "app_not_configured_for_user")),),
    ),
    Person(
        "not-enabled@example.com",
        "SAML application switched off for this person",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        instead=(Instead(Step.RETURN, Status(403, "app_not_enabled_for_user")),),
    ),
    Person(
        "suspicious@example.com",
        "someone else might be trying",
        "password; then a browser",
        instead=(Instead(Step.PASSWORD, Dead("suspicious")),),
    ),
    Person(
        "recaptcha@example.com",
        "reCAPTCHA",
        "nothing; then a browser",
        instead=(Instead(Step.USER, Dead("recaptcha")),),
    ),
    Person(
        "suspended@example.com",
        "account disabled",
        "password",
        instead=(Instead(Step.PASSWORD, Dead("suspended")),),
    ),
    Person(
        "unknown-page@example.com",
        "a page that nobody knows",
        "password",
        instead=(Instead(Step.PASSWORD, Dead("unknown")),),
    ),
    Person(
        "terms@example.com",
        "terms of a new account",
        "password; then a browser",
        instead=(Instead(Step.PASSWORD, Speedbump("gaplustos")),),
    ),
    Person(
        "passkey-offer@example.com",
        "offer to make a passkey",
        "password; then a browser",
        instead=(Instead(Step.PASSWORD, Speedbump("passkeyenrollment")),),
    ),
    Person(
        "phone-check@example.com",
        "phone verification that blocks",
        "password; then a browser",
        instead=(Instead(Step.PASSWORD, Speedbump("idvreenable")),),
    ),
    Person(
        "confirm-account@example.com",
        "is this your account?",
        "password; then a browser",
        instead=(Instead(Step.PASSWORD, Speedbump("samlconfirmaccount")),),
    ),
    Person(
        "elsewhere@example.com",
        "the organisation signs in at another identity provider",
        "nothing; then a browser",
        instead=(Instead(Step.USER, OffSite("/sandbox/elsewhere")),),
    ),
)

FAULTS: Final = (
    Person(
        "once-400@example.com",
        "HTTP 400 at the first code, then all is well",
        "password, code; the same again",
        challenges=(TOTP,),
        instead=(Instead(Step.SECOND, Status(400), times=1),),
    ),
    Person(
        "always-400@example.com",
        "HTTP 400 at every code",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        instead=(Instead(Step.SECOND, Status(400)),),
    ),
    Person(
        "password-400@example.com",
        "HTTP 400 at the first password",
        "password; the same again, code",
        challenges=(TOTP,),
        instead=(Instead(Step.PASSWORD, Status(400), times=1),),
    ),
    Person(
        "server-error@example.com",
        "HTTP 500 after the password",
        "password",
        instead=(Instead(Step.PASSWORD, Status(500)),),
    ),
    Person(
        "unavailable@example.com",
        "HTTP 503 after the user name",
        "nothing",
        instead=(Instead(Step.USER, Status(503)),),
    ),
    Person(
        "slow@example.com",
        "ten seconds of silence after the password",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        instead=(Instead(Step.PASSWORD, Broken(seconds=10.0)),),
    ),
    Person(
        "cut@example.com",
        "the answer to the password breaks off",
        "password",
        challenges=(TOTP,),
        instead=(Instead(Step.PASSWORD, Broken(length=300)),),
    ),
    Person(
        "second-question-mark@example.com",
        "actions with a second question mark",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        untidy=("second-question-mark",),
    ),
    Person(
        "other-id-v2@example.com",
        "password page with another challengeId",
        PASSWORD_THEN_CODE,
        Pages.V2,
        challenges=(TOTP,),
        untidy=("other-challenge-id",),
    ),
    Person(
        "short@example.com",
        "Google session that lasts a minute",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        session_life=60.0,
    ),
    Person(
        "two-accounts@example.com",
        "two accounts in one browser: the next sign-in asks which",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        others=("totp@example.com",),
    ),
)

PEOPLE: Final[Mapping[str, Person]] = {
    each.user: each for each in (*MAIN, *FACTORS, *CAPTCHAS, *REFUSALS, *FAULTS)
}
