"""Changing the profiles from the home screen: made, changed, copied, removed; undone; versions brought back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import work

from auth.plain import plain
from profiles.files import FileRefused
from profiles.kept import is_kept
from profiles.model import Kind
from tui.background import in_thread
from tui.work.base import HomeBase, Undoable, leads_to_dialog

if TYPE_CHECKING:
    from profiles.changes import Change, Written
    from profiles.drafts import Present
    from profiles.texts import Texts
    from tui.screens.form import Form


class ProfileWork(HomeBase):
    """``n``, ``e``, ``D``, ``d``, ``u`` and ``V``."""

    def _present(self) -> Present:
        """Both files as they are now. Raises ``FileRefused``. Blocks."""
        from profiles.changes import read_texts
        from profiles.colours import colours_of
        from profiles.drafts import Present
        from profiles.settings import read_settings

        paths = self._setup.paths
        colours = colours_of(read_settings(paths.settings))
        return Present.of(read_texts(paths), paths.config, paths.credentials, colours)

    def _write(self, change: Change) -> Written:
        from profiles.changes import write_change

        return write_change(self._setup.paths, change, self._setup.now())

    async def look(self) -> Present | None:
        """The files as they are now; None where they cannot be changed, which is then said."""
        try:
            present = await in_thread(self._present)
        except FileRefused as refused:
            self.say(str(refused))
            return None
        for problem in present.listing.refused.values():
            self.say(problem.what, problem.remedy)
            return None
        return present

    # Forms

    @leads_to_dialog("new target")
    async def action_new_target(self) -> None:
        """``n``: a new target."""
        from tui.screens.profile_forms import new_target

        if (present := await self.look()) is None:
            return
        profile = self._profile()
        source = present.listing.get(profile.root) if profile else None
        # A field shows what is in it raw, so a name with control characters must be typed by who wants it.
        name = source.name if source and source.name.isprintable() else ""
        await self._ask(new_target(present, name, self._setup.paths, self._write), "c opens its console.")

    @leads_to_dialog("new bastion")
    async def action_new_bastion(self, link: str = "") -> None:
        """A bastion, from Google's link, which may be there already."""
        from tui.screens.profile_forms import new_bastion

        if (present := await self.look()) is not None:
            await self._ask(new_bastion(present, self._setup.paths, self._write, link), "r signs you in.")

    def action_edit(self) -> None:
        """``e``: change the row's profile, or what all marked targets have in common."""
        if len(self.chosen()) > 1:
            self._edit_several()
        else:
            self._edit(copying=False)

    def action_copy(self) -> None:
        """``D``: a new profile like the row's."""
        self._edit(copying=True)

    @leads_to_dialog("edit a profile")
    async def _edit(self, *, copying: bool) -> None:
        from tui.screens.profile_forms import edit_form

        chosen = self._profile()
        if chosen is None:
            self.say("No profile is selected.", "Go to one and try again.")
            return
        if (present := await self.look()) is None:
            return
        if (profile := present.listing.get(chosen.name)) is None:
            return
        if copying and profile.kind is Kind.OTHER:
            self.say(f"{profile.name} is neither bastion nor target.", "Only those are copied.")
            return
        lengths = self._lengths.get(profile.name)
        form = edit_form(profile, present, self._setup.paths, self._write, copying=copying, lengths=lengths)
        await self._ask(form, "u takes it back.", renamed=None if copying else profile.name)

    @leads_to_dialog("edit several targets")
    async def _edit_several(self) -> None:
        from tui.screens.form import FormScreen
        from tui.screens.profile_forms import several_form

        if (present := await self.look()) is None:
            return
        found = [present.listing.get(profile.name) for profile in self.chosen()]
        targets = [profile for profile in found if profile and profile.kind is Kind.TARGET]
        if not targets:
            self.say("No target is marked.", "Only targets are changed together.")
            return
        form = several_form(targets, present, self._setup.paths, self._write)
        filled = await self.app.push_screen_wait(FormScreen(form))
        if filled is not None:
            await self._done(filled.written)
            self.clear_marks()
            self.say(f"{len(targets)} targets were changed.", "u takes it back.", good=True)

    async def _ask(self, form: Form, then: str, renamed: str | None = None) -> None:
        """Show a form, and see to what follows from it. `renamed`: the name the profile had before."""
        from tui.screens.form import FormScreen

        filled = await self.app.push_screen_wait(FormScreen(form))
        if filled is None:
            return
        names = (renamed, filled.name) if renamed is not None and renamed != filled.name else None
        if names is not None:
            self.renamed(*names)
        await self._done(filled.written, filled.name, names)
        self.say(f"{filled.name} is in {self._setup.paths.config.name}.", then, good=True)

    # Without a form

    @leads_to_dialog("remove profiles")
    async def action_remove(self) -> None:
        """``d``: take the row's profile out of the files, or all that are marked."""
        from profiles.texts import without_profiles

        chosen = self.chosen()
        if not chosen:
            self.say("No profile is selected.", "Go to one and try again.")
            return
        if (present := await self.look()) is None:
            return
        names = [profile.name for profile in chosen if present.listing.get(profile.name)]
        what = f"Remove {names[0]}" if len(names) == 1 else f"Remove {len(names)} profiles"
        written = await self.change(
            what, present, lambda texts: without_profiles(texts, names), _orphans(present, names)
        )
        if written is not None:
            self.clear_marks()
            self.say(f"{what}: done.", "u takes it back.", good=True)
            if kept := [profile.name for profile in chosen if is_kept(profile)]:
                self.end_kept(kept)

    @leads_to_dialog("undo")
    async def action_undo(self) -> None:
        """``u``: take the last change of ours back."""
        from tui.screens.change import change_screen

        if not self._undoable:
            self.say("There is nothing to undo.", "Changes can be undone until the application ends.")
            return
        last = self._undoable[-1]
        # Asked before the dialog: once it has written, the watch over the files may be quicker than we are.
        before = self._kept() - set(last.renamed or ())
        screen = await change_screen(last.change.undone(f"Undo: {last.change.what}"), self._write)
        written = await self.app.push_screen_wait(screen)
        if written is None:
            return
        self._undoable.pop()
        if last.renamed is not None:
            old, new = last.renamed
            self.renamed(new, old)
        await self._tell(written)
        if left := before - self._kept():
            self.end_kept(sorted(left))
        self.say(f"Taken back: {last.change.what}.", good=True)

    def _kept(self) -> set[str]:
        """The bastions whose sessions lie in the keyring."""
        return {each.name for each in self._snapshot.listing.profiles if is_kept(each)}

    @leads_to_dialog("versions of the config")
    async def action_versions(self) -> None:
        """``V``: an earlier version of the config."""
        from profiles.texts import Texts
        from profiles.versions import restored, versions
        from tui.screens.menu import Item, MenuScreen

        try:
            kept = await in_thread(partial(versions, self._setup.paths))
        except FileRefused as refused:
            self.say(str(refused))
            return
        if not kept:
            self.say("No earlier version is kept yet.", "One is kept before each change made here.")
            return
        zone = self._setup.now().tzinfo
        items = [
            Item(
                str(place % 10),
                f"{version.at.astimezone(zone):%a %d %b %H:%M:%S}",
                f"before “{plain(version.what)}”" if version.what else _size(version.text),
            )
            for place, version in enumerate(kept, start=1)
        ]
        key = await self.app.push_screen_wait(MenuScreen("Earlier versions of the config", items))
        if key is None or (present := await self.look()) is None:
            return
        version = kept[(int(key) or 10) - 1]
        back = await in_thread(partial(restored, version, present.texts.config))
        notes = [
            f"Its secret is no longer in the file, so this key is left out: {each}" for each in back.missing
        ]
        what = f"Back to the config of {version.at.astimezone(zone):%d %b %H:%M:%S}"
        if await self.change(what, present, lambda texts: Texts(back.config, texts.credentials), notes):
            self.say(f"{what}: done.", "u takes it back.", good=True)

    # What every change goes through

    async def change(
        self,
        what: str,
        present: Present,
        edit: Callable[[Texts], Texts],
        notes: list[str],
        write: Callable[[Change], Written] | None = None,
    ) -> Written | None:
        """Show what `edit` makes of the files, and write it if the person wants it so. `edit` runs in a thread, and so
        does `write`, which may do more than write the files."""
        from profiles.changes import change_of
        from profiles.editor import CannotEdit
        from tui.screens.change import change_screen

        def changed() -> Change:
            return change_of(self._setup.paths, what, present.texts, edit(present.texts))

        try:
            change = await in_thread(changed)
        except CannotEdit as cannot:
            self.say(f"Nothing was changed: {cannot.reason}")
            return None
        if not change.files:
            self.say("Nothing would change: the files are so already.")
            return None
        written = await self.app.push_screen_wait(await change_screen(change, write or self._write, notes))
        if written is not None:
            await self._done(written)
        return written

    async def _done(
        self, written: Written, select: str | None = None, renamed: tuple[str, str] | None = None
    ) -> None:
        """A change was written: it can be undone, and what is to be known about it is told."""
        self._undoable.append(Undoable(written.change, renamed))
        await self._tell(written, select)

    async def _tell(self, written: Written, select: str | None = None) -> None:
        await self.reload(select)
        if select is not None and (self.sessions.row is None or self.sessions.row.key != select):
            self.go_to(select)  # a filter or a fold hides it
        for path in written.merged:
            self.say(f"{path} had been changed meanwhile.", "Both changes are in it.")
        if written.unkept is not None:
            self.say(f"The version before could not be kept: {written.unkept}")

    @work(description="clear up after a crash")
    async def clear_up(self) -> None:
        """Remove what a crash in the middle of a write left; what it may have cost another program is told."""
        from profiles.writing import sweep
        from tui.doorway import clear_up

        paths = self._setup.paths
        await in_thread(partial(clear_up, paths, self._setup.env))
        for path in (paths.config, paths.credentials, paths.settings, paths.state, paths.versions):
            for saved in (await in_thread(partial(sweep, path))).saved:
                self.say(
                    f"When fumidai-tui was last stopped in the middle of a write, another program had just written"
                    f" {path.name}.",
                    f"What it wrote is kept in {saved}: take over what you miss, then delete it.",
                )


def _orphans(present: Present, names: list[str]) -> list[str]:
    """What would be reached from nowhere once these profiles are gone."""
    left = [
        profile.name
        for profile in present.listing.profiles
        if profile.name not in names and profile.source in names
    ]
    if not left:
        return []
    orphans = plain(", ".join(left), 200)
    if len(names) == 1:
        return [f"Reached through {plain(names[0], 60)}, and left without a source: {orphans}."]
    return [f"Reached through these, and left without a source: {orphans}."]


def _size(text: str) -> str:
    sections = sum(line.lstrip().startswith("[") for line in text.splitlines())
    return f"{sections} sections, {len(text.splitlines())} lines"
