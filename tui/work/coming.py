"""Profiles from elsewhere and for others: imported, many at once, exported."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from profiles.paths import expanded, home_of
from tui.background import in_thread
from tui.work.base import leads_to_dialog
from tui.work.profiles import ProfileWork

if TYPE_CHECKING:
    from profiles.exporting import Export
    from tui.screens.taking import Destination, Taken


class ComingWork(ProfileWork):
    """``i``, ``E``, and the menu of ``N``."""

    @leads_to_dialog("more ways to add profiles")
    async def action_new(self) -> None:
        """``N``: what can be added."""
        from tui.screens.menu import Item, MenuScreen

        items = (
            Item("t", "Target", "a role that is reached from a bastion"),
            Item("b", "Bastion", "from the link of your AWS app at Google"),
            Item("m", "Many targets", "one role in many accounts"),
            Item("i", "Import", "what another tool or a colleague has"),
        )
        match await self.app.push_screen_wait(MenuScreen("New", items)):
            case "t":
                self.action_new_target()
            case "b":
                self.action_new_bastion()
            case "m":
                self.action_many()
            case "i":
                self.action_import()

    @leads_to_dialog("import")
    async def action_import(self) -> None:
        """``i``: take profiles over from a text."""
        from tui.screens.importing import BastionLink, Folders, ImportScreen, known_files

        if (destination := await self._destination()) is None:
            return
        own = self._setup.paths.config
        known = await in_thread(partial(known_files, self._path, own))
        screen = ImportScreen(destination, self._root(), Folders(self._path, known))
        match await self.app.push_screen_wait(screen):
            case BastionLink(link):
                self.action_new_bastion(link)
            case None:
                pass
            case taken:
                await self._taken(taken)

    @leads_to_dialog("many targets")
    async def action_many(self) -> None:
        """One role in many accounts."""
        from profiles.importing.left_open import default_source
        from tui.screens.many import ManyScreen

        if (destination := await self._destination()) is None:
            return
        source = default_source(destination.present.listing, self._root())
        screen = ManyScreen(destination, source if source.isprintable() else "")
        if (taken := await self.app.push_screen_wait(screen)) is not None:
            await self._taken(taken)

    async def _destination(self) -> Destination | None:
        from tui.screens.taking import Destination

        present = await self.look()
        return None if present is None else Destination(present, self._setup.paths, self._write)

    async def _taken(self, taken: Taken) -> None:
        await self._done(taken.written, taken.names[0])
        name, count = self._setup.paths.config.name, len(taken.names)
        words = f"{taken.names[0]} is in {name}." if count == 1 else f"{count:,} profiles are in {name}."
        self.say(words, "u takes it back.", good=True)

    @leads_to_dialog("export")
    async def action_export(self) -> None:
        """``E``: the marked profiles, or all, as a text for others."""
        from profiles.exporting import aesr_text, shareable_config
        from profiles.exporting.part import with_sources
        from tui.screens.exporting import Exporting, ExportScreen
        from tui.screens.menu import Item, MenuScreen

        listing, chosen = self._snapshot.listing, self.chosen()
        title = "Export all profiles"
        if len(chosen) > 1:
            listing = with_sources(listing, chosen)
            title = f"Export {len(chosen):,} marked profiles and their sources"
        items = (
            Item("a", "AESR text", "for AWS Extend Switch Roles, the browser extension"),
            Item("c", "Config", "for a colleague's ~/.aws/config: nothing personal in it"),
        )
        key = await self.app.push_screen_wait(MenuScreen(title, items))
        if key is None:
            return
        paths = self._setup.paths
        is_aesr = key == "a"
        default = self._path("aesr-profiles.txt" if is_aesr else "shared-aws-config")

        def made(shows_display_names: bool) -> Export:
            if is_aesr:
                return aesr_text(listing, display_names=shows_display_names)
            return shareable_config(listing)

        what = "Export: AWS Extend Switch Roles" if is_aesr else "Export: config to share"
        own = (paths.config, paths.credentials)
        self.app.push_screen(ExportScreen(Exporting(what, made, is_aesr, default, self._path, own)))

    def _root(self) -> str | None:
        profile = self._profile()
        return profile.root if profile else None

    def _path(self, text: str) -> Path:
        """A path as a person types it, from the folder in which the application was started."""
        home = home_of(self._setup.env)
        try:
            here = Path.cwd()
        except OSError:  # it was removed meanwhile
            here = home
        return here / expanded(text, self._setup.env, home)
