"""Many targets at once: one role in many accounts, with names by a pattern and colours by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from profiles.arns import ArnError
from profiles.importing.accounts import Account
from profiles.importing.pattern import filled, pattern_reason
from profiles.importing.reading import Candidate, Context, Format, NotTaken, Reading, numbered, target
from profiles.model import Listing
from profiles.reasons import account_reason, colour_reason


@dataclass(frozen=True, slots=True)
class ColourRule:
    """Profiles whose name fits the pattern (`prod*`, as in a shell) get the colour, six hexadecimal digits."""

    pattern: str
    colour: str


def colour_rules(text: str, known: Mapping[str, str]) -> tuple[tuple[ColourRule, ...], tuple[NotTaken, ...]]:
    """Rules as lines `prod* f2b0a9` or `prod* red`; `known` are the colours that have a name, in lower case."""
    rules: list[ColourRule] = []
    not_taken: list[NotTaken] = []
    for number, line in numbered(text):
        pattern, colour = [*line.rsplit(maxsplit=1), "", ""][:2]
        colour = known.get(colour.lower(), colour.removeprefix("#").lower())
        if not line.strip():
            continue
        if not colour:
            not_taken.append(NotTaken(number, "This rule has a pattern or a colour, and needs both."))
        elif (reason := colour_reason(colour)) is not None:
            not_taken.append(NotTaken(number, reason))
        else:
            rules.append(ColourRule(pattern.strip(), colour))
    return tuple(rules), tuple(not_taken)


def colour_for(name: str, rules: Sequence[ColourRule]) -> str | None:
    """The colour of the first rule that fits."""
    return next((rule.colour for rule in rules if fnmatchcase(name, rule.pattern)), None)


def many(
    role_name: str,
    accounts: Sequence[Account],
    pattern: str,
    colours: Sequence[ColourRule],
    source: str,
    region: str | None,
    listing: Listing,
) -> Reading:
    """One target for each account. `role_name` may have a path; without `region` `compare` finds one.

    Names that are there already, or come twice, are candidates too: `compare` says so.
    """
    reason = pattern_reason(pattern)
    if reason is not None:
        return Reading.of(Format.ACCOUNTS, [], [NotTaken(0, reason)])
    context = Context(listing, source)
    candidates: list[Candidate] = []
    not_taken: list[NotTaken] = []
    for account in accounts:
        wrong = account_reason(account.id)
        if wrong is not None:
            not_taken.append(NotTaken(account.line, wrong))
            continue
        try:
            role = context.role(account.id, role_name, source, region)
        except ArnError as error:
            return Reading.of(Format.ACCOUNTS, [], [NotTaken(0, str(error))])
        name = filled(pattern, role, account.name, source)
        keys = {
            "role_arn": str(role),
            "source_profile": source,
            "region": region,
            "color": colour_for(name, colours),
        }
        candidate, left = target(name, account.line, keys)
        candidates += [candidate] if candidate else []
        not_taken += left
    return Reading.of(Format.ACCOUNTS, candidates, not_taken)
