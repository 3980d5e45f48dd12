"""Answers that are wrong, slow or broken, and pages that are odd though right."""

from typing import Final

from auth.sandbox.people import Broken, Instead, Pages, Person, Rejected, Status, Step
from auth.sandbox.scenarios.common import PASSWORD_THEN_CODE, TOTP

FAULTS: Final = (
    Person(
        "poisoned@example.com",
        "refused, and so is everybody else who comes with the cookie of that refusal",
        "nothing; forget the Google session",
        instead=(Instead(Step.USER, Rejected("88")),),
        untidy=("poison",),
    ),
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
        "three seconds of silence after the password",
        PASSWORD_THEN_CODE,
        challenges=(TOTP,),
        instead=(Instead(Step.PASSWORD, Broken(seconds=3.0)),),
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
