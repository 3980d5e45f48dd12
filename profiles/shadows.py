"""What keeps AWS tools from using the profiles as they stand here, or lets others read them; with what mends it."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from profiles.kept import KEY
from profiles.model import Listing
from profiles.paths import Paths
from profiles.sessions import stored_session
from profiles.shell_env import KEY_NAMES


@dataclass(frozen=True, slots=True)
class Shadow:
    """`what` is so, a sentence; `mend`: what to do about it, a line to type where there is one."""

    what: str
    mend: str


def shadows(paths: Paths, listing: Listing, env: Mapping[str, str]) -> Iterator[Shadow]:
    """Everything of that kind. Never raises."""
    if env.get("AWS_ACCESS_KEY_ID"):
        names = " ".join(name for name in KEY_NAMES if name in env)
        yield Shadow(
            "The keys exported in this shell hide every profile from AWS tools.", f"Type: unset {names}"
        )
    for profile in listing.profiles:
        if isinstance(profile.values.get(KEY), str) and (session := stored_session(profile)) is not None:
            what = f"Keys of {profile.name} in the files win over its credential_process."
            if session.permanent:
                yield Shadow(what, "Take the key lines out of the credentials file with an editor.")
            else:
                yield Shadow(what, f"Press x on {profile.name}: it takes them out.")
    if _is_open(paths):
        yield Shadow(
            "Others can read your credentials file.", f"Type: chmod 600 {shlex.quote(str(paths.credentials))}"
        )


def _is_open(paths: Paths) -> bool:
    if os.name != "posix":
        return False
    try:
        status = paths.credentials.stat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size > 0 and bool(status.st_mode & 0o077)
