"""Into an account with a profile's keys, to read or set its colour."""

from dataclasses import dataclass

from auth.account_colours import ColourPlace, account_colour, colour_place, set_account_colour
from auth.bastion import Surroundings
from auth.role_keys import SessionKeys, session_keys
from profiles.config import Listing, Profile
from tui.console_links import partition_id
from tui.memory import Memory
from tui.setup import Setup


@dataclass(frozen=True, slots=True)
class Entrance:
    """The account of *profile*. Both methods block and raise ``AuthError``."""

    profile: Profile
    listing: Listing
    setup: Setup
    memory: Memory

    def read(self) -> str:
        """The colour it has."""
        return account_colour(*self._inside())

    def write(self, colour: str) -> None:
        """Give it another."""
        keys, place = self._inside()
        set_account_colour(keys, colour, place, self.profile.account)

    def _inside(self) -> tuple[SessionKeys, ColourPlace]:
        setup, listing = self.setup, self.listing
        around = Surroundings(setup.env, listing.services)
        place = colour_place(self.profile, partition_id(self.profile, self.memory), setup.places, around)
        keys = session_keys(self.profile, listing, setup.paths, setup.places, setup.env, setup.now())
        return keys, place
