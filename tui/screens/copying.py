"""What of a profile can be copied, each with its letter, and shown beside where copying does not reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from auth.errors import AuthError
from auth.plain import plain
from profiles.secret import Secret
from profiles.shell_lines import CannotQuote, Shell
from tui.background import in_thread
from tui.clipboard import Clipboard
from tui.handing import Thing
from tui.screens.confirm import ConfirmScreen
from tui.screens.dialog import Dialog
from tui.text import fit, visible
from tui.widgets.choices import Choices

_ABOUT = 50
"""Cells for what is said of a thing: one line in a terminal of 80. The whole is seen when it is chosen."""
_IN_HISTORY = "A shell may keep pasted lines in its history."


class CopyScreen(Dialog[None]):
    """Copies or shows one thing after the other, until Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("v", "show", show=False),
        Binding("h", "next_shell", show=False),
        Binding("q", "dismiss(None)", show=False),
    ]

    def __init__(
        self,
        profile: str,
        things: Callable[[Shell], Iterable[Thing]],
        shell: Shell,
        clipboard: Clipboard,
        used: Callable[[], None],
    ) -> None:
        """*things*: what there is, with lines for a shell; *used* is called whenever something was handed out."""
        super().__init__()
        self._profile, self._make, self._shell = profile, things, shell
        self._clipboard, self._used = clipboard, used
        self._things: dict[str, Thing] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(f"{self._profile} · copy"))
            yield Choices()
            yield Static(id="happened")
            with VerticalScroll(id="shown", classes="preview"):
                yield Static(id="shown-text")
            yield Static(
                Content("⏎ or its key copies   v shows it here   h another shell   Esc back"), classes="keys"
            )

    def on_mount(self) -> None:
        self._hide()
        self._list()
        self.query_one(OptionList).focus()

    def _list(self) -> None:
        options = self.query_one(OptionList)
        here = options.highlighted
        self._things = {thing.key: thing for thing in self._make(self._shell)}
        options.clear_options()
        options.add_options(_row(thing.key, thing.label, thing.about) for thing in self._things.values())
        options.add_options([None, _row("h", "Shell", self._shell.value)])
        options.highlighted = here or 0

    # Keys

    def action_move(self, steps: int) -> None:
        """The next or previous line."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_key(self, event: events.Key) -> None:
        """The letter of a line copies it."""
        if event.character in self._things:
            event.stop()
            options = self.query_one(OptionList)
            options.highlighted = options.get_option_index(event.character)
            self._take(event.character)

    @on(OptionList.OptionSelected)
    def selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self._take(event.option.id or "")

    def action_next_shell(self) -> None:
        """Lines for the next shell, and after the last one for the first."""
        shells = list(Shell)
        self._shell = shells[(shells.index(self._shell) + 1) % len(shells)]
        self._hide()
        self._list()

    def action_show(self) -> None:
        """Draw the thing under the cursor."""
        option = self.query_one(OptionList).highlighted_option
        thing = self._things.get(option.id or "") if option is not None else None
        if thing is not None:
            self._hide()
            self._hand_out(thing, copies=False)

    def _take(self, key: str) -> None:
        self._hide()
        if key == "h":
            self.action_next_shell()
        else:
            self._hand_out(self._things[key], copies=True)

    # Handing out

    # The description keeps Textual from writing the arguments of the worker into its log.
    @work(description="hand out", exclusive=True, group="hand-out")
    async def _hand_out(self, thing: Thing, *, copies: bool) -> None:
        try:
            if thing.text is not None:
                text = thing.text()
                if copies:
                    self._say(await self._clipboard.copy(text), "good")
                else:
                    self._draw(text)
            elif thing.secret is not None:
                await self._hand_out_secret(thing.secret, copies=copies, is_lines=thing.key == "x")
            else:
                self._say(thing.about, "wrong")
                return
        except AuthError as error:
            self._say(" ".join(filter(None, (error.what, error.why, error.remedy, error.quote))), "wrong")
        except CannotQuote as refused:
            self._say(str(refused), "wrong")
        else:
            self._used()

    async def _hand_out_secret(self, make: Callable[[], Secret], *, copies: bool, is_lines: bool) -> None:
        if not copies:
            words = (
                f"With these keys whoever has them is {plain(self._profile)} to AWS until they end, without a password."
                "\n\nWho sees your screen can use them."
            )
            if not await self.app.push_screen_wait(ConfirmScreen("Show the keys", words, "show them")):
                return
        self._say("Taking the keys … Esc leaves.")
        secret = await in_thread(make)
        if copies:
            words = await self._clipboard.copy_secret(secret)
            self._say(f"{words} {_IN_HISTORY}" if is_lines else words, "good")
        else:
            self._say("")
            self._draw(secret.reveal())

    def _draw(self, text: str) -> None:
        self.query_one("#shown-text", Static).update(Content(visible(text)))
        self.query_one("#shown").display = True

    def _hide(self) -> None:
        """Nothing shown, nothing said."""
        self.query_one("#shown-text", Static).update("")
        self.query_one("#shown").display = False
        self._say("")

    def _say(self, words: str, kind: str = "") -> None:
        happened = self.query_one("#happened", Static)
        happened.display = bool(words)
        happened.update(Content(plain(words, 900)))
        for each in ("wrong", "good"):
            happened.set_class(each == kind, each)


def _row(key: str, label: str, about: str) -> Option:
    return Option(
        Content.assemble(
            (f" {key}  ", "bold $text-primary"),
            fit(label, 13),
            (fit(plain(about), _ABOUT).rstrip(), "$quiet"),
        ),
        id=key,
    )
