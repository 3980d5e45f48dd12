"""Questions that are answered by typing."""

import re
from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from auth.plain import plain
from auth.prompts import AskCode, AskPassword, Factor, Reply
from profiles.secret import Secret
from tui.questions.question import Hint, HintLine, Question, attempt_words


class DigitsField(Input):
    """A field for numbers: letters are left to the keys of the question."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Only what can stand in a number or in ``G-123456`` is typed."""
        return character is not None and character in "0123456789 -+()Gg"

    def on_key(self, event: events.Key) -> None:
        """Keep the field itself from taking what is not typed; the event goes on to the question."""
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()


class SecretField(Input):
    """A field for a password: what is in it can be neither copied nor cut."""

    def action_copy(self) -> None:
        """Not here: the clipboard is everybody's. Ctrl+C is left to the application."""
        raise SkipAction

    def action_cut(self) -> None:
        """Nothing, as for copying."""


class TextQuestion(Question):
    """A field and what is said about it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+y", "copy_link", "Copy the link", show=False, priority=True),
    ]

    def __init__(
        self,
        label: str,
        words: str,
        attempt: int,
        refusal: str,
        hint: Hint,
        *,
        placeholder: str = "",
        secret: bool = False,
        another_way: bool = False,
        picture: bytes = b"",
        link: str = "",
        answer: Callable[[str], Reply] = str.strip,
        numbers: bool = False,
    ) -> None:
        super().__init__()
        self._label, self._words, self._attempt, self._refusal = label, words, attempt, refusal
        self._hint, self._placeholder, self._secret = hint, placeholder, secret
        self._answer, self._numbers = answer, numbers
        self.another_way, self._picture, self._link = another_way, picture, link
        if link:
            self.keys_words = "⏎ go on   ^y copy the link   Esc cancel"
        if another_way:
            key = "a" if numbers else "^t"  # where letters are typed, a letter is no key
            self.keys_words = f"⏎ go on   {key} another way   Esc cancel"

    def action_copy_link(self) -> None:
        """The picture's link through the terminal (OSC 52): it is too long to be selected in one piece."""
        if self._link:
            self.app.copy_to_clipboard(self._link)
            self.app.notify("The link was given to your terminal to copy (OSC 52).", markup=False)

    def compose(self) -> ComposeResult:
        yield Static(Content(self._words), classes="words")
        yield Static(Content(attempt_words(self._attempt) + plain(self._refusal)), classes="refusal")
        if self._picture:
            # Pillow comes with it.
            from tui.questions.picture import LOWEST, Picture

            picture = Picture(self._picture, max(LOWEST, self.app.size.height - 16))
            if picture.is_readable:
                yield picture
        field = DigitsField if self._numbers else SecretField if self._secret else Input
        yield field(placeholder=self._placeholder, password=self._secret, id="answer")
        yield HintLine(self._hint)

    def on_mount(self) -> None:
        self.query_one(".refusal").display = bool(self._refusal)
        field = self.query_one("#answer", Input)
        field.border_title = self._label
        field.focus()

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        """Enter: the answer, unless the field is empty or something speaks against it."""
        event.stop()
        if not event.value.strip():
            return
        if words := self.objection(event.value):
            refusal = self.query_one(".refusal", Static)
            refusal.update(Content(words))
            refusal.display = True
            return
        reply = self._answer(event.value)
        if isinstance(reply, Secret):
            event.input.clear()
        self.answer(reply)

    def objection(self, text: str) -> str:
        """Why *text* cannot be the answer, or nothing."""
        return ""


class PasswordQuestion(TextQuestion):
    """The password. It leaves the field the moment it is sent."""

    def __init__(self, prompt: AskPassword, hint: Hint) -> None:
        super().__init__(
            "Password",
            f"Password of {plain(prompt.account)} at Google",
            prompt.attempt,
            prompt.refusal,
            hint,
            secret=True,
            another_way=prompt.another_way,
            answer=Secret,
        )


_CODE_WORDS = {
    Factor.TOTP: "The code your authenticator app shows now",
    Factor.TEXT_OR_CALL: "The code Google sent you",
    Factor.PHONE_NUMBER: "The code Google sent you",
    Factor.OFFLINE_CODE: "The security code from your phone: Settings, Google, your account, Security, Security code",
    Factor.KEY_CODE: "The code from g.co/sc, opened on a device where your security key works",
    Factor.BACKUP_CODE: "One of your backup codes",
}
_NOT_A_DIGIT = re.compile(r"[^0-9]")


def clean_code(text: str) -> str:
    """The digits of a typed or pasted code: ``G-123 456`` is ``123456``."""
    return _NOT_A_DIGIT.sub("", text)


class CodeQuestion(TextQuestion):
    """A one-time code: digits only, however they were pasted."""

    def __init__(self, prompt: AskCode, hint: Hint) -> None:
        self._digits = prompt.digits
        where = f", sent to {plain(prompt.sent_to)}" if prompt.sent_to else ""
        super().__init__(
            f"Code ({prompt.digits} digits)",
            _CODE_WORDS.get(prompt.factor, "The code") + where,
            prompt.attempt,
            prompt.refusal,
            hint,
            another_way=prompt.another_way,
            answer=lambda text: Secret(clean_code(text)),
            numbers=True,
        )

    def objection(self, text: str) -> str:
        """All digits must be there."""
        return "" if len(clean_code(text)) == self._digits else f"The code has {self._digits} digits."
