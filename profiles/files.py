"""The AWS files: read as a whole, watched, and changed where a sign-in must."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from profiles.config import resolve
from profiles.editor import CannotEdit, set_keys
from profiles.expiry import StoredSession
from profiles.ini import Document, read
from profiles.kept import is_kept, kept_ends
from profiles.model import Listing, Origin, Problem
from profiles.own_login import own_sessions
from profiles.paths import Paths
from profiles.secret import Secret
from profiles.sessions import with_sessions
from profiles.writing import FileRefused, change_file

__all__ = [
    "FileRefused",
    "Paths",
    "Snapshot",
    "load",
    "save_session",
    "signature",
]

_OTHER_EXPIRIES = frozenset({"aws_expiration", "expiration"})
"""Expiry keys of other programs. Left alone, they would tell the end of the session that is replaced."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the files said at one moment."""

    listing: Listing
    sessions: Mapping[str, StoredSession]
    """By profile name: for targets the AWS CLI's cached role session, for roots with a login of their own what its
    cache says, for all others their stored keys.

    Keys stored in a profile that also assumes a role are under `profiles.expiry.keys_of(name)`.
    """
    signature: object


def signature(paths: Paths) -> object:
    """Changes if and only if a file changed; cheap enough to ask every second."""
    files = tuple(_stamp(path) for path in (paths.config, paths.credentials, paths.kept))
    return files, *(_stamps(folder) for folder in (paths.cli_cache, paths.login_cache, paths.sso_cache))


def load(paths: Paths) -> Snapshot:
    """Read everything. Never raises for what a file holds: what cannot be read is in `listing.refused`."""
    seen = signature(paths)
    config, no_config = _read(paths.config)
    credentials, no_credentials = _read(paths.credentials)
    listing = resolve(config, credentials)
    unreadable = {problem.origin.path: problem for problem in (no_config, no_credentials) if problem}
    listing = replace(
        listing,
        problems=(*unreadable.values(), *listing.problems),
        refused={**listing.refused, **unreadable},
    )
    listing, stored = with_sessions(listing, paths.cli_cache)
    found = {**_kept_sessions(listing, paths), **stored, **own_sessions(listing.profiles, paths)}
    return Snapshot(listing, {name: each for name, each in found.items() if each is not None}, seen)


def _kept_sessions(listing: Listing, paths: Paths) -> dict[str, StoredSession]:
    """The sessions in the keyring, as far as it is noted when they end."""
    kept = [profile.name for profile in listing.profiles if is_kept(profile)]
    ends = kept_ends(paths) if kept else {}
    return {
        name: StoredSession(ends[name], permanent=False, source="the system's keyring")
        for name in kept
        if name in ends
    }


def save_session(
    paths: Paths, profile_name: str, access_key_id: str, secret: Secret, token: Secret, expires: datetime
) -> None:
    """Store a session in the credentials file, with aws-google-auth's keys and `x_security_token_expires`.

    Every other byte stays, except that expiry keys of other programs, where the section has them, get the
    new end. Raises `FileRefused`.
    """
    end = expires.astimezone(UTC).replace(microsecond=0)
    values: dict[str, str | Secret] = {
        "aws_access_key_id": access_key_id,
        "aws_secret_access_key": secret,
        "aws_security_token": token,
        "aws_session_expiration": end.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "aws_session_token": token,
        "x_security_token_expires": end.isoformat(),
    }

    def edit(data: bytes) -> bytes:
        section = read(data, paths.credentials).section(profile_name)
        others = _OTHER_EXPIRIES & section.keys.keys() if section else ()
        return set_keys(data, profile_name, {**values, **dict.fromkeys(others, end.isoformat())})

    _change(paths.credentials, edit, private=True, remedy="Tidy it up with an editor, then sign in again.")


def _change(path: Path, edit: Callable[[bytes], bytes], *, private: bool, remedy: str) -> None:
    def in_words(data: bytes) -> bytes:
        document = read(data, path)
        if document.flaws:
            flaw = document.flaws[0]
            what = f"{path} was not changed: AWS tools cannot read it as it is."
            raise FileRefused(what, f"Line {flaw.line}: {flaw.what}", flaw.remedy)
        try:
            return edit(data)
        except CannotEdit as error:
            raise FileRefused(f"{path} was not changed.", error.reason, remedy) from None

    change_file(path, in_words, private=private)


def _read(path: Path) -> tuple[Document, Problem | None]:
    """A file as a document. One that is missing, or no regular file, is empty, as it is for botocore."""
    try:
        if path.is_file():
            return read(path.read_bytes(), path), None
        problem = None
    except OSError as error:
        what = f"This file cannot be opened: {(error.strerror or 'unknown reason').lower()}."
        problem = Problem(Origin(path, 1), what, "Give yourself the right to read it.")
    return Document(path, (), {}), problem


def _stamps(folder: Path) -> tuple[tuple[str, tuple[int, int, int] | None], ...]:
    """Those of all files of a folder."""
    try:
        with os.scandir(folder) as entries:
            return tuple(sorted((entry.name, _stamp(Path(entry.path))) for entry in entries))
    except OSError:
        return ()


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
