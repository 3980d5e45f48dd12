"""Many lines of text, of which only those in sight are drawn: what stays behind, what is exported."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from auth.plain import plain
from tui.text import fit, wrapped

MOST_SHOWN = 5000
"""Lines; of more it is said how many there are."""


class TextLines(ScrollView, can_focus=True):
    """Lines with a label before each, broken to the width there is. Shown as they are: no markup, nothing raw."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-lines--label"}
    DEFAULT_CSS = """
    TextLines { height: auto; background: $boost; padding: 0 1; overflow-x: hidden; scrollbar-size-vertical: 1; }
    TextLines:focus { background: $primary-muted 40%; }
    TextLines > .text-lines--label { color: $quiet; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._lines: Sequence[tuple[str, str]] = ()
        self._drawn: list[tuple[str, str]] = []

    @property
    def text(self) -> str:
        """All lines with their labels, as they are shown."""
        return "\n".join(f"{label} {words}".strip() for label, words in self._lines)

    def show(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these labels and lines. Indentation is kept."""
        shown = [(plain(label, 40), _line(words)) for label, words in lines[:MOST_SHOWN]]
        if len(lines) > MOST_SHOWN:
            shown.append(("", f"… and {len(lines) - MOST_SHOWN:,} more lines."))
        self._lines = shown
        self._lay_out()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        room = max((len(label) for label, _ in self._lines), default=0)
        room = room + 2 if room else 0
        self._drawn = []
        if not width:  # not laid out yet: that comes with a resize
            self.virtual_size = Size(0, len(self._lines))
            return
        # One cell less: the scroll bar may come with these very lines.
        for label, words in self._lines:
            first, *others = wrapped(words, max(10, width - room - 1))
            self._drawn += [(fit(label, room), first), *((" " * room, other) for other in others)]
        self.virtual_size = Size(width, len(self._drawn))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        index, width = y + round(self.scroll_offset.y), self.scrollable_content_region.width
        base = self.rich_style
        if not 0 <= index < len(self._drawn):
            return Strip.blank(width, base)
        label, words = self._drawn[index]
        dim = base + self.get_component_rich_style("text-lines--label", partial=True)
        return Strip([Segment(label, dim), Segment(words, base)]).adjust_cell_length(width, base)


def _line(text: str) -> str:
    body = text.lstrip(" \t")
    return text[: len(text) - len(body)].replace("\t", "    ") + plain(body, 2000)
