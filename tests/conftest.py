"""What holds for every test: nobody's machine, no network but loopback, no silent skip in CI."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import machine
from tests.counts import FULL
from tests.skips import *  # noqa: F403  the hooks

machine.make_bare()

# The gate runs the same share of examples everywhere, from the same seeds; `--full` explores.
hypothesis.settings.register_profile("ci", derandomize=True, database=None, deadline=None, max_examples=100)
hypothesis.settings.register_profile("full", database=None, deadline=None, max_examples=5000, print_blob=True)
hypothesis.settings.load_profile("full" if FULL else "ci")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of this test, empty, and not its `tmp_path`."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def nobodys_machine(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[None]:
    """Cut out the machine and the person: see tests/machine.py. A test that tries to leave fails, even if the
    code under test survived the refusal."""
    for name, value in machine.home_variables(home).items():
        monkeypatch.setenv(name, value)
    tries = machine.refuse_the_network(monkeypatch)
    yield
    assert not tries, f"this test tried to leave the machine: {', '.join(tries)}"
    if "keyring.core" in sys.modules:
        # Asked for it, the module would look for one. While a thread still imports it, there is none.
        left = getattr(sys.modules["keyring.core"], "_keyring_backend", None)
        assert left is None or type(left).__module__ == "keyring.backends.null", f"left behind: {left}"


@pytest.fixture
def keyring_in_memory() -> Iterator[dict[tuple[str, str], str]]:
    """A working keyring in place of the null one: {(service, user name): password}."""
    import keyring
    from keyring.backend import KeyringBackend

    kept: dict[tuple[str, str], str] = {}

    class Memory(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())  # type: ignore[no-untyped-call]  # keyring's own __init__ has no types
    yield kept
    keyring.set_keyring(before)
