"""Why a question comes, drawn: above it, on a line of its own, and with everything else still in sight."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auth.keeping import Keep, KeptSession, RecallPassword, RecallSession
from auth.prompts import (
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    ChooseMethod,
    Factor,
    Method,
    Prompt,
    Reason,
)
from auth.wire import Errand, Result
from profiles.secret import Secret
from tests.google_script import IDENTIFIER, KEYS, USER, Script, code, password, phone, saml
from tests.signin_dialog import HIDDEN, REQUEST, Table, dialog
from tests.tui_app import Desk
from tui.questions import question_for

WHY = Reason.NOT_TRUSTED
REASONED: list[Prompt] = [
    AskPassword(USER, reason=WHY),
    AskCode(Factor.TOTP, USER, reason=WHY),
    AskPhoneNumber(USER, reason=WHY),
    AskSendCode("(•••) •••-••42", ("SMS",), reason=WHY),
    AskPhoneApproval(USER, "42", reason=WHY),
    ChooseMethod((Method(Factor.TOTP, "app"),), reason=WHY),
]


class KeptScript(Script):
    """Google as a script, on a computer that kept a session, and *password*."""

    password: Secret | None = None

    def __call__(self, errand: Errand, /) -> Result:
        match errand:
            case RecallSession():
                return KeptSession(trust_asked=True)
            case RecallPassword():
                return self.password
        return super().__call__(errand)


async def no_hint() -> str:
    return ""


def keeping(*, password: bool = False) -> Keep:
    return Keep(session=True, password=password)


def above(table: Table, reason: str, words: str) -> None:
    """The reason is on a line of its own above *words*, and the keys are in sight."""
    lines = [line.strip(" │") for line in table.seat.text.splitlines()]
    assert reason in lines
    assert lines.index(reason) < next(number for number, line in enumerate(lines) if words in line)
    assert any("Esc cancel" in line for line in lines)


@pytest.mark.parametrize("prompt", REASONED, ids=lambda prompt: type(prompt).__name__)
def test_every_question_that_can_have_a_reason_is_given_it_to_draw(prompt: Prompt) -> None:
    assert question_for(prompt, no_hint).reason is WHY


async def test_password_and_code_say_why_they_are_asked_for(tmp_path: Path) -> None:
    script = KeptScript(IDENTIFIER, password(), code(), code("Wrong code."), saml(), KEYS)
    request = replace(REQUEST, account=replace(REQUEST.account, keep=keeping()))
    async with dialog(Desk(tmp_path), request=request, script=script) as table:
        await table.asks("The Google session kept here has ended.")
        above(table, "The Google session kept here has ended.", "Password of")
        await table.give(HIDDEN)
        await table.asks("Google does not trust this computer, though it was asked to.")
        above(table, "Google does not trust this computer, though it was asked to.", "authenticator app")
        await table.give("123456")
        await table.asks("Wrong code.")
        assert table.said(".reason") == ""
        await table.give("654321")
        assert await table.end() is not None


async def test_a_number_to_match_its_words_and_the_reason_fit_into_24_lines(tmp_path: Path) -> None:
    script = KeptScript(IDENTIFIER, password(), phone(), saml(), KEYS)
    request = replace(REQUEST, account=replace(REQUEST.account, keep=keeping()))
    async with dialog(Desk(tmp_path), request=request, script=script, size=(80, 24)) as table:
        await table.asks("Password of")
        await table.give(HIDDEN)
        await table.asks("Pixel 9")
        above(table, "Google does not trust this computer, though it was asked to.", "Tap Yes on your phone")


async def test_a_kept_password_that_google_refused_is_said_with_googles_own_words(tmp_path: Path) -> None:
    script = KeptScript(IDENTIFIER, password(), password("Wrong password."), saml(), KEYS)
    script.password = Secret("the one of last year")
    request = replace(REQUEST, account=replace(REQUEST.account, keep=keeping(password=True)))
    async with dialog(Desk(tmp_path), request=request, script=script) as table:
        await table.asks("Google refused the kept password; it was probably changed.")
        assert "Wrong password." in table.said(".refusal")
        assert "It could not be removed from the keyring." in table.said(
            ".reason"
        )  # the script removes nothing
        assert "Esc cancel" in table.seat.text
