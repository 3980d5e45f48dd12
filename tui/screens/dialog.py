"""What all dialogs that only show something have in common."""

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

T = TypeVar("T")
COPIED = "Given to your terminal to copy (OSC 52). If it is not in the clipboard, copy it from here:"


class Dialog(ModalScreen[T]):
    """A box over the home screen; Esc closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back", show=False)]
    CSS_PATH = "dialog.tcss"
