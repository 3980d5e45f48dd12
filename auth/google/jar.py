"""The cookies of a Google session, kept from one run to the next.

Whoever has them is signed in as the person, so they travel as one ``Secret``. They belong to one origin: a sandbox's
are never taken up for Google, nor Google's for a sandbox.
"""

import json
import re
from datetime import datetime
from http.cookiejar import Cookie, CookieJar
from typing import Any, Final
from urllib.parse import urlsplit

from auth.origins import is_loopback
from profiles.secret import Secret

_VERSION: Final = 1
_SENDABLE: Final = re.compile(r"[^\x00\r\n\u0100-\U0010ffff]*")
"""What a header can hold."""
_PORT: Final = re.compile(r":[0-9]+$")
_NEVER: Final[dict[str, Any]] = {
    "version": 0,
    "port": None,
    "port_specified": False,
    "comment": None,
    "comment_url": None,
}
"""What only cookies of RFC 2965 have, which no client here accepts."""


def dump(jar: CookieJar, origin: str, now: datetime, *, trust_asked: bool = False) -> Secret:
    """The cookies of *jar* that *origin* would be sent, those of its parent domain, and none that has expired.

    *trust_asked*: Google was asked to trust this computer. Which of its cookies says that it does, nobody has told.
    """
    hosts, seconds = _hosts(origin), now.timestamp()
    cookies = [_fields(cookie) for cookie in jar]
    kept = [fields for fields in cookies if _is_sound(fields, hosts) and not _is_over(fields, seconds)]
    table = {"version": _VERSION, "origin": origin, "cookies": kept, "trust_asked": trust_asked}
    return Secret(json.dumps(table))


def load(kept: Secret, jar: CookieJar, origin: str, now: datetime) -> bool:
    """Put the cookies of *kept* that have not expired into *jar*; whether any had been kept.

    All or none: where anything is not as ``dump`` wrote it, or it was for another origin, the jar stays as it is.
    """
    hosts, seconds = _hosts(origin), now.timestamp()
    try:
        table = json.loads(kept.reveal())
        if table["version"] != _VERSION or table["origin"] != origin:
            return False
        if not all(_is_sound(fields, hosts) for fields in table["cookies"]):
            return False
        cookies = [Cookie(**_NEVER, **fields) for fields in table["cookies"] if not _is_over(fields, seconds)]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return False
    for cookie in cookies:
        # Not requests' own set_cookie, which changes quoted values.
        CookieJar.set_cookie(jar, cookie)
    return bool(table["cookies"])


def trust_was_asked(kept: Secret) -> bool:
    """Whether Google had been asked to trust this computer, for what ``load`` took."""
    return json.loads(kept.reveal()).get("trust_asked") is True


def _hosts(origin: str) -> frozenset[str]:
    """The domains, without a leading dot, whose cookies are part of the session at *origin*."""
    host = _PORT.sub("", urlsplit(origin).netloc)
    if "." not in host:
        host += ".local"  # what http.cookiejar calls a host without dots
    parent = host.partition(".")[2]
    return frozenset({host} if is_loopback(origin) or "." not in parent else {host, parent})


def _fields(cookie: Cookie) -> dict[str, Any]:
    fields = {name: value for name, value in vars(cookie).items() if name not in _NEVER}
    fields["rest"] = fields.pop("_rest")
    return fields


def _is_over(fields: dict[str, Any], now: float) -> bool:
    return fields["expires"] is not None and fields["expires"] <= now


def _is_sound(fields: dict[str, Any], hosts: frozenset[str]) -> bool:
    """Whether these are the fields of a cookie for *hosts*. May raise what `load` catches, for things that are none."""
    flags = (
        "domain_specified",
        "domain_initial_dot",
        "path_specified",
        "secure",
        "discard",
        "rfc2109",
    )
    rest, value = fields["rest"], fields["value"]
    texts = [fields["name"], "" if value is None else value, fields["path"], fields["domain"]]
    return (
        fields.keys() == {"name", "value", "path", "domain", "expires", "rest", *flags}
        and all(type(fields[flag]) is bool for flag in flags)
        and (fields["expires"] is None or type(fields["expires"]) is int)
        and isinstance(rest, dict)
        and all(_SENDABLE.fullmatch(text) for text in texts)
        and fields["domain"].removeprefix(".") in hosts
    )
