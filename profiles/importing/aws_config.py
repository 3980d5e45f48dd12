"""A colleague's `~/.aws/config`, or one that aws-google-auth or gsts is set up in.

Read as botocore reads it (`profiles.ini`, `profiles.sections`), so that a profile is what it would be for the
one who sent it. Bastions and targets are taken over; of each the keys that may travel (`profiles.portable`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from profiles.chains import is_target
from profiles.google_settings import has_google_settings
from profiles.importing.gsts import as_google, has_gsts
from profiles.importing.ini_text import read_ini
from profiles.importing.reading import Candidate, Context, Format, NotTaken, Reading
from profiles.ini import Document, Section
from profiles.model import Kind
from profiles.portable import portable
from profiles.sections import Entry, Named, name_sections

_CREDENTIALS = Document(Path("credentials"), (), {})


def read_config(text: str, context: Context) -> Reading:
    """The bastions and targets of a config file's text. Never raises for what it holds."""
    document, not_taken = read_ini(text, "config")
    named = name_sections(document, _CREDENTIALS)
    candidates = []
    not_taken += [NotTaken(problem.origin.line, problem.what) for problem in named.problems]
    not_taken += _other_sections(document, named)
    for entry in named.profiles.values():
        candidate, left = _candidate(entry, context)
        candidates += [candidate] if candidate else []
        not_taken += left
    is_gsts = any(has_gsts(entry) for entry in named.profiles.values())
    return Reading.of(Format.GSTS if is_gsts else Format.CONFIG, candidates, not_taken)


def _candidate(entry: Entry, context: Context) -> tuple[Candidate | None, list[NotTaken]]:
    left: list[NotTaken] = []
    kind = Kind.TARGET if is_target(entry) else Kind.OTHER
    if has_google_settings(entry):
        kind = Kind.BASTION
    elif has_gsts(entry) and kind is Kind.OTHER:
        kind = Kind.BASTION
        entry, left = as_google(entry)
    sorted_out = portable(entry.values, kind, own=context.own)
    left += [NotTaken(entry.places[key].line, what) for key, what in sorted_out.left.items()]
    keys = dict(sorted_out.keys)
    if kind is Kind.OTHER:
        what = f"“{entry.name}” is neither a bastion nor a target."
        return None, [*left, NotTaken(entry.origin.line, what)]
    if kind is Kind.TARGET and "role_arn" not in keys:
        what = f"“{entry.name}” is a target whose role cannot be used."
        return None, [*left, NotTaken(entry.origin.line, what)]
    if kind is Kind.BASTION and not keys:
        what = f"“{entry.name}” is a bastion without any setting to take over."
        return None, [*left, NotTaken(entry.origin.line, what)]
    if "source_profile" in keys:
        keys["source_profile"] = context.sources.get(keys["source_profile"], keys["source_profile"])
    return Candidate(entry.name, keys, entry.origin.line), left


def _other_sections(document: Document, named: Named) -> Iterator[NotTaken]:
    """Sections that are no profiles, and that nobody has said a word about yet."""
    known = {entry.origin.line for entry in named.profiles.values()}
    known |= {problem.origin.line for problem in named.problems}
    for section in document.sections:
        if section.line not in known:
            yield NotTaken(section.line, _section_words(section))


def _section_words(section: Section) -> str:
    word = section.name.partition(" ")[0]
    if word == "sso-session":
        return "This section is for AWS IAM Identity Center (SSO), which signs in by itself."
    if word == "services":
        return "A services section changes where requests go, and stays behind."
    return "This section holds settings of the AWS CLI itself."
