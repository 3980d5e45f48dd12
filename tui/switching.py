"""Which targets a bastion's switch policies are about: from the row and the marks to a list to tick."""

from collections.abc import Sequence
from dataclasses import dataclass

from profiles.arns import RoleArn
from profiles.config import Kind, Listing, Profile
from tui.text import account_number


@dataclass(frozen=True, slots=True)
class Switching:
    """A profile, and the targets that may be reached from its role."""

    holder: str
    """The profile whose role switches."""
    targets: tuple[Profile, ...]
    """Each has a role."""

    def choices(self) -> tuple[tuple[RoleArn, str, bool], ...]:
        """Each role once, how it reads, and whether it is ticked at first: it is if *holder* is its source."""
        by_role: dict[RoleArn, list[Profile]] = {}
        for profile in self.targets:
            if profile.role is not None:
                by_role.setdefault(profile.role, []).append(profile)
        return tuple(
            (role, self._label(role, profiles), any(each.source == self.holder for each in profiles))
            for role, profiles in by_role.items()
        )

    def _label(self, role: RoleArn, profiles: Sequence[Profile]) -> str:
        names = ", ".join(profile.name for profile in profiles)
        label = f"{names} · {account_number(role.account)} · {role.path_and_name}"
        others = [each.source for each in profiles if each.source and each.source != self.holder]
        return f"{label} · reached from {others[0]}" if len(others) == len(profiles) else label


def switching(row: Profile | None, chosen: Sequence[Profile], listing: Listing) -> Switching | None:
    """The marked targets (`chosen`, unless that is just the row), else all that are reached through the row's root."""
    marked = _targets(chosen) if tuple(chosen) != (row,) else ()
    if marked:
        return Switching(marked[0].source or "", marked)
    if row is None:
        return None
    family = _targets([each for each in listing.profiles if each.root == row.root])
    return Switching(row.root, family) if family else None


def _targets(profiles: Sequence[Profile]) -> tuple[Profile, ...]:
    return tuple(each for each in profiles if each.kind is Kind.TARGET and each.role is not None)
