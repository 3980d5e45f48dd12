"""New keys: of a target from its root's, of all that are marked or live side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial

from textual import work

from auth.plain import plain
from profiles.config import Kind, Profile
from profiles.expiry import USABLE, State, state_of
from profiles.own_login import OwnLogin, own_login_of
from profiles.secret import Secret
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.work.signing_in import SignInWork

AT_ONCE = 8
"""Renewals side by side."""


class RenewWork(SignInWork):
    """``r`` on a target, and ``R``."""

    _renewing: tuple[int, int] | None = None
    """How many of how many are done."""

    @property
    def busy_words(self) -> str:
        """The progress of ``R``."""
        return "renewing {} of {} …".format(*self._renewing) if self._renewing else ""

    @work(description="renew a target", exclusive=True, group="sign-in")
    async def renew_target(self, profile: Profile) -> None:
        """New keys of a target, its root's first where those have ended."""
        root = self._snapshot.listing.get(profile.root)
        if root is not None and self._needs_a_person(root) and not await self._root_signed_in(root):
            return
        words = await self._role_taken(profile.name)
        if words is None:  # That the root's login is over, only AWS could say.
            if root is None or not await self.logged_in(root):
                return
            words = await self._role_taken(profile.name, again=True) or ""
        self.set_trouble(profile.name, words)
        await self.reload(profile.name)
        if words:
            self.say(words)
        else:
            self.remember_use(profile.name)
            self.say(f"{plain(profile.name)} has new keys.", "AWS tools can use them now.", good=True)

    def _needs_a_person(self, root: Profile) -> bool:
        """A person has to sign in to *root* first, as far as the files tell."""
        if root.kind is not Kind.BASTION and own_login_of(root) in {None, OwnLogin.PROCESS}:
            return False
        state = state_of(root, self._snapshot.sessions, self._setup.now())
        return state not in {*USABLE, State.READY, State.PROBLEM}

    async def _root_signed_in(self, root: Profile) -> bool:
        return await (self.signed_in(root) if root.kind is Kind.BASTION else self.logged_in(root))

    async def _role_taken(self, name: str, *, again: bool = False) -> str | None:
        """Take the role of a profile; why that failed, or nothing; None: log in first, unless that was done *again*."""
        from auth.own_login_refusals import LoginWanted
        from tui.renewals import in_words

        profile = self._snapshot.listing.get(name)
        if profile is None:
            return "It is not in the files any more."
        self._signing_in.add(name)
        self.show_rows()
        try:
            return await self._renewed_with_codes(profile)
        except LoginWanted as wanted:
            return in_words(wanted) if again else None
        finally:
            self._signing_in.discard(name)
            self.show_rows()

    async def _renewed_with_codes(self, profile: Profile) -> str:
        """Renew, asking for the code of an AWS MFA device where one is wanted; why it failed, or nothing.

        Raises ``LoginWanted``.
        """
        from auth.errors import AuthError, CodeWanted
        from auth.own_login_refusals import LoginWanted
        from tui.renewals import in_words, renew

        codes: dict[str, Secret] = {}
        while True:
            try:
                await in_thread(partial(renew, profile, self._setup, self._snapshot, codes))
            except CodeWanted as wanted:
                from tui.screens.code import CodeScreen

                code = await self.app.push_screen_wait(CodeScreen(wanted.profile, wanted.serial))
                if code is None:
                    return "No new keys: the code was not given."
                codes[wanted.profile] = code
            except LoginWanted:
                raise
            except AuthError as error:
                return in_words(error)
            except FileRefused as refused:
                return str(refused)
            else:
                return ""

    @work(description="renew")
    async def action_renew_all(self) -> None:
        """``R``: new keys for all that are marked, else for all that are live; nothing while that goes on."""
        if self._renewing is not None:
            return
        profiles = tuple(each for each in self._to_renew() if own_login_of(each) is None)
        if not profiles and self.has_marks:
            self.say("These are renewed by AWS tools, or need you.", "Press r on one.")
            return
        if not profiles:
            self.say("Nothing is live.", "Mark what shall get new keys with m, or press r on one.")
            return
        self._renewing = (0, len(profiles))
        self.show_rows()
        try:
            failed = await self._renew_side_by_side(profiles)
        finally:
            self._renewing = None
            await self.reload()
        done = len(profiles) - failed
        if failed:
            self.say(f"{done} of {len(profiles)} have new keys.", "The rows say what kept the rest from it.")
        else:
            self.say(f"{done} of {done} have new keys." if done > 1 else "It has new keys.", good=True)
        self.clear_marks()

    def _to_renew(self) -> tuple[Profile, ...]:
        marked = self.chosen() if self.has_marks else ()
        if marked:
            return marked
        live = {State.LIVE, State.ENDING}
        now, sessions = self._setup.now(), self._snapshot.sessions
        return tuple(
            each
            for each in self._snapshot.listing.profiles
            if each.kind is not Kind.OTHER and state_of(each, sessions, now) in live
        )

    async def _renew_side_by_side(self, profiles: Sequence[Profile]) -> int:
        """Bastions first, since targets come from them; how many failed."""
        bastions = [each for each in profiles if each.kind is Kind.BASTION]
        targets = [each for each in profiles if each.kind is not Kind.BASTION]
        failed = await self._each(bastions)
        if bastions:
            await self.reload()
        listing = self._snapshot.listing
        return failed + await self._each(listing.get(each.name) or each for each in targets)

    async def _each(self, profiles: Iterable[Profile]) -> int:
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(profile: Profile) -> bool:
            async with turn:
                words = await self._renewed(profile)
            self.set_trouble(profile.name, words)
            if self._renewing is not None:
                done, count = self._renewing
                self._renewing = done + 1, count
            self.show_status()
            return not words

        return (await asyncio.gather(*map(one, profiles))).count(False)

    async def _renewed(self, profile: Profile) -> str:
        """Renew without a question; why it failed, or nothing."""
        from auth.errors import AuthError, CodeWanted
        from tui.renewals import in_words, renew

        try:
            await in_thread(partial(renew, profile, self._setup, self._snapshot))
        except CodeWanted as wanted:
            return f"{wanted.what} Press r on this row."
        except AuthError as error:
            return in_words(error)
        except FileRefused as refused:
            return str(refused)
        return ""
