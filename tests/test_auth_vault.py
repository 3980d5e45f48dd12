from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import keyring
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from auth.kept import password_name, session_name, vault_for
from auth.places import REAL, Places
from auth.vault import PART, NoVault, Vault, aws_google_auth_password, backend_words
from profiles.secret import Secret
from tests.keyring_session import (
    KeyringSession,
    keyring_session,
    real_keyring_of_this_process,  # noqa: F401 - a fixture
)
from tests.tools import needs

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = 2560
"""Bytes of UTF-16 that Windows keeps in one entry."""
HIDDEN = "correct horse battery staple"
in_real_keyring = needs("dbus-daemon", "dbus-send", "gnome-keyring-daemon")

Kept = dict[tuple[str, str], str]
TEXTS = st.builds(
    lambda begin, text, times: begin + text * times,
    st.sampled_from(["", "fumidai-tui:parts", "fumidai-tui:parts 2 " + "0" * 64]),
    st.text(st.sampled_from('aé語😀"\\ '), min_size=1, max_size=7) | st.text(min_size=1, max_size=7),
    st.integers(1, 700),
)


def revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def python(program: str, env: Mapping[str, str]) -> str:
    """What *program* prints in an interpreter of its own, of which nothing may be left after 20 seconds."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.strip()


def environment(monkeypatch: pytest.MonkeyPatch, more: Mapping[str, str]) -> dict[str, str]:
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    return dict(os.environ)


# How values are cut up


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=TEXTS, second=TEXTS)
def test_values_of_any_length_fit_windows_and_leave_nothing_behind(
    keyring_in_memory: Kept, first: str, second: str
) -> None:
    vault = Vault()
    for text in (first, second):
        vault.write("name", Secret(text))
        assert revealed(vault.read("name")) == text
        assert all(
            len(each.encode("utf-16-le", "surrogatepass")) <= WINDOWS for each in keyring_in_memory.values()
        )
    # What the longer of the two left would be found by nobody.
    overwritten = dict(keyring_in_memory)
    keyring_in_memory.clear()
    vault.write("name", Secret(second))
    assert keyring_in_memory == overwritten
    vault.delete("name")
    assert keyring_in_memory == {}


class Torn(KeyringBackend):
    """Fails for good after some writes and removals, as a computer does that loses power."""

    priority = 1

    def __init__(self, kept: Kept, left: int) -> None:
        self.kept, self.left = kept, left

    def step(self) -> None:
        if self.left == 0:
            raise OSError("gone")
        self.left -= 1

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.step()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.step()
        del self.kept[service, username]


@pytest.mark.parametrize("old", ["", "o" * 20, "o" * PART * 2, "o" * PART * 5])
@pytest.mark.parametrize("new", ["", "n" * 20, "n" * PART * 3, "n" * PART * 4])
def test_a_write_that_was_cut_short_reads_as_none_or_as_one_of_the_two(
    keyring_in_memory: Kept, old: str, new: str
) -> None:
    vault = Vault()
    for steps in range(20):
        keyring.set_keyring(Torn(keyring_in_memory, 1000))
        vault.write("name", Secret(old))
        keyring.set_keyring(Torn(keyring_in_memory, steps))
        try:
            vault.write("name", Secret(new))
        except NoVault:
            assert revealed(vault.read("name")) in {old or None, new or None, None}
        else:
            assert revealed(vault.read("name")) == (new or None)
            keyring.set_keyring(Torn(keyring_in_memory, 1000))
            vault.delete("name")
            assert keyring_in_memory == {}
            return
        keyring.set_keyring(Torn(keyring_in_memory, 1000))
        vault.delete("name")
        assert keyring_in_memory == {}, "what a crash leaves must be found again"
    raise AssertionError("twenty steps were not enough")


@pytest.mark.parametrize("damage", ["", "x"])
def test_a_part_that_is_missing_or_somebody_elses_makes_the_whole_none(
    keyring_in_memory: Kept, damage: str
) -> None:
    vault = Vault()
    vault.write("name", Secret("a" * PART * 3))
    part = ("fumidai-tui", "name#2")
    assert part in keyring_in_memory
    if damage:
        keyring_in_memory[part] = damage
    else:
        del keyring_in_memory[part]
    assert vault.read("name") is None


# What lies where


def test_a_sandbox_never_shares_an_entry_with_the_real_sign_in(keyring_in_memory: Kept) -> None:
    real, sandbox = vault_for(REAL), vault_for(Places(is_sandbox=True))
    real.write(session_name("ada@example.com"), Secret("real"))
    assert sandbox.read(session_name("ada@example.com")) is None
    sandbox.delete(session_name("ada@example.com"))
    assert list(keyring_in_memory) == [("fumidai-tui", "google-session:ada@example.com")]


def test_the_same_account_is_found_however_its_address_is_typed() -> None:
    assert session_name(" Ada@Example.com") == session_name("ada@example.com")
    assert password_name("Ada@Example.com") == "google-password:ada@example.com"


def test_the_password_of_aws_google_auth_is_found_and_stays(keyring_in_memory: Kept) -> None:
    assert aws_google_auth_password("ada@example.com") is None
    keyring.set_password("aws-google-auth", "ada@example.com", HIDDEN)
    assert revealed(aws_google_auth_password("ada@example.com")) == HIDDEN
    assert revealed(vault_for(REAL).read(password_name("ada@example.com"))) is None


# A real keyring


@in_real_keyring
@pytest.mark.parametrize("length", [1, PART, PART + 1, 8000])
def test_a_real_keyring_keeps_it_encrypted_until_it_is_removed(
    real_keyring: KeyringSession,
    home: Path,
    length: int,
) -> None:
    vault, text = Vault(), (HIDDEN * 8000)[:length]
    vault.write("name", Secret(text))
    assert revealed(vault.read("name")) == text
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files, "the keyring's own file"
    assert not [path for path in files if HIDDEN.encode() in path.read_bytes()]
    vault.delete("name")
    assert vault.read("name") is None
    assert keyring.get_password("fumidai-tui", "name#1") is None
    vault.delete("name")
    assert backend_words() == "the desktop's keyring (Secret Service)"


READ = """
from auth.vault import NoVault, Vault
try:
    print(Vault().read("name"))
