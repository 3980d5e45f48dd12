"""Reading an AWS file: the same as botocore, with the line of everything."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import event, given

from profiles import ini
from profiles.config import resolve
from profiles.ini import Document, Key, nested, read
from profiles.secret import Secret
from tests.profile_texts import (
    Refused,
    botocore_config,
    botocore_profiles,
    config_files,
    credentials_files,
    odd_files,
    our_profiles,
    revealed,
)

HERE = Path("config")


@given(config=config_files, credentials=credentials_files)
def test_names_and_values_are_botocores(config: bytes, credentials: bytes) -> None:
    listing = resolve(read(config, Path("config")), read(credentials, Path("credentials")))
    try:
        theirs = botocore_config(config, credentials)
    except Refused:
        event("refused")
        assert listing.refused
        return
    event("loaded")
    assert listing.refused == {}
    assert our_profiles(listing) == theirs["profiles"]
    assert {name: revealed(values) for name, values in listing.services.items()} == theirs.get("services", {})


@given(config=odd_files, credentials=odd_files)
def test_a_file_botocore_refuses_is_shown_as_refused(config: bytes, credentials: bytes) -> None:
    listing = resolve(read(config, Path("config")), read(credentials, Path("credentials")))
    try:
        theirs = botocore_profiles(config, credentials)
    except Refused:
        event("refused")
        assert listing.refused
    else:
        event("loaded")
        assert listing.refused == {}
        assert our_profiles(listing) == theirs


def _lines(data: bytes) -> list[str]:
    return list(io.StringIO(data.decode(errors="backslashreplace"), newline=""))


def _value_by_lines(key: Key, lines: list[str]) -> list[str]:
    """The parts of a value, read off the lines where the key is said to stand."""
    first, *others = [lines[line - 1] for line in key.lines]
    name, value = re.split("[=:]", first, maxsplit=1)
    assert name.strip().lower() == key.name
    return [part for part in [value.strip(), *(line.strip() for line in others)] if part]


def _all_keys(document: Document) -> list[Key]:
    return [*document.defaults.values(), *(key for each in document.sections for key in each.keys.values())]


@given(data=config_files)
def test_line_numbers_point_at_the_lines_of_a_value(data: bytes) -> None:
    document = read(data, HERE)
    if document.flaws:
        return
    lines = _lines(data)
    for section in document.sections:
        assert f"[{section.name}]" in lines[section.line - 1]
        assert all(section.line < key.line <= section.end for key in section.keys.values())
    for key in _all_keys(document):
        parts = _value_by_lines(key, lines)
        if isinstance(key.value, str | Secret):
            text = key.value.reveal() if isinstance(key.value, Secret) else key.value
            assert parts == [part for part in text.split("\n") if part]
        else:
            assert nested("\n".join(["", *parts])) == key.value


SPOILT = {
    "a key twice": (b"[a]\nk = 1\nx = 2\nK = 3\n[b]\nk = 1\n", 4),
    "a section twice": (b"[a]\nk = 1\n[b]\nk = 1\n[a]\n", 5),
    "a key of all sections twice": (b"[DEFAULT]\nx = 1\n[a]\nk = 1\n[b]\nk = 1\n[DEFAULT]\nx = 2\n", 8),
    "a byte order mark": (b"\xef\xbb\xbf[a]\nk = 1\n[b]\nk = 1\n", 1),
    "stray bytes": (b"[a]\nk = 1\n[b]\nk = 1\n# caf\xe9\n", 5),
    "text before the first section": (b"\nx = 1\n[a]\nk = 1\n[b]\nk = 1\n", 2),
    "a loose line": (b"[a]\nk = 1\n[b]\nloose\nk = 1\n", 4),
    "a key without a name": (b"[a]\nk = 1\n[b]\n = 5\nk = 1\n", 4),
    "a block with a loose line": (b"[a]\nk = 1\ns3 =\n  x = 1\n\n  loose\n[b]\nk = 1\n", 6),
}


@pytest.mark.parametrize(("data", "line"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_still_shows_its_sections_and_the_line_to_mend(data: bytes, line: int) -> None:
    with pytest.raises(Refused):
        botocore_profiles(data, b"")

    document = read(data, HERE)

    assert [flaw.line for flaw in document.flaws] == [line]
    assert [section.name for section in document.sections] == ["a", "b"]
    assert all("k" in section.keys for section in document.sections)


def test_what_the_parser_refuses_is_refused_even_if_nobody_knows_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ini, "_flaws", lambda _: ())
    document = read(b"[a]\nk = 1\nk = 2\n[b]\n", HERE)
    assert [flaw.line for flaw in document.flaws] == [3]


def test_a_spoilt_file_tells_of_everything_there_is_to_mend() -> None:
    document = read(b"x = 1\n[a]\nk = 1\nk = 2\nloose\n[a]\nk = 3\n", HERE)
    assert [flaw.line for flaw in document.flaws] == [1, 4, 5, 6]


def test_a_file_of_another_kind_is_not_met_by_a_flood_of_words() -> None:
    document = read(b"\x00\xff\n" * 5_000, HERE)
    assert document.sections == ()
    assert 0 < len(document.flaws) <= 20


def test_no_message_quotes_what_could_be_a_secret() -> None:
    secret = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    twice = (secret + b"=\n") * 2
    for data in (secret, secret + b" = x\n", b"[a]\n" + secret, b"[a]\n" + twice):
        document = read(data, HERE)
        assert document.flaws
        assert secret.decode().lower() not in repr(document.flaws).lower()


def test_secret_values_are_secret_from_the_start() -> None:
    text = (
        b"[a]\nAWS_Secret_Access_Key = hunter2\naws_session_token = hunter2\n"
        b"aws_security_token =\n  hunter2=\ngoogle_config.bg_response = hunter2\n"
        b"[DEFAULT]\naws_session_token = hunter2\n"
    )
    document = read(text, HERE)
    assert "hunter2" not in repr(document)
    values = document.sections[0].keys
    assert all(isinstance(key.value, Secret) for key in values.values())
    assert len(values) == 4


def test_a_missing_value_is_empty_and_a_note_behind_a_value_is_part_of_it() -> None:
    keys = read(b"[a]\nk =\nrole = x # note\n", HERE).sections[0].keys
    assert keys["k"].value == ""
    assert keys["role"].value == "x # note"
