"""Ending sessions on this computer: the keys a sign-in wrote are taken out again, and the AWS CLI's cached session.

AWS takes copies of the keys until their own end; nothing here reaches AWS.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from profiles.editor import CannotEdit, remove_keys
from profiles.expiry import TOKEN_KEYS
from profiles.ini import read
from profiles.model import Kind, Listing, Profile
from profiles.paths import Paths
from profiles.role_cache import end_role_session
from profiles.sessions import cached_role_session, stored_session
from profiles.writing import FileRefused, change_file

SIGN_IN_KEYS = (
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_security_token",
    "aws_session_expiration",
    "aws_session_token",
    "x_security_token_expires",
)
"""What a sign-in writes (`profiles.files.save_session`), and nothing else is taken out."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What would be ended of some profiles, by their names."""

    stored: tuple[str, ...]
    """Keys with a session token in the credentials file."""
    cached: tuple[str, ...]
    """Sessions in the AWS CLI's role cache."""
    endless: tuple[str, ...]
    """Keys that never end: they stay."""

    @property
    def is_nothing(self) -> bool:
        return not self.stored and not self.cached


def ending_of(profiles: Collection[Profile], paths: Paths) -> Ending:
    """What there is to end of `profiles`."""
    stored = {each.name: session for each in profiles if (session := stored_session(each)) is not None}
    signed_in = _with_tokens(paths)
    return Ending(
        tuple(name for name, session in stored.items() if not session.permanent and name in signed_in),
        tuple(
            each.name
            for each in profiles
            if each.kind is not Kind.BASTION and cached_role_session(each, paths.cli_cache) is not None
        ),
        tuple(name for name, session in stored.items() if session.permanent),
    )


def end_sessions(ending: Ending, listing: Listing, paths: Paths) -> None:
    """Carry it out. Every other byte of the credentials file stays. Raises `FileRefused`.

    Keys that lost their token meanwhile (another program wrote permanent ones) are left alone.
    """
    for name in ending.cached:
        profile = listing.get(name)
        if profile is not None:
            end_role_session(profile, paths.cli_cache)
    if ending.stored:
        change_file(paths.credentials, lambda data: _without(data, ending.stored, paths), private=True)


def _with_tokens(paths: Paths) -> frozenset[str]:
    """The sections of the credentials file with a session token. Keys in the config are not a sign-in's."""
    try:
        sections = read(paths.credentials.read_bytes(), paths.credentials).sections
    except OSError:
        return frozenset()
    return frozenset(each.name for each in sections if any(key in each.keys for key in TOKEN_KEYS))


def _without(data: bytes, names: Collection[str], paths: Paths) -> bytes:
    document = read(data, paths.credentials)
    if document.flaws:
        flaw = document.flaws[0]
        what = f"{paths.credentials} was not changed: AWS tools cannot read it as it is."
        raise FileRefused(what, f"Line {flaw.line}: {flaw.what}", flaw.remedy)
    for name in names:
        section = read(data, paths.credentials).section(name)
        if section is None or not any(key in section.keys for key in TOKEN_KEYS):
            continue
        try:
            data = remove_keys(data, name, [key for key in SIGN_IN_KEYS if key in section.keys])
        except CannotEdit as error:
            raise FileRefused(
                f"{paths.credentials} was not changed.", error.reason, "Tidy it up with an editor."
            ) from None
    return data
