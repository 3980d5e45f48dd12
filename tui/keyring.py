"""A bastion's session in the keyring instead of the credentials file, and back."""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from auth.errors import AuthError
from auth.kept_sessions import end_kept, keep, read_kept
from auth.vault import backend_words
from profiles.changes import Change, Written
from profiles.config import Profile
from profiles.editor import remove_keys
from profiles.ending import SIGN_IN_KEYS
from profiles.files import save_session
from profiles.kept import KEY, CannotBeKept, process_line
from profiles.sessions import StoredKeys, stored_keys
from profiles.texts import Texts, with_keys
from profiles.writing import FileRefused
from tui.setup import Setup

PROGRAM = "fumidai-tui"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is to be known before a bastion's session goes into the keyring."""

    line: str
    """The value of ``credential_process``."""
    keyring: str
    """Which one it is, in words."""
    session: StoredKeys | None
    """The live session that goes along."""


def look(profile: Profile, setup: Setup) -> Keeping:
    """Whether it can be kept, and how. Blocks. Raises ``AuthError`` (``NoVault`` without a keyring)."""
    keys = stored_keys(profile)
    if keys is not None and keys.token is None:
        raise AuthError(
            f"The keys of {profile.name} never end.",
            "Only sessions of a Google sign-in are kept in the keyring.",
            "Take the keys out of the files first.",
        )
    if profile.values.get(KEY):
        raise AuthError(
            f"{profile.name} has a {KEY} already.",
            "That program gives its keys.",
            "Take that line out with an editor, then press W again.",
        )
    keyring = backend_words()
    try:
        line = process_line(_program(setup), profile.name)
    except CannotBeKept as cannot:
        raise AuthError(
            f"{profile.name} cannot be kept in the keyring.", str(cannot), "Rename it with e."
        ) from None
    live = keys is not None and keys.expires is not None and keys.expires > setup.now()
    return Keeping(line, keyring, keys if live else None)


def moved_in(texts: Texts, profile: Profile, line: str) -> Texts:
    """The files once AWS tools ask us for the keys of *profile*. Raises ``CannotEdit``."""
    texts = replace(texts, credentials=remove_keys(texts.credentials, profile.name, SIGN_IN_KEYS))
    return with_keys(texts, profile.name, {KEY: line})


def moved_out(texts: Texts, profile: Profile) -> Texts:
    """The files once the keys of *profile* lie in the credentials file again. Raises ``CannotEdit``."""
    return with_keys(texts, profile.name, {KEY: None})


def move_in(
    change: Change, keeping: Keeping, name: str, setup: Setup, write: Callable[[Change], Written]
) -> Written:
    """Keep the session, then write the change. Blocks. Raises ``FileRefused``; then all is as it was before."""
    session = keeping.session
    try:
        if session is not None and session.token is not None and session.expires is not None:
            given = session.access_key_id, session.secret, session.token, session.expires
            keep(name, *given, setup.paths, setup.places)
        if session is not None and not _is_same(read_kept(name, setup.places), session):
            what = "The keyring did not keep the session whole."
            raise FileRefused(what, "Nothing was changed.", "Look at it with the desktop's own tool.")
        return write(change)
    except (AuthError, FileRefused) as error:
        with suppress(AuthError, FileRefused):  # The first failure is the one to tell.
            end_kept(name, setup.paths, setup.places)
        if isinstance(error, AuthError):
            raise FileRefused(error.what, error.why, error.remedy) from None
        raise


def _is_same(one: StoredKeys | None, other: StoredKeys) -> bool:
    if one is None or one.token is None or other.token is None:
        return False
    texts = [
        (each.access_key_id, each.secret.reveal(), str(each.token and each.token.reveal()))
        for each in (one, other)
    ]
    return texts[0] == texts[1] and one.expires == other.expires


def move_out(change: Change, name: str, setup: Setup, write: Callable[[Change], Written]) -> Written:
    """Write the change, put a live session into the credentials file, empty the keyring. Blocks.

    Raises ``FileRefused``.
    """
    try:
        keys = read_kept(name, setup.places)
        written = write(change)
        if (
            keys is not None
            and keys.token is not None
            and keys.expires is not None
            and keys.expires > setup.now()
        ):
            save_session(setup.paths, name, keys.access_key_id, keys.secret, keys.token, keys.expires)
        end_kept(name, setup.paths, setup.places)
    except AuthError as error:
        raise FileRefused(error.what, error.why, error.remedy) from None
    return written


def rename_kept(old: str, new: str, ends: datetime, setup: Setup) -> None:
    """The session kept for *old* is that of *new*. Blocks. Raises ``NoVault``, ``FileRefused``."""
    keys = read_kept(old, setup.places)
    if keys is not None and keys.token is not None:
        given = keys.access_key_id, keys.secret, keys.token, keys.expires or ends
        keep(new, *given, setup.paths, setup.places)
    end_kept(old, setup.paths, setup.places)


def _program(setup: Setup) -> list[str]:
    """Our own program as it was started, by its whole path: AWS tools may run where PATH is another."""
    started = Path(sys.argv[0])
    own = started if started.name.removesuffix(".exe") == PROGRAM and started.exists() else None
    beside = Path(sys.executable).with_name(PROGRAM + (".exe" if os.name == "nt" else ""))
    found = own or (beside if beside.exists() else None) or shutil.which(PROGRAM)
    if found is None:
        raise AuthError(
            "AWS tools could not ask for the keys.",
            f"The program {PROGRAM} is in no folder they could find it in.",
            "Install it (pipx install fumidai-tui) and start it by its name.",
        )
    program = [str(Path(found).absolute())]
    return [*program, "--sandbox", setup.places.google] if setup.places.is_sandbox else program
