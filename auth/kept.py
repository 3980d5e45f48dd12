"""Where what is kept of a Google account may lie: the keyring, a private file, or this process's memory."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from auth.places import Places
from auth.vault import SANDBOX_SERVICE, SERVICE, NoVault, Vault
from profiles.secret import Secret
from profiles.writing import PATIENCE, FileRefused, change_file


class Store(Protocol):
    """Secrets by name."""

    def read(self, name: str, /) -> Secret | None:
        """The value, or None where there is none. May block. Raises ``NoVault``."""
        ...

    def write(self, name: str, value: Secret, /) -> None:
        """Keep *value* in place of what was there; an empty one is the same as none. May block. Raises ``NoVault``."""
        ...

    def delete(self, name: str, /) -> None:
        """Remove the value, if there is one. May block. Raises ``NoVault``."""
        ...


def session_name(email: str) -> str:
    """The name of an account's Google session.

    >>> session_name("Ada@Example.com ")
    'google-session:ada@example.com'
    """
    return f"google-session:{email.strip().lower()}"


def password_name(email: str) -> str:
    """The name of an account's Google password."""
    return f"google-password:{email.strip().lower()}"


def vault_for(places: Places) -> Vault:
    """The keyring's entries for real sign-ins, or those for sandboxes."""
    return Vault(SANDBOX_SERVICE if places.is_sandbox else SERVICE)


class MemoryStore:
    """Gone when the application ends."""

    def __init__(self) -> None:
        self._kept: dict[str, Secret] = {}

    def read(self, name: str, /) -> Secret | None:
        """As ``Store`` says; never blocks, never raises."""
        return self._kept.get(name)

    def write(self, name: str, value: Secret, /) -> None:
        """As above."""
        if value:
            self._kept[name] = value
        else:
            self.delete(name)

    def delete(self, name: str, /) -> None:
        """As above."""
        self._kept.pop(name, None)


@dataclass(frozen=True, slots=True)
class FileStore:
    """A file of mode 0600, for a person whose settings allow it: JSON, a text by each name.

    Everybody who reads the file (a backup, a colleague with root) has what is in it.
    """

    path: Path
    patience: float = PATIENCE
    """Seconds to wait for another program's lock."""

    def read(self, name: str, /) -> Secret | None:
        """As ``Store`` says. A file that is not ours to understand holds nothing."""
        try:
            text = _kept(self.path.read_bytes()).get(name)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NoVault(
                f"{self.path} cannot be read.",
                f"{error.strerror or error}.",
                "Give yourself the right to read it, or delete it.",
            ) from None
        return Secret(text) if text else None

    def write(self, name: str, value: Secret, /) -> None:
        """As ``Store`` says."""
        self._change(name, value.reveal())

    def delete(self, name: str, /) -> None:
        """As ``Store`` says. A missing file stays missing."""
        if self.path.exists():
            self._change(name, "")

    def _change(self, name: str, text: str) -> None:
        def edit(data: bytes) -> bytes:
            others = {other: kept for other, kept in _kept(data).items() if other != name}
            return json.dumps(others | ({name: text} if text else {}), indent=1).encode()

        try:
            change_file(self.path, edit, private=True, patience=self.patience)
        except FileRefused as refusal:
            raise NoVault(refusal.what, refusal.cause, refusal.remedy) from None


def _kept(data: bytes) -> dict[str, str]:
    try:
        table = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(table, dict):
        return {}
    return {name: text for name, text in table.items() if isinstance(text, str)}
