"""The types of a resolved profile. `profiles.config` makes them and hands them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from profiles.arns import RoleArn
from profiles.ini import Value
from profiles.secret import Secret


class Kind(Enum):
    """What a profile is, by how its credentials come."""

    BASTION = "bastion"
    """Has `google_config.*` keys: reached by signing in to Google."""
    TARGET = "target"
    """Has `role_arn` with `source_profile`: reached from another profile."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands: file and line (the first line is 1)."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a file: `what` is wrong and the `remedy`, each a sentence without secrets."""

    origin: Origin
    what: str
    remedy: str
    profile: str | None = None
    breaks: bool = False
    """The profile cannot be used until it is mended."""


@dataclass(frozen=True, slots=True)
class GoogleSettings:
    """The `google_config.*` keys; the text `None` in them is None here. `duration` is in seconds."""

    idp_id: str | None
    sp_id: str | None
    username: str | None
    role_arn: str | None
    ask_role: bool
    keyring: bool
    duration: int
    bg_response: Secret | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile, as every AWS tool would read it."""

    name: str
    kind: Kind
    origin: Origin
    values: Mapping[str, Value]
    """Config and credentials file merged as botocore merges them; keys are lower case."""
    google: GoogleSettings | None
    role: RoleArn | None
    """A target's `role_arn`, or a bastion's `google_config.role_arn`."""
    account: str | None
    region: str | None
    """The profile's own `region`."""
    source: str | None
    chain: tuple[str, ...]
    """From this profile to its root; a root's chain is its own name only."""
    colour: str | None
    """Six hexadecimal digits without `#`."""
    display_name: str | None
    problems: tuple[Problem, ...]
    has_keys: bool
    reached_by: str
    """In words: `Google sign-in`, `role via sts`, `access keys`, …"""
    unattended: bool = False
    """The root's keys come without a person (instance metadata, web identity, a program that is asked, …)."""
    account_alias: str | None = None
    """The name of the account, as `fumidai_account_alias` says beside the profile."""

    @property
    def root(self) -> str:
        """The last profile of the chain: where a sign-in starts."""
        return self.chain[-1]

    @property
    def is_broken(self) -> bool:
        """AWS tools cannot use it as it stands."""
        return any(problem.breaks for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Listing:
    """All profiles, each root followed by its targets, in file order."""

    profiles: tuple[Profile, ...]
    problems: tuple[Problem, ...]
    """Every problem of both files, those of the profiles included."""
    refused: Mapping[Path, Problem]
    """Files that AWS tools cannot read at all, or that cannot be opened; such a file is never written."""
    services: Mapping[str, Mapping[str, Value]]
    """The `services` sections by name."""

    def get(self, name: str) -> Profile | None:
        return next((profile for profile in self.profiles if profile.name == name), None)
