"""Where a bastion's session is kept: in the credentials file, or in the system's keyring."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import work

from auth.plain import plain
from profiles.config import Kind, Profile
from profiles.files import FileRefused
from profiles.kept import is_kept, kept_ends
from tui.background import in_thread
from tui.work.base import leads_to_dialog
from tui.work.profiles import ProfileWork

_TARGETS = "The AWS CLI keeps each target's keys, good for an hour at most, in clear in its role cache; x removes them."


class KeyringWork(ProfileWork):
    """``W``."""

    @leads_to_dialog("where a session is kept")
    async def action_where_kept(self) -> None:
        """``W``: into the keyring, or back; the lines first."""
        profile = self._profile()
        root = self._snapshot.listing.get(profile.root) if profile else None
        if root is None or root.kind is not Kind.BASTION:
            self.say("This row has no bastion.", "Only a bastion's session can lie in the keyring.")
            return
        if is_kept(root):
            await self._move_out(root)
        else:
            await self._move_in(root)

    async def _move_in(self, root: Profile) -> None:
        from auth.errors import AuthError
        from tui.keyring import look, move_in, moved_in

        if (present := await self.look()) is None:
            return
        fresh = present.listing.get(root.name) or root
        try:
            keeping = await in_thread(partial(look, fresh, self._setup))
        except AuthError as error:
            self.say(f"{error.what} {error.why}", error.remedy)
            return
        written = await self.change(
            f"Keep the session of {root.name} in the keyring",
            present,
            lambda texts: moved_in(texts, fresh, keeping.line),
            [f"The keys then lie in {keeping.keyring}. AWS tools get them from fumidai-tui.", _TARGETS],
            lambda change: move_in(change, keeping, root.name, self._setup, self._write),
        )
        if written is not None:
            self.say(
                f"The session of {plain(root.name)} lies in the keyring.", "W brings it back.", good=True
            )

    async def _move_out(self, root: Profile) -> None:
        from tui.keyring import move_out, moved_out

        if (present := await self.look()) is None:
            return
        written = await self.change(
            f"Keep the session of {root.name} in the credentials file",
            present,
            lambda texts: moved_out(texts, root),
            ["The keys then lie in clear in the credentials file, readable by you alone."],
            lambda change: move_out(change, root.name, self._setup, self._write),
        )
        if written is not None:
            self.say(f"The session of {plain(root.name)} lies in the credentials file.", good=True)

    @work(description="rename a kept session")
    async def rename_kept(self, old: str, new: str) -> None:
        """The keyring's entry goes along with a bastion's new name."""
        ends = (await in_thread(partial(kept_ends, self._setup.paths))).get(old)
        if ends is None:
            return
        from auth.errors import AuthError
        from tui.keyring import rename_kept

        try:
            await in_thread(partial(rename_kept, old, new, ends, self._setup))
        except (AuthError, FileRefused) as error:
            self.say(f"The session in the keyring keeps the old name. {error}", "Press r to sign in again.")

    @work(description="end kept sessions")
    async def end_kept(self, names: Sequence[str]) -> None:
        """The keyring's entries go with their profiles: nothing else would lead to them any more."""
        from auth.errors import AuthError
        from auth.kept_sessions import end_kept

        for name in names:
            try:
                await in_thread(partial(end_kept, name, self._setup.paths, self._setup.places))
            except (AuthError, FileRefused) as error:
                self.say(f"The session of {name} stays in the keyring. {error}")
