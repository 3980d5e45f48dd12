"""The two ids of a Google sign-in, taken out of whatever link a person has at hand.

The forms: `accounts.google.com/o/saml2/initsso?idpid=…&spid=…` (what the AWS tile of Google's apps menu leads
to), the sign-on address `…/o/saml2/idp?idpid=…`, the Admin console's page of the application
(`admin.google.com/…/apps/saml/<spid>`, formerly `…service=<spid>`), and any Google page that has one of them in
a parameter, such as `continue=`. Sources: the README files of aws-google-auth and gsts.

Only Google's own hosts count: an id from a look-alike would send a person's sign-in to someone else's company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_DEEPEST = 5
"""How often a link may stand inside another, or be percent-encoded."""
_BETWEEN = re.compile(r"[\s<>\"'`|]+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_LEAD = re.compile(r"[\w\[\](){}=:,;-]*")
"""What may stand before a link in the same word, as in `[AWS](https://…)`. A link in another is not one."""
_SAML = re.compile(r"/o/saml2(?:/initsso|/idp)?/?")
_APP = re.compile(r"/apps/saml/([0-9]{1,32})(?![0-9])")
_SERVICE = re.compile(r"(?:^|[?&#:/])service=([0-9]{1,32})(?![0-9])")
_IDP_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SP_ID = re.compile(r"[0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class GoogleIds:
    """What a text tells of a Google sign-in: the company's id (`C0…`) and the application's (digits)."""

    idp_id: str | None = None
    sp_id: str | None = None


def google_ids(text: str) -> GoogleIds:
    """The ids in a text that holds one or several links. A link with both goes before two with one each."""
    found = [ids for word in _BETWEEN.split(text) for ids in _of_word(word)]
    whole = next((ids for ids in found if ids.idp_id and ids.sp_id), None)
    return whole or GoogleIds(
        next((ids.idp_id for ids in found if ids.idp_id), None),
        next((ids.sp_id for ids in found if ids.sp_id), None),
    )


def _of_word(word: str) -> Iterator[GoogleIds]:
    for _ in range(_DEEPEST):
        if "://" in word or "%" not in word:
            break
        word = unquote(word)
    scheme = _SCHEME.search(word)
    if scheme is None:
        yield from _of_link(f"https://{word}", _DEEPEST)
    elif _LEAD.fullmatch(word, 0, scheme.start()):
        yield from _of_link(word[scheme.start() :], _DEEPEST)


def _of_link(link: str, depth: int) -> Iterator[GoogleIds]:
    parts = _split(link.rstrip(".,;)]}"))
    if parts is None or depth == 0:
        return
    values = dict(parse_qsl(parts.query))
    host = (parts.hostname or "").lower()
    if host == "accounts.google.com" and _SAML.fullmatch(parts.path):
        yield GoogleIds(_fitting(_IDP_ID, values.get("idpid")), _fitting(_SP_ID, values.get("spid")))
    elif host == "admin.google.com":
        path = unquote(parts.path)
        app = (
            _APP.search(path)
            or _APP.search(parts.fragment)
            or _SERVICE.search(f"?{parts.query}#{parts.fragment}")
        )
        yield GoogleIds(None, app[1] if app else None)
    for value in values.values():
        if "://" in value or "%3a" in value.lower():
            yield from _of_link(value if "://" in value else unquote(value), depth - 1)


def _split(link: str) -> SplitResult | None:
    """The parts of a link to a host of Google's; None for any other, and for one that hides its host."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    is_google = host == "google.com" or host.endswith(".google.com")
    if parts.scheme not in ("https", "http") or not is_google or re.search(r"[@\\]", parts.netloc):
        return None
    return parts


def _fitting(shape: re.Pattern[str], text: str | None) -> str | None:
    return text if text and shape.fullmatch(text) else None
