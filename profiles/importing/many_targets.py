"""One role in many accounts, from what a person typed: the proposals, and what speaks against the rest. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from profiles.colours import KnownColour
from profiles.importing.accounts import read_accounts
from profiles.importing.comparing import Proposal, compare
from profiles.importing.naming import colour_rules, many
from profiles.importing.pattern import PATTERN
from profiles.importing.reading import NotTaken
from profiles.importing.recognising import LONGEST
from profiles.model import Listing
from profiles.reasons import region_reason


@dataclass(frozen=True, slots=True)
class ManyAnswers:
    """What was typed, as it was typed."""

    role: str = ""
    """A role's name, also with a path."""
    source: str = ""
    region: str = ""
    pattern: str = PATTERN
    colours: str = ""
    """Rules with commas between them: `prod* red, dev* green`."""
    accounts: str = ""


@dataclass(frozen=True, slots=True)
class ManyDraft:
    """What the answers come to."""

    proposals: tuple[Proposal, ...] = ()
    not_taken: tuple[NotTaken, ...] = ()
    """Lines of the list of accounts."""
    reason: str = ""
    """What speaks against all of it, as a sentence; empty if nothing does."""


def draft_many(answers: ManyAnswers, listing: Listing, colours: Sequence[KnownColour]) -> ManyDraft:
    """A target for each account. Never raises."""
    if len(answers.accounts) > LONGEST:
        return ManyDraft(reason=f"The list is longer than {LONGEST:,} characters.")
    accounts, left = read_accounts(answers.accounts)
    if not answers.role:
        return ManyDraft(not_taken=left, reason="The role is missing: its name, the same in every account.")
    # Of two colours with one name the first is the newer one.
    known = {colour.name.lower(): colour.hex for colour in reversed(colours)}
    rules, wrong = colour_rules(answers.colours.replace(",", "\n"), known)
    if wrong:
        return ManyDraft(not_taken=left, reason=wrong[0].what)
    region = answers.region or None
    if region is not None and (reason := region_reason(region)) is not None:
        return ManyDraft(not_taken=left, reason=reason)
    reading = many(answers.role, accounts, answers.pattern, rules, answers.source, region, listing)
    whole = next((each.what for each in reading.not_taken if each.line == 0), "")
    lines = sorted((*left, *(each for each in reading.not_taken if each.line)), key=lambda each: each.line)
    if not accounts and not whole:
        whole = "No account is there yet: paste them, one a line."
    return ManyDraft(compare(reading, listing), tuple(lines), whole)
