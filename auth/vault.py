"""Secrets in the operating system's keyring.

The library ``keyring`` speaks to all of them, and takes long to load, so it is imported where it is used. Every call
here **blocks**: a keyring may ask the person to unlock it, and wait for as long as they do not answer. Whoever calls
does so in a thread that can be left behind.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from auth.errors import AuthError
from auth.plain import plain
from profiles.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "fumidai-tui"
SANDBOX_SERVICE: Final = "fumidai-tui-sandbox"
"""Where a sandbox's secrets lie, which are none: never among the real ones."""
AWS_GOOGLE_AUTH: Final = "aws-google-auth"
"""Where aws-google-auth keeps a Google password, under the e-mail address."""

PART: Final = 1200
"""UTF-16 code units in one entry: Windows keeps 2560 bytes (``CRED_MAX_CREDENTIAL_BLOB_SIZE``)."""
_MARK: Final = "fumidai-tui:parts"
_HEAD: Final = re.compile(rf"{_MARK} ([0-9]{{1,3}}) ([0-9a-f]{{64}})")
_KINDS: Final = {
    "SecretService": "the desktop's keyring (Secret Service)",
    "libsecret": "the desktop's keyring (Secret Service)",
    "kwallet": "KDE Wallet",
    "macOS": "the macOS Keychain",
    "Windows": "the Windows Credential Manager",
}


class NoVault(AuthError):
    """There is no keyring, or it does not do what it was asked."""


class NoKeyring(NoVault):
    """None can be reached from here, or keyring is told to use none."""


@dataclass(frozen=True, slots=True)
class Vault:
    """The entries of one service.

    A value that is too long for one entry is cut up: the entry itself then says how many parts there are and what
    they add up to, and ``name#1``, ``name#2``, … hold them. It is written last, so a half-written set reads as none.
    """

    service: str = SERVICE

    def read(self, name: str) -> Secret | None:
        """The value, or None where there is none. Blocks. Raises ``NoVault``."""
        with _keyring("read") as backend:
            whole = backend.get_password(self.service, name)
            if whole and whole.startswith(_MARK):
                whole = self._joined(backend, name, whole)
            return Secret(whole) if whole else None

    def write(self, name: str, value: Secret) -> None:
        """Keep *value* in place of what was there; an empty one is the same as none. Blocks. Raises ``NoVault``."""
        text = value.reveal()
        if not text:
            self.delete(name)
            return
        with _keyring("written") as backend:
            parts = _parts(text)
            begun = False
            try:
                for number, part in enumerate(parts, 1):
                    backend.set_password(self.service, f"{name}#{number}", part)
                    begun = True
                backend.set_password(self.service, name, _head(parts, text) if parts else text)
            except Exception:
                if begun:  # What was there reads as none now, and half a secret shall not stay.
                    with suppress(Exception):
                        self._sweep(backend, name, 1)
                raise
            self._sweep(backend, name, len(parts) + 1)

    def delete(self, name: str) -> None:
        """Remove the value, if there is one. Blocks. Raises ``NoVault``."""
        with _keyring("changed") as backend:
            if backend.get_password(self.service, name) is not None:
                backend.delete_password(self.service, name)
            self._sweep(backend, name, 1)

    def _joined(self, backend: "KeyringBackend", name: str, head: str) -> str | None:
        found = _HEAD.fullmatch(head)
        if found is None:
            return None
        numbers = range(1, int(found[1]) + 1)
        parts = [backend.get_password(self.service, f"{name}#{number}") for number in numbers]
        text = "".join(part or "" for part in parts)
        return text if _digest(text) == found[2] else None

    def _sweep(self, backend: "KeyringBackend", name: str, number: int) -> None:
        """Remove the parts from *number* on, the last one first: what a crash leaves has no gaps, and is found."""
        last = number
        while backend.get_password(self.service, f"{name}#{last}") is not None:
            last += 1
        for each in reversed(range(number, last)):
            backend.delete_password(self.service, f"{name}#{each}")


def aws_google_auth_password(email: str) -> Secret | None:
    """The password that aws-google-auth keeps (``google_config.keyring = True``). Blocks. Raises ``NoVault``."""
    return Vault(AWS_GOOGLE_AUTH).read(email)


def backend_words() -> str:
    """Which keyring is used, in words. Blocks for as long as it takes to find one. Raises ``NoVault``."""
    with _keyring("read") as backend:
        # Several keyrings at once are one "chain", which writes to its first.
        first = next(iter(getattr(backend, "backends", ())), backend)
        module = type(first).__module__.removeprefix("keyring.backends.").split(".")[0]
        return _KINDS.get(module) or plain(first.name)


@contextmanager
def _keyring(done: str) -> Iterator["KeyringBackend"]:
    """The keyring in use; whatever it raises becomes ``NoVault``, without the words of libraries."""
    try:
        import keyring.errors

        yield _usable()
    except NoVault:
        raise
    except Exception as error:
        # Not only KeyringError: backends let through what D-Bus, Windows or a plug-in raise.
        if isinstance(error, keyring.errors.KeyringLocked):
            raise NoVault(
                "The keyring is locked.", "It was not unlocked when it asked.", "Unlock it, then press r."
            ) from None
        raise NoVault(
            f"The keyring could not be {done}.",
            f"It failed with {type(error).__name__}.",
            "Look at it with the desktop's own tool, or go on without.",
        ) from None


def _usable() -> "KeyringBackend":
    import keyring
    from keyring import core
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, null.Keyring):
        raise NoKeyring(
            "No keyring is used.",
            "keyring is told to keep nothing (PYTHON_KEYRING_BACKEND or keyringrc.cfg).",
            "Take that out, or go on without.",
        )
    # keyring itself does not recommend those that are no better than a file, unless a person names one.
    chosen = type(core.load_env() or core.load_config())
    if isinstance(backend, fail.Keyring) or not (core.recommended(backend) or type(backend) is chosen):
        raise NoKeyring(
            "There is no keyring on this computer.",
            "No Secret Service, KDE Wallet, Keychain or Credential Manager answers.",
            "Start one (gnome-keyring, KeePassXC, KDE Wallet) and fumidai-tui again, or go on without.",
        )
    return backend


def _parts(text: str) -> list[str]:
    """*text* in parts that fit everywhere; none where it fits as it is."""
    # A character outside ASCII may take two code units.
    size = PART if text.isascii() else PART // 2
    if len(text) <= size and not text.startswith(_MARK):
        return []
    return [text[start : start + size] for start in range(0, len(text), size)]


def _head(parts: list[str], text: str) -> str:
    return f"{_MARK} {len(parts)} {_digest(text)}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
