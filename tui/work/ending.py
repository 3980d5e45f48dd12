"""Ending sessions on this computer, after a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from auth.plain import plain
from profiles.config import Profile
from profiles.own_login import OwnLogin, own_login_of
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.work.base import HomeBase, leads_to_dialog

if TYPE_CHECKING:
    from tui.endings import Ending

_NAMED = 6
"""More names than this are counted."""


class EndingWork(HomeBase):
    """``x`` and ``X``."""

    def action_end(self) -> None:
        """``x``: end the session of the row, or those of all that are marked."""
        self._end(self.chosen())

    def action_end_all(self) -> None:
        """``X``: end every session."""
        self._end(self._snapshot.listing.profiles)

    @leads_to_dialog("end sessions")
    async def _end(self, profiles: Sequence[Profile]) -> None:
        from auth.errors import AuthError
        from auth.own_login import forget_said
        from tui.endings import end, look
        from tui.screens.confirm import ConfirmScreen

        setup = self._setup
        if forgotten := forget_said(profiles):  # They lie nowhere, and are had again by r.
            self.say(f"Forgotten: the keys that the programs of {_names(forgotten)} gave.", good=True)
            await self.reload()
        ending = await in_thread(partial(look, profiles, setup))
        logins = self._logins(profiles)
        if ending.is_nothing:
            if not forgotten or logins:
                self.say("There is no session to end.", " ".join(filter(None, (_endless(ending), logins))))
            return
        words = "\n\n".join(filter(None, (_words(ending), logins)))
        if await self.app.push_screen_wait(ConfirmScreen("End sessions", words, "end them")) is not True:
            return
        try:
            await in_thread(partial(end, ending, self._snapshot.listing, setup))
        except (AuthError, FileRefused) as error:
            self.say(str(error))
        else:
            self.say("Ended: their keys are gone from this computer.", good=True)
        self.clear_marks()
        await self.reload()

    def _logins(self, profiles: Sequence[Profile]) -> str:
        names = [
            each.name
            for each in profiles
            if own_login_of(each) in {OwnLogin.LOGIN, OwnLogin.SSO} and each.name in self._snapshot.sessions
        ]
        if not names:
            return ""
        return f"Logins of AWS's own are not touched: those of {_names(names)}. aws logout and aws sso logout end them."


def _words(ending: Ending) -> str:
    lines = []
    if ending.files.stored:
        lines.append(f"Taken out of the credentials file: the keys of {_names(ending.files.stored)}.")
    if ending.kept:
        lines.append(f"Taken out of the keyring: the keys of {_names(ending.kept)}.")
    if ending.files.cached:
        lines.append(f"Deleted from the AWS CLI's role cache: the session of {_names(ending.files.cached)}.")
    lines.append("AWS still takes copies of these keys until they end by themselves.")
    if endless := _endless(ending):
        lines.append(endless)
    return "\n\n".join(lines)


def _endless(ending: Ending) -> str:
    if not ending.files.endless:
        return ""
    return f"Keys that never end are not touched: those of {_names(ending.files.endless)}."


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(plain(name, 40) for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
