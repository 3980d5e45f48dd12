"""One box to tick."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


class Tick(Static, can_focus=True):
    """``[x] words``: Space or a click ticks it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False)]
    DEFAULT_CSS = """
    Tick { height: 1; }
    Tick:focus { background: $primary-muted; }
    """
    is_ticked: reactive[bool] = reactive(False)

    @dataclass
    class Changed(Message):
        """It was ticked, or its tick taken away."""

    def __init__(self, words: str, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._words = words

    def watch_is_ticked(self) -> None:
        """Draw it anew."""
        self.update(Content(f"[{'x' if self.is_ticked else ' '}] {self._words}"))

    def action_tick(self) -> None:
        """Space."""
        self.is_ticked = not self.is_ticked
        self.post_message(self.Changed())

    def on_click(self) -> None:
        self.action_tick()
