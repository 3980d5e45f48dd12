"""`~/.saml2aws`: its Google accounts as bastions.

saml2aws writes one section an account with all its keys, empty ones too; its parser, go-ini, knows values in
quotes and backquotes. Source: saml2aws 2.36, `pkg/cfg`.
"""

from __future__ import annotations

from collections.abc import Mapping

from profiles.google_link import google_ids
from profiles.importing.ini_text import read_ini
from profiles.importing.reading import Candidate, Context, Format, NotTaken, Reading
from profiles.ini import Key, Section
from profiles.model import Kind
from profiles.portable import DURATION, GOOGLE_ROLE, IDP_ID, SP_ID, USERNAME, portable

_KEYS = {"username": USERNAME, "role_arn": GOOGLE_ROLE, "aws_session_duration": DURATION, "region": "region"}
_USED = {"name", "provider", "url", "aws_profile"}
_URN = "urn:amazon:webservices"


def read_saml2aws(text: str, context: Context) -> Reading:
    """The GoogleApps accounts of a `~/.saml2aws`. Never raises for what it holds."""
    document, not_taken = read_ini(text, ".saml2aws")
    candidates = []
    for section in document.sections:
        candidate, left = _account(section, context)
        candidates += [candidate] if candidate else []
        not_taken += left
    return Reading.of(Format.SAML2AWS, candidates, not_taken)


def _account(section: Section, context: Context) -> tuple[Candidate | None, list[NotTaken]]:
    texts = {name: _text(key) for name, key in section.keys.items()}
    provider = texts.get("provider")
    if not provider:
        return None, [NotTaken(section.line, "This account names no provider.")]
    if provider.lower() != "googleapps":
        what = "This account signs in with another provider than GoogleApps."
        return None, [NotTaken(section.keys["provider"].line, what)]
    ids = google_ids(texts.get("url") or "")
    if not ids.idp_id or not ids.sp_id:
        line = section.keys["url"].line if "url" in section.keys else section.line
        what = "The url of this account is no link of Google's with idpid and spid."
        return None, [NotTaken(line, what)]
    values = {_KEYS[name]: text for name, text in texts.items() if name in _KEYS}
    lines = {_KEYS[name]: key.line for name, key in section.keys.items() if name in _KEYS}
    sorted_out = portable({IDP_ID: ids.idp_id, SP_ID: ids.sp_id, **values}, Kind.BASTION, own=context.own)
    left = [NotTaken(lines[key], what) for key, what in sorted_out.left.items()]
    left += _settings_of_its_own(section.keys, texts)
    return Candidate(texts.get("aws_profile") or section.name, sorted_out.keys, section.line), left


def _settings_of_its_own(keys: Mapping[str, Key], texts: Mapping[str, str]) -> list[NotTaken]:
    return [
        NotTaken(keys[name].line, "This key sets up saml2aws itself.")
        for name, text in texts.items()
        if text and name not in _KEYS.keys() | _USED and (name, text) != ("aws_urn", _URN)
    ]


def _text(key: Key) -> str:
    text = key.value if isinstance(key.value, str) else ""
    for quote in ("`", '"'):
        if len(text) > 1 and text.startswith(quote) and text.endswith(quote):
            return text[1:-1]
    return text
