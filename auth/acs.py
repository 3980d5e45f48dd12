"""Where a browser takes Google's answer: the addresses at which AWS makes a session of a SAML response.

Sources: AWS docs, "Configure SAML assertions for the authentication response" (`/saml`, regional hosts, and
`/saml/acs/<id>` where assertions are encrypted); the hosts of the partitions as in ``profiles.partitions``.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from auth.origins import join, origin_of
from profiles.partitions import PARTITIONS

_PATHS: Final = ("/saml*", "/platform/saml/*")


@dataclass(frozen=True, slots=True)
class Consumers:
    """AWS's sign-in hosts of all partitions and regions, and that of a sandbox."""

    sandbox: str = ""
    """Origin of its console."""

    def takes(self, url: str) -> bool:
        """Whether a SAML response that is posted to *url* becomes a session."""
        return self._is_host(url) and is_sign_in_path(url)

    def is_identity_center(self, url: str) -> bool:
        """Whether *url* is that of the other product, which takes SAML responses for itself."""
        return self._is_host(url) and is_identity_center_path(url)

    def _is_host(self, url: str) -> bool:
        origin = origin_of(url)
        return (origin.startswith("https:") and is_aws(url)) or (
            self.sandbox != "" and origin == self.sandbox
        )

    @property
    def patterns(self) -> tuple[str, ...]:
        """Addresses as a browser is told to look out for them: ``*`` is anything. Wider than ``takes``."""
        domains = [f"https://{start}{each.signin_domain}" for each in PARTITIONS for start in ("", "*.")]
        origins = [*domains, self.sandbox] if self.sandbox else domains
        return tuple(f"{origin}{path}" for origin in origins for path in _PATHS)


def is_aws(address: str) -> bool:
    """Whether *address* is on a sign-in host of AWS."""
    host = (urlsplit(join(address, "")).hostname or "").lower()
    return any(f".{host}".endswith(f".{partition.signin_domain}") for partition in PARTITIONS)


def is_sign_in_path(address: str) -> bool:
    """Whether the path of *address* is one that takes SAML responses."""
    return _path(address) == "/saml" or _path(address).startswith("/saml/acs/")


def is_identity_center_path(address: str) -> bool:
    """Whether the path of *address* is one of IAM Identity Center."""
    return _path(address).startswith("/platform/saml/")


def _path(address: str) -> str:
    return urlsplit(join(address, "")).path.rstrip("/")
