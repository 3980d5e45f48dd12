"""Editing an AWS file: exactly the intended change, and every other byte as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from profiles.editor import (
    CannotEdit,
    add_section,
    checked,
    meaning,
    remove_keys,
    section_lines,
    set_keys,
    without_lines,
)
from profiles.ini import Document, read, split
from profiles.secret import Secret
from tests.profile_texts import (
    CREDENTIALS_HEADERS,
    aws_files,
    botocore_profiles,
    config_files,
    credentials_files,
    odd_files,
)

HERE = Path("file")
_new_values = st.dictionaries(
    st.sampled_from(["aws_access_key_id", "aws_secret_access_key", "region", "new", "k", "s3"]),
    st.sampled_from(["v", "", "a = b", "# v", "[x]", "ü/+=", "x:y"]),
    min_size=1,
    max_size=4,
)


def _without(data: bytes, lines: set[int]) -> bytes:
    """A file without some of its lines."""
    return b"".join(line for number, line in enumerate(split(data), start=1) if number not in lines)


def _lines_of(document: Document, section: str, names: set[str]) -> set[int]:
    found = document.section(section)
    assert found is not None
    return {line for name in names if name in found.keys for line in found.keys[name].lines}


def _takes_a_section(data: bytes) -> bool:
    """Whether botocore loads the file with one more section: a loose line in [DEFAULT] matters only then."""
    return not read(data, HERE).flaws and not read(data + b"\n[one more]\n", HERE).flaws


@given(data=credentials_files, values=_new_values, choice=st.integers(0, 9))
def test_setting_keys_changes_nothing_but_their_lines(
    data: bytes, values: dict[str, str], choice: int
) -> None:
    before = read(data, HERE)
    assume(before.sections and not before.flaws)
    section = before.sections[choice % len(before.sections)].name

    changed = set_keys(data, section, values)

    after = read(changed, HERE)
    names = set(values)
    old = _without(data, _lines_of(before, section, names))
    new = _without(changed, _lines_of(after, section, names))
    if len(split(data)) in _lines_of(before, section, names):
        event("the last line was changed")
    # A line put behind the last one must give it an end.
    assert new in (old, old + b"\n", old + b"\r\n", old + b"\r")


@given(data=credentials_files, values=_new_values, choice=st.integers(0, 9))
def test_botocore_reads_exactly_the_change_that_was_meant(
    data: bytes, values: dict[str, str], choice: int
) -> None:
    before = read(data, HERE)
    assume(before.sections and not before.flaws)
    section = before.sections[choice % len(before.sections)].name
    meant = botocore_profiles(b"", data)
    meant[section].update(values)

    assert botocore_profiles(b"", set_keys(data, section, values)) == meant


@given(data=config_files, values=_new_values)
def test_a_new_section_is_added_behind_everything_else(data: bytes, values: dict[str, str]) -> None:
    assume(_takes_a_section(data))
    meant = botocore_profiles(data, b"")

    changed = add_section(data, "profile new", values)

    assert changed.startswith(data)
    inherited = {name: key.value for name, key in read(data, HERE).defaults.items()}
    added = botocore_profiles(changed, b"")
    assert added.pop("new").keys() == {*values, *inherited}
    assert added == meant


@given(data=aws_files(CREDENTIALS_HEADERS, odd=True), values=_new_values)
def test_any_file_is_changed_as_meant_or_refused(data: bytes, values: dict[str, str]) -> None:
    before = read(data, HERE)
    try:
        changed = set_keys(data, "a", values)
    except CannotEdit:
        event("refused")
        assert before.flaws or not _takes_a_section(data)
    else:
        found = read(changed, HERE).section("a")
        assert found is not None
        assert {name: found.keys[name].value for name in values if name != "aws_secret_access_key"} == {
            name: value for name, value in values.items() if name != "aws_secret_access_key"
        }


@given(data=odd_files)
def test_bytes_of_any_kind_are_never_a_crash(data: bytes) -> None:
    try:
        add_section(data, "profile new", {"k": "v"})
    except CannotEdit:
        assert not _takes_a_section(data) or read(data, HERE).section("profile new")


CASES = {
    "spacing, case and notes stay": (
        b"# mine\n[a]\n  AWS_Access_Key_Id\t:  old  \n; note\nregion=x\n\n# end\n",
        {"aws_access_key_id": "new"},
        b"# mine\n[a]\n  AWS_Access_Key_Id\t:  new\n; note\nregion=x\n\n# end\n",
    ),
    "CRLF stays": (
        b"[a]\r\nk = 1\r\n\r\n[b]\r\n",
        {"k": "2", "new": "3"},
        b"[a]\r\nk = 2\r\nnew = 3\r\n\r\n[b]\r\n",
    ),
    "no final newline stays": (b"[a]\nk = 1", {"k": "2"}, b"[a]\nk = 2"),
    "a line behind the last one gives it its end": (b"[a]\nk = 1", {"n": "2"}, b"[a]\nk = 1\nn = 2\n"),
    "a block goes, the notes in it stay": (
        b"[a]\ns3 =\n  x = 1\n  # note\n\n  y = 2\nk = 1\n",
        {"s3": "v"},
        b"[a]\ns3 = v\n  # note\n\nk = 1\n",
    ),
    "a block goes, and a key comes behind it": (
        b"[a]\nk =\n  x = 1\n[b]\n",
        {"k": "1", "n": "2"},
        b"[a]\nk = 1\nn = 2\n[b]\n",
    ),
    "a line ends as the one before it": (
        b"[a]\rk = 1\n\n[b]\n",
        {"n": "2"},
        b"[a]\rk = 1\nn = 2\n\n[b]\n",
    ),
    "a value ends as the old one did": (b"[a]\nk =\r  x = 1\n\n", {"k": "1"}, b"[a]\nk = 1\n\n"),
    "no final newline, and a key behind a block that goes": (
        b"[a]\nk =\n  x = 1",
        {"k": "1", "n": "2"},
        b"[a]\nk = 1\nn = 2\n",
    ),
    "a block with notes in it goes at the end": (
        b"[a]\nk =\n# note\n  x = 1",
        {"k": "1"},
        b"[a]\nk = 1\n# note\n",
    ),
    "indented sections stay indented": (
        b"  [a]\n  k = 1\n  [b]\n  k = 1\n",
        {"n": "2"},
        b"  [a]\n  k = 1\n  n = 2\n  [b]\n  k = 1\n",
    ),
    "an empty section before an indented one": (b"[a]\n  [b]\n", {"n": "2"}, b"[a]\n  n = 2\n  [b]\n"),
    "an empty value": (b"[a]\nk =\nl=\n", {"k": "1", "l": "2"}, b"[a]\nk = 1\nl=2\n"),
    "behind a block": (
        b"[a]\ns3 =\n  x = 1\n\n# b\n[b]\n",
        {"n": "2"},
        b"[a]\ns3 =\n  x = 1\nn = 2\n\n# b\n[b]\n",
    ),
    "a section that is missing": (b"[b]\nk = 1", {"n": "2"}, b"[b]\nk = 1\n\n[a]\nn = 2\n"),
    "an empty file": (b"", {"n": "2"}, b"[a]\nn = 2\n"),
    "an empty line at the end": (b"[b]\n\n", {"n": "2"}, b"[b]\n\n[a]\nn = 2\n"),
}


@pytest.mark.parametrize(("before", "values", "after"), CASES.values(), ids=CASES)
def test_a_change_looks_as_a_person_would_make_it(
    before: bytes, values: dict[str, str], after: bytes
) -> None:
    assert set_keys(before, "a", values) == after


def test_secrets_are_written_and_never_shown() -> None:
    data = set_keys(b"", "a", {"aws_secret_access_key": Secret("hunter2")})
    assert data == b"[a]\naws_secret_access_key = hunter2\n"
    with pytest.raises(CannotEdit) as refused:
        set_keys(b"", "a", {"aws_secret_access_key": Secret("hunter2\n")})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("value", ["a\nb", "a\rb", " a", "a ", "a\x0bb", "a\u2028b", "\ud800"])
def test_a_value_that_would_not_come_back_is_refused(value: str) -> None:
    with pytest.raises(CannotEdit):
        set_keys(b"[a]\n", "a", {"k": value})


@pytest.mark.parametrize("key", ["", "K", "a b", "a=b", "#a", "[a]", "a\n"])
def test_a_key_that_would_not_come_back_is_refused(key: str) -> None:
    with pytest.raises(CannotEdit):
        set_keys(b"[a]\n", "a", {key: "v"})


@pytest.mark.parametrize("name", ["", "DEFAULT", "a]b", "a\nb", "[a"])
def test_a_section_that_would_not_come_back_is_refused(name: str) -> None:
    with pytest.raises(CannotEdit):
        add_section(b"", name, {"k": "v"})


def test_a_section_that_is_there_is_not_added_again() -> None:
    with pytest.raises(CannotEdit, match="is there already"):
        add_section(b"[a]\n", "a", {"k": "v"})


def test_a_file_that_botocore_refuses_is_not_changed() -> None:
    with pytest.raises(CannotEdit, match="Line 2"):
        set_keys(b"[a]\nloose\n", "a", {"k": "v"})


def test_the_lines_of_a_section_can_be_shown_before() -> None:
    lines = section_lines("profile x", {"region": "eu-west-1", "color": ""})
    assert lines == b"[profile x]\nregion = eu-west-1\ncolor =\n"


REMOVED = {
    "with every line of its value": (
        b"[a]\ns3 =\n  x = 1\n\n  # note\n  y = 2\nk = 1\n",
        b"[a]\n\n  # note\nk = 1\n",
    ),
    "a file that ended without a line's end still does": (
        b"[b]\r\n[a]\r\nk = 1\r\ns3 = 2",
        b"[b]\r\n[a]\r\nk = 1",
    ),
    "the only key": (b"[a]\n  S3: v\n# note\n[b]\ns3 = 1\n", b"[a]\n# note\n[b]\ns3 = 1\n"),
    "a key that is not there": (b"[a]\nk = 1\n[b]\ns3 = 1\n", b"[a]\nk = 1\n[b]\ns3 = 1\n"),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED)
def test_a_key_is_taken_out(before: bytes, after: bytes) -> None:
    assert remove_keys(before, "a", ["s3"]) == after


def test_lines_are_taken_out_by_their_numbers() -> None:
    assert without_lines(b"1\n2\r\n3", {2}) == b"1\n3"
    assert without_lines(b"1\n2\r\n3", {3}) == b"1\n2"
    assert without_lines(b"1\n2\r\n3\n", {3, 1}) == b"2\r\n"
    assert without_lines(b"1", {1}) == without_lines(b"", {1}) == b""


def test_a_change_that_would_mean_something_else_is_refused() -> None:
    with pytest.raises(CannotEdit, match="no safe place"):
        checked(b"[a]\nk = 1\n", {"DEFAULT": {}, "a": {"k": "2"}})
    with pytest.raises(CannotEdit, match="no safe place"):
        checked(b"[DEFAULT]\nk = 1\n[a]\n", meaning(read(b"[DEFAULT]\nk = 2\n[a]\n", HERE)))
