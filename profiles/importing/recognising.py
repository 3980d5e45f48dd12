"""Which format a text is in, and reading it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from profiles.google_link import GoogleIds, google_ids
from profiles.importing.aesr import read_aesr
from profiles.importing.aws_config import read_config
from profiles.importing.pattern import PATTERN, pattern_reason
from profiles.importing.reading import Candidate, Context, Format, NotTaken, Reading, numbered
from profiles.importing.role_list import has_roles, read_list
from profiles.importing.saml2aws import read_saml2aws
from profiles.importing.switch_links import has_switch_links, read_switch_links
from profiles.model import Kind, Listing
from profiles.portable import IDP_ID, SP_ID

LONGEST = 500_000
"""Characters. A config of a thousand profiles has less than half of it."""
_ONLY_AESR = {"role_name", "aws_account_alias", "target_role_name", "target_region", "image"}
_ONLY_CONFIG = re.compile(r"sso_|credential_|aws_(?:access|secret|session|security)_|mfa_serial$|output$")
_HEADER = re.compile(r"\[(.+?)\]\s*(?:[#;].*)?\Z")
_AWS_HEADER = re.compile(r"default\Z|DEFAULT\Z|profile\s|sso-session\s|services\s|plugins\Z|preview\Z")
_SOURCES = {"source_profile", "credential_source", "web_identity_token_file"}
"""AWS tools take a role from one of these; AESR needs none."""
_NOTE = re.compile(r"\s[#;]")


def read_text(
    text: str,
    listing: Listing,
    *,
    file_name: str | None = None,
    format: Format | None = None,  # noqa: A002 - the word for it
    source: str | None = None,
    sources: Mapping[str, str] | None = None,
    pattern: str = PATTERN,
    own: bool = False,
) -> Reading:
    """Recognise a text and read it. Never raises for what it holds, and takes time in proportion to it.

    `file_name` helps to recognise it, `format` settles it. `source` is the source profile of targets that
    name none; `sources` says which existing profile is meant by a source that the text calls otherwise;
    `pattern` makes the names that are missing; `own` also takes the Google user name over.
    """
    if len(text) > LONGEST:
        return _nothing(f"The text is longer than {LONGEST} characters.")
    text = text.removeprefix("\ufeff")
    reason = pattern_reason(pattern)
    if reason is not None:
        return _nothing(reason)
    found = format or recognise(text, file_name)
    read = _READERS.get(found)
    if read is None:
        return _nothing(_why_unknown(text))
    return read(text, Context(listing, source, sources or {}, pattern, own))


def recognise(text: str, file_name: str | None = None) -> Format:
    """The format of a text by what it holds; the name of its file where that leaves it open."""
    headers, keys, noted = _outline(text)
    name = PurePath(file_name or "").name.lower()
    if headers:
        if name == ".saml2aws" or {"provider", "url"} <= keys:
            return Format.SAML2AWS
        if any(key.startswith("google_config.") for key in keys):
            return Format.CONFIG
        if any(key.startswith("gsts.") for key in keys):
            return Format.GSTS
        if noted or keys & _ONLY_AESR:
            return Format.AESR
        if any(_ONLY_CONFIG.match(key) for key in keys) or name in ("config", "credentials"):
            return Format.CONFIG
        is_aws = all(_AWS_HEADER.match(header) for header in headers) and "aws_account_id" not in keys
        is_sourced = "role_arn" not in keys or bool(keys & _SOURCES)
        return Format.CONFIG if is_aws and is_sourced else Format.AESR
    if has_switch_links(text):
        return Format.SWITCH_LINKS
    if google_ids(text) != GoogleIds():
        return Format.GOOGLE_LINK
    return Format.LIST if has_roles(text) else Format.UNKNOWN


def _outline(text: str) -> tuple[set[str], set[str], bool]:
    """The headers and keys of an ini text, and whether a note stands behind a role's ARN, as only AESR reads it."""
    headers: set[str] = set()
    keys: set[str] = set()
    noted = False
    for _, line in numbered(text):
        code = line.strip()
        header = _HEADER.match(code)
        if header is not None:
            headers.add(header[1].strip())
        elif headers and code and not code.startswith(("#", ";")):
            key, equals, value = code.partition("=")
            if equals:
                keys.add(key.strip().lower())
                noted = noted or (key.strip().lower() == "role_arn" and _NOTE.search(value) is not None)
    return headers, keys, noted


def _read_google_link(text: str, context: Context) -> Reading:
    """A bastion with the two ids: the one that has them already, or a new one."""
    ids = google_ids(text)
    if ids.idp_id is None or ids.sp_id is None:
        what = (
            "The link tells the application (spid), and not the company (idpid)."
            if ids.sp_id
            else "The link tells the company (idpid), and not the application (spid)."
        )
        return Reading.of(Format.GOOGLE_LINK, [], [NotTaken(1, what)])
    bastions = [profile for profile in context.listing.profiles if profile.kind is Kind.BASTION]
    name = next(
        (
            profile.name
            for profile in bastions
            if profile.google and (profile.google.idp_id, profile.google.sp_id) == (ids.idp_id, ids.sp_id)
        ),
        "google",
    )
    return Reading.of(Format.GOOGLE_LINK, [Candidate(name, {IDP_ID: ids.idp_id, SP_ID: ids.sp_id}, 1)], [])


_READERS: Mapping[Format, Callable[[str, Context], Reading]] = {
    Format.AESR: read_aesr,
    Format.CONFIG: read_config,
    Format.GSTS: read_config,
    Format.SAML2AWS: read_saml2aws,
    Format.LIST: read_list,
    Format.SWITCH_LINKS: read_switch_links,
    Format.GOOGLE_LINK: _read_google_link,
}


def _why_unknown(text: str) -> str:
    if not text.strip():
        return "There is nothing in this text."
    if "\0" in text:
        return "This is no text, but a file of another kind."
    return "Nothing in this text is a profile, a role's ARN, or a link of AWS or Google."


def _nothing(why: str) -> Reading:
    return Reading(Format.UNKNOWN, (), (NotTaken(0, why),))
