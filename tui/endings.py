"""What there is to end, in the files and in the keyring, and ending it."""

from collections.abc import Collection
from dataclasses import dataclass

from auth.kept_sessions import end_kept
from profiles.config import Listing, Profile
from profiles.ending import Ending as InFiles
from profiles.ending import end_sessions, ending_of
from profiles.kept import is_kept, kept_ends
from tui.setup import Setup


@dataclass(frozen=True, slots=True)
class Ending:
    """What would be ended: in the files, and in the keyring by profile."""

    files: InFiles
    kept: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """There is nothing to end."""
        return self.files.is_nothing and not self.kept


def look(profiles: Collection[Profile], setup: Setup) -> Ending:
    """What there is to end of *profiles*. Blocks.

    A session counts also where its profile does not lead to the keyring any more, as after an undo; but not in a
    sandbox, where a bastion of the person's own may have that name.
    """
    known = kept_ends(setup.paths)
    kept = tuple(
        each.name
        for each in profiles
        if each.name in known and (is_kept(each) or not setup.places.is_sandbox)
    )
    return Ending(ending_of(profiles, setup.paths), kept)


def end(ending: Ending, listing: Listing, setup: Setup) -> None:
    """Carry it out. Blocks. Raises ``FileRefused``, ``NoVault``."""
    end_sessions(ending.files, listing, setup.paths)
    for name in ending.kept:
        end_kept(name, setup.paths, setup.places)
