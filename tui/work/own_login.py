"""Logins that are not ours: ``aws login`` and ``aws sso login`` in the terminal, and a program asked for keys."""

from __future__ import annotations

from functools import partial

from textual import work

from auth.plain import plain
from profiles.config import Profile
from profiles.expiry import USABLE, state_of, time_left
from profiles.own_login import OwnLogin, own_login_of
from tui.background import in_thread
from tui.work.away import AwayWork, ended


class OwnLoginWork(AwayWork):
    """``r`` on a root that AWS tools log in to without us."""

    @work(description="log in", exclusive=True, group="sign-in")
    async def log_in(self, root: Profile) -> None:
        """By the AWS CLI; or the program is asked, and what it says is told."""
        if own_login_of(root) is OwnLogin.PROCESS:
            await self._ask_program(root)
        else:
            await self.logged_in(root)

    async def logged_in(self, root: Profile) -> bool:
        """Let the AWS CLI log in, with the terminal to itself, and tell how it ended; whether there are keys now."""
        from auth.aws_cli import login_command, login_words
        from auth.errors import AuthError
        from tui.child_env import child_env
        from tui.foreground import run_in_foreground, wait_for_enter

        way, name, setup = own_login_of(root), plain(root.name), self._setup
        if way is None or way is OwnLogin.PROCESS:
            return False
        try:
            command = await in_thread(partial(login_command, way, root.name, setup.env))
        except AuthError as error:
            self._cannot(root, f"{error.what} {error.why} {error.remedy}")
            return False
        typed = plain(f"aws {' '.join(login_words(way, root.name))}", 500)
        env = child_env(root, setup.env, setup.places)

        def run() -> int:
            print(typed, flush=True)
            code = run_in_foreground(command, env)
            if code:
                print(ended(code))
                wait_for_enter("Press Enter to come back to fumidai-tui.")
            return code

        code = await self.away(root.name, run, elsewhere=typed, program="aws", look="Look at PATH.")
        if code is None:
            return False
        if code:
            self.say(f"{name} is not logged in. {ended(code)}", "Press r to try again.")
            return False
        fresh = self._snapshot.listing.get(root.name)
        if fresh is None or state_of(fresh, self._snapshot.sessions, setup.now()) not in USABLE:
            where = setup.paths.login_cache if way is OwnLogin.LOGIN else setup.paths.sso_cache
            self._cannot(
                root,
                f"{typed} ended well, but left no login of {name} in {plain(str(where))}. Press r to try again.",
            )
            return False
        self.set_trouble(root.name, "")
        self.show_rows()
        self.say(f"{name} is logged in.", "AWS tools can use it now.", good=True)
        return True

    async def _ask_program(self, root: Profile) -> None:
        from auth.errors import AuthError
        from auth.own_login import own_keys
        from auth.ways import Ways
        from tui.shell_words import clock

        setup = self._setup
        ways = Ways(self._snapshot.listing, setup.paths, setup.places, setup.env)
        self._signing_in.add(root.name)
        self.show_rows()
        try:
            keys = await in_thread(partial(own_keys, root, ways, setup.now(), fresh=True))
        except AuthError as error:
            self.set_trouble(root.name, f"{error.what} {error.quote or error.why} {error.remedy}")
            self.say(f"{error.what} {error.quote or error.why}", error.remedy)
            return
        finally:
            self._signing_in.discard(root.name)
            await self.reload(root.name)
        self.set_trouble(root.name, "")
        self.show_rows()
        self.remember_use(root.name)
        name, now = plain(root.name), setup.now()
        if keys.token is None:
            self.say(f"The program of {name} gave keys that never end.", good=True)
        elif keys.expires is None:
            self.say(f"The program of {name} gave keys, and does not say when they end.", good=True)
        else:
            when, left = clock(keys.expires, now), time_left(keys.expires, now)
            self.say(f"The program of {name} gave keys that end at {when}, in {left}.", good=True)

    @property
    def troubles(self) -> dict[str, str]:
        """Why profiles got no new keys; not of those that were logged in to elsewhere since."""
        listing, sessions, now = self._snapshot.listing, self._snapshot.sessions, self._setup.now()
        return {
            name: words
            for name, words in self._troubles.items()
            if (profile := listing.get(name)) is None
            or own_login_of(profile) not in {OwnLogin.LOGIN, OwnLogin.SSO}
            or state_of(profile, sessions, now) not in USABLE
        }

    def _cannot(self, root: Profile, words: str) -> None:
        self.set_trouble(root.name, words)
        self.show_rows()
        self.say(words)
