"""Which program the desktop's browser is, and whether a browser can read a private file of ours.

Snap and flatpak shut a program out of the folders where our private files lie (hidden ones in the home folder, and
the runtime folder), and a browser of Windows knows no path of the Linux beside it. To start one with such a file
would only show a page of error.
"""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from auth.browser.shut_in import shut_in

_OPENERS = frozenset({"xdg-open", "gio"})
"""Programs that start whatever browser the desktop says."""
_FIELDS = frozenset({"%u", "%U", "%f", "%F"})
"""Where a desktop file puts what is opened (Desktop Entry Specification, "The Exec key")."""
_PATIENCE = 5.0
"""Seconds for xdg-settings."""


def desktop_command(target: str, env: Mapping[str, str]) -> list[str] | None:
    """The command that opens *target*, a link or a file, in the desktop's browser; None where it cannot be told.

    For a file this is not ``xdg-open``: that asks what opens HTML files, which may be an editor. Runs
    ``xdg-settings``, so call it away from the screen.
    """
    entry = _desktop_file(_default_browser(env), env)
    return _filled(entry, target) if entry else None


def can_read_files(command: Sequence[str], env: Mapping[str, str]) -> str | None:
    """Why the browser that *command* starts cannot read our files, as a sentence; None where nothing is known.

    May run ``xdg-settings``, so call it away from the screen.
    """
    program = _program(command)
    name = Path(program).name
    if name == "flatpak":
        return "This browser is a flatpak, which cannot read the private file that leads to the link."
    found = shutil.which(program, path=env.get("PATH"))
    if "WSL_DISTRO_NAME" in env and (
        name == "wslview" or name.lower().endswith(".exe") or program.startswith("/mnt/")
    ):
        return "This browser runs in Windows, which cannot read the private file that leads to the link."
    if name in _OPENERS:
        default = _default_browser(env)
        if "/snapd/" in (where := str(_desktop_file(default, env) or "")):
            return _snap(default)
        if "/flatpak/" in where:
            return _flatpak(default)
        inner = desktop_command("", env)
        return can_read_files(inner, env) if inner and Path(_program(inner)).name not in _OPENERS else None
    return _shut_in(Path(found)) if found else None


def _shut_in(program: Path) -> str | None:
    match shut_in(program):
        case "snap":
            return _snap(program.name)
        case "flatpak":
            return _flatpak(program.name)
        case _:
            return None


def _snap(name: str) -> str:
    return f"{name} is a snap, which cannot read the private file that leads to the link."


def _flatpak(name: str) -> str:
    return f"{name} is a flatpak, which cannot read the private file that leads to the link."


def _program(command: Sequence[str]) -> str:
    """The program itself, behind ``env NAME=value``, as the desktop files of snaps have it."""
    words = list(command)
    if words and Path(words[0]).name == "env":
        words = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
    return words[0] if words else ""


def _default_browser(env: Mapping[str, str]) -> str:
    """The name of the desktop file of the person's browser, or nothing."""
    tool = shutil.which("xdg-settings", path=env.get("PATH"))
    if tool is None:
        return ""
    try:
        told = subprocess.run(
            [tool, "get", "default-web-browser"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            timeout=_PATIENCE,
            env=dict(env),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    name = told.stdout.decode(errors="replace").strip()
    return name if name.endswith(".desktop") and "/" not in name else ""


def _desktop_file(name: str, env: Mapping[str, str]) -> Path | None:
    """Where the desktop file lies (XDG Base Directory Specification)."""
    if not name:
        return None
    own = env.get("XDG_DATA_HOME") or f"{env.get('HOME', '')}/.local/share"
    shared = env.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for folder in (own, *shared.split(":")):
        # Not Path.is_file: that raises in a folder one may not look into, such as another user's after su.
        if os.path.isfile(path := Path(folder, "applications", name)):
            return Path(os.path.realpath(path))
    return None


def _filled(entry: Path, target: str) -> list[str] | None:
    """The first ``Exec`` of a desktop file: the browser's own, before those of its actions."""
    try:
        lines = entry.read_text(errors="replace").splitlines()
        line = next((line for line in lines if line.startswith("Exec=")), "")
        words = shlex.split(line.removeprefix("Exec="))
    except (OSError, ValueError):
        return None
    if not words:
        return None
    if _FIELDS.isdisjoint(words):
        words.append("%u")
    # Other codes (%c, %i, %k) tell of the desktop file, and no browser needs them.
    return [
        target if word in _FIELDS else word.replace("%%", "%")
        for word in words
        if word in _FIELDS or not _is_code(word)
    ]


def _is_code(word: str) -> bool:
    return len(word) == 2 and word[0] == "%" and word[1] != "%"
