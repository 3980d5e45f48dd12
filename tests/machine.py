"""What a test may see of the machine it runs on: a few environment variables, and no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

# Everything else that is set (proxies, certificates, AWS_*, XDG_*, TEXTUAL_*, NO_COLOR, DISPLAY, D-Bus, the
# terminal, …) changes what the application does, so the tests start without it.
KEPT = {
    "PATH", "TMPDIR", "TEMP", "TMP", "CI", "VIRTUAL_ENV", "LD_LIBRARY_PATH",
    "FUMIDAI_FULL", "FUMIDAI_AWSCLI", "FUMIDAI_CFN_LINT", "FUMIDAI_AWS_GOOGLE_AUTH", "FUMIDAI_AESR",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT",
}  # fmt: skip
KEPT_PREFIXES = ("PYTEST_", "COVERAGE_")

SET = {
    # Not UTC, and with daylight saving, so that a local time taken for UTC shows. Needs no zone files.
    "TZ": "CET-1CEST,M3.5.0,M10.5.0/3",
    "LANG": "C.UTF-8",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    "TEXTUAL_ANIMATIONS": "none",
}


def bare(environment: Mapping[str, str]) -> dict[str, str]:
    """What is left of `environment` for tests."""
    kept = {k: v for k, v in environment.items() if k in KEPT or k.startswith(KEPT_PREFIXES)}
    return {**kept, **SET}


def make_bare() -> None:
    """Cut the machine out of this process, before anything reads the environment at import."""
    left = bare(os.environ)
    os.environ.clear()
    os.environ.update(left)
    if hasattr(time, "tzset"):
        time.tzset()


def home_variables(home: Path) -> dict[str, str]:
    """The variables that make `home` the home folder, on POSIX and on Windows."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(home / "AppData" / "Local"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_RUNTIME_DIR": str(home / ".run"),
    }


class LeftTheMachine(Exception):
    """A test tried to reach a host that is not loopback."""


def is_loopback(host: object) -> bool:
    """Whether `host`, of an address or a look-up, stays on this machine. "" and None mean any of its own."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_the_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let sockets and look-ups reach loopback only. Returns the list that tries to leave are added to.

    The list is for the fixture to check, as code under test may well survive the error.
    """
    tries: list[str] = []

    def refuse(host: object) -> None:
        tries.append(str(host))
        raise LeftTheMachine(f"a test may speak to loopback only, not to {host}")

    def guarded(name: str) -> Callable[..., Any]:
        real: Callable[..., Any] = getattr(socket.socket, name)

        def guard(self: socket.socket, *arguments: Any) -> Any:
            address = arguments[-1]  # connect(address), sendto(data[, flags], address)
            if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
                refuse(address[0])
            return real(self, *arguments)

        return guard

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if not is_loopback(host):
            refuse(host)
        return look_up(host, *arguments, **options)

    # Not socket.socket itself: the event loop needs it.
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    return tries
