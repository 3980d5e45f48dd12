"""What a sign-in keeps, recalls and runs here, on a keyring that works and on none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from auth.errors import AuthError
from auth.google.transport import GoogleTransport
from auth.keeper import Keeper, forget_google
from auth.keeping import (
    ForgetPassword,
    KeepPassword,
    KeepSession,
    KeptSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.kept import FileStore, MemoryStore, vault_for
from auth.places import REAL, Places
from auth.vault import Vault
from profiles.secret import Secret

ADA = "ada@example.com"
ORIGIN = "https://accounts.google.com"


@pytest.fixture
def google() -> Iterator[GoogleTransport]:
    transport = GoogleTransport(ORIGIN)
    yield transport
    transport.close()


def with_cookie(google: GoogleTransport) -> GoogleTransport:
    google._session.cookies.set("SID", "session", domain="accounts.google.com", path="/", secure=True)
    return google


def keeper(**more: object) -> Keeper:
    return Keeper(vault_for(REAL), memory=MemoryStore(), **more)  # type: ignore[arg-type] # fields of Keeper


def shown(secret: object) -> str | None:
    return secret.reveal() if isinstance(secret, Secret) else None


@pytest.mark.usefixtures("keyring_in_memory")
def test_a_kept_session_comes_back_into_another_conversation(google: GoogleTransport) -> None:
    one = keeper()
    assert one(KeepSession(ADA), with_cookie(google)) is None
    other = GoogleTransport(ORIGIN)
    assert keeper()(RecallSession(ADA), other) == KeptSession()
    assert other._session.cookies.get("SID") == "session"
    assert keeper()(RecallSession("someone@else.com"), GoogleTransport(ORIGIN)) is None


@pytest.mark.usefixtures("keyring_in_memory")
def test_a_sandbox_finds_nothing_of_the_real_account(google: GoogleTransport) -> None:
    keeper()(KeepPassword(ADA, Secret("hunter2")), google)
    sandbox = Keeper(vault_for(Places(is_sandbox=True)), memory=MemoryStore())
    assert sandbox(RecallPassword(ADA), google) is None
    assert shown(keeper()(RecallPassword(ADA), google)) == "hunter2"


def test_the_entry_of_aws_google_auth_is_found_only_where_the_profile_says_so(
    google: GoogleTransport, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    keyring_in_memory["aws-google-auth", ADA] = "from-before"
    assert keeper()(RecallPassword(ADA), google) is None
    assert shown(keeper()(RecallPassword(ADA, of_aws_google_auth=True), google)) == "from-before"


def test_a_refused_password_of_aws_google_auth_is_removed_there_too(
    google: GoogleTransport, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    keyring_in_memory["aws-google-auth", ADA] = "old"
    keeper()(ForgetPassword(ADA), google)
    assert ("aws-google-auth", ADA) in keyring_in_memory
    keeper()(ForgetPassword(ADA, of_aws_google_auth=True), google)
    assert ("aws-google-auth", ADA) not in keyring_in_memory


@pytest.mark.usefixtures("keyring_in_memory")
def test_a_refused_password_is_removed(google: GoogleTransport) -> None:
    one = keeper()
    one(KeepPassword(ADA, Secret("old")), google)
    assert one(ForgetPassword(ADA), google) is True
    assert one(RecallPassword(ADA), google) is None


def test_without_a_keyring_the_session_lives_in_memory_and_that_is_told_once(google: GoogleTransport) -> None:
    one = keeper()
    one(KeepSession(ADA), with_cookie(google))
    one(KeepSession(ADA), google)
    assert one(RecallSession(ADA), GoogleTransport(ORIGIN)) == KeptSession()
    assert len(one.notices) == 1
    assert "until this application ends" in one.notices[0]


def test_the_settings_may_allow_a_private_file(google: GoogleTransport, tmp_path: Path) -> None:
    file = FileStore(tmp_path / "sessions.json")
    one = keeper(file=file)
    one(KeepSession(ADA), with_cookie(google))
    assert one.notices == []
    assert (tmp_path / "sessions.json").stat().st_mode & 0o777 == 0o600
    assert keeper(file=file)(RecallSession(ADA), GoogleTransport(ORIGIN)) == KeptSession()


def test_commands_give_secrets_and_their_failure_is_told(google: GoogleTransport) -> None:
    echo = (sys.executable, "-c", "print('s3cret')")
    one = keeper(commands={"password": echo, "code": (sys.executable, "-c", "raise SystemExit(3)")})
    assert shown(one(RunCommand("password", ADA), google)) == "s3cret"
    assert one(RunCommand("code", ADA), google) is None
    assert one.notices
    assert "s3cret" not in " ".join(one.notices)
    assert keeper()(RunCommand("password", ADA), google) is None


@dataclass
class Broken:
    """A store that cannot delete."""

    asked: list[str] = field(default_factory=list)

    def read(self, name: str) -> Secret | None:
        return None

    def write(self, name: str, value: Secret) -> None: ...

    def delete(self, name: str) -> None:
        self.asked.append(name)
        raise AuthError("The keyring is locked.")


def test_forgetting_goes_on_after_a_store_that_fails() -> None:
    broken, memory = Broken(), MemoryStore()
    memory.write(f"google-session:{ADA}", Secret("jar"))
    assert [each.what for each in forget_google(ADA, (broken, memory))] == ["The keyring is locked."]
    assert memory.read(f"google-session:{ADA}") is None
    assert len(broken.asked) == 2


def test_the_vault_is_the_real_one() -> None:
    assert isinstance(vault_for(REAL), Vault)
