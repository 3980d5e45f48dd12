"""A config to share: what a colleague needs to be the same roles, and nothing that is personal."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.editor import section_lines
from profiles.exporting.export import Export, NotExported, obstacle
from profiles.model import Kind, Listing, Profile
from profiles.portable import IDP_ID, SP_ID, Portable, portable
from profiles.sections import profile_header


def shareable_config(listing: Listing) -> Export:
    """The bastions and targets as the text of a config file, with the keys that may travel.

    A target goes along if its source does, so that a colleague can use all that is in the text. Of every
    profile and every key that stays behind it is said why.
    """
    sorted_out = {each.name: portable(each.values, each.kind) for each in listing.profiles}
    obstacles = {each.name: _obstacle(each, sorted_out[each.name]) for each in listing.profiles}
    given = _given([each for each in listing.profiles if obstacles[each.name] is None])
    not_exported: list[NotExported] = []
    sections = []
    for profile in listing.profiles:
        name = profile.name
        reason, header = obstacles[name], profile_header(name)
        if reason is None and name not in given:
            reason = f"It gets its credentials from “{profile.source}”, which is not exported."
        if reason is not None or header is None:
            not_exported += [NotExported(name, reason)] if reason else []
            continue
        not_exported += [NotExported(name, what) for what in sorted_out[name].left.values()]
        sections.append(section_lines(header, sorted_out[name].keys).decode())
    return Export("\n".join(sections), tuple(not_exported))


def _obstacle(profile: Profile, sorted_out: Portable) -> str | None:
    reason = obstacle(profile)
    if reason is None and profile.kind is Kind.BASTION and not _has_ids(sorted_out.keys):
        return "Its Google ids are missing, or do not have the form of one."
    if (
        reason is None
        and profile.kind is Kind.TARGET
        and not {"role_arn", "source_profile"} <= sorted_out.keys.keys()
    ):
        return "Its role or its source profile cannot be written."
    return reason


def _has_ids(keys: Mapping[str, str]) -> bool:
    return {IDP_ID, SP_ID} <= keys.keys()


def _given(profiles: list[Profile]) -> set[str]:
    """The names of the bastions among these, and of the targets that lead to one of them."""
    targets: dict[str, list[str]] = {}
    for profile in profiles:
        if profile.source is not None:
            targets.setdefault(profile.source, []).append(profile.name)
    ready = [profile.name for profile in profiles if profile.kind is Kind.BASTION]
    given = set(ready)
    while ready:
        new = targets.pop(ready.pop(), [])
        given.update(new)
        ready += new
    return given
