"""What a draft is made on, what it comes to, and how it is written into the texts of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from profiles.colours import KnownColour
from profiles.config import resolve
from profiles.drafts.answers import Answers, answers_of, text_of
from profiles.editor import CannotEdit
from profiles.ini import read
from profiles.model import Listing, Profile
from profiles.reasons import name_reason
from profiles.texts import Texts, config_values, with_copy, with_keys, with_name, with_profile


@dataclass(frozen=True, slots=True)
class Present:
    """What a draft is made on: the files as read, the profiles in them, and the colours to choose from."""

    texts: Texts
    listing: Listing
    colours: tuple[KnownColour, ...] = ()

    @classmethod
    def of(
        cls, texts: Texts, config: Path, credentials: Path, colours: tuple[KnownColour, ...] = ()
    ) -> Present:
        listing = resolve(read(texts.config, config), read(texts.credentials, credentials))
        return cls(texts, listing, colours)


@dataclass(frozen=True, slots=True)
class Draft:
    """What the answers come to. `after` is None as long as something speaks against them."""

    name: str
    after: Texts | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """By field, in the order of the form."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Editing:
    """The profile a form was opened on. `copying`: its answers are for a new profile beside it."""

    profile: Profile
    copying: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """Answers as far as they can be judged without the texts of the files."""

    name: str
    keys: Mapping[str, str]
    """The new values."""
    fields: Mapping[str, str]
    """The field that each key is from."""
    reasons: Mapping[str, str]
    notes: tuple[str | None, ...]
    untouched: frozenset[str]
    """Fields whose keys stay as they are."""

    @property
    def changed(self) -> dict[str, str]:
        return {key: value for key, value in self.keys.items() if self.fields[key] not in self.untouched}

    @property
    def against(self) -> dict[str, str]:
        return {field: reason for field, reason in self.reasons.items() if field not in self.untouched}

    @property
    def told(self) -> tuple[str, ...]:
        left = (reason for field, reason in self.reasons.items() if field in self.untouched)
        return (*left, *filter(None, self.notes))


def drafted(judged: Judged, present: Present, editing: Editing | None) -> Draft:
    if judged.against:
        return Draft(judged.name, None, judged.against, judged.told)
    try:
        after = _written(judged, present, editing)
    except CannotEdit as error:
        return Draft(judged.name, None, {"name": error.reason}, judged.told)
    return Draft(judged.name, after, {}, judged.told)


def _written(judged: Judged, present: Present, editing: Editing | None) -> Texts:
    name, keys, changed = judged.name, judged.keys, judged.changed
    if editing is None:
        return with_profile(present.texts, name, {key: value for key, value in keys.items() if value})
    profile = editing.profile
    if editing.copying:
        # The copy has no part in the credentials file, so what counts there must be said in the config.
        copied = config_values(present.texts, profile.name)
        wanted = {key: changed.get(key, text_of(profile.values, key)) for key in keys}
        return with_copy(
            present.texts,
            profile.name,
            name,
            {key: value or None for key, value in wanted.items() if value != text_of(copied, key)},
        )
    changes = {key: value or None for key, value in changed.items() if value != text_of(profile.values, key)}
    texts = present.texts
    if name != profile.name:
        texts = with_name(texts, profile.name, name)
    return with_keys(texts, name, changes) if changes else texts


def name_reasons(name: str, present: Present, editing: Editing | None) -> dict[str, str]:
    if editing is not None and not editing.copying and name == editing.profile.name:
        return {}
    reason = name_reason(name, present.listing)
    return {"name": reason} if reason else {}


def untouched_in(answers: Answers, editing: Editing | None) -> frozenset[str]:
    """The fields whose answers are as the profile has them."""
    if editing is None:
        return frozenset()
    before = answers_of(editing.profile)
    return frozenset(
        field for field in before if field != "name" and answers.get(field, "") == before.get(field, "")
    )
