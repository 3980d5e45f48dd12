"""A form whose answers become something to set up at AWS and Google: nothing is written, texts follow."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import on, work
from textual.widgets import Input

from profiles.setting_up.drafts import SetupDraft
from tui.screens.fields import Field, FieldsScreen, PickField, Verdict

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetupForm:
    """What a form asks."""

    title: str
    fields: Sequence[Field]
    answers: Answers
    draft: Callable[[Answers], SetupDraft]
    """Pure and quick: it is asked at each key."""
    notes: Sequence[str] = ()
    """What to know before anything is typed."""


class SetupFormScreen(FieldsScreen[Answers | None]):
    """Returns the answers once nothing speaks against them, or None."""

    def __init__(self, form: SetupForm) -> None:
        super().__init__(form.title, form.fields, form.answers, "go on")
        self._form = form

    def show(self) -> None:
        """The reason and the notes."""
        draft = self._form.draft(self.answers)
        self.show_verdict(Verdict(draft.reasons, (*self._form.notes, *draft.notes)))

    def take(self) -> None:
        """Go on with the answers."""
        if reasons := self._form.draft(self.answers).reasons:
            self.complain(reasons)
        else:
            self.dismiss(self.answers)

    @on(PickField.PickAsked)
    @work(description="pick a policy")
    async def pick_policy(self, event: PickField.PickAsked) -> None:
        """Choose among AWS's managed policies, or type an ARN."""
        from tui.screens.policies import PolicyScreen

        picked = await self.app.push_screen_wait(PolicyScreen(self.answers[event.name]))
        if picked is not None:
            self.query_one(f"#{event.name}", Input).value = picked
