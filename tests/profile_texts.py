"""Texts of AWS files for property tests: from tidy ones that botocore loads to anything at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import botocore.exceptions
import botocore.session
from hypothesis import strategies as st

from profiles.config import Listing, Value
from profiles.secret import Secret

CONFIG_HEADERS = (
    "default",
    "profile default",
    "profile a",
    "profile b",
    'profile "a b"',
    "profile 'c d'",
    "profile a b",
    'profile "a',
    "profile",
    "profilex",
    "profiles p",
    "profile  x",
    "profile é",
    "profile a]b",
    "a",
    "plugins",
    "sso-session s",
    "services z",
    "services",
    "DEFAULT",
)
CREDENTIALS_HEADERS = ("default", "a", "b", "a b", "profile a", " c ", "é", "DEFAULT")
KEYS = (
    "role_arn",
    "source_profile",
    "Region",
    "aws_access_key_id",
    "AWS_SECRET_ACCESS_KEY",
    "aws_session_token",
    "google_config.bg_response",
    "google_config.duration",
    "s3",
    "k",
    "key with spaces",
)
_words = st.text(st.sampled_from("abZ09 =:#;[]\"'\\%é\u00a0\u2028\x0b\x0c\x1c\x85/+"), max_size=8)
_indents = st.sampled_from(["", "", "", "", " ", "  ", "\t", "\u00a0"])
_values = st.one_of(_words, st.sampled_from(["", "a", "None", "v # note", "x = y"]))
_equals = st.sampled_from([" = ", "=", ":", " : ", "= ", "\t=\t"])


def _key_line(keys: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{}{}{}{}".format, _indents, keys, _equals, _values)


_filler = st.one_of(
    st.sampled_from(["", " ", "# note", "  ; note", "\t# n = 1"]),
    st.builds("{}{} = {}".format, st.sampled_from([" ", "    ", "\t"]), st.sampled_from(["x", "y"]), _values),
)
_odd = st.one_of(_words, st.sampled_from(["= value", "[]", "[a", "  loose"]))


@st.composite
def _sections(draw: st.DrawFn, headers: tuple[str, ...], odd: bool) -> list[str]:
    """Sections with each name and key once, unless they are to be odd; notes and further lines between."""
    lines = draw(st.lists(st.sampled_from(["", "# at the top", "; x"]), max_size=2))
    for header in draw(st.lists(st.sampled_from(headers), unique=not odd, max_size=4)):
        lines.append(f"{draw(_indents)}[{header}]{draw(st.sampled_from(['', '', ' # note', ' ']))}")
        for key in draw(st.lists(st.sampled_from(KEYS), unique=not odd, max_size=4)):
            lines.append(draw(_key_line(st.just(key))))
            lines += draw(st.lists(_filler, max_size=3))
        if odd and draw(st.integers(0, 3)) == 0:
            lines.append(draw(_odd))
    return lines


@st.composite
def aws_files(draw: st.DrawFn, headers: tuple[str, ...], *, odd: bool) -> bytes:
    """The bytes of a file; an odd one may repeat itself, hold loose lines, a byte order mark or stray bytes."""
    lines = draw(_sections(headers, odd))
    ends = draw(st.sampled_from(["\n", "\r\n", "\r", None]))
    text = "".join(line + (ends or draw(st.sampled_from(["\n", "\r\n", "\r"]))) for line in lines)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    data = text.encode()
    if odd and draw(st.integers(0, 9)) == 0:
        data = draw(st.sampled_from([b"\xef\xbb\xbf" + data, data + b"\xff\n", b"k = v\n" + data]))
    return data


config_files = aws_files(CONFIG_HEADERS, odd=False)
credentials_files = aws_files(CREDENTIALS_HEADERS, odd=False)
odd_files = st.one_of(
    aws_files(CONFIG_HEADERS, odd=True), aws_files(CREDENTIALS_HEADERS, odd=True), st.binary()
)


class Refused(Exception):
    """botocore cannot load these files."""


def botocore_profiles(config: bytes, credentials: bytes) -> dict[str, dict[str, object]]:
    """The profiles as a botocore session sees them. Raises `Refused`."""
    return cast(dict[str, dict[str, object]], botocore_config(config, credentials)["profiles"])


def botocore_config(config: bytes, credentials: bytes) -> dict[str, object]:
    """The whole configuration as a botocore session sees it. Raises `Refused`."""
    with tempfile.TemporaryDirectory() as folder:
        # Its handlers of events have no part in reading, and take most of the time.
        session = botocore.session.Session(include_builtin_handlers=False)
        for name, data in (("config", config), ("credentials", credentials)):
            (Path(folder) / name).write_bytes(data)
            session.set_config_variable(f"{name}_file", f"{folder}/{name}")
        try:
            return cast(dict[str, object], session.full_config)
        except botocore.exceptions.ConfigParseError as error:
            raise Refused from error


def our_profiles(listing: Listing) -> dict[str, dict[str, object]]:
    return {profile.name: revealed(profile.values) for profile in listing.profiles}


def revealed(values: Mapping[str, Value]) -> dict[str, object]:
    """Values as botocore has them. A secret value that begins on the next line is a block for botocore."""
    from profiles.ini import nested

    def plain(value: Value) -> object:
        if not isinstance(value, Secret):
            return value
        text = value.reveal()
        return nested(text) if text.startswith("\n") else text

    return {name: plain(value) for name, value in values.items()}
