"""Shells and commands that work as a profile, in the terminal that we give away for their time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from textual import work

from auth.plain import plain
from profiles.config import Profile
from profiles.expiry import State, state_of
from profiles.sessions import StoredKeys
from tui.background import in_thread
from tui.work.away import AwayWork, ended
from tui.work.base import leads_to_dialog

_PATIENCE_SECONDS = 0.5
"""After this long it is said that keys are being asked for."""


class ShellWork(AwayWork):
    """``s``, ``S`` and ``!``."""

    _last_command = ""

    @work(description="open a shell")
    async def action_shell(self) -> None:
        """``s``: a shell with the profile set."""
        from tui.shell_words import shell_lines

        if (profile := self._usable()) is not None:
            setup = self._setup
            lines = shell_lines(profile, self._snapshot.sessions, setup.env, setup.now())
            await self._open_shell(profile, lines)

    @work(description="open a shell with keys", exclusive=True, group="shell-with-keys")
    async def action_shell_keys(self) -> None:
        """``S``: a shell with the keys themselves."""
        from auth.errors import AuthError
        from tui.shell_words import key_shell_lines

        if (profile := self._usable()) is None:
            return
        try:
            keys = await self._keys(profile)
        except AuthError as error:
            self.say(error.what, f"{error.why} {error.remedy}")
            return
        setup = self._setup
        lines = key_shell_lines(profile, keys.expires, setup.env, setup.now())
        await self._open_shell(profile, lines, keys)

    @leads_to_dialog("run a command")
    async def action_command(self) -> None:
        """``!``: one command with the profile set."""
        from tui.child_env import child_env
        from tui.foreground import run_in_foreground, wait_for_enter
        from tui.screens.command import CommandScreen
        from tui.shells import one_command, shell_of

        if (profile := self._usable()) is None:
            return
        setup = self._setup
        shell = shell_of(setup.env)
        command = await self.app.push_screen_wait(CommandScreen(profile.name, shell, self._last_command))
        if command is None:
            return
        self._last_command = command
        env = child_env(profile, setup.env, setup.places)

        def run() -> int:
            print(f"{plain(profile.name)}: {plain(command, 1000)}", flush=True)
            code = run_in_foreground(one_command(shell, command), env)
            if code:
                print(ended(code))
            wait_for_enter("Press Enter to come back to fumidai-tui.")
            return code

        code = await self._away(profile, run)
        if code:
            self.say(ended(code))

    def _usable(self) -> Profile | None:
        """The profile under the cursor, if a tool could use it; otherwise say why not."""
        profile = self._profile()
        if profile is None:
            self.say("This row is no profile.", "Go to one and try again.")
            return None
        if state_of(profile, self._snapshot.sessions, self._setup.now()) is State.PROBLEM:
            problem = next(each for each in profile.problems if each.breaks)
            self.say(f"{profile.name} cannot be used as it is. {problem.what}", problem.remedy)
            return None
        return profile

    async def _keys(self, profile: Profile) -> StoredKeys:
        """The keys of *profile*; where that takes a while, it is said. Raises ``AuthError``."""
        from tui.child_env import keys_to_hand_over

        setup = self._setup
        asked = partial(
            keys_to_hand_over,
            profile,
            self._snapshot.listing,
            setup.paths,
            setup.places,
            setup.env,
            setup.now(),
        )
        task = asyncio.ensure_future(in_thread(asked))
        done, _waiting = await asyncio.wait({task}, timeout=_PATIENCE_SECONDS)
        if not done:
            self.say(f"Getting the keys of {profile.name} from AWS…", good=True)
        return await task

    async def _open_shell(
        self, profile: Profile, lines: tuple[str, ...], keys: StoredKeys | None = None
    ) -> None:
        from tui.child_env import child_env
        from tui.foreground import run_in_foreground
        from tui.shells import interactive, shell_of

        setup = self._setup
        env = child_env(profile, setup.env, setup.places, keys)
        shell = shell_of(env)

        def run() -> int:
            with interactive(shell, env) as start:
                print(*lines, sep="\n", flush=True)
                return run_in_foreground(start.command, {**env, **start.variables})

        await self._away(profile, run)

    async def _away(self, profile: Profile, run: Callable[[], int]) -> int | None:
        return await self.away(
            profile.name, run, elsewhere=f"fumidai-tui exec {profile.name} -- $SHELL", look="Look at SHELL."
        )
