"""The AWS CLI on this computer, for the logins that only it can do: which one is there, and whether it is new enough.

It is asked for its version, since what an old one says to a command that it does not know is not made for programs.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from auth.errors import AuthError
from auth.plain import plain
from profiles.own_login import OwnLogin

GUIDE: Final = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
_PATIENCE: Final = 30.0
"""Seconds for ``aws --version``: a cold start takes some."""
_VERSION: Final = re.compile(r"\baws-cli/(\d{1,5})\.(\d{1,5})\.(\d{1,5})")
_SINCE: Final = {OwnLogin.LOGIN: (2, 32, 0), OwnLogin.SSO: (2, 0, 0)}
"""AWS CLI user guide: ``aws login`` from 2.32.0 on; ``aws sso login`` in version 2 only."""

Version = tuple[int, int, int]


def login_words(way: OwnLogin, name: str) -> tuple[str, ...]:
    """The arguments of the login command for the profile called *name*.

    >>> " ".join(login_words(OwnLogin.SSO, "corp"))
    'sso login --profile corp'
    """
    # A name that begins with a hyphen would be read as an option.
    profile = (f"--profile={name}",) if name.startswith("-") else ("--profile", name)
    return (*(("sso",) if way is OwnLogin.SSO else ()), "login", *profile)


def login_command(way: OwnLogin, name: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """The whole command, by the first ``aws`` on PATH that can do it. Blocks.

    Raises ``AuthError`` that says what to install and what to type then.
    """
    found: list[Version] = []
    for program in _on_path(env):
        version = _version_of(program, env)
        if version is not None and version >= _SINCE[way]:
            return (program, *login_words(way, name))
        found += [version] if version is not None else []
    raise _none(way, plain(name), found)


def _none(way: OwnLogin, name: str, found: list[Version]) -> AuthError:
    typed = f"aws {' '.join(login_words(way, name))}"
    remedy = f"Install AWS CLI 2 ({GUIDE}), then press r, or type: {typed}"
    if way is OwnLogin.LOGIN:
        remedy = f"Install AWS CLI 2.32 or newer ({GUIDE}), then press r, or type: {typed}"
    if not found:
        return AuthError(
            f"There is no aws on PATH to log in to {name}.",
            "Only the AWS CLI can do this login.",
            remedy,
        )
    newest = ".".join(map(str, max(found)))
    return AuthError(
        f"The aws on PATH is too old to log in to {name}.",
        f"It is {newest}.",
        remedy,
    )


def _on_path(env: Mapping[str, str]) -> Iterator[str]:
    """Every ``aws`` on PATH, in its order: an old one may stand before a new one."""
    seen = set()
    for folder in env.get("PATH", os.defpath).split(os.pathsep):
        program = shutil.which("aws", path=folder) if folder else None
        if program is None or (real := Path(program).resolve()) in seen:
            continue
        seen.add(real)
        yield program


def _version_of(program: str, env: Mapping[str, str]) -> Version | None:
    """None for what does not answer as the AWS CLI."""
    try:
        ran = subprocess.run(
            [program, "--version"],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    told = _VERSION.search((ran.stdout + ran.stderr).decode("utf-8", "replace"))
    return (int(told[1]), int(told[2]), int(told[3])) if told else None
