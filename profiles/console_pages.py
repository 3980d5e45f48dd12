"""Addresses of pages in AWS's console: services as data, from `console_pages.toml`, or a path a person types. Pure.

Source: AWS docs on the federation endpoint: its `Destination` is a console page of the session's own partition, such
as `https://<region>.console.aws.amazon.com/ec2/home?region=<region>`; a page that is the same in every region has none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from profiles.partitions import partition

# What stays as it is in each part of an address (RFC 3986), `%` for what is encoded already.
_IN_PATH, _IN_QUERY = "/%:@!$&'()*+,;=~-._", "/?%:@!$&'()*+,;=~-._"


class PageRefused(ValueError):
    """A page or region that no address can be made of. `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """A page of the console: `path` follows the host and its `/`, and may go on with `?…` and `#…`."""

    name: str
    path: str
    is_global: bool = False
    """The same page in every region: its address carries none."""


@cache
def known_pages() -> tuple[ConsolePage, ...]:
    """The services whose pages are known: console home first, then by name."""
    import tomllib

    table = tomllib.loads(files("profiles").joinpath("console_pages.toml").read_text("utf-8"))
    pages = [
        ConsolePage(name, f"{path}/home", group == "global")
        for group, services in table.items()
        for name, path in services.items()
    ]
    return tuple(sorted(pages, key=lambda page: (page.path != HOME, page.name.lower())))


HOME = "console/home"
"""The path of the console's own first page."""


def page_of(text: str) -> ConsolePage:
    """The page that a person means: a service by its name, else the path that was typed.

    An address copied from the console is not a path: it names a host, and maybe another partition's. Raises
    `PageRefused`.
    """
    typed = text.strip()
    for page in known_pages():
        if typed.lower() in (page.name.lower(), page.path):
            return page
    path = typed.removeprefix("/")
    if reason := _reason_against(path):
        raise PageRefused(reason)
    return ConsolePage(path, path)


def _reason_against(path: str) -> str | None:
    if not path:
        return "Type the part of the address after the host, such as ec2/home."
    if not path.isprintable():
        return "A path has no control characters."
    if path.startswith("/") or "\\" in path:
        return "A path has no host in it and no backslash."
    parts = urlsplit(f"/{path}")
    if "://" in path or ":" in parts.path.lstrip("/").partition("/")[0]:
        return "Type only the part of the address after the host, without https://."
    decoded = unquote(unquote(parts.path))
    if "\\" in decoded or not decoded.isprintable():
        return "A path has no control characters and no backslash, encoded or not."
    if any(part in (".", "..") for part in decoded.split("/")):
        return "A path goes down only: it has no “.” or “..” in it."
    if "//" in decoded:
        return "Something is missing between the two slashes of the path."
    return None


def destination(partition_id: str, region: str | None, page: ConsolePage) -> str:
    """The address of `page` on the partition's console host, in `region` unless the page is global.

    Raises `PageRefused` for a region of another partition and for a path that cannot be, `UnknownPartition`.
    """
    where = partition(partition_id)
    if reason := _reason_against(page.path):
        raise PageRefused(reason)
    if region is not None and not where.has_region(region):
        raise PageRefused(f"{region} is not a region of {where.id}.")
    if page.is_global:
        region = None
    parts = urlsplit(f"/{page.path}")
    query = _encoded(parts.query, _IN_QUERY)
    if region and not any(name == "region" for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        query = f"{query}&region={region}" if query else f"region={region}"
    url = f"https://{where.console_host(region)}{_encoded(parts.path, _IN_PATH)}"
    url += f"?{query}" if query else ""
    return url + (f"#{_encoded(parts.fragment, _IN_QUERY)}" if parts.fragment else "")


def _encoded(text: str, safe: str) -> str:
    """Percent-encoded; a `%` that encodes nothing is encoded itself."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe=safe)
