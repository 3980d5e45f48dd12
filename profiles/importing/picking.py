"""Which proposals a person takes: the new ones at first, and never one without the source it needs. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from profiles.importing.comparing import Difference, Proposal
from profiles.texts import Texts, with_profiles


class Picks:
    """The proposals that can be ticked, and those that are, by their place."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self.proposals = tuple(proposals)
        self.free = frozenset(
            place
            for place, each in enumerate(self.proposals)
            if each.reason is None and each.difference is not Difference.SAME
        )
        """What can be ticked."""
        self.ticked = frozenset(
            place for place in self.free if self.proposals[place].difference is Difference.NEW
        )

    @property
    def taken(self) -> tuple[Proposal, ...]:
        """The ticked ones in their order; a profile comes after the source it needs."""
        order: dict[int, None] = {}
        for place in sorted(self.ticked):
            for each in reversed(self._with_needed(place)):
                order.setdefault(each)
        return tuple(self.proposals[place] for place in order)

    def toggle(self, place: int) -> None:
        """Tick one, with what it needs; or take its tick away, with those of all that need it."""
        if place not in self.free:
            return
        if place not in self.ticked:
            self.ticked |= set(self._with_needed(place)) & self.free
            return
        gone, waiting = {place}, [place]
        while waiting:
            new = self._needed_by.get(self.proposals[waiting.pop()].candidate.name, set()) - gone
            gone |= new
            waiting += new
        self.ticked -= gone

    def toggle_all(self) -> None:
        """All, or none where all are ticked already."""
        self.ticked = frozenset() if self.ticked == self.free else self.free

    def _with_needed(self, place: int) -> list[int]:
        """This one, the source it needs, that one's, … The sources of a proposal that can be written end."""
        way = [place]
        while (needs := self.proposals[way[-1]].needs) is not None and self._places[needs] not in way:
            way.append(self._places[needs])
        return way

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """By name; of a name that comes twice the first counts, as in `compare`."""
        return {each.candidate.name: place for place, each in reversed([*enumerate(self.proposals)])}

    @cached_property
    def _needed_by(self) -> Mapping[str, set[int]]:
        needed_by: dict[str, set[int]] = {}
        for place, each in enumerate(self.proposals):
            if each.needs is not None:
                needed_by.setdefault(each.needs, set()).add(place)
        return needed_by


def imported(texts: Texts, proposals: Sequence[Proposal]) -> Texts:
    """The files with what the proposals write. Raises `CannotEdit`."""
    return with_profiles(texts, {each.candidate.name: each.values for each in proposals})
