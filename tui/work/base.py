"""What every kind of work on the home screen needs: the files as last read, the row, a word to the person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual import work
from textual.getters import query_one
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker

from auth.own_login import load_with_said
from auth.plain import plain
from profiles.config import Profile
from profiles.files import FileRefused, Snapshot
from tui.background import in_thread
from tui.lengths import Lengths
from tui.memory import recall
from tui.setup import Setup
from tui.widgets.session_list import SessionList

if TYPE_CHECKING:
    from profiles.changes import Change


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that was written. *renamed*: the old and the new name, where it renamed a profile."""

    change: Change
    renamed: tuple[str, str] | None = None


class HomeBase(Screen[None]):
    """The state of the home screen, and what is done with it from everywhere."""

    sessions = query_one("#sessions", SessionList)
    filter_field = query_one("#filter", Input)

    def __init__(self, setup: Setup, snapshot: Snapshot) -> None:
        super().__init__()
        self._setup, self._snapshot = setup, snapshot
        self._signing_in: set[str] = set()
        self._select: str | None = None
        self._undoable: list[Undoable] = []
        """What was written since the application started, the last one last."""
        self.coming: Worker[None] | None = None
        """What a key has begun whose dialog is not there yet."""
        self._writing = asyncio.Lock()
        self._reading = asyncio.Lock()
        self._troubles: dict[str, str] = {}
        """Why a profile got no new keys, by its name, until it gets some."""
        self._memory = setup.memory
        """Settings and state as last read: at the start, and whenever the files are."""
        self._lengths: Mapping[str, Lengths] = setup.memory.lengths
        """By bastion: the session lengths that did not fit together at its last sign-in."""

    def on_screen_suspend(self) -> None:
        """The dialog is there, and has the keys."""
        self.coming = None

    def show_rows(self) -> None:
        """List everything anew, after a change of files, filter or folds."""
        raise NotImplementedError

    def go_to(self, name: str) -> None:
        """Move to the profile called *name*, whatever hides it."""
        raise NotImplementedError

    def chosen(self) -> tuple[Profile, ...]:
        """What an action that takes several is meant for: the marked profiles, else the one under the cursor."""
        raise NotImplementedError

    @property
    def has_marks(self) -> bool:
        """Something is marked."""
        raise NotImplementedError

    def show_status(self) -> None:
        """The first line anew."""
        raise NotImplementedError

    def clear_marks(self) -> None:
        """Nothing is marked any more."""
        raise NotImplementedError

    def remember_use(self, name: str) -> None:
        """The profile called *name* was used."""
        raise NotImplementedError

    def console_opened(self, name: str) -> None:
        """The console of the profile called *name* was opened."""
        raise NotImplementedError

    def renamed(self, old: str, new: str) -> None:
        """What is remembered of a profile goes on under its new name. To be called before the files are read anew."""
        raise NotImplementedError

    def rename_kept(self, old: str, new: str) -> object:
        """A session in the keyring goes along with a new name."""
        raise NotImplementedError

    def end_kept(self, names: Sequence[str]) -> object:
        """The sessions in the keyring go with their profiles."""
        raise NotImplementedError

    def look_at_colour(self, profile: Profile) -> object:
        """Read the colour of a live profile's account, if that was not done today."""
        raise NotImplementedError

    async def aliases_changed(self) -> None:
        """A sign-in learnt the name of an account."""
        raise NotImplementedError

    def set_trouble(self, name: str, words: str) -> None:
        """What keeps a profile from new keys, shown at its row; nothing where *words* are empty."""
        if words:
            self._troubles[name] = words
        else:
            self._troubles.pop(name, None)

    def _profile(self) -> Profile | None:
        row = self.sessions.row
        return row.profile if row else None

    async def reload(self, select: str | None = None) -> None:
        """Read the files now, after a change of our own."""
        async with self._reading:  # What was read last is shown last.
            self._snapshot = await in_thread(partial(load_with_said, self._setup.paths))
        await self._recall()
        self._lengths = self._memory.lengths
        self._select = select
        self.show_rows()

    async def _recall(self) -> None:
        self._memory = await in_thread(partial(recall, self._setup.paths))

    @work(description="remember")
    async def _keep(self, write: Callable[[], None]) -> None:
        """Write something down for the next run; not being able to is worth a word, no more."""
        try:
            async with self._writing:  # What came last is written last.
                await in_thread(write)
                await self._recall()
        except FileRefused as refused:
            self.say(plain(str(refused)))

    def say(self, what: str, remedy: str = "", *, good: bool = False) -> None:
        """A word that goes away by itself."""
        words = plain(f"{what} {remedy}", 600)
        self.app.notify(words, severity="information" if good else "warning", markup=False, timeout=8)


P = ParamSpec("P")
Home = TypeVar("Home", bound=HomeBase)


def leads_to_dialog(
    description: str,
) -> Callable[
    [Callable[Concatenate[Home, P], Coroutine[Any, Any, None]]], Callable[Concatenate[Home, P], None]
]:
    """Work behind a key, that reads something and then shows a dialog.

    A key held down, or pressed twice over a slow line, would else stack dialogs: the last key counts while none is
    there, and no key once one is. *description* keeps Textual from writing the arguments into its log.
    """

    def decorate(
        method: Callable[Concatenate[Home, P], Coroutine[Any, Any, None]],
    ) -> Callable[Concatenate[Home, P], None]:
        begin = work(description=description)(method)

        @wraps(method)
        def start(self: Home, /, *args: P.args, **kwargs: P.kwargs) -> None:
            if not self.is_active:
                return
            if self.coming is not None:
                self.coming.cancel()
            self.coming = begin(self, *args, **kwargs)

        return start

    return decorate
