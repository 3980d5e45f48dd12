"""Addresses that lead into the AWS console with a session's keys: federation and sign-out. Pure text.

Source: AWS docs, "Enabling custom identity broker access to the AWS console". Every value is percent-encoded as
RFC 3986 asks. A sign-out leads on (`redirect_uri`) only on a sign-in host with a region, and only to that same host,
so such a link is made for the partition's first region throughout.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from profiles.partitions import Partition
from profiles.secret import Secret

# What browsers drop from an address, or read as a slash: with them, two readers see two hosts.
_AMBIGUOUS = re.compile(r"[\s\\\x00-\x1f\x7f]")
_SESSION = r"[0-9]{12}-[a-z0-9]{8}"
"""The first label of a host where the browser keeps several sessions apart (multi-session support)."""


def is_console_page(address: str, partition: Partition) -> bool:
    """Whether `address` is an https page of this partition's console, in any of its regions."""
    if _AMBIGUOUS.search(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme != "https":
        return False
    # Host alone: a user, a password or a port is in nobody's console.
    host = parts.netloc.lower()
    if host == partition.console_domain:
        return not partition.signin_needs_region
    before = host.removesuffix(f".{partition.console_domain}")
    found = re.fullmatch(rf"(?:{_SESSION}\.)?([a-z0-9-]+)", before)
    return before != host and found is not None and partition.has_region(found[1])


def signin_origin(partition: Partition, *, sign_out_first: bool, base: str | None = None) -> str:
    """Scheme and host of the sign-in for one visit. `base` is another origin that serves every partition."""
    region = partition.first_region if sign_out_first else None
    return (base or f"https://{partition.signin_host(region)}").rstrip("/")


def federation_url(origin: str) -> str:
    """Where keys are traded for a sign-in token, by POST."""
    return f"{origin}/federation"


def login_url(origin: str, token: Secret, destination: str, issuer: str, *, sign_out_first: bool) -> Secret:
    """The link that opens `destination` with a sign-in token; who has it is signed in.

    `issuer` is the link on the page that says "session expired"; empty: none.
    """
    values = {
        "Action": "login",
        "Issuer": issuer,
        "Destination": destination,
        "SigninToken": token.reveal(),
    }
    login = f"{federation_url(origin)}?{_query({name: value for name, value in values.items() if value})}"
    if not sign_out_first:
        return Secret(login)
    return Secret(f"{origin}/oauth?{_query({'Action': 'logout', 'redirect_uri': login})}")


def _query(values: dict[str, str]) -> str:
    return urlencode(values, quote_via=quote, safe="")
