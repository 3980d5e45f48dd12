"""The colours of AWS's console to pick from, each drawn as it will look there."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from auth.plain import plain
from profiles.colours import KnownColour
from tui.screens.dialog import Dialog
from tui.text import fit
from tui.widgets.choices import Choices

_NONE = "none"


class ColourScreen(Dialog[str | None]):
    """Returns six hexadecimal digits, an empty text for no colour, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("q", "dismiss(None)", show=False),
    ]

    def __init__(self, colours: Sequence[KnownColour], present: str, shown_as: str) -> None:
        super().__init__()
        self._colours, self._present = colours, present.lower().removeprefix("#")
        self._shown_as = plain(shown_as, 24) or "your role"

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Colour in the console"
            yield Static(
                Content("Filled as the console drew it before August 2025, outlined as it draws since:"),
                classes="muted",
            )
            yield Choices(*self._options(), id="colours")
            yield Static(
                Content("Any other six hex digits can be typed in the form; the console may ignore them."),
                classes="muted",
            )
            yield Static(Content("↑↓ choose   ⏎ take it   Esc back"), classes="keys")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        ids = [option.id for option in options.options]
        options.highlighted = ids.index(self._present) if self._present in ids else 0
        options.focus()

    def _options(self) -> list[Option]:
        options = [Option(Content("   no colour"), id=_NONE)]
        for colour in self._colours:
            filled = Content.styled(f" {self._shown_as} ", f"#000000 on #{colour.hex}")
            outlined = Content.styled(f"▕{self._shown_as}▏", f"#{colour.hex} on #000000")
            label = f"{fit(plain(colour.name), 10)}{colour.hex}  "
            seen = f"  seen in {colour.seen}" if colour.seen else ""
            options.append(
                Option(
                    Content.assemble(
                        ("██ ", f"#{colour.hex}"), label, filled, "  ", outlined, (seen, "$quiet")
                    ),
                    id=colour.hex,
                )
            )
        return options

    def action_move(self, steps: int) -> None:
        """The next or previous colour."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def taken(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self.dismiss("" if event.option.id == _NONE else event.option.id)
