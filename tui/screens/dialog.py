"""What all dialogs have in common: how they close."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, TypeVar

from rich.console import RenderableType
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen

from tui.background import in_thread

T = TypeVar("T")
R = TypeVar("R")
COPIED = "Given to your terminal to copy (OSC 52). If it is not in the clipboard, copy it from here:"
_SOON = 0.02
"""Seconds."""


class Layer(ModalScreen[T]):
    """A screen over another. Keys that come before it is drawn do nothing in it but close it; it closes once, and not
    before the end of what cannot be taken back."""

    at_work = False
    """What the person asked for is being done."""

    async def to_the_end(self, work: Callable[[], R]) -> R:
        """Run *work* in a thread, and stay open until that is over. Raises what it raises."""
        self.at_work = True
        try:
            return await in_thread(work)
        finally:
            self.at_work = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual runs actions of a screen whose widgets are still being made, and they would not find them."""
        if not self.is_mounted and action not in {"dismiss", "cancel"}:
            return False
        return super().check_action(action, parameters)

    def render(self) -> RenderableType:
        """What is below, dimmed.

        Textual asks for the screens below in the order of their drawing, and what is drawn already is skipped: under
        three dialogs, one may come to lie below itself, which is drawn without end.
        """
        stack = self.app.screen_stack
        if self not in stack[1:]:
            return super().render()
        return BackgroundScreen(stack[stack.index(self) - 1], self.styles.background)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close this and what lies over it.

        Textual closes whatever is on top: the second of two quick keys, dealt with when this is gone already, would
        close what was below, or end the application for want of a screen. A screen that it closes while the widgets
        are still being made breaks for want of them.
        """
        if self.at_work or self not in self.app.screen_stack:
            return AwaitComplete()
        while (top := self.app.screen) is not self:
            top.dismiss()
            if self.app.screen is top:
                break
        if not (self.is_active and self.is_mounted):
            self.set_timer(_SOON, partial(self._dismiss_at_last, result))
            return AwaitComplete()
        return super().dismiss(result)

    def _dismiss_at_last(self, result: T | None) -> None:
        self.dismiss(result)  # Textual awaits what a timer gets back, and this must not be awaited here.

    async def _message_loop_exit(self) -> None:
        # Textual stops the work of a screen when the widgets, which it may look for at that moment, are gone.
        for worker in self.workers:
            if worker.node in self.walk_children(with_self=True):
                worker.cancel()
        await super()._message_loop_exit()


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
