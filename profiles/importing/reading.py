"""What every reader gives back, and what all of them know while reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from profiles.arns import ACCOUNT, RoleArn
from profiles.importing.pattern import PATTERN, filled
from profiles.model import Kind, Listing
from profiles.partitions import partition_of_region
from profiles.portable import portable
from profiles.targets import role_of

_LINE_END = re.compile(r"\r\n|\r|\n")


class Format(Enum):
    """What a text is; the value is its name in English."""

    AESR = "AWS Extend Switch Roles"
    CONFIG = "AWS config"
    """Also what aws-google-auth writes: its keys are those of our bastions."""
    GSTS = "AWS config with gsts"
    SAML2AWS = "saml2aws"
    LIST = "list of roles"
    SWITCH_LINKS = "switch-role links"
    GOOGLE_LINK = "Google link"
    ACCOUNTS = "list of accounts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profile to be had from a text: each value fits its key, and can be written as it is.

    Whether it can be written *here* (a name that is free, a source that exists) is for `compare` to say.
    """

    name: str
    keys: Mapping[str, str]
    """Keys of the config file, in lower case, in the order in which they are written."""
    line: int
    """Where it stands in the text, from 1."""

    @property
    def kind(self) -> Kind:
        return Kind.TARGET if "role_arn" in self.keys else Kind.BASTION

    @property
    def source(self) -> str | None:
        return self.keys.get("source_profile")


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something that stays behind: its line (from 1; 0 is the whole text) and why, a sentence without secrets."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as read: the candidates in its order, and what was not taken over, in the order of lines."""

    format: Format
    candidates: tuple[Candidate, ...]
    not_taken: tuple[NotTaken, ...]

    @classmethod
    def of(cls, format: Format, candidates: list[Candidate], not_taken: list[NotTaken]) -> Reading:  # noqa: A002 - the field's name
        """A reading in order, with nothing said twice."""
        said = sorted(dict.fromkeys(not_taken), key=lambda each: each.line)
        return cls(format, tuple(candidates), tuple(said))


@dataclass(frozen=True, slots=True)
class Context:
    """The present profiles, and what the person has chosen for what a text leaves open."""

    listing: Listing
    source: str | None = None
    """The source profile of targets that name none."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """A source profile as the text calls it: the existing profile that is meant."""
    pattern: str = PATTERN
    """How profiles without a name are called; see `profiles.importing.pattern`."""
    own: bool = False
    """The text is the reader's own, not a colleague's: the Google user name is taken over too."""

    def source_of(self, name: str) -> str | None:
        """The source of a target whose text names none: the one it has here, the chosen, or the only bastion."""
        if self.source is not None:
            return self.source
        present = self.listing.get(name)
        if present is not None and present.source is not None:
            return present.source
        bastions = [profile.name for profile in self.listing.profiles if profile.kind is Kind.BASTION]
        return bastions[0] if len(bastions) == 1 else None

    def name_of(self, role: RoleArn, account_name: str | None = None) -> str:
        """The name of a target whose text names none: that of the target with this role, or by the pattern."""
        for profile in self.listing.profiles:
            if profile.kind is Kind.TARGET and profile.role == role and self.source in (None, profile.source):
                return profile.name
        return filled(self.pattern, role, account_name, self.source_of("") or "")

    def account_of(self, text: str) -> str | None:
        """The account id for an id or for an alias that a profile here keeps beside its account."""
        if ACCOUNT.fullmatch(text):
            return text
        return next(
            (
                profile.account
                for profile in self.listing.profiles
                if profile.account and profile.values.get("fumidai_account_alias") == text
            ),
            None,
        )

    def role(self, account: str, path_and_name: str, source: str | None, region: str | None) -> RoleArn:
        """A role by account and name, in the partition of its source, else of its region. Raises `ArnError`."""
        found = partition_of_region(region) if region else None
        if found is not None and (source is None or self.listing.get(source) is None):
            return RoleArn.parse(f"arn:{found.id}:iam::{account}:role/{path_and_name.removeprefix('/')}")
        return role_of(account, path_and_name, source or "", self.listing)


def target(
    name: str, line: int, values: Mapping[str, str | None], lines: Mapping[str, int] | None = None
) -> tuple[Candidate | None, list[NotTaken]]:
    """A target from the values of its keys, and what cannot be taken of them. No candidate without a role.

    `lines`: where the keys stand, unless in the line of the whole.
    """
    sorted_out = portable({key: text for key, text in values.items() if text}, Kind.TARGET)
    left = [NotTaken((lines or {}).get(key, line), what) for key, what in sorted_out.left.items()]
    return (Candidate(name, sorted_out.keys, line) if "role_arn" in sorted_out.keys else None), left


def unknown_alias(line: int, alias: str) -> NotTaken:
    """Of an account that is given by its alias only. ARNs need the id, and nothing public tells it."""
    if not alias.isprintable() or len(alias) > 63:
        return NotTaken(line, "The account is not 12 digits, so the role's ARN cannot be made.")
    return NotTaken(line, f"The account is given as “{alias}”, and a role's ARN needs its 12 digits.")


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text with their numbers, ended as in `profiles.ini`: `\\n`, `\\r` and `\\r\\n` only."""
    return enumerate(_LINE_END.split(text), start=1)
