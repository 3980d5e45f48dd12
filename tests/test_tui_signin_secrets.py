"""What is typed into the sign-in dialog stays there: no message, picture, log or crash shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from auth.google.flow import Response
from tests.google_script import (
    IDENTIFIER,
    KEYS,
    Hang,
    code,
    password,
    saml,
)
from tests.signin_dialog import HIDDEN, WHOLE, Table, dialog
from tests.tui_app import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_the_password_is_in_no_message_of_ours_no_screenshot_and_no_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []

    def hear(message: Message) -> None:
        # Textual's own Key and Input messages hold what is typed; TEXTUAL_LOG, which would write them, is dropped.
        if not isinstance(message, Input.Changed | Input.Submitted | Key):
            heard.append(repr(message))

    pictures = []
    with caplog.at_level("DEBUG"):
        async with dialog(desk, *WHOLE, hear=hear) as table:
            await table.asks("Password of")
            await table.seat.type(HIDDEN)
            assert table.answer.value == HIDDEN
            pictures.append(table.seat.app.export_screenshot())
            await table.seat.press("enter")
            await table.seat.until(lambda: "authenticator app" in table.seat.text)
            pictures.append(table.seat.app.export_screenshot())
            await table.give("123456")
            assert await table.end() is not None
            pictures.append(table.seat.app.export_screenshot())
    everything = "\n".join([*heard, *pictures, caplog.text, *capsys.readouterr()])
    assert "Answered" in everything
    assert "•" * len(HIDDEN) in pictures[0]
    for secret in (HIDDEN, KEYS.secret.reveal(), KEYS.token.reveal()):
        assert secret not in everything


async def test_the_password_leaves_the_field_when_it_is_sent(desk: Desk) -> None:
    hang = Hang(code())
    async with dialog(desk, IDENTIFIER, password(), hang, saml(), KEYS) as table:
        await table.asks("Password of")
        field = table.answer
        await table.seat.paste(HIDDEN)
        await table.seat.press("enter")
        await table.seat.until(hang.asked.is_set)
        assert field.value == ""
        hang.let_go()
        await table.asks("authenticator app")


async def test_enter_pressed_twice_sends_the_password_once(desk: Desk) -> None:
    hang = Hang(code())
    async with dialog(desk, IDENTIFIER, password(), hang) as table:
        await table.asks("Password of")
        await table.seat.paste(HIDDEN)
        await table.seat.press("enter", "enter", "enter")
        await table.seat.until(hang.asked.is_set)
        hang.let_go()
        await table.asks("authenticator app")
    assert table.script.sent("Passwd") == [HIDDEN]


async def test_a_crash_in_mid_sign_in_prints_no_password(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash() -> Response:
        typed = tables[0].script.sent("Passwd")[0]
        raise ZeroDivisionError(len(typed))

    async def sign_in() -> None:
        async with dialog(desk, IDENTIFIER, password(), crash) as table:
            tables.append(table)
            await table.asks("Password of")
            await table.seat.paste(HIDDEN)
            await table.seat.press("enter")
            await table.seat.until(lambda: not table.seat.app.is_running)

    tables: list[Table] = []
    with pytest.raises(Exception, match=str(len(HIDDEN))):
        await sign_in()
    printed = "".join(capsys.readouterr())
    assert tables[0].seat.app.return_code == 1
    assert "ZeroDivisionError" in printed
    assert "typed = " in printed  # the line of the source, not the value
    assert HIDDEN not in printed
