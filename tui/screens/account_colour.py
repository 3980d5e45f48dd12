"""The colour that an account has in the console for everybody: as it is, and the others to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from auth.account_colours import COLOURS, NONE
from auth.errors import AuthError
from auth.plain import plain
from tui.background import in_thread
from tui.screens.confirm import ConfirmScreen
from tui.screens.dialog import Dialog
from tui.text import fit
from tui.widgets.choices import Choices

DRAWN: Final = {
    "pink": "#f29ac0",
    "purple": "#a77bdc",
    "darkBlue": "#3f62b5",
    "lightBlue": "#7db8f0",
    "teal": "#3fb8ae",
    "green": "#6fbf5f",
    "yellow": "#e8cf5a",
    "orange": "#ee9a4d",
    "red": "#e0605c",
}
"""About as they look; AWS names them and says no more."""


class AccountColourScreen(Dialog[None]):
    """Reads the colour at once. *known* is told what was read or set."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("q", "dismiss(None)", show=False),
        Binding("o", "read_again", show=False),
    ]

    def __init__(
        self,
        account: str,
        read: Callable[[], str],
        write: Callable[[str], None],
        known: Callable[[str], None],
    ) -> None:
        """*account*: what people call it. *read* and *write* block, and raise ``AuthError``."""
        super().__init__()
        self._account, self._read, self._write, self._known = plain(account, 60), read, write, known
        self._present: str | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(f"Colour of account {self._account}")
            yield Static(id="happened")
            yield Choices()
            yield Static(id="keys", classes="keys")

    def on_mount(self) -> None:
        self.read()

    def action_read_again(self) -> None:
        """Where it could not be read. Else AWS may just be told another, and reading would come between."""
        if self._present is None:
            self.read()

    @work(description="read the account's colour", exclusive=True, group="account-colour")
    async def read(self) -> None:
        """Ask AWS."""
        self._show(None)
        self._say("Asking AWS …")
        try:
            present = await in_thread(self._read)
        except AuthError as error:
            self._refused(error)
            return
        self._known(present)
        self._show(present)
        self._say("Everybody who opens this account's console sees it, beside your own colour of the switch.")

    def _show(self, present: str | None) -> None:
        self._present = present
        options = self.query_one(OptionList)
        options.display = present is not None
        keys = "o ask again   Esc back" if present is None else "↑↓ choose   ⏎ set it   Esc back"
        self.query_one("#keys", Static).update(Content(keys))
        options.clear_options()
        if present is None:
            return
        # AWS may have learnt a colour since.
        names = COLOURS if present in COLOURS else (*COLOURS, present)
        options.add_options(Option(self._line(name), id=name) for name in names)
        options.highlighted = names.index(present)
        options.focus()

    def _line(self, name: str) -> Content:
        swatch = ("██ ", DRAWN[name]) if name in DRAWN else "   "
        return Content.assemble(
            " ", swatch, fit(_words(name), 12), ("now" if name == self._present else "", "$quiet")
        )

    def action_move(self, steps: int) -> None:
        """The next or previous colour."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        if event.option.id is not None and event.option.id != self._present:
            self._set(event.option.id)

    @work(description="set the account's colour", exclusive=True, group="account-colour")
    async def _set(self, colour: str) -> None:
        words = (
            f"{_words(colour)}, for everybody who opens the console of account {self._account}."
            f" Now it is: {_words(self._present or NONE)}.\n\nNothing else of the account changes."
        )
        if (
            await self.app.push_screen_wait(ConfirmScreen("Set the account's colour", words, "set it"))
            is not True
        ):
            return
        self._say("Telling AWS …")
        try:
            await in_thread(lambda: self._write(colour))
        except AuthError as error:
            self._refused(error)
            return
        self._known(colour)
        self._show(colour)
        self._say("Set. Consoles that are open show it after a reload.", "good")

    def _refused(self, error: AuthError) -> None:
        self._say(" ".join(filter(None, (error.what, error.why, error.remedy, error.quote))), "wrong")

    def _say(self, words: str, kind: str = "") -> None:
        happened = self.query_one("#happened", Static)
        happened.update(Content(plain(words, 600)))
        for each in ("wrong", "good"):
            happened.set_class(each == kind, each)


def _words(colour: str) -> str:
    return "no colour" if colour == NONE else plain(colour, 30)
