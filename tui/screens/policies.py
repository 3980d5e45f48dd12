"""AWS's managed policies to pick from, filtered as you type; any other one by its ARN."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from auth.plain import plain
from profiles.setting_up.managed_policies import MANAGED_POLICIES
from tui.screens.dialog import Dialog
from tui.text import fit
from tui.widgets.choices import Choices
from tui.widgets.details import content_of
from tui.widgets.sized import Sized

_WIDTH = max(len(policy.name) for policy in MANAGED_POLICIES)


class PolicyScreen(Dialog[str | None]):
    """Returns the name of a managed policy, the ARN that was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, present: str) -> None:
        super().__init__()
        self._present = present

    def compose(self) -> ComposeResult:
        with Sized(id="box") as box:
            box.border_title = "What the role may do"
            yield Input(placeholder="words to filter by, or the ARN of any managed policy", compact=True)
            yield Choices()
            yield Static(Content("↑↓ choose   type to filter   ⏎ take it   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()

    @on(Sized.Changed)
    def lay_out(self) -> None:
        """List what fits; where nothing was listed or typed yet, with the cursor on what the role may do now."""
        options, typed = self.query_one(OptionList), self.query_one(Input).value.strip()
        place, names = options.highlighted, [policy.name for policy in MANAGED_POLICIES]
        if place is None and not typed and self._present in names:
            place = names.index(self._present)
        self.filter(typed)
        if place is not None:
            options.highlighted = place

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Show what fits the words typed so far."""
        self.filter(event.value.strip())

    def filter(self, typed: str) -> None:
        """List the policies whose name or description has every word of *typed*; an ARN stands for itself."""
        options = self.query_one(OptionList)
        options.clear_options()
        words, width = typed.casefold().split(), (options.scrollable_content_region.width or 70) - 1
        fitting = [
            policy
            for policy in MANAGED_POLICIES
            if all(word in f"{policy.name} {policy.about}".casefold() for word in words)
        ]
        fitting.sort(key=lambda policy: not policy.name.casefold().startswith(typed.casefold()))
        options.add_options(
            Option(content_of([(fit(policy.name, _WIDTH), policy.about)], width), id=policy.name)
            for policy in fitting
        )
        if typed.startswith("arn:"):
            options.add_option(Option(Content(plain(typed)), id=typed))
        options.highlighted = 0 if options.option_count else None

    def action_move(self, steps: int) -> None:
        """The next or previous one."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(Input.Submitted)
    def take(self) -> None:
        """Enter takes the highlighted one."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def taken(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self.dismiss(event.option.id)
