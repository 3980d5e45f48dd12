"""Every way in which Google says no, or sends people somewhere else."""

from typing import Final

from auth.sandbox.people import Dead, Instead, OffSite, Pages, Person, Rejected, Speedbump, Status, Step
from auth.sandbox.scenarios.common import PASSWORD_THEN_CODE, TOTP

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
