"""Both AWS files as texts, and what can be done to a profile in them. Pure: bytes in, bytes out.

A profile can stand in either file or in both, and a key counts where botocore takes it from: the credentials
file before the config, and in either a section's own before those of `[DEFAULT]`. So each change goes to the
file in which the key stands; new keys go to the config.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from profiles.editor import CannotEdit, add_section, readable, set_sections
from profiles.ini import Document, Section, Value, read
from profiles.kept import KEY, CannotBeKept, renamed_line
from profiles.section_editor import change_keys, copy_section, remove_sections, rename_section
from profiles.sections import entry_values, profile_header, profile_name

_NOWHERE = Path()
_KEY_PAIR = frozenset(
    {"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"}
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The bytes of the config and of the credentials file. They hold secrets, so they are not printed."""

    config: bytes = field(repr=False)
    credentials: bytes = field(repr=False)


def with_profile(texts: Texts, name: str, keys: Mapping[str, str]) -> Texts:
    """Add a profile at the end of the config. Raises `CannotEdit`."""
    if _in_config(texts, name):
        raise CannotEdit(f"There is a profile {name} already.")
    return replace(texts, config=add_section(texts.config, _header(name), keys))


def with_keys(texts: Texts, name: str, changes: Mapping[str, str | None]) -> Texts:
    """Give keys of a profile new values; None takes a key out. Raises `CannotEdit`."""
    config, credentials = _in_config(texts, name), _in_credentials(texts, name)
    if not config and not credentials:
        raise CannotEdit(f"There is no profile {name}.")
    shared = _shared(texts, config, credentials)
    for key, value in changes.items():
        if value is None and key in shared:
            raise CannotEdit(f"{key} stands in [DEFAULT] for every profile, so it cannot be left out of one.")
    counts = credentials.keys.keys() | _defaults(texts.credentials) if credentials else frozenset[str]()
    there = {key: value for key, value in changes.items() if key in counts}
    # A key that stands in both files is taken out of both, or given its new value where it counts.
    here = {key: value for key, value in changes.items() if key not in there or value is None}
    if credentials and there:
        texts = replace(texts, credentials=change_keys(texts.credentials, credentials.name, there))
    header = config.name if config else _header(name)
    here = {key: value for key, value in here.items() if value is not None or (config and key in config.keys)}
    if here:
        texts = replace(texts, config=change_keys(texts.config, header, here))
    return texts


def with_profiles(texts: Texts, profiles: Mapping[str, Mapping[str, str]]) -> Texts:
    """Give keys of many profiles new values, and add those that are not there, in the time of one change.

    Raises `CannotEdit`.
    """
    config: dict[str, Mapping[str, str]] = {}
    credentials: dict[str, Mapping[str, str]] = {}
    headers = _headers(texts, profiles.keys())
    stored = {section.name: section.keys for section in _read(texts.credentials, "credentials").sections}
    for name, keys in profiles.items():
        there = {key: value for key, value in keys.items() if key in stored.get(name, ())}
        here = {key: value for key, value in keys.items() if key not in there}
        if there:
            credentials[name] = there
        if here:
            config[headers.get(name) or _header(name)] = here
    return Texts(set_sections(texts.config, config), set_sections(texts.credentials, credentials))


def config_values(texts: Texts, name: str) -> Mapping[str, Value]:
    """What the config alone says of a profile. Raises `CannotEdit`."""
    section = _in_config(texts, name)
    return entry_values(_read(texts.config, "config").keys(section)) if section else {}


def without_profile(texts: Texts, name: str) -> Texts:
    """Take a profile out of both files. Raises `CannotEdit`."""
    return without_profiles(texts, (name,))


def without_profiles(texts: Texts, names: Collection[str]) -> Texts:
    """Take profiles out of both files, many in the time of one. Raises `CannotEdit`."""
    wanted = set(names)
    headers = _headers(texts, wanted)
    stored = {section.name for section in _read(texts.credentials, "credentials").sections} & wanted
    for name in names:
        if name not in headers and name not in stored:
            raise CannotEdit(f"There is no profile {name}.")
    return Texts(
        remove_sections(texts.config, headers.values()) if headers else texts.config,
        remove_sections(texts.credentials, stored) if stored else texts.credentials,
    )


