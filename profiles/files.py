"""The AWS files: where they are, reading them, and the one writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from profiles.config import Listing
from profiles.expiry import StoredSession
from profiles.secret import Secret
from profiles.targets import NewTarget


class FileRefused(Exception):
    """A file could not be read or written, in words: `what` happened, its `cause`, the `remedy`. The file is unchanged."""

    def __init__(self, what: str, cause: str, remedy: str) -> None:
        super().__init__(what, cause, remedy)
        self.what = what
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.cause} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Paths:
    """Every file and folder we read or write."""

    config: Path
    credentials: Path
    cli_cache: Path
    """The AWS CLI's role cache (a folder)."""
    settings: Path
    state: Path

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Paths:
        """As the AWS CLI finds its files in this environment."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the files said at one moment."""

    listing: Listing
    sessions: Mapping[str, StoredSession]
    """By profile name: for targets the AWS CLI's cached role session, for all others their stored keys."""
    signature: object


def signature(paths: Paths) -> object:
    """Changes if and only if a file changed; cheap enough to ask every second."""
    raise NotImplementedError


def load(paths: Paths) -> Snapshot:
    """Read everything. Never raises for what a file holds: what cannot be read is in `listing.refused`."""
    raise NotImplementedError


def save_session(
    paths: Paths, profile_name: str, access_key_id: str, secret: Secret, token: Secret, expires: datetime
) -> None:
    """Store a session in the credentials file, as aws-google-auth does. Raises `FileRefused`."""
    raise NotImplementedError


def preview(change: NewTarget) -> str:
    """The lines `add_profile` will add."""
    raise NotImplementedError


def add_profile(paths: Paths, change: NewTarget) -> None:
    """Add a target to the config file. Raises `FileRefused`."""
    raise NotImplementedError
