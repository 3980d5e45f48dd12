"""A text of several lines, mostly pasted: Enter goes on, as in every other field."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea

from profiles.importing.recognising import LONGEST


class PasteArea(TextArea):
    """Line numbers before the lines, since what is said about a text names them."""

    DEFAULT_CSS = """
    PasteArea { height: 1fr; min-height: 3; border: none; padding: 0; background: $boost; scrollbar-size: 1 1; }
    PasteArea:focus { background: $primary-muted 40%; border: none; }
    """
    HIDDEN: ClassVar[str] = "·"
    """Stands for what would move the cursor, or cannot be seen."""

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

    def __init__(self, placeholder: str, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(
            id=id, placeholder=placeholder, soft_wrap=False, show_line_numbers=True, compact=True, theme="css"
        )

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self.post_message(self.Entered())
        elif event.key == "ctrl+j":
            self.insert("\n")
        else:
            return
        event.stop()
        event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        # One character too many is kept, so that the reader says why this is too much.
        event.text = event.text[: LONGEST + 1]

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: a terminal would obey its control characters."""
        line = self.document.get_line(line_index)
        if not line.replace("\t", "").isprintable():
            line = "".join(each if each.isprintable() or each == "\t" else self.HIDDEN for each in line)
        return Text(line, end="", no_wrap=True)
