"""The addresses from which a program's keys work, as AWS's condition `aws:SourceIp` takes them."""

from __future__ import annotations

import ipaddress
import re

_LOCAL = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
        ),
    )
)
"""Networks nobody is seen with from outside (RFC 1918, 6598, 1122, 3927, 4291, 4193)."""


def read_sources(text: str) -> tuple[str, ...]:
    """Addresses and networks between spaces or commas."""
    return tuple(part for part in re.split(r"[\s,]+", text) if part)


def sources_reason(sources: tuple[str, ...]) -> str | None:
    if not sources:
        return "The addresses are missing: without any, the keys would work nowhere."
    return next((reason for each in sources if (reason := source_reason(each))), None)


def source_reason(text: str) -> str | None:
    """For one address (`203.0.113.7`) or network (`203.0.113.0/24`)."""
    address, slash, _ = text.partition("/")
    try:
        ipaddress.ip_address(address)
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return f"“{text}” is no IP address and no network such as 203.0.113.0/24."
    if "%" in text:
        return f"“{text}” names an interface of one machine. Write the address alone."
    if network.prefixlen == 0:
        return f"{text} is every address there is, so it would restrict nothing."
    if slash and str(network.network_address) != str(ipaddress.ip_address(address)):
        return f"{text} is an address inside a network. Write {network}, or {address} alone."
    if any(each.version == network.version and network.overlaps(each) for each in _LOCAL):
        return f"{text} is a local address. AWS sees the public one behind which the program runs."
    return None
