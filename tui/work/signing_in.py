"""Signing in to Google from the home screen, and forgetting it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work

from auth.plain import plain
from profiles.config import Kind, Profile
from profiles.files import FileRefused
from profiles.own_login import own_login_of
from profiles.session_length import sign_in_notes, span
from tui.background import in_thread
from tui.work.base import leads_to_dialog
from tui.work.console import ConsoleWork
from tui.work.own_login import OwnLoginWork

if TYPE_CHECKING:
    from auth.signin import SignedIn


class SignInWork(OwnLoginWork, ConsoleWork):
    """``r``, ``b`` and ``F``."""

    def renew_target(self, profile: Profile) -> object:
        """New keys of a target, its root's first where those have ended."""
        raise NotImplementedError

    def action_refresh(self) -> None:
        """``r``: new keys for the row."""
        profile = self._profile()
        if profile is None:
            if self.sessions.row is None:
                self.say(
                    "No profile is selected.",
                    "Esc shows everything again." if self.filter_field.value else "",
                )
            elif self.sessions.row.heading:
                self.say("This line is the name of a group.", "Go to a profile and try again.")
            else:
                self.say("This line is a problem in a file, not a profile.", "Enter tells how to mend it.")
            return
        if profile.kind is Kind.TARGET:
            self.renew_target(profile)
            return
        root = self._snapshot.listing.get(profile.root)
        if root is not None and root.kind is Kind.BASTION:
            self.sign_in(root)
            return
        if root is not None and own_login_of(root) is not None:
            self.log_in(root)
            return
        name = plain(profile.root)
        session = self._snapshot.sessions.get(profile.root)
        if session is not None and session.permanent:
            self.say(f"The access keys of {name} have no end.", "There is nothing to refresh.")
            return
        self.say(
            f"{name} is not signed in to through Google.",
            f"It is reached by {plain(root.reached_by) if root else 'a chain that leads nowhere'};"
            " refresh it with the tool that made it.",
        )

    # The description keeps Textual from writing the arguments of the worker into its log.
    @work(description="sign-in", exclusive=True, group="sign-in")
    async def sign_in(self, root: Profile) -> None:
        """Open the dialog, and tell how it ended."""
        await self.signed_in(root)

    async def signed_in(self, root: Profile) -> bool:
        """Open the dialog, and tell how it ended; whether there are keys now."""
        from auth.errors import AuthError
        from tui.sittings import sitting_for

        async with self._writing:
            pass  # A road that was chosen just now counts.
        try:
            sitting = await in_thread(partial(sitting_for, root, self._setup, self._snapshot))
        except (AuthError, FileRefused) as error:
            self.say(error.what, error.remedy)
            return False
        from tui.screens.signin import SignInScreen

        self._signing_in.add(root.name)
        self.show_rows()
        try:
            signed_in = await self.app.push_screen_wait(SignInScreen(sitting, self._open))
        finally:
            self._signing_in.discard(root.name)
            self.show_rows()
        if signed_in is None:
            return False
        await self.reload(root.name)
        self.set_trouble(root.name, "")
        self.remember_use(root.name)
        self._tell_end(root, signed_in, sitting.notices)
        self._learn(root, signed_in)
        return True

    @work(description="learn about the account")
    async def _learn(self, root: Profile, signed_in: SignedIn) -> None:
        """The name and colour of the account are labels only, so nothing waits for them."""
        from tui.sittings import learn_alias

        await in_thread(partial(learn_alias, root, self._setup, self._snapshot, signed_in))
        await self.aliases_changed()
        if (fresh := self._snapshot.listing.get(root.name)) is not None:
            self.look_at_colour(fresh)

    def _tell_end(self, root: Profile, signed_in: SignedIn, notices: list[str]) -> None:
        """What a sign-in brought, and what should be known about it."""
        from auth.errors import AuthError

        granted = signed_in.granted
        self.say(
            f"{plain(root.name)} is live for {span(granted.seconds)}.", "AWS tools can use it now.", good=True
        )
        for note in sign_in_notes(granted.wanted_seconds, granted.seconds, signed_in.session_seconds):
            self.say(note)
        for name, outcome in signed_in.companions:
            if isinstance(outcome, AuthError):
                self.say(f"{plain(name)} got no keys: {outcome.what}", outcome.remedy)
        for notice in notices:
            self.say(plain(notice))

    @leads_to_dialog("choose a road")
    async def action_road(self) -> None:
        """``b``: the road that the sign-in of the row's bastion usually takes."""
        from tui.roads import Road, remember_road
        from tui.screens.menu import Item, MenuScreen

        profile = self._profile()
        root = self._snapshot.listing.get(profile.root) if profile else None
        if root is None or root.kind is not Kind.BASTION:
            self.say("This row does not sign in to Google.", "Go to a bastion and try again.")
            return
        usual = self._memory.roads.of(root.name)[0]
        items = [
            Item(road.key, road.words, road.about + (" Usual now." if road is usual else "")) for road in Road
        ]
        key = await self.app.push_screen_wait(MenuScreen(f"How {root.name} signs in", items))
        road = next((each for each in Road if each.key == key), None)
        if road is not None:
            self._keep(partial(remember_road, self._setup.paths, root.name, road))
            self.say(f"{root.name} signs in by this road from now on: {road.words}.", good=True)

    @leads_to_dialog("forget the Google session")
    async def action_forget_google(self) -> None:
        """Remove what is kept of the Google account of the row's root."""
        profile = self._profile()
        root = self._snapshot.listing.get(profile.root) if profile else None
        google = root.google if root else None
        if root is None or google is None or not (google.username or google.idp_id):
            self.say("This row has no Google account.", "Go to a bastion and try again.")
            return
        from auth.by_browser import browser_account
        from tui.screens.confirm import ConfirmScreen
        from tui.sittings import forget

        account = browser_account(google.username or "", google.idp_id or "")
        whose = plain(google.username or root.name)
        what = (
            f"Remove the kept Google session and password of {whose} from this computer, and the folder"
            " of its browser window?"
            if google.username
            else f"{whose} names no Google account. Remove the folder of its browser window, and the"
            " Google session in it?"
        )
        question = ConfirmScreen(
            "Forget Google session",
            f"{what}\n\n"
            "AWS sessions stay. The next sign-in asks for everything, and asks again what may be kept.",
            "forget them",
        )
        if not await self.app.push_screen_wait(question):
            return
        self.say(f"Forgetting {whose}…", good=True)
        forgotten = await in_thread(partial(forget, root.name, account, self._setup))
        if forgotten.failures:
            self.say(f"Not everything could be removed: {plain(' '.join(forgotten.failures))}")
        elif forgotten.no_keyring:
            rest = f"{forgotten.no_keyring} One that cannot be reached from here keeps what it has."
            self.say(f"Nothing of {whose} is kept in files here any more.", rest, good=True)
        else:
            self.say(f"Nothing of {whose} is kept here any more.", good=True)
