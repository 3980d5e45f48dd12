"""A container that says when it has another width."""

from textual import events
from textual.containers import Vertical
from textual.message import Message


class Sized(Vertical):
    """For lists that are laid out by hand. A hidden one has no width until the layout after it is shown."""

    class Changed(Message):
        """It has another width."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, classes=classes)
        self._width = 0

    def on_resize(self, event: events.Resize) -> None:
        if event.size.width != self._width:
            self._width = event.size.width
            self.post_message(self.Changed())