except NoVault as error:
    print(error)
"""


@in_real_keyring
def test_a_locked_keyring_that_nobody_unlocks_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with keyring_session(home) as session:
        env = environment(monkeypatch, session.env)
        assert python(READ, env) == "None"
        session.lock()
        assert python(READ, env) == (
            "The keyring is locked. It was not unlocked when it asked. Unlock it, then press r."
        )


LEFT_BEHIND = """
import asyncio
from auth.vault import Vault, backend_words
from tui.background import in_thread

async def main():
    backend_words()  # everything is loaded; the bus answers, the keyring does not
    try:
        await asyncio.wait_for(in_thread(lambda: Vault().read("name")), 0.5)
    except TimeoutError:
        print("went on without")

asyncio.run(main())
"""


@in_real_keyring
def test_a_keyring_that_never_answers_holds_up_neither_the_screen_nor_the_end(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keyring_session(home) as session:
        session.pause()
        assert python(LEFT_BEHIND, environment(monkeypatch, session.env)) == "went on without"


@in_real_keyring
def test_an_answer_that_comes_late_still_comes(real_keyring: KeyringSession) -> None:
    Vault().write("name", Secret(HIDDEN))
    real_keyring.pause()
    answers: list[str | None] = []
    thread = threading.Thread(target=lambda: answers.append(revealed(Vault().read("name"))), daemon=True)
    thread.start()
    thread.join(0.3)
    assert thread.is_alive()
    real_keyring.go_on()
    thread.join(10)
    assert answers == [HIDDEN]


# No keyring


def test_without_a_keyring_it_says_what_would_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    assert python(READ, environment(monkeypatch, {})) == (
        "There is no keyring on this computer. No Secret Service, KDE Wallet, Keychain or Credential Manager answers."
        " Start one (gnome-keyring, KeePassXC, KDE Wallet) and fumidai-tui again, or go on without."
    )


def test_a_keyring_that_keeps_nothing_is_none_though_it_never_fails() -> None:
    for call in (
        lambda: Vault().write("name", Secret(HIDDEN)),
        lambda: Vault().read("name"),
        lambda: Vault().delete("name"),
        backend_words,
    ):
        with pytest.raises(NoVault, match="No keyring is used"):
            call()


def test_a_keyring_named_by_mistake_is_told_and_not_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environment(monkeypatch, {"PYTHON_KEYRING_BACKEND": "no.such.Keyring"})
    assert python(READ, env).startswith("The keyring could not be read. It failed with ModuleNotFoundError.")


class NoBetterThanAFile(KeyringBackend):
    """As those of keyrings.alt that keep passwords in clear."""

    priority = 0.5

    def get_password(self, service: str, username: str) -> str | None:
        return HIDDEN

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("only read here")


@pytest.mark.usefixtures("keyring_in_memory")
def test_a_keyring_that_is_no_better_than_a_file_is_used_only_if_a_person_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring.set_keyring(NoBetterThanAFile())  # type: ignore[no-untyped-call]  # keyring's own __init__
    with pytest.raises(NoVault, match="There is no keyring"):
        Vault().read("name")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.NoBetterThanAFile")
    assert revealed(Vault().read("name")) == HIDDEN


# Secrets stay out of words


class Blabbing(Torn):
    """Fails with the secret in its words."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")


def test_no_error_and_no_log_holds_the_secret(
    keyring_in_memory: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    keyring.set_keyring(Blabbing(keyring_in_memory, 0))
    with caplog.at_level(logging.DEBUG), pytest.raises(NoVault) as caught:
        Vault().write("name", Secret(HIDDEN))
    told = f"{caught.value} {caught.value!r} {caught.getrepr(chain=True, style='short')} {caplog.text} {Vault()!r}"
    assert "RuntimeError" in told
    assert HIDDEN not in told
