"""Words laid out for the width they have."""

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

LayOut = Callable[[int], Content]
"""Lays words out in so many cells."""


class Fitted(Widget):
    """Asks for its words whenever it has a width, so that nobody has to ask for the width at the right moment.

    ``refresh(layout=True)`` says that the words are others.
    """

    DEFAULT_CSS = "Fitted { height: auto; }"

    def __init__(
        self,
        lay_out: LayOut,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._lay_out = lay_out

    def render(self) -> Content:
        """The words for the width there is."""
        return self._lay_out(max(1, self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the words take."""
        return self._lay_out(width).get_height({}, width) if width else 0
