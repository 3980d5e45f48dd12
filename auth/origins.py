"""Origins: scheme, host and port of an address, which decide where a secret may go."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

GOOGLE: Final = "https://accounts.google.com"
"""Google's sign-in host."""


def origin_of(url: str) -> str:
    """Scheme, host and port of *url*; the scheme's own port is left out, letters are lower case.

    >>> origin_of("https://Accounts.Google.com:443/o/saml2")
    'https://accounts.google.com'
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "invalid:"
    if ":" in host:
        host = f"[{host}]"
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def is_loopback(url: str) -> bool:
    """Whether *url* names this very computer, by address or as ``localhost``."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
