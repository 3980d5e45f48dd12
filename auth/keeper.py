"""Carries out what a sign-in wants kept, recalled or run on this computer.

Where the keyring cannot be had, a Google session lives in memory while the application runs (or in a private file, if
the settings allow one) and a password is not kept; that is told once, and the sign-in goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from auth.commands import run_for_secret
from auth.errors import AuthError
from auth.google.transport import GoogleTransport
from auth.keeping import (
    ForgetPassword,
    Keeping,
    KeepPassword,
    KeepSession,
    Kept,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.kept import MemoryStore, Store, password_name, session_name
from auth.vault import AWS_GOOGLE_AUTH, NoVault, Vault, aws_google_auth_password
from profiles.secret import Secret

MEMORY = MemoryStore()
"""Sessions of this run, where nothing else may hold them."""


@dataclass(slots=True)
class Keeper:
    """For one sign-in. *notices* gathers what the person should be told once."""

    vault: Vault
    file: Store | None = None
    """A private file for Google sessions, where the settings allow it instead of the keyring."""
    commands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The person's own commands, by what they give: ``password``, ``code``."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    memory: Store = MEMORY
    notices: list[str] = field(default_factory=list)

    def __call__(self, step: Keeping, google: GoogleTransport) -> Kept:
        """Carry out one step. Never raises; blocks as long as the keyring does."""
        try:
            match step:
                case RecallSession(account):
                    kept = self._recall(session_name(account))
                    return google.restore(kept, self.now()) if kept is not None else None
                case KeepSession(account, trust_asked):
                    self._keep(session_name(account), google.cookies(self.now(), trust_asked=trust_asked))
                case RecallPassword(account, of_aws_google_auth):
                    own = self.vault.read(password_name(account))
                    return own or (aws_google_auth_password(account) if of_aws_google_auth else None)
                case KeepPassword(account, password):
                    self.vault.write(password_name(account), password)
                case ForgetPassword(account, of_aws_google_auth):
                    self.vault.delete(password_name(account))
                    if of_aws_google_auth:
                        Vault(AWS_GOOGLE_AUTH).delete(account)
                    return True
                case RunCommand(what):
                    return run_for_secret(self.commands[what]) if what in self.commands else None
        except AuthError as error:
            self._notice(error)
        return None

    def _recall(self, name: str) -> Secret | None:
        if self.file is not None:
            return self.file.read(name)
        try:
            return self.memory.read(name) or self.vault.read(name)
        except NoVault:
            return None

    def _keep(self, name: str, session: Secret) -> None:
        if self.file is not None:
            self.file.write(name, session)
            return
        try:
            self.vault.write(name, session)
        except NoVault as error:
            self.memory.write(name, session)
            self._notice(error, "The Google session is kept until this application ends.")

    def _notice(self, error: AuthError, more: str = "") -> None:
        words = " ".join(part for part in (error.what, more or error.remedy) if part)
        if words not in self.notices:
            self.notices.append(words)


def forget_google(account: str, stores: Sequence[Store]) -> list[AuthError]:
    """Remove *account*'s session and password everywhere; return what could not be done, each once. Blocks."""
    failures: dict[str, AuthError] = {}
    for store in stores:
        for name in (session_name(account), password_name(account)):
            try:
                store.delete(name)
            except AuthError as error:
                failures[error.what] = error
    return list(failures.values())
