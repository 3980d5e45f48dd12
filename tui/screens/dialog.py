"""What all dialogs have in common: how they close."""

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui.background import in_thread

T = TypeVar("T")
R = TypeVar("R")
COPIED = "Given to your terminal to copy (OSC 52). If it is not in the clipboard, copy it from here:"


class Layer(ModalScreen[T]):
    """A screen over another. It closes once, and not before the end of what cannot be taken back."""

    at_work = False
    """What the person asked for is being done."""

    async def to_the_end(self, work: Callable[[], R]) -> R:
        """Run *work* in a thread, and stay open until that is over. Raises what it raises."""
        self.at_work = True
        try:
            return await in_thread(work)
        finally:
            self.at_work = False

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close this and what lies over it.

        Textual closes whatever is on top: the second of two quick keys, dealt with when this is gone already, would
        close what was below, or end the application for want of a screen.
        """
        if self.at_work or self not in self.app.screen_stack:
            return AwaitComplete()
        while not self.is_active:
            self.app.screen.dismiss()
        return super().dismiss(result)


class Dialog(Layer[T]):
    """A box over the home screen; Esc closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back", show=False)]
    CSS_PATH = "dialog.tcss"

    async def to_the_end(self, work: Callable[[], R]) -> R:
        """The same, said in the box's edge: another program may hold a file for a while."""
        box = self.query_one("#box")
        box.border_subtitle = "writing …"
        try:
            return await super().to_the_end(work)
        finally:
            box.border_subtitle = ""
