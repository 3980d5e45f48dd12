"""A text of several lines, mostly pasted: Enter goes on, as in every other field."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea

from profiles.importing.recognising import LONGEST
from profiles.masking import masked_lines
from profiles.secret import MASK

_BEFORE = 12
"""Lines looked at before one that is drawn: it may go on with a secret that begins in one of them."""


class PasteArea(TextArea):
    """Line numbers before the lines, since what is said about a text names them."""

    DEFAULT_CSS = """
    PasteArea { height: 1fr; min-height: 3; border: none; padding: 0; background: $boost; scrollbar-size: 1 1; }
    PasteArea:focus { background: $primary-muted 40%; border: none; }
    """
    HIDDEN: ClassVar[str] = "·"
    """Stands for what would move the cursor, or cannot be seen."""
    COVER: ClassVar[str] = "•"
    """Stands for each character of a secret value, so that the cursor stays where it is."""

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
        """A line as it is drawn: a terminal would obey its control characters, and others would read its secret."""
        first = max(0, line_index - _BEFORE)
        lines = tuple(self.document.get_line(number) for number in range(first, line_index + 1))
        line, start = lines[-1], _secret_from(lines)
        if start is not None:
            line = line[:start] + self.COVER * len(line[start:])
        if not line.replace("\t", "").isprintable():
            line = "".join(each if each.isprintable() or each == "\t" else self.HIDDEN for each in line)
        return Text(line, end="", no_wrap=True)


@lru_cache(maxsize=500)  # the lines in sight, drawn at each key
def _secret_from(lines: tuple[str, ...]) -> int | None:
    """The column from which the last of these lines is secret."""
    last = masked_lines("\n".join(lines).encode(errors="replace"))[-1:]
    is_secret = any((each.lead is not None or each.further) and each.shown.endswith(MASK) for each in last)
    return len(last[0].shown) - len(MASK) if is_secret else None
