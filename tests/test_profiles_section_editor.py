"""Whole sections taken out, renamed and copied: exactly the intended lines, or a refusal that is justified."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from profiles import editor
from profiles.editor import CannotEdit, remove_keys, set_keys
from profiles.ini import Section, read, split
from profiles.section_editor import change_keys, copy_section, remove_section, rename_section
from tests.aws_files import HERE, REAL, is_whole
from tests.profile_texts import botocore_profiles, credentials_files, odd_files

# In the credentials file every section is a profile, so what botocore reads is the whole meaning.
_files = st.one_of(
    credentials_files.filter(is_whole), st.sampled_from([texts.credentials for texts in REAL.values()])
)
_choice = st.integers(0, 20)
_names = st.sampled_from(["new", "new one", " é ", "profile x", "a"])


def chosen(data: bytes, choice: int) -> Section:
    sections = read(data, HERE).sections
    assume(sections)
    return sections[choice % len(sections)]


def meaning(data: bytes) -> dict[str, dict[str, object]]:
    return botocore_profiles(b"", data)


def last_line(section: Section) -> int:
    return max((key.lines[-1] for key in section.keys.values()), default=section.line)


@given(data=_files, choice=_choice)
def test_a_section_goes_and_every_other_line_stays(data: bytes, choice: int) -> None:
    section = chosen(data, choice)
    lines = split(data)
    # Taken out without another thought.
    head, tail = lines[: section.line - 1], lines[last_line(section) :]
    try:
        after = remove_section(data, section.name)
    except CannotEdit:
        event("refused")
        plain = read(b"".join(head + tail), HERE)
        left = editor.meaning(read(data, HERE))
        del left[section.name]
        assert plain.flaws or editor.meaning(plain) != left
        return
    wanted = meaning(data)
    del wanted[section.name]
    assert meaning(after) == wanted
    assert [line for line in split(after) if line.strip()] == [line for line in head + tail if line.strip()]
    missing = len(head) + len(tail) - len(split(after))
    if head and head[-1].strip() and any(line.strip() for line in tail):
        assert missing == 0  # it stood close to what is before, and the empty lines behind it are needed
    if tail and any(line.strip() for line in tail):
        assert after.startswith(b"".join(head))


@given(data=_files, choice=_choice, new=_names)
def test_a_renamed_section_has_another_header_and_nothing_else(data: bytes, choice: int, new: str) -> None:
    section = chosen(data, choice)
    if new in meaning(data):
        with pytest.raises(CannotEdit, match="is there already"):
            rename_section(data, section.name, new)
        return
    after = rename_section(data, section.name, new)
    wanted = meaning(data)
    wanted[new] = wanted.pop(section.name)
    assert meaning(after) == wanted
    lines = split(data)
    header = lines[section.line - 1]
    lines[section.line - 1] = header.replace(f"[{section.name}]".encode(), f"[{new}]".encode(), 1)
    assert split(after) == lines


@given(data=_files, choice=_choice)
def test_a_copy_has_the_lines_of_every_value(data: bytes, choice: int) -> None:
    section = chosen(data, choice)
    after = copy_section(data, section.name, "new", {})
    assert after.startswith(data)
    assert meaning(after) == {**meaning(data), "new": meaning(data)[section.name]}
    added = [line.rstrip(b"\r\n") for line in split(after)[len(split(data)) :]]
    old = split(data)
    own = sorted(line for key in section.keys.values() for line in key.lines)
    assert [line for line in added if line.strip()] == [
        b"[new]",
        *(old[line - 1].rstrip(b"\r\n") for line in own),
    ]


@given(
    data=_files,
    choice=_choice,
    names=st.sets(
        st.sampled_from(["role_arn", "region", "s3", "k", "aws_session_token", "gone"]), min_size=1
    ),
)
def test_keys_go_with_all_their_lines_and_no_other(data: bytes, choice: int, names: set[str]) -> None:
    section = chosen(data, choice)
    own = {line for name in names if name in section.keys for line in section.keys[name].lines}

    after = remove_keys(data, section.name, names)

    kept = [line for number, line in enumerate(split(data), start=1) if number not in own]
    if len(split(data)) in own and kept and not split(data)[-1].endswith((b"\n", b"\r")):
        kept[-1] = kept[-1].rstrip(b"\r\n")
        event("the last line of a file without a final newline went")
    assert split(after) == [line for line in kept if line]
    inherited = {name: key.value for name, key in read(data, HERE).defaults.items()}
    wanted = meaning(data)
    wanted[section.name] = {
        name: value
        for name, value in wanted[section.name].items()
        if name not in names or (name in inherited)
    }
    assert meaning(after).keys() == wanted.keys()
    assert meaning(after)[section.name].keys() == wanted[section.name].keys()
    assert {name: values for name, values in meaning(after).items() if name != section.name} == {
        name: values for name, values in wanted.items() if name != section.name
    }


@given(data=odd_files, choice=_choice)
def test_bytes_of_any_kind_are_never_a_crash(data: bytes, choice: int) -> None:
    document = read(data, HERE)
    name = document.sections[choice % len(document.sections)].name if document.sections else "none"
    edits: list[Callable[[], bytes]] = [
        lambda: remove_section(data, name),
        lambda: rename_section(data, name, "new"),
        lambda: copy_section(data, name, "new", {"k": "v", "region": None}),
        lambda: change_keys(data, name, {"k": "v", "region": None}),
    ]
    for edit in edits:
        try:
            after = edit()
        except CannotEdit as refused:
            assert refused.reason.endswith(".")  # noqa: PT017  what is refused is not known before
        else:
            assert not document.flaws
            assert not read(after, HERE).flaws


CASES = {
    "a header that is indented under the key before it": (
        b"[a]\nk = 1\n[b]\n  [c]\n  k = 2\n",
        "b",
        None,
    ),
    "the empty line behind it is needed": (b"[a]\nk = 1\n[b]\nk = 1\n\n[c]\n", "b", b"[a]\nk = 1\n\n[c]\n"),
    "the only section": (b"# top\n\n[b]\nk = 1\n", "b", b"# top\n"),
    "the only section, and nothing else": (b"[b]\nk = 1", "b", b""),
    "the last of a file without a final newline": (
        b"[a]\r\nk = 1\r\n\r\n[b]\r\nk = 2",
        "b",
        b"[a]\r\nk = 1\r\n",
    ),
    "a note behind it at the end of the file": (b"[a]\n\n[b]\nk = 1\n\n# end", "b", b"[a]\n\n# end"),
    "a value of several lines": (b"[b]\ns3 =\n\n  x = 1\n  # n\n  y = 2\n[c]\n", "b", b"[c]\n"),
}


@pytest.mark.parametrize(("before", "section", "after"), CASES.values(), ids=CASES)
def test_a_section_is_taken_out_as_a_person_would(before: bytes, section: str, after: bytes | None) -> None:
    if after is None:
        with pytest.raises(CannotEdit, match="no safe place"):
            remove_section(before, section)
    else:
        assert remove_section(before, section) == after


def test_an_empty_line_inside_a_value_is_copied_and_a_note_is_not() -> None:
    data = b"[a]\nk = 1\n\n  2\n  # note\n  3\n# note\nl = 4"
    assert copy_section(data, "a", "b", {"l": "5"}) == data + b"\n\n[b]\nk = 1\n\n  2\n  3\nl = 5\n"


@pytest.mark.parametrize("name", ["gone", "DEFAULT"])
def test_a_section_that_is_none_is_refused(name: str) -> None:
    data = b"[DEFAULT]\nk = v\n[a]\n"
    edits: list[Callable[[], bytes]] = [
        lambda: remove_section(data, name),
        lambda: rename_section(data, name, "new"),
        lambda: copy_section(data, name, "new", {}),
    ]
    for edit in edits:
        with pytest.raises(CannotEdit, match=f"There is no section .{name}."):
            edit()


@pytest.mark.parametrize("new", ["", "DEFAULT", "a]b", "a\nb", "\ud800", "a"])
def test_a_header_that_would_not_come_back_is_refused(new: str) -> None:
    for edit in (rename_section, lambda data, name, new: copy_section(data, name, new, {})):
        with pytest.raises(CannotEdit):
            edit(b"[a]\nk = v\n", "a", new)


def test_a_copy_whose_line_ends_would_run_into_each_other_is_refused() -> None:
    with pytest.raises(CannotEdit, match="no safe place"):
        copy_section(b"[a]\nk = 1\r  # note\n\n  2\n", "a", "b", {})


def test_keys_are_set_and_taken_out_in_one_go() -> None:
    data = b"[a]\nk = 1\nl = 2\n"
    assert change_keys(data, "a", {"k": None, "l": "3", "m": "4"}) == b"[a]\nl = 3\nm = 4\n"
    assert change_keys(data, "a", {}) == data
    assert remove_keys(data, "gone", ["k"]) == data
    with pytest.raises(CannotEdit, match="Line 2"):
        remove_keys(b"[a]\nloose\n", "a", ["k"])
    assert set_keys(remove_keys(data, "a", ["k", "l"]), "a", {"n": "1"}) == b"[a]\nn = 1\n"
