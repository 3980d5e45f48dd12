"""The keys, the signs and, in a demonstration, how the real AWS CLI works on the same files."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from profiles.expiry import State
from tui.actions import HOME
from tui.demo import folded
from tui.rows import ALIVE, MARKED, PINNED, SIGNS
from tui.screens.dialog import Dialog
from tui.widgets.details import Line, content_of
from tui.widgets.fitted import Fitted

_MOVING: list[Line] = [
    ("↑↓ j k", "Move; g and G go to the first and last row."),
    ("← →", "Fold and unfold a root or a group."),
    ("Esc", "Back: out of a dialog or the filter, and then without marks."),
    ("^p", "Palette: every action and every profile by name, the consoles opened lately first."),
]
_STATES: dict[State, str] = {
    State.LIVE: "has a session; the countdown says how long",
    State.ENDING: "15 minutes or less",
    State.EXPIRED: "had a session",
    State.READY: "no session of its own, none needed: its root is live and AWS tools switch by themselves",
    State.SIGN_IN: "its root has to sign in first: r",
    State.SIGNING_IN: "being asked",
    State.NEVER_ENDS: "static keys, which do not end by themselves",
    State.PROBLEM: "something in the files needs mending: Enter tells",
}


class HelpScreen(Dialog[None]):
    """One page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,question_mark", "dismiss(None)", show=False),
        Binding("y", "copy", show=False),
    ]

    def __init__(self, shell_lines: tuple[str, ...]) -> None:
        super().__init__()
        self._shell_lines = shell_lines

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = "Keys and signs"
            # In the border, where it is in sight however far the page goes down.
            box.border_subtitle = (
                "y copy the lines for a shell   Esc back" if self._shell_lines else "Esc back"
            )
            yield Fitted(_key_lines, id="keys-lines")
            yield Fitted(_state_lines, id="state-lines")
            if self._shell_lines:
                yield Static(
                    Content("\nIn another terminal, the real AWS CLI on the demo's files:"), classes="muted"
                )
                yield Fitted(self._shell_words, id="shell-lines", classes="preview")

    def _shell_words(self, width: int) -> Content:
        return Content(folded(self._shell_lines, width))

    def action_copy(self) -> None:
        """The lines for a shell, through the terminal (OSC 52)."""
        if self._shell_lines:
            self.app.copy_to_clipboard("\n".join(self._shell_lines) + "\n")
            self.app.notify("Given to your terminal to copy (OSC 52).")


def _key_lines(width: int) -> Content:
    keys = [(action.key_display or action.keys, action.about) for action in HOME] + _MOVING
    return content_of(keys, width)


def _state_lines(width: int) -> Content:
    states = [(f"{SIGNS[state]} {state.word}", words) for state, words in _STATES.items()]
    states += [
        (f"{PINNED} pinned", "stands on top: p"),
        (f"{ALIVE} kept alive", "renewed before its end: L"),
        (f"{MARKED} marked", "m, M; Esc takes it away"),
    ]
    return Content("\n") + content_of(states, width)
