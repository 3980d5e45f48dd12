"""Tests that need a program of the machine: `needs("tmux")`, and what becomes of them without it.

At a developer's desk a missing program skips its tests, told in one line that names them. With `CI=true` the
same skip is a failure, since a gate that quietly checks less is no gate. `conftest.py` holds the hooks.
"""

from __future__ import annotations

import os
import shutil

import pytest

# How each program gets onto a Debian machine; `.ci/run` installs the same packages.
INSTALLED_BY = {
    "tmux": "apt-get install tmux",
    "rsvg-convert": "apt-get install librsvg2-bin",
    "gnome-keyring-daemon": "apt-get install gnome-keyring",
    "dbus-daemon": "apt-get install dbus",
    "dbus-send": "apt-get install dbus",
    "chromium": "apt-get install chromium",
    "Xvfb": "apt-get install xvfb",
    "xdotool": "apt-get install xdotool",
    "zsh": "apt-get install zsh",
    "fish": "apt-get install fish",
    "npm": "apt-get install npm",
    "node": "apt-get install nodejs",
}


def needs(*programs: str) -> pytest.MarkDecorator:
    """Mark a test, or with `pytestmark` a file, that runs only where all `programs` are on PATH."""
    return pytest.mark.needs(*programs)


def skip_if_missing(*programs: str) -> None:
    """Skip the running test where one of `programs` is not on PATH."""
    for program in programs:
        if shutil.which(program) is None:
            skip_without(program, INSTALLED_BY.get(program, f"install {program}"))


def skip_without(what: str, remedy: str) -> None:
    """Skip the running test because `what` is missing; `remedy` is the line that brings it."""
    pytest.skip(f"{what} is missing: {remedy}")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}
