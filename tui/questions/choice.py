"""One of several: filtered as you type, chosen with Enter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from auth.browser.steps import AskOtherPerson
from auth.plain import plain
from auth.prompts import AskSendCode, ChooseMethod, ChooseRole, Factor, Reply
from profiles.arns import ArnError, RoleArn
from tui.questions.question import Question
from tui.text import account_number
from tui.widgets.choices import Choices


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: how it reads, and the answer it stands for."""

    label: str
    reply: Reply


class ChoiceQuestion(Question):
    """A list under a field that filters it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, words: str, choices: Sequence[Choice], *, another_way: bool = False) -> None:
        super().__init__()
        self._words, self._choices = words, tuple(choices)
        self.another_way = another_way
        other = "^t another way   " if another_way else ""
        self.keys_words = f"↑↓ choose   type to filter   ⏎ take it   {other}Esc cancel"

    def compose(self) -> ComposeResult:
        yield Static(Content(plain(self._words)), classes="words")
        yield Input(placeholder="filter", id="filter", compact=True)
        yield Choices(id="choices")

    def on_mount(self) -> None:
        self.filter("")
        self.query_one("#filter", Input).focus()
        self.query_one("#choices", OptionList).can_focus = False

    @on(Input.Changed, "#filter")
    def changed(self, event: Input.Changed) -> None:
        """Show what fits the words typed so far."""
        event.stop()
        self.filter(event.value)

    def filter(self, words: str) -> None:
        """List the choices that have every one of *words*."""
        wanted = words.casefold().split()
        choices = self.query_one("#choices", OptionList)
        choices.clear_options()
        choices.add_options(
            Option(Content(choice.label), id=str(index))
            for index, choice in enumerate(self._choices)
            if all(word in choice.label.casefold() for word in wanted)
        )
        choices.highlighted = 0 if choices.option_count else None

    def action_move(self, steps: int) -> None:
        """The next or previous choice."""
        choices = self.query_one("#choices", OptionList)
        if steps > 0:
            choices.action_cursor_down()
        else:
            choices.action_cursor_up()

    @on(Input.Submitted, "#filter")
    def take(self, event: Input.Submitted) -> None:
        """Enter takes the highlighted choice."""
        event.stop()
        self.query_one("#choices", OptionList).action_select()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Answer with the choice."""
        event.stop()
        self.answer(self._choices[int(event.option.id or 0)].reply)


_METHOD_WORDS = {
    Factor.TOTP: "Authenticator app",
    Factor.TEXT_OR_CALL: "Code by text message or call",
    Factor.PHONE_NUMBER: "Code to a phone number you give",
    Factor.PHONE_PROMPT: "Tap Yes on your phone",
    Factor.OLD_PHONE_PROMPT: "Tap Yes on your phone",
    Factor.OFFLINE_CODE: "Security code from your phone, works offline",
    Factor.KEY_CODE: "Code made with your security key on another device (g.co/sc)",
    Factor.BACKUP_CODE: "Backup code",
    Factor.PASSWORD: "Password",
}


def method_choices(prompt: ChooseMethod) -> list[Choice]:
    """Google's methods, in our words with Google's beside them."""
    return [
        Choice(
            f"{_METHOD_WORDS.get(method.factor, plain(method.label))}   {plain(method.label, 60)}".strip(),
            index,
        )
        for index, method in enumerate(prompt.methods)
    ]


def sending_choices(prompt: AskSendCode) -> list[Choice]:
    """The ways in which a code can be sent."""
    words = {"SMS": "by text message", "VOICE": "by a call"}
    return [Choice(words.get(way, plain(way)), way) for way in prompt.ways]


def person_choices(prompt: AskOtherPerson) -> list[Choice]:
    """Whose session it shall be."""
    return [
        Choice(f"Go on as {plain(prompt.found, 60)}", True),
        Choice(f"Sign in as {plain(prompt.expected, 60)}, and forget the other", False),
    ]


def role_choices(prompt: ChooseRole, aliases: Mapping[str, str]) -> list[Choice]:
    """Account, role and, where one role has two, the provider."""
    arns = [role.role_arn for role in prompt.roles]
    choices = []
    for index, role in enumerate(prompt.roles):
        provider = f"   by {plain(role.provider_arn)}" if arns.count(role.role_arn) > 1 else ""
        try:
            arn = RoleArn.parse(role.role_arn)
            alias = f"   {plain(aliases[arn.account])}" if arn.account in aliases else ""
            label = f"{account_number(arn.account)}{alias}   {plain(arn.path_and_name)}"
        except ArnError:
            label = plain(role.role_arn)
        choices.append(Choice(label + provider, index))
    return choices