def with_name(texts: Texts, name: str, new: str) -> Texts:
    """Rename a profile in both files, with every `source_profile` that names it. Raises `CannotEdit`."""
    config, credentials = _in_config(texts, name), _in_credentials(texts, name)
    if not config and not credentials:
        raise CannotEdit(f"There is no profile {name}.")
    if _in_config(texts, new) or _in_credentials(texts, new):
        raise CannotEdit(f"There is a profile {new} already.")
    if config:
        texts = replace(texts, config=rename_section(texts.config, config.name, _header(new)))
        if (line := _kept_line(config, name, new)) is not None:
            texts = with_keys(texts, new, {KEY: line})
    if credentials:
        texts = replace(texts, credentials=rename_section(texts.credentials, credentials.name, new))
    return Texts(_with_source(texts.config, name, new), _with_source(texts.credentials, name, new))


def with_copy(texts: Texts, name: str, new: str, changes: Mapping[str, str | None]) -> Texts:
    """Copy a profile's section of the config, with other values for some keys. Raises `CannotEdit`.

    Nothing of the credentials file is copied, nor a key pair in the config: it is nobody's but its profile's.
    """
    config = _in_config(texts, name)
    if not config:
        raise CannotEdit(f"{name} stands in the credentials file only, and keys are not copied.")
    if _in_config(texts, new) or _in_credentials(texts, new):
        raise CannotEdit(f"There is a profile {new} already.")
    changes = {**dict.fromkeys(_KEY_PAIR & config.keys.keys()), **changes}
    if (line := _kept_line(config, name, new)) is not None:
        changes[KEY] = line
    return replace(texts, config=copy_section(texts.config, config.name, _header(new), changes))


def _kept_line(config: Section, name: str, new: str) -> str | None:
    """The line that has the keys of `new` given by us, where it gave those of `name`. Raises `CannotEdit`."""
    key = config.keys.get(KEY)
    try:
        return renamed_line(key.value, name, new) if key is not None else None
    except CannotBeKept as cannot:
        raise CannotEdit(str(cannot)) from None


def _with_source(data: bytes, name: str, new: str) -> bytes:
    document = readable(data)
    shared = document.defaults.get("source_profile")
    if shared is not None and shared.value == name:
        raise CannotEdit(f"Line {shared.line} names {name} as the source of every profile. Change it first.")
    # In one go: a bastion can be the source of a thousand targets.
    changes = {
        section.name: {"source_profile": new}
        for section in document.sections
        if (key := section.keys.get("source_profile")) is not None and key.value == name
    }
    return set_sections(data, changes) if changes else data


def _shared(texts: Texts, config: Section | None, credentials: Section | None) -> frozenset[str]:
    """The keys that a profile would still have from `[DEFAULT]`, were its own taken out."""
    of_config = _defaults(texts.config) if config else frozenset[str]()
    return of_config | _defaults(texts.credentials) if credentials else of_config


def _defaults(data: bytes) -> frozenset[str]:
    return frozenset(readable(data).defaults)


def _headers(texts: Texts, names: Set[str]) -> dict[str, str]:
    """The headers in the config of those of these profiles that stand there. Raises `CannotEdit` for one twice."""
    found: dict[str, Section] = {}
    for section in _read(texts.config, "config").sections:
        name = profile_name(section.name)
        if name is None or name not in names:
            continue
        if name in found:
            raise _twice(name, found[name], section)
        found[name] = section
    return {name: section.name for name, section in found.items()}


def _twice(name: str, one: Section, other: Section) -> CannotEdit:
    lines = f"{one.line} and {other.line}"
    return CannotEdit(f"The profile {name} stands twice in the config, in lines {lines}. Join the two.")


def _in_config(texts: Texts, name: str) -> Section | None:
    """The section of a profile in the config. Raises `CannotEdit` where it stands twice."""
    document = _read(texts.config, "config")
    sections = [section for section in document.sections if profile_name(section.name) == name]
    if len(sections) > 1:
        raise _twice(name, *sections[:2])
    return sections[0] if sections else None


def _in_credentials(texts: Texts, name: str) -> Section | None:
    return _read(texts.credentials, "credentials").section(name)


def _read(data: bytes, file: str) -> Document:
    document = read(data, _NOWHERE)
    if document.flaws:
        flaw = document.flaws[0]
        raise CannotEdit(f"AWS tools cannot read the {file} file. Line {flaw.line}: {flaw.what}")
    return document


def _header(name: str) -> str:
    header = profile_header(name)
    if header is None:
        raise CannotEdit("The name cannot be written in the config file.")
    return header
