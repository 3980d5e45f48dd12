"""Writing to the AWS CLI's cache of role sessions, so that `aws` uses at once what was made here.

Source: botocore, `AssumeRoleCredentialFetcher` (the key, the content: AssumeRole's response) and `JSONFileCache` (the
times). The AWS CLI takes no lock: it writes another file and puts it in place, and so does this.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from profiles.model import Profile
from profiles.secret import Secret
from profiles.sessions import cli_cache_key
from profiles.writing import FileRefused


@dataclass(frozen=True, slots=True)
class RoleSession:
    """What AssumeRole answered. `expires` is aware; `user_arn` and `user_id` name the session."""

    access_key_id: str
    secret: Secret
    token: Secret
    expires: datetime
    user_arn: str = ""
    user_id: str = field(default="", repr=False)


def save_role_session(profile: Profile, folder: Path, session: RoleSession) -> None:
    """Keep the session of the profile's role in the cache `folder`, where the AWS CLI looks for it.

    Nothing is kept for a profile that has no place there. Raises `FileRefused`.
    """
    name = cli_cache_key(profile)
    if name is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(folder / f"{name}.json", _text(session))
    except OSError as error:
        raise FileRefused(
            f"The session of {profile.name} was not kept.",
            f"{folder} cannot be written to: {error.strerror or 'no reason given'}.",
            "Give yourself the right to write there.",
        ) from None


def end_role_session(profile: Profile, folder: Path) -> bool:
    """Remove the file of the profile's role, and nothing else; whether there was one. Raises `FileRefused`.

    Two profiles of one role with the same options share the file, as they do for the AWS CLI.
    """
    name = cli_cache_key(profile)
    if name is None:
        return False
    try:
        (folder / f"{name}.json").unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileRefused(
            f"The session of {profile.name} was not removed.",
            f"{folder} cannot be written to: {error.strerror or 'no reason given'}.",
            f"Delete {name}.json there.",
        ) from None
    return True


def _text(session: RoleSession) -> str:
    answer: dict[str, object] = {
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret.reveal(),
            "SessionToken": session.token.reveal(),
            "Expiration": session.expires.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SUTC"),
        }
    }
    if session.user_arn:
        answer["AssumedRoleUser"] = {"AssumedRoleId": session.user_id, "Arn": session.user_arn}
    return json.dumps(answer)


def _replace(path: Path, text: str) -> None:
    """Put a private file in place, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")  # 0600
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
