"""Everybody who exists in the sandbox signs in, without a screen: each ends with keys or in an error of its own.

And the sandbox saw nothing in what our client sent that a browser would not have sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from auth.errors import (
    AssertionRefused,
    AuthError,
    BadLink,
    BrowserStepWanted,
    BrowserWanted,
    Cancelled,
    NoRole,
    NotAssigned,
    NoUsableMethod,
    OtherIdentityProvider,
    OutOfStep,
    PolicyNotMet,
    StsRefused,
    TooManyAttempts,
    UnknownPage,
    Unreachable,
)
from auth.google import taps, transport
from auth.google.steps import WaitForTap
from auth.prompts import (
    ANOTHER_WAY,
    AskCaptcha,
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskUserName,
    ChooseRole,
)
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from auth.signin import Answer, SignedIn, Step
from profiles.secret import Secret
from tests.sandbox_google import NOON, SteppedClock
from tests.sandbox_journey import ESC, SSO, Esc, Went, sign_in_at, told

ERRORS: dict[str, type[AuthError]] = {
    "key-only": NoUsableMethod,
    "passkey-only": NoUsableMethod,
    "rejected-js": BrowserWanted,
    "rejected": BrowserWanted,
    "rejected-v2": BrowserWanted,
    "poisoned": BrowserWanted,
    "recaptcha": BrowserWanted,
    "policy": PolicyNotMet,
    "not-assigned": NotAssigned,
    "not-enabled": NotAssigned,
    "suspicious": BrowserStepWanted,
    "terms": BrowserStepWanted,
    "passkey-offer": BrowserStepWanted,
    "phone-check": BrowserStepWanted,
    "confirm-account": BrowserStepWanted,
    "elsewhere": OtherIdentityProvider,
    "suspended": UnknownPage,
    "unknown-page": UnknownPage,
    "server-error": UnknownPage,
    "unavailable": UnknownPage,
    "always-400": OutOfStep,
    "cut": Unreachable,
    "no-roles": NoRole,
    "no-assertion": AssertionRefused,
}
"""How it ends for those who do not get in, whatever they answer."""
REFUSED_BY_AWS = {
    "absent-role": "AccessDenied",
    "expired": "ExpiredTokenException",
    "not-yet": "InvalidIdentityToken",
    "other-audience": "InvalidIdentityToken",
    "no-session-name": "InvalidIdentityToken",
    "unsigned": "InvalidIdentityToken",
    "other-key": "InvalidIdentityToken",
}
"""And AWS's code, where it is AWS that refuses."""
NAMES = sorted(user.partition("@")[0] for user in PEOPLE)
CLOCK = SteppedClock()


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK, warm=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Nobody has signed in yet."""
    running.world.forget()
    CLOCK.now = NOON
    monkeypatch.setattr(taps, "PAUSE_SECONDS", 0.01)
    return running


def go(sandbox: Sandbox, name: str, answer: Callable[[Step], Answer | Esc] | None = None) -> Went:
    return sign_in_at(sandbox, f"{name}@example.com", CLOCK, answer=answer)


def check_end(went: Went, name: str) -> None:
    """It ended as this person's sign-ins end."""
    if name in REFUSED_BY_AWS:
        assert isinstance(went.end, StsRefused)
        assert went.end.code == REFUSED_BY_AWS[name]
    elif name in ERRORS:
        assert type(went.end) is ERRORS[name]
    else:
        assert isinstance(went.end, SignedIn), went.end
        assert went.end.granted.role_arn == SSO
        assert went.end.granted.credentials.expires == CLOCK.now + timedelta(hours=12)
        assert went.end.username == f"{name}@example.com"


