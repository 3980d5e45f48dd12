"""Setting up the AWS and Google side from the home screen: a menu, forms, and the texts they come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auth.plain import plain
from profiles.arns import RoleArn
from profiles.config import Kind, Profile
from tui.background import in_thread
from tui.switching import Switching, switching
from tui.work.base import leads_to_dialog
from tui.work.console import ConsoleWork

if TYPE_CHECKING:
    from profiles.setting_up.setups import Setup
    from tui.screens.menu import Item
    from tui.screens.setup_form import SetupForm
    from tui.screens.setup_result import Result


class SettingUpWork(ConsoleWork):
    """``a``."""

    @leads_to_dialog("set up AWS and Google")
    async def action_set_up(self) -> None:
        """``a``: what has to be there at AWS and Google, as texts."""
        from tui.screens.menu import MenuScreen
        from tui.screens.setup_forms import bastion_form, program_form, target_form

        profile, listing = self._profile(), self._snapshot.listing
        switched = switching(profile, self.chosen(), listing)
        items = list(_items(profile, switched, len(self.chosen())))
        match await self.app.push_screen_wait(MenuScreen("The AWS and Google side", items)):
            case "t" if profile is not None:
                await self._set_up(target_form(profile, listing))
            case "s" if switched is not None:
                await self._set_up_switching(switched)
            case "b":
                await self._set_up(bastion_form(listing.get(profile.root) if profile is not None else None))
            case "p":
                await self._set_up(program_form(profile))

    async def _set_up(self, form: SetupForm) -> None:
        """From a form to the texts, and back to the form until the person is done."""
        from tui.screens.setup_form import SetupFormScreen

        while (answers := await self.app.push_screen_wait(SetupFormScreen(form))) is not None:
            setup = form.draft(answers).setup
            if setup is None or await self._show_setup(form.title, setup):
                return
            form = replace(form, answers=answers)

    async def _set_up_switching(self, switched: Switching) -> None:
        from profiles.setting_up.drafts import draft_switch
        from tui.screens.fields import Verdict
        from tui.screens.ticks import Ticks, TickScreen

        role = await self._role_of(switched.holder)
        if role is None:
            return
        choices = switched.choices()

        def ticked_roles(ticks: Ticks) -> list[RoleArn]:
            return [choices[index][0] for index in sorted(ticks)]

        def judge(ticks: Ticks) -> Verdict:
            draft = draft_switch(role, ticked_roles(ticks))
            return Verdict(draft.reasons, draft.notes)

        title = f"Where {switched.holder} may switch to"
        words = f"From the role {role}. It may then switch to what is ticked, and nowhere else."
        labels = [label for _, label, _ in choices]
        ticks: Ticks | None = frozenset(at for at, (_, _, is_ticked) in enumerate(choices) if is_ticked)
        while ticks is not None:
            ticks = await self.app.push_screen_wait(TickScreen(title, words, labels, ticks, judge))
            if ticks is not None:
                setup = (await in_thread(partial(draft_switch, role, ticked_roles(ticks)))).setup
                if setup is None or await self._show_setup(title, setup):
                    return

    async def _role_of(self, name: str) -> RoleArn | None:
        """The role of the profile *name*; asked for where the profile does not say. None: the person went back."""
        from tui.screens.setup_form import SetupFormScreen
        from tui.screens.setup_forms import bastion_role_form

        holder = self._snapshot.listing.get(name)
        if holder is not None and holder.role is not None:
            return holder.role
        answers = await self.app.push_screen_wait(SetupFormScreen(bastion_role_form(name)))
        return RoleArn.parse(answers["bastion_role"]) if answers is not None else None

    async def _show_setup(self, title: str, setup: Setup) -> bool:
        """The steps and texts of a setup that nothing speaks against. Whether the person is done with it."""
        from tui.screens.setup_result import SetupScreen

        result = await in_thread(partial(_result, title, setup))
        screen = SetupScreen(result, self._open_page, _here())
        return await self.app.push_screen_wait(screen) is True

    def _open_page(self, url: str) -> str:
        """Open a page at AWS or Google; return why not, or nothing."""
        if self._setup.places.is_sandbox:
            return "The sandbox has no such page, and nothing of it exists at AWS or Google."
        if not url.startswith("https://"):
            return "The page is not encrypted."
        return self._open(url)


def _items(profile: Profile | None, switched: Switching | None, chosen: int) -> Iterator[Item]:
    from tui.screens.menu import Item

    if profile is not None and profile.kind is Kind.TARGET and profile.role is not None:
        yield Item("t", "Target", f"the role of {plain(profile.name, 24)}: who may take it, what it may do")
    if switched is not None:
        holder = plain(switched.holder, 24)
        about = f"where {holder} may switch to"
        yield Item("s", "Switching", f"{about}: the marked targets" if chosen > 1 else about)
    yield Item("b", "Bastion", "once per company: SAML provider, role, attributes")
    yield Item("p", "Program", "keys that work from some addresses only")


def _result(title: str, setup: Setup) -> Result:
    """Takes a moment where there are thousands of targets."""
    from profiles.setting_up.programs import ADVICE
    from profiles.setting_up.setups import KeysForPrograms
    from profiles.setting_up.steps import steps
    from profiles.setting_up.texts import documents, stem_of
    from tui.screens.setup_result import Result

    advice = ADVICE if isinstance(setup, KeysForPrograms) else ()
    return Result(title, steps(setup), documents(setup), stem_of(setup), advice)


def _here() -> Path:
    """The current folder; the person's home where that is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()
