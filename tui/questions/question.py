"""What all questions have in common."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from auth.keeping import Keep
from auth.plain import plain
from auth.prompts import ANOTHER_WAY, Reason, Reply

Given = Reply | Keep | frozenset[str]
"""What a person can answer."""

Hint = Callable[[], Awaitable[str]]
"""What a sandbox tells beside a question (its people have no phones); empty for a real sign-in."""


class Question(Vertical):
    """A view that posts ``Answered`` once."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("a,ctrl+t", "another_way", "Another way", show=False)]

    class Answered(Message):
        """The person has answered. The answer may be secret, so it is not in the message's repr."""

        def __init__(self, reply: Given) -> None:
            super().__init__()
            self.reply = reply

    keys_words: str = "⏎ go on   Esc cancel"
    """The keys that work here, for the dialog's last line."""
    another_way: bool = False
    reason: Reason | None = None
    """Why the question comes although something is kept that could have spared it."""

    def on_mount(self) -> None:
        """The reason stands above whatever a question draws (Textual calls this one and the question's own)."""
        if self.reason:
            self.mount(Static(Content(self.reason.value), classes="reason"), before=0)

    def answer(self, reply: Given) -> None:
        """Post the answer."""
        self.post_message(self.Answered(reply))

    def action_another_way(self) -> None:
        """Ask Google for its other methods, where it offers any."""
        if self.another_way:
            self.answer(ANOTHER_WAY)


class HintLine(Static):
    """The sandbox's help under a question, asked for again every few seconds because codes change."""

    def __init__(self, hint: Hint) -> None:
        super().__init__(classes="hint")
        self._hint = hint

    async def on_mount(self) -> None:
        self.display = False
        self.set_interval(2, self.show)
        await self.show()

    async def show(self) -> None:
        """Ask the sandbox again."""
        words = await self._hint()
        self.display = bool(words)
        # Two lines at most, each made safe: a sandbox is somebody's program too.
        self.update(Content("\n".join(plain(line) for line in words.splitlines()[:2])))


def attempt_words(attempt: int) -> str:
    """``Try 2.``, from the second on."""
    return f"Try {attempt}. " if attempt > 1 else ""
