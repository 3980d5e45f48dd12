"""Every question from which Google lets one leave offers that, with a key that cannot be taken for typing."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input

from auth.prompts import (
    ANOTHER_WAY,
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    Factor,
    Prompt,
)
from tui.questions import question_for
from tui.questions.question import Question

USER = "user@example.com"
OFFERING = [
    (AskPassword(USER, another_way=True), "ctrl+t"),
    (AskCode(Factor.TOTP, USER, another_way=True), "a"),
    (AskPhoneNumber(USER, another_way=True), "a"),
    (AskPhoneApproval(USER, "42", another_way=True), "a"),
    (AskSendCode("(•••) •••-••42", ("SMS",), another_way=True), "ctrl+t"),
]


async def no_hint() -> str:
    return ""


class Asked(App[None]):
    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self.prompt, self.replies = prompt, list[object]()
        self.keys_words = ""

    def compose(self) -> ComposeResult:
        question = question_for(self.prompt, no_hint)
        self.keys_words = question.keys_words
        yield question

    def on_question_answered(self, event: Question.Answered) -> None:
        self.replies.append(event.reply)


@pytest.mark.parametrize(("prompt", "key"), OFFERING)
async def test_another_way_is_one_key_away_and_named(prompt: Prompt, key: str) -> None:
    app = Asked(prompt)
    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()
    assert app.replies == [ANOTHER_WAY]
    assert f"{'^t' if key == 'ctrl+t' else key} another way" in app.keys_words


async def test_in_a_password_the_letter_is_a_letter() -> None:
    app = Asked(AskPassword(USER, another_way=True))
    async with app.run_test() as pilot:
        await pilot.press("a")
        assert app.query_one(Input).value == "a"
    assert app.replies == []


async def test_where_google_offers_nothing_the_key_does_nothing() -> None:
    app = Asked(AskPassword(USER))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+t")
        await pilot.pause()
    assert app.replies == []
    assert "another way" not in app.keys_words
