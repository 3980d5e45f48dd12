"""The colour that an account has in the console for everybody: read, shown, set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work

from profiles.config import Kind, Profile
from profiles.expiry import State, state_of
from tui.background import in_thread
from tui.memory import AccountColour, remember_account_colour
from tui.text import account_number
from tui.work.base import HomeBase

if TYPE_CHECKING:
    from tui.account_colour import Entrance


class AccountColourWork(HomeBase):
    """``K``, and what the details say of it."""

    def account_colour(self, profile: Profile) -> AccountColour | None:
        """The colour of the profile's account, as it was last read."""
        return self._memory.account_colour(profile.account or "")

    def action_account_colour(self) -> None:
        """``K``: read it, and choose another."""
        profile = self._profile()
        if profile is None or not profile.account:
            self.say("This row has no account.", "Go to a bastion or target and try again.")
            return
        from tui.screens.account_colour import AccountColourScreen

        entrance = self._entrance(profile)
        number = account_number(profile.account)
        alias = self._memory.aliases.get(profile.account)
        self.app.push_screen(
            AccountColourScreen(
                f"{number} ({alias})" if alias else number,
                entrance.read,
                entrance.write,
                partial(self._colour_known, profile.account),
            )
        )

    @work(description="look at the account's colour", exclusive=True, group="look-at-colour")
    async def look_at_colour(self, profile: Profile) -> None:
        """Read the colour of a profile that has keys of its own, once a day; failing is worth no word."""
        today, known = self._setup.now().date(), self.account_colour(profile)
        state = state_of(profile, self._snapshot.sessions, self._setup.now())
        if not profile.account or state is not State.LIVE or (known is not None and known.on == today):
            return
        if profile.kind is Kind.OTHER:
            return
        from auth.errors import AuthError

        try:
            colour = await in_thread(self._entrance(profile).read)
        except AuthError:
            return
        self._colour_known(profile.account, colour)

    def _entrance(self, profile: Profile) -> Entrance:
        from tui.account_colour import Entrance

        return Entrance(profile, self._snapshot.listing, self._setup, self._memory)

    def _colour_known(self, account: str, colour: str) -> None:
        self._keep(
            partial(remember_account_colour, self._setup.paths, account, colour, self._setup.now().date())
        )
