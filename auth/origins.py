"""Origins: scheme, host and port of an address, which decide where a secret may go.

An address that two parsers could read in two ways has no origin: what we compare must be where the request goes.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

GOOGLE: Final = "https://accounts.google.com"
"""Google's sign-in host."""
INVALID: Final = "invalid:"
"""The origin of an address that cannot be read; equal to that of no host."""

# Host and port, nothing else: urllib.parse and urllib3 disagree about the host of ``https://a.example\@b.example/``.
_AUTHORITY = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]*)?", re.IGNORECASE)


def origin_of(url: str) -> str:
    """Scheme, host and port of *url*; the scheme's own port is left out, letters are lower case.

    >>> origin_of("https://Accounts.Google.com:443/o/saml2")
    'https://accounts.google.com'
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return INVALID
    if not _AUTHORITY.fullmatch(parts.netloc):
        return INVALID
    if ":" in host:
        host = f"[{host}]"
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def join(base: str, reference: str) -> str:
    """*reference* of a page at *base*, absolute; ``INVALID`` where it cannot be read. Never raises."""
    try:
        joined = urljoin(base, reference)
        urlsplit(joined)
    except ValueError:
        return INVALID
    return joined


def is_loopback(url: str) -> bool:
    """Whether *url* names this very computer, by address or as ``localhost``."""
    if origin_of(url) == INVALID:
        return False
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
