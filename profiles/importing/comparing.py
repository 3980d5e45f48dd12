"""Candidates beside the profiles that are there: what is new, what would change, and what cannot be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from profiles.arns import ArnError, RoleArn
from profiles.importing.reading import Candidate, Format, Reading
from profiles.ini import Value
from profiles.model import Kind, Listing, Profile
from profiles.partitions import partition
from profiles.portable import IDP_ID, SP_ID, is_same, portable
from profiles.reasons import name_reason, region_reason, source_reason

_NOBODY = Listing((), (), {}, {})
_CIRCLE = "Its source profiles would go round in a circle."


class Difference(Enum):
    NEW = "new"
    SAME = "same"
    """Every key of the candidate stands so already: importing it changes nothing."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Change:
    """A key to be written: what it says now (None: it is not there) and what it will say."""

    key: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What importing a candidate would do."""

    candidate: Candidate
    difference: Difference
    changes: tuple[Change, ...]
    """The keys to write, in order; none if all is the same."""
    reason: str | None
    """Why it cannot be written, as a sentence; None if it can. Never set where nothing is to be written."""
    needs: str | None
    """The candidate that has to be imported too, because it is the source of this one and not here yet."""

    @property
    def values(self) -> Mapping[str, str]:
        """What to hand to `profiles.editor`: all keys of a new profile, else those that change."""
        return {change.key: change.new for change in self.changes}


def compare(reading: Reading, listing: Listing) -> tuple[Proposal, ...]:
    """A proposal for each candidate, in their order.

    A new target whose text knows no regions gets its root's, as a target typed in does. Candidates may be
    each other's sources.
    """
    return tuple(_Comparison(reading, listing).proposals())


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a profile's sources lead: what stops it on the way, and the region of its root."""

    reason: str | None
    region: str | None


class _Comparison:
    """The candidates and the present profiles, by name; of a name that comes twice the first candidate counts."""

    def __init__(self, reading: Reading, listing: Listing) -> None:
        self.reading = reading
        self.listing = listing
        self.present = {profile.name: profile for profile in listing.profiles}
        self.candidates = {each.name: each for each in reversed(reading.candidates)}
        self.ways: dict[str, _Way] = {}

    def proposals(self) -> Iterator[Proposal]:
        for candidate in self.reading.candidates:
            way = self._way(candidate.name)
            changes = self._changes(candidate, way)
            first = self.candidates[candidate.name]
            reason = way.reason
            if first is not candidate:
                reason = f"Line {first.line} of the text names “{candidate.name}” already."
            difference = Difference.DIFFERENT if candidate.name in self.present else Difference.NEW
            if not changes:
                difference, reason = Difference.SAME, None
            needs = (
                candidate.source if candidate.source in self.candidates.keys() - self.present.keys() else None
            )
            yield Proposal(candidate, difference, changes, reason, needs)

    def _changes(self, candidate: Candidate, way: _Way) -> tuple[Change, ...]:
        present = self.present.get(candidate.name)
        old = present.values if present else {}
        keys = dict(candidate.keys)
        role = _role_of(candidate)
        if present is None and role and "region" not in keys and self.reading.format not in _WHOLE:
            fits = way.region is not None and region_reason(way.region, role) is None
            keys["region"] = way.region if way.region and fits else partition(role.partition).first_region
        return tuple(
            Change(key, _shown(old.get(key)), new)
            for key, new in keys.items()
            if not is_same(key, old.get(key), new)
        )

    def _way(self, name: str) -> _Way:
        """The way of a name, by its sources. Each name is looked at once, however many lead to it."""
        path: dict[str, str | None] = {}
        step: str | None = name
        while step is not None and step not in path and step not in self.ways:
            path[step] = self._source_of(step)
            step = path[step]
        if step is not None and step in path:
            self.ways |= dict.fromkeys(path, _Way(_CIRCLE, None))
        for each, source in reversed(path.items()):
            if each not in self.ways:
                self.ways[each] = self._with_source(each, source)
        return self.ways[name]

    def _source_of(self, name: str) -> str | None:
        """The source a name would have after the import; None where a way ends."""
        candidate, present = self.candidates.get(name), self.present.get(name)
        if candidate is not None and candidate.source is not None:
            return candidate.source
        return present.source if present is not None and not present.has_keys else None

    def _with_source(self, name: str, source: str | None) -> _Way:
        candidate, present = self.candidates.get(name), self.present.get(name)
        before = self.ways[source] if source is not None else _Way(None, None)
        region = candidate.keys.get("region") if candidate else None
        region = before.region if source else region or (present.region if present else None)
        if candidate is None or (present is not None and not self._changes(candidate, before)):
            return _Way(source_reason(name, self.listing), region)
        reason = self._own_reason(candidate, present)
        if reason is None and source is not None and before.reason is not None:
            is_from_text = source in self.candidates
            reason = (
                f"“{source}”, which it gets its credentials from, cannot be imported."
                if is_from_text
                else before.reason
            )
        if reason is None and source is None and candidate.kind is Kind.TARGET:
            reason = source_reason("", self.listing)
        return _Way(reason, region)

    def _own_reason(self, candidate: Candidate, present: Profile | None) -> str | None:
        """What speaks against a candidate whatever its source."""
        if present is not None and present.kind is not candidate.kind:
            return f"There is a profile {candidate.name} already, and it is of another kind."
        role, region = _role_of(candidate), candidate.keys.get("region")
        known = candidate.keys.keys() | (present.values.keys() if present else set())
        is_half = candidate.kind is Kind.BASTION and not {IDP_ID, SP_ID} <= known
        reasons = (
            None if present else name_reason(candidate.name, _NOBODY),
            next(iter(portable(candidate.keys, candidate.kind, own=True).left.values()), None),
            region_reason(region, role) if region and role else None,
            f"Without {IDP_ID} and {SP_ID} nobody can sign in to Google." if is_half else None,
        )
        return next(filter(None, reasons), None)


_WHOLE = (Format.CONFIG, Format.GSTS)
"""Formats that have a key for the region: where it is not there, none was meant."""


def _role_of(candidate: Candidate) -> RoleArn | None:
    try:
        return RoleArn.parse(candidate.keys.get("role_arn", ""))
    except ArnError:
        return None


def _shown(value: Value | None) -> str | None:
    """The old value in a preview. Keys that are imported are never secret ones."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key} = {text}" for key, text in value.items())
    return value if isinstance(value, str) else None
