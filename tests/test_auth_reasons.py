"""A question that something kept here could have spared says why it comes: once, and no more than is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from auth.errors import AuthError
from auth.google.steps import WaitForTap
from auth.keeping import (
    AskKeep,
    ForgetPassword,
    Keep,
    KeepSession,
    KeptSession,
    RecallPassword,
    RecallSession,
)
from auth.kept import MemoryStore, password_name
from auth.places import Places
from auth.prompts import (
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    AskUserName,
    ChooseMethod,
    Reason,
)
from auth.sandbox.google_world import TRUST_LIFE
from auth.sandbox.people import PASSWORD
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from auth.signin import Step
from auth.vault import Vault
from profiles.config import Profile
from profiles.secret import Secret
from tests.google_kept import SESSION, request_of, sign_in_with, wire_of
from tests.google_talk import ADA, OPENING, Answers, talk
from tests.pages import ends, v3
from tests.pages.base import Shown
from tests.sandbox_google import NOON, SteppedClock
from tests.sandbox_journey import SSO, Guest, Went, bastion

CLOCK = SteppedClock()
SESSION_LIFE = PEOPLE["backup@example.com"].session_life
KEEPS = replace(ADA, keep=Keep(session=True, password=True))
BOXLESS = v3.totp()._replace(html=v3.totp().html.replace(v3.TRUST, ""))
"""Asks for a code, and does not offer to trust this computer."""
Told = list[tuple[str, Reason | None]]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK, warm=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.world.forget()
    CLOCK.now = NOON
    return running


@pytest.fixture
def places(sandbox: Sandbox) -> Places:
    origins = sandbox.origins
    return Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)


class Home:
    """One computer of somebody, who signs in there again and again."""

    def __init__(self, sandbox: Sandbox, places: Places, user: str = "backup@example.com") -> None:
        self.sandbox, self.places, self.user, self.store = sandbox, places, user, MemoryStore()
        self.profile: Profile = bastion(user, f"google_config.role_arn = {SSO}\n")

    def sign_in(self, keep: Keep | None = SESSION) -> Went:
        guest = Guest(self.sandbox, CLOCK, PEOPLE[self.user])
        wire = wire_of(self.profile, self.places, CLOCK, self.store)
        went = sign_in_with(guest, wire, request_of(self.profile, self.places, keep))
        assert went.is_signed_in, went.end
        return went


def reasons(steps: Sequence[Step]) -> Told:
    """The questions for a password or a second factor, by name, and what they say."""
    prompts = [step.prompt if isinstance(step, WaitForTap) else step for step in steps]
    asking = AskPassword | AskCode | AskSendCode | AskPhoneNumber | AskPhoneApproval | ChooseMethod
    return [(type(each).__name__, each.reason) for each in prompts if isinstance(each, asking)]


def said(*script: Shown | AuthError, answers: Answers) -> Told:
    return reasons(talk(*script, account=KEEPS, answers=answers).steps)


# at the sandbox


@pytest.mark.parametrize("keep", [None, Keep()])
def test_where_nothing_was_ever_to_be_kept_no_reason_is_given(
    sandbox: Sandbox, places: Places, keep: Keep | None
) -> None:
    went = Home(sandbox, places).sign_in(keep)
    assert went.asked_for(AskKeep) == (keep is None)
    assert reasons(went.steps) == [("AskPassword", None), ("AskCode", None)]


def test_where_a_session_was_to_be_kept_and_none_is_found_that_is_said(
    sandbox: Sandbox, places: Places
) -> None:
    told = reasons(Home(sandbox, places).sign_in().steps)
    assert told == [("AskPassword", Reason.NO_SESSION), ("AskCode", None)]


def test_a_kept_session_that_has_ended_is_the_reason_of_the_password(
    sandbox: Sandbox, places: Places
) -> None:
    home = Home(sandbox, places)
    home.sign_in()
    assert reasons(home.sign_in().steps) == []
    CLOCK.advance(SESSION_LIFE + 1)
    assert reasons(home.sign_in().steps) == [("AskPassword", Reason.SESSION_ENDED)]
    sandbox.world.sessions.clear()  # somebody signed out everywhere
    assert reasons(home.sign_in().steps) == [("AskPassword", Reason.SESSION_ENDED)]


@pytest.mark.parametrize(
    ("user", "first"),
    [
        ("backup@example.com", "AskCode"),
        ("totp-v2@example.com", "AskCode"),
        ("prompt@example.com", "AskPhoneApproval"),
        ("az@example.com", "AskPhoneApproval"),
        ("sms@example.com", "AskSendCode"),
        ("iap@example.com", "AskPhoneNumber"),
        ("choose@example.com", "ChooseMethod"),
    ],
)
def test_trust_that_google_was_asked_for_and_does_not_give_is_the_reason_of_every_second_factor(
    sandbox: Sandbox, places: Places, user: str, first: str
) -> None:
    home = Home(sandbox, places, user)
    home.sign_in()
    CLOCK.advance(SESSION_LIFE + 1)
    sandbox.world.trusted.clear()  # as where an administrator forbids it
    told = reasons(home.sign_in().steps)
    assert told[:2] == [("AskPassword", Reason.SESSION_ENDED), (first, Reason.NOT_TRUSTED)]
    assert {reason for _, reason in told[2:]} <= {None}


def test_when_the_session_and_the_trust_are_over_both_are_said_each_at_its_question(
    sandbox: Sandbox, places: Places
) -> None:
    home = Home(sandbox, places)
    home.sign_in()
    CLOCK.advance(3600)
    assert reasons(home.sign_in().steps) == []  # what is kept now came without a second factor
    CLOCK.advance(TRUST_LIFE + 1)
    assert reasons(home.sign_in().steps) == [
        ("AskPassword", Reason.SESSION_ENDED),
        ("AskCode", Reason.NOT_TRUSTED),
    ]


def test_a_changed_password_is_said_with_googles_own_words_and_the_new_one_is_kept(
    sandbox: Sandbox, places: Places, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    home, name = Home(sandbox, places), password_name("backup@example.com")
    Vault("nobody").write(name, Secret("the one of last year"))
    went = home.sign_in(Keep(password=True))
    (asked,) = (step for step in went.steps if isinstance(step, AskPassword))
    assert asked.reason is Reason.KEPT_REFUSED
    assert asked.refusal.startswith("Wrong password.")
    assert keyring_in_memory["nobody", name] == PASSWORD
    assert reasons(home.sign_in(Keep(password=True)).steps) == [("AskCode", None)]


# what is known, and what is not


def test_a_kept_password_that_cannot_be_removed_is_not_said_to_be_forgotten() -> None:
    script = (*OPENING, v3.password("Wrong"), ends.saml())
    answers: Answers = {RecallPassword: [Secret("old")], ForgetPassword: [None]}
    assert said(*script, answers=answers) == [("AskPassword", Reason.KEPT_STAYS)]


def test_where_google_has_no_words_for_a_refused_kept_password_the_reason_stands_alone() -> None:
    script = (*OPENING, v3.password(), ends.saml())
    talked = talk(*script, account=KEEPS, answers={RecallPassword: [Secret("old")]})
    (asked,) = talked.asked_for(AskPassword)
    assert (asked.reason, asked.refusal) == (Reason.KEPT_REFUSED, "")


def test_a_mistyped_password_is_no_changed_one() -> None:
    script = (*OPENING, v3.password("Wrong"), ends.saml())
    assert said(*script, answers={}) == [("AskPassword", Reason.NO_SESSION), ("AskPassword", None)]


def test_an_ended_session_is_said_at_the_first_question_there_is() -> None:
    answers: Answers = {RecallSession: [KeptSession()], RecallPassword: [Secret("right")]}
    assert said(*OPENING, v3.totp(), ends.saml(), answers=answers) == [("AskCode", Reason.SESSION_ENDED)]


def test_a_second_factor_that_comes_without_a_password_does_not_mean_that_the_session_has_ended() -> None:
    asked_for_more, untrusted = (
        said(v3.totp(), v3.totp("Wrong"), ends.saml(), answers={RecallSession: [kept]})
        for kept in (KeptSession(), KeptSession(trust_asked=True))
    )
    assert asked_for_more == [("AskCode", Reason.MORE_THAN_SESSION), ("AskCode", None)]
    assert untrusted == [("AskCode", Reason.NOT_TRUSTED), ("AskCode", None)]


def test_another_way_than_the_password_is_not_taken_for_a_second_factor() -> None:
    script = (v3.identifier(), v3.key(), v3.methods(), v3.totp(), ends.saml())
    told = said(*script, answers={RecallSession: [KeptSession(trust_asked=True)]})
    assert told == [("ChooseMethod", Reason.SESSION_ENDED), ("AskCode", None)]


def test_what_was_kept_of_one_account_is_no_reason_at_another() -> None:
    script = (v3.identifier(), v3.identifier("No such account"), v3.password(), BOXLESS, ends.saml())
    answers: Answers = {RecallSession: [KeptSession(trust_asked=True)], AskUserName: ["other@example.com"]}
    talked = talk(*script, account=KEEPS, answers=answers)
    assert reasons(talked.steps) == [("AskPassword", None), ("AskCode", None)]
    (kept,) = talked.asked_for(KeepSession)
    assert kept == KeepSession("other@example.com")


def test_trust_counts_as_asked_for_only_with_the_second_factor_that_google_took() -> None:
    scripts: list[tuple[tuple[Shown, ...], bool]] = [
        ((*OPENING, ends.saml()), False),  # the password page asks to stay signed in
        ((*OPENING, v3.totp(), ends.saml()), True),
        ((*OPENING, v3.push(), v3.push(), ends.saml()), True),
        ((*OPENING, v3.totp("Wrong"), BOXLESS, ends.saml()), False),
    ]
    for script, asked in scripts:
        talked = talk(*script, account=KEEPS)
        assert [each.trust_asked for each in talked.asked_for(KeepSession)] == [asked]
