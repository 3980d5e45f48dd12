"""What the conversation with Google keeps, recalls and runs on this computer."""

from __future__ import annotations

from dataclasses import replace

from auth.keeping import (
    AskKeep,
    ForgetPassword,
    Keep,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.prompts import AskPassword
from profiles.secret import Secret
from tests.google_talk import ADA, OPENING, PASSWORD, talk
from tests.pages import ends, v3
from tests.pages.base import USER

KEEPS = replace(ADA, keep=Keep(session=True, password=True))
KEPT = Secret("kept password")


def test_what_to_keep_is_asked_once_before_the_first_password() -> None:
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=replace(ADA, keep=None))
    kinds = [type(step) for step in said.steps if isinstance(step, AskKeep | AskPassword)]
    assert kinds == [AskKeep, AskPassword, AskPassword]


def test_nothing_is_kept_unless_that_was_asked_for() -> None:
    assert talk(*OPENING, v3.totp(), ends.saml()).kept == []


def test_session_and_password_are_kept_once_google_took_them() -> None:
    said = talk(*OPENING, ends.saml(), account=KEEPS)
    assert [type(step) for step in said.kept] == [RecallSession, RecallPassword, KeepSession, KeepPassword]
    (kept,) = said.asked_for(KeepPassword)
    assert (kept.account, kept.password.reveal()) == (USER, PASSWORD)
    failed = talk(*OPENING, ends.rejected(), account=KEEPS)
    assert [type(step) for step in failed.kept] == [RecallSession, RecallPassword]


def test_a_kept_password_is_sent_without_a_question() -> None:
    said = talk(*OPENING, ends.saml(), account=KEEPS, answers={RecallPassword: [KEPT]})
    assert said.sent("Passwd") == ["kept password"]
    assert not said.asked_for(AskPassword)
    assert not said.asked_for(KeepPassword)


def test_a_kept_password_that_google_refuses_is_removed_and_asked_for() -> None:
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=KEEPS, answers={RecallPassword: [KEPT]})
    assert said.sent("Passwd") == ["kept password", PASSWORD]
    assert said.asked_for(ForgetPassword) == [ForgetPassword(USER)]
    assert [each.refusal for each in said.asked_for(AskPassword)] == ["Wrong"]


def test_google_config_keyring_means_yes_to_keeping_the_password_and_to_removing_a_refused_one() -> None:
    account = replace(ADA, aws_google_auth_keyring=True)
    said = talk(
        *OPENING, v3.password("Wrong"), ends.saml(), account=account, answers={RecallPassword: [KEPT]}
    )
    assert said.asked_for(ForgetPassword) == [ForgetPassword(USER, of_aws_google_auth=True)]
    assert [each.password.reveal() for each in said.asked_for(KeepPassword)] == [PASSWORD]


def test_a_password_that_a_person_mistyped_is_not_removed_from_the_keyring() -> None:
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=KEEPS)
    assert said.asked_for(ForgetPassword) == []


def test_a_refused_password_of_a_command_does_not_remove_the_kept_one() -> None:
    account = replace(KEEPS, password_command=True)
    answers = {RunCommand: [Secret("of the command")], RecallPassword: [KEPT]}
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=account, answers=answers)
    assert said.sent("Passwd") == ["of the command", "kept password"]
    assert said.asked_for(ForgetPassword) == []


def test_a_command_that_has_no_password_leaves_the_question_to_the_person() -> None:
    said = talk(*OPENING, ends.saml(), account=replace(ADA, password_command=True))
    assert said.asked_for(RunCommand) == [RunCommand("password", USER)]
    assert said.sent("Passwd") == [PASSWORD]


def test_the_code_of_a_command_is_tried_once() -> None:
    account = replace(ADA, code_command=True)
    script = (*OPENING, v3.totp(), v3.totp("Wrong"), ends.saml())
    said = talk(*script, account=account, answers={RunCommand: [Secret("777777")]})
    assert said.sent("Pin") == ["777777", "100001"]
    assert said.asked_for(RunCommand) == [RunCommand("code", USER)]


def test_a_command_is_not_run_for_codes_that_come_by_text() -> None:
    said = talk(*OPENING, v3.code("ipp"), ends.saml(), account=replace(ADA, code_command=True))
    assert said.asked_for(RunCommand) == []