def test_the_table_names_people_who_exist() -> None:
    assert {*ERRORS, *REFUSED_BY_AWS} <= {*NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_everybody_ends_with_keys_or_an_error_of_their_own_and_nothing_sent_is_odd(
    sandbox: Sandbox, name: str
) -> None:
    went = go(sandbox, name)
    check_end(went, name)
    assert went.record == []
    if isinstance(went.end, AuthError):
        assert went.end.what.endswith(".")
        assert went.end.remedy.endswith(".")


# Wrong answers first


class WrongFirst:
    """Answers the first question of each type wrongly."""

    def __init__(self) -> None:
        self.seen: set[type] = set()

    def __call__(self, step: Step) -> Answer:
        wrong: dict[type, Answer] = {
            AskUserName: "nobody@example.com",
            AskPassword: Secret("wrong"),
            AskCode: Secret("000000"),
        }
        if type(step) in self.seen:
            return None
        self.seen.add(type(step))
        return wrong.get(type(step))


@pytest.mark.parametrize(
    "name",
    ["totp", "totp-v2", "totp-v1", "sms", "sms-v2", "sms-sent", "iap", "iap-v2", "backup", "backup-v2", "ootp", "skotp",
     "japanese", "romanian-v2", "captcha", "captcha-v1", "captcha-v2", "choose", "second-question-mark"],
)  # fmt: skip
def test_a_wrong_password_and_a_wrong_code_are_asked_for_again_in_googles_words(
    sandbox: Sandbox, name: str
) -> None:
    went = go(sandbox, name, WrongFirst())
    check_end(went, name)
    assert went.record == []
    for kind in (AskPassword, AskCode):
        first, second = (step for step in went.steps if isinstance(step, kind))
        assert (first.attempt, first.refusal) == (1, "")
        assert second.attempt == 2
        assert second.refusal
        assert not second.refusal.startswith("Google did not take")


@pytest.mark.parametrize("name", ["captcha", "captcha-twice", "captcha-v1", "captcha-v2"])
def test_a_captcha_read_wrongly_comes_again(sandbox: Sandbox, name: str) -> None:
    asked: list[AskCaptcha] = []

    def answer(step: Step) -> Answer:
        if isinstance(step, AskCaptcha):
            asked.append(step)
            return "wrong" if len(asked) == 1 else None
        return None

    went = go(sandbox, name, answer)
    check_end(went, name)
    assert went.record == []
    assert [each.attempt for each in asked[:2]] == [1, 2]
    assert asked[1].refusal
    assert asked[0].picture.startswith(b"\x89PNG")
    assert asked[0].picture_url != asked[1].picture_url


@pytest.mark.parametrize("name", ["totp", "totp-v1", "totp-v2"])
def test_an_unknown_user_is_asked_for_again(sandbox: Sandbox, name: str) -> None:
    user = f"{name}@example.com"
    asked: list[AskUserName] = []

    def answer(step: Step) -> Answer:
        if isinstance(step, AskUserName):
            asked.append(step)
            return "nobody@example.com" if len(asked) == 1 else user
        return None

    lines = f"google_config.google_username = None\ngoogle_config.role_arn = {SSO}\n"
    went = sign_in_at(sandbox, user, CLOCK, lines=lines, answer=answer)
    check_end(went, name)
    assert [each.attempt for each in asked] == [1, 2]
    assert asked[1].refusal
    assert went.record == []


@pytest.mark.parametrize("name", ["attempts", "attempts-v2"])
def test_too_many_wrong_passwords_end_it_in_googles_words(sandbox: Sandbox, name: str) -> None:
    went = go(sandbox, name, lambda step: Secret("wrong") if isinstance(step, AskPassword) else None)
    assert isinstance(went.end, TooManyAttempts)
    assert went.end.quote
    assert went.asked_for(AskPassword) == 3
    assert went.record == []


# Other ways


@pytest.mark.parametrize(
    "name", ["phone-waits", "phone-waits-v2", "az-waits", "sms", "sms-v2", "ootp", "skotp"]
)
def test_another_way_leads_to_the_code_of_the_app(sandbox: Sandbox, name: str) -> None:
    first: list[Step] = []

    def answer(step: Step) -> Answer:
        if getattr(step, "another_way", False) or isinstance(step, WaitForTap):
            first.append(step)
        return ANOTHER_WAY if len(first) == 1 and step is first[0] else None

    went = go(sandbox, name, answer)
    check_end(went, name)
    assert [step for step in went.steps if isinstance(step, AskCode)][-1].factor.value == "totp"
    assert went.record == []


def test_the_number_to_match_is_the_one_on_the_phone(sandbox: Sandbox) -> None:
    for name in ("phone-waits", "phone-waits-v2", "az-number"):
        went = go(sandbox, name)
        shown = {
            step.prompt.number if isinstance(step, WaitForTap) else step.number
            for step in went.steps
            if isinstance(step, AskPhoneApproval | WaitForTap)
        }
        prompt = sandbox.world.last_prompt(f"{name}@example.com")
        assert prompt
        assert shown == {prompt.number} != {""}


# The way in, and out


def test_a_link_of_nobody_is_told_at_once(sandbox: Sandbox) -> None:
    went = sign_in_at(sandbox, "totp@example.com", CLOCK, sp_id="0")
    assert isinstance(went.end, BadLink)


def test_an_application_that_does_not_exist_is_told_after_the_sign_in(sandbox: Sandbox) -> None:
    went = sign_in_at(sandbox, "password@example.com", CLOCK, sp_id="999999999999")
    assert isinstance(went.end, NotAssigned)
    assert "app_not_configured" in went.end.what


@pytest.mark.parametrize(
    ("sp_id", "role"),
    [
        ("101000000002", "arn:aws-us-gov:iam::666666666666:role/sso"),
        ("101000000003", "arn:aws-cn:iam::999999999999:role/sso"),
    ],
)
def test_a_role_of_another_partition_is_taken_there(sandbox: Sandbox, sp_id: str, role: str) -> None:
    lines = f"google_config.role_arn = {role}\n"
    went = sign_in_at(sandbox, "password@example.com", CLOCK, lines=lines, sp_id=sp_id)
    assert isinstance(went.end, SignedIn)
    assert went.end.granted.role_arn == role


def test_without_a_role_in_the_profile_the_person_chooses(sandbox: Sandbox) -> None:
    went = sign_in_at(sandbox, "password@example.com", CLOCK, lines="")
    assert went.asked_for(ChooseRole) == 1
    assert went.is_signed_in


def test_a_role_that_allows_less_gets_less(sandbox: Sandbox) -> None:
    lines = "google_config.role_arn = arn:aws:iam::111111111111:role/sso-8h\n"
    went = sign_in_at(sandbox, "password@example.com", CLOCK, lines=lines)
    assert isinstance(went.end, SignedIn)
    assert (went.end.granted.wanted_seconds, went.end.granted.seconds) == (43200, 28800)


@pytest.mark.parametrize("kind", [AskPassword, AskCode])
def test_a_sign_in_left_half_way_does_not_stand_in_the_way_of_the_next(sandbox: Sandbox, kind: type) -> None:
    went = go(sandbox, "totp", lambda step: ESC if isinstance(step, kind) else None)
    assert isinstance(went.end, Cancelled)
    check_end(go(sandbox, "totp"), "totp")


# The network


@pytest.mark.parametrize("name", ["totp", "totp-v2", "captcha", "choose", "once-400"])
def test_a_connection_cut_at_any_request_is_told_as_that(sandbox: Sandbox, name: str) -> None:
    for answered in range(30):
        sandbox.world.forget()
        told(sandbox, "POST", f"cut/{answered}")
        went = go(sandbox, name)
        if sandbox.scissors.requests_left is not None:
            sandbox.scissors.requests_left = None
            check_end(went, name)
            assert answered > 3
            return
        # A picture that cannot be had is no reason to stop.
        assert isinstance(went.end, Unreachable) or (went.is_signed_in and name == "captcha")
    raise AssertionError("the conversation does not end")


def test_silence_of_the_server_is_told_as_that(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.3)
    went = go(sandbox, "slow")
    assert isinstance(went.end, Unreachable)
    assert "in time" in went.end.what
