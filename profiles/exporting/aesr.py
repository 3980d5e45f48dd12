"""Text for AWS Extend Switch Roles (AESR) that its own parser takes, and understands as it is meant.

Its rules (npm `aesr-config` 0.6.0): whatever is named as `source_profile` has a section with an account; from
`#` or `;` on is a comment, anywhere; a value ends at its second `=`; names are looked up in a JavaScript object.
One section it does not like stops the whole text, so what it cannot hold is left out and said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from profiles.arns import ACCOUNT
from profiles.exporting.export import Export, NotExported, name_obstacle, obstacle
from profiles.links import switch_obstacle
from profiles.model import Kind, Listing, Profile
from profiles.reasons import ALIAS, region_reason

_OF_EVERY_OBJECT = {
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
}
"""What every JavaScript object has from the start (ECMAScript, "Properties of the Object Prototype Object")."""


def aesr_text(listing: Listing, *, display_names: bool = False) -> Export:
    """The targets as AESR text, and the bases they belong to.

    AESR shows a section's name and has no other. Sections have the names of the profiles; with `display_names`
    a target's display name instead, where it can be one and is no one else's.
    """
    obstacles = {each.name: _target_obstacle(each) for each in listing.profiles}
    targets = {each.name: each for each in listing.profiles if obstacles[each.name] is None}
    bases = _bases(listing, targets)
    able = {name for name, reason in bases.items() if reason is None}
    shown = [each for each in listing.profiles if each.name in able or each.name in targets]
    names = _section_names(shown, targets) if display_names else {each.name: each.name for each in shown}
    sections = []
    for profile in shown:
        base = names[profile.source] if profile.source is not None and profile.source in able else None
        keys = _target_keys(profile, base) if profile.name in targets else _base_keys(profile)
        sections.append(_section(names[profile.name], keys))
    not_exported = [
        NotExported(profile.name, what)
        for profile in listing.profiles
        for what in _left_out(profile, obstacles[profile.name], bases, names.get(profile.name))
    ]
    return Export("\n".join(sections), tuple(not_exported))


def _target_obstacle(profile: Profile) -> str | None:
    reason = obstacle(profile) or switch_obstacle(profile) or _name_obstacle(profile.name)
    if reason is None and profile.kind is Kind.BASTION:
        return "AESR shows targets only, and none of these belongs to it."
    if reason is None and re.search("[#;=]", str(profile.role)):
        return "Its role has one of # ; = in it, and AESR would cut it there."
    return reason


def _bases(listing: Listing, targets: Mapping[str, Profile]) -> Mapping[str, str | None]:
    """Of every profile that a target names as its source what stands against it as a base; None if nothing does.

    A section that others name and that names none itself is a base only: AESR does not show it as a target.
    """
    sources = {target.source for target in targets.values()}
    bases = {each.name: _base_obstacle(each) for each in listing.profiles if each.name in sources}
    changing = True
    while changing:
        stranded = [
            name
            for name, reason in bases.items()
            if reason is None and name in targets and bases[targets[name].source or ""] is not None
        ]
        bases |= dict.fromkeys(stranded, "It is exported without a base itself.")
        changing = bool(stranded)
    return bases


def _base_obstacle(profile: Profile) -> str | None:
    """Why a profile cannot be a base; its targets then belong to none, and AESR shows them everywhere."""
    reason = name_obstacle(profile.name) or _name_obstacle(profile.name)
    if reason is None and "=" in profile.name:
        reason = "Its name has = in it."
    if reason is None and not ACCOUNT.fullmatch(profile.account or ""):
        reason = "Its account is not known: it has no google_config.role_arn."
    return reason


def _name_obstacle(name: str) -> str | None:
    if re.search("[#;]", name):
        return "Its name has # or ; in it, and AESR would cut it there."
    return "AESR cannot tell its name from a word of JavaScript." if name in _OF_EVERY_OBJECT else None


def _section_names(profiles: Sequence[Profile], targets: Mapping[str, Profile]) -> Mapping[str, str]:
    """The name of each section, by profile: the display name of a target where it can stand for the name."""
    taken = Counter(profile.name for profile in profiles)
    taken.update(
        each.display_name for each in profiles if each.display_name and each.display_name != each.name
    )
    return {
        profile.name: profile.display_name
        if profile.name in targets and profile.display_name and _fits(profile.display_name, taken)
        else profile.name
        for profile in profiles
    }


def _fits(name: str, taken: Counter[str]) -> bool:
    return (
        taken[name] == 1 and "=" not in name and name_obstacle(name) is None and _name_obstacle(name) is None
    )


def _target_keys(profile: Profile, base: str | None) -> Mapping[str, str | None]:
    return {
        "role_arn": str(profile.role),
        "source_profile": base,
        "region": profile.region if _region_obstacle(profile) is None else None,
        "color": profile.colour,
    }


def _region_obstacle(profile: Profile) -> str | None:
    return region_reason(profile.region, profile.role) if profile.region else None


def _base_keys(profile: Profile) -> Mapping[str, str | None]:
    alias = profile.values.get("fumidai_account_alias")
    is_alias = isinstance(alias, str) and ALIAS.fullmatch(alias)
    return {"aws_account_id": profile.account, "aws_account_alias": str(alias) if is_alias else None}


def _section(name: str, keys: Mapping[str, str | None]) -> str:
    """The prefix is what AESR takes away once, so a name that begins with it needs it twice."""
    prefix = "profile " if re.match(r"profile\s", name, re.IGNORECASE) else ""
    lines = [f"[{prefix}{name}]", *(f"{key} = {value}" for key, value in keys.items() if value)]
    return "".join(f"{line}\n" for line in lines)


def _left_out(
    profile: Profile, reason: str | None, bases: Mapping[str, str | None], section: str | None
) -> Iterator[str]:
    """What is not in the text of a profile, or not as it is here. `section`: its name there, if it has one."""
    is_base_only = profile.kind is not Kind.TARGET and profile.name in bases
    if reason is not None and not is_base_only:
        yield reason
    if bases.get(profile.name) is not None:
        yield f"Its targets are exported without a base, and so shown in every account. {bases[profile.name]}"
    if reason is None and profile.display_name not in (None, section):
        yield "Its display name is not exported: AESR shows the name of the section."
    region_obstacle = _region_obstacle(profile) if reason is None else None
    if region_obstacle is not None:
        yield f"Its region is not exported. {region_obstacle}"
