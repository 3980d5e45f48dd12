"""Two changes of one file joined: what each meant, and not a byte more or less."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from botocore.configloader import raw_config_parse
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from profiles.editor import CannotEdit, add_section, set_keys
from profiles.ini import DEFAULTS, read, split
from profiles.merging import Clash, three_way
from tests.counts import count
from tests.profile_texts import config_files, credentials_files, odd_files

HERE = Path("file")
files = st.one_of(config_files, credentials_files)


def _bare(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def _meaning(data: bytes, folder: Path) -> dict[tuple[str, str], object]:
    """Every section ("" for its key) and key as botocore reads them, without what it has from [DEFAULT]."""
    (folder / "file").write_bytes(data)
    sections = raw_config_parse(str(folder / "file"))
    inherited = {name: key.lines for name, key in read(data, HERE).defaults.items()}
    own = {section.name: section.keys for section in read(data, HERE).sections}
    return {
        (section, key): value
        for section, keys in sections.items()
        for key, value in [("", True), *keys.items()]
        if not key or key not in inherited or key in own[section]
    }


def _both(
    base: Mapping[tuple[str, str], object],
    ours: Mapping[tuple[str, str], object],
    theirs: Mapping[tuple[str, str], object],
) -> dict[tuple[str, str], object]:
    """`base` with what either changed; only asked where they do not clash."""
    result = {}
    for place in {**base, **ours, **theirs}:
        value = theirs.get(place) if ours.get(place) == base.get(place) else ours.get(place)
        if value is not None:
            result[place] = value
    return result


@st.composite
def _edited(draw: st.DrawFn, data: bytes, who: str) -> bytes:
    """A file after one to three changes that a person or a program would make."""
    for _ in range(draw(st.integers(1, 3))):
        sections = read(data, HERE).sections
        kind = draw(st.sampled_from(["add", "set", "set", "key away", "section away", "note"]))
        value = draw(st.sampled_from(["v", "w", "a = b", "ü/+="]))
        if kind == "add" or not sections:
            name = draw(st.sampled_from([f"profile {who}", f"{who} 2"]))
            with contextlib.suppress(CannotEdit):
                data = add_section(data, name, {"role_arn": value, "region": who})
            continue
        section = draw(st.sampled_from(sections))
        if kind == "set":
            keys = draw(st.lists(st.sampled_from(["region", "k", "aws_secret_access_key", f"of_{who}"])))
            with contextlib.suppress(CannotEdit):
                data = set_keys(data, section.name, dict.fromkeys(keys, value))
            continue
        lines = split(data)
        if kind == "section away":
            del lines[section.line - 1 : section.end]
        elif kind == "note":
            lines.insert(section.line - 1, b"# note of " + who.encode() + b"\n")
            if lines[section.line - 2 : section.line - 1] and section.line > 1:
                before = lines[section.line - 2]
                lines[section.line - 2] = before if before != _bare(before) else before + b"\n"
        elif section.keys:
            key = draw(st.sampled_from(sorted(section.keys)))
            for line in section.keys[key].lines:
                lines[line - 1] = b""
        if not read(b"".join(lines), HERE).flaws:
            data = b"".join(lines)
    return data


@given(data=st.data(), base=files)
def test_the_result_means_what_both_changes_meant(
    data: st.DataObject, base: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assume(not read(base, HERE).flaws)
    ours, theirs = data.draw(_edited(base, "ours")), data.draw(_edited(base, "theirs"))
    folder = tmp_path_factory.getbasetemp()

    try:
        result = three_way(base, ours, theirs)
    except Clash as clash:
        event(f"clash: {clash.reason.partition(':')[0]}")
        return

    event("joined")
    meanings = [_meaning(text, folder) for text in (base, ours, theirs)]
    assert _meaning(result, folder) == _both(*meanings)
    with contextlib.suppress(Clash):
        assert _meaning(three_way(base, theirs, ours), folder) == _both(*meanings)


@given(data=st.data(), base=files)
def test_no_line_is_lost_and_none_but_a_note_is_doubled(data: st.DataObject, base: bytes) -> None:
    assume(not read(base, HERE).flaws)
    ours, theirs = data.draw(_edited(base, "ours")), data.draw(_edited(base, "theirs"))
    try:
        result = three_way(base, ours, theirs)
    except Clash:
        return
    sides = [[_bare(line) for line in split(text)] for text in (base, ours, theirs, result)]
    for line in {line for side in sides for line in side if line.strip()}:
        old, our, their, both = (side.count(line) for side in sides)
        # What each added to or took from the file, both did; unless both did the same.
        meant = (our + their - old, our, their)
        assert both in meant or (both > min(meant) and line.lstrip().startswith((b"#", b";"))), line


@settings(max_examples=count(40, 5000))
@given(data=st.data(), base=files)
def test_changes_to_different_sections_never_clash(data: st.DataObject, base: bytes) -> None:
    base += b"\n[one]\nk = 1\n[two]\nk = 1\n" + b"\n" * data.draw(st.integers(0, 2))
    document = read(base, HERE)
    assume(not document.flaws)
    first, second = data.draw(st.permutations(document.sections))[:2]
    try:
        ours = set_keys(base, first.name, {"region": "ours", "new": "x"})
        theirs = set_keys(base, second.name, {"region": "theirs", "new": "y"})
        theirs = add_section(theirs, "profile theirs", {"k": "v"})
        ours = add_section(ours, "profile ours", {"k": "v"})
    except CannotEdit:
        assume(False)
    after = read(three_way(base, ours, theirs), HERE)
    said = [after.section(name) for name in (first.name, second.name, "profile ours", "profile theirs")]
    assert [section and section.keys.get("new", section.keys.get("k")) is not None for section in said] == [
        True
    ] * 4


@given(before=files, foreign=st.sampled_from(["profile theirs", "theirs"]), is_apart=st.booleans())
def test_our_section_is_undone_though_another_stands_behind_it(
    before: bytes, foreign: str, is_apart: bool
) -> None:
    def appended(data: bytes) -> bytes:
        """As the AWS CLI does it, which leaves no empty line."""
        lines = f"[{foreign}]\nregion = x\n".encode()
        ended = data if not data or data != _bare(data) else data + b"\n"
        return add_section(data, foreign, {"region": "x"}) if is_apart else ended + lines

    try:
        after = add_section(before, "profile ours", {"role_arn": "r", "region": "here"})
        theirs = appended(after)
        wanted = appended(before)
    except CannotEdit:
        assume(False)
    assume(not read(wanted, HERE).flaws and not read(theirs, HERE).flaws)

    undone = three_way(base=after, ours=before, theirs=theirs)

    assert [_bare(line) for line in split(undone) if line.strip()] == [
        _bare(line) for line in split(wanted) if line.strip()
    ]
    assert three_way(base=after, ours=before, theirs=after) == before


@settings(max_examples=count(40, 5000))
@given(base=st.one_of(files, odd_files), other=st.one_of(files, odd_files))
def test_a_side_that_changed_nothing_gives_way_byte_for_byte(base: bytes, other: bytes) -> None:
    assert three_way(base, other, base) == other
    assert three_way(base, base, other) == other
    assert three_way(base, other, other) == other


@settings(max_examples=count(40, 5000))
@given(base=odd_files, ours=odd_files, theirs=odd_files)
def test_bytes_of_any_kind_are_joined_or_a_clash(base: bytes, ours: bytes, theirs: bytes) -> None:
    with contextlib.suppress(Clash):
        result = three_way(base, ours, theirs)
        assert result in (base, ours, theirs) or not read(result, HERE).flaws


JOINED = {
    "two sections at the end": (
        b"[a]\nk = 1\n",
        b"[a]\nk = 1\n\n[ours]\nk = 1\n",
        b"[a]\nk = 1\n[theirs]\nk = 1\n",
        b"[a]\nk = 1\n[theirs]\nk = 1\n\n[ours]\nk = 1\n",
    ),
    "a last line without an end": (
        b"[a]\nk = 1",
        b"[a]\nk = 1\n\n[ours]\nk = 1\n",
        b"[a]\nk = 2",
        b"[a]\nk = 2\n\n[ours]\nk = 1\n",
    ),
    "two last lines without an end": (
        b"[a]\nk = 1",
        b"[a]\nk = 1\n[ours]\nk = 1",
        b"[a]\nk = 1\n[theirs]\nk = 1",
        b"[a]\nk = 1\n[theirs]\nk = 1\n[ours]\nk = 1",
    ),
    "CRLF": (
        b"[a]\r\nk = 1",
        b"[a]\r\nk = 1\r\n\r\n[ours]\r\nk = 1\r\n",
        b"[a]\r\nk = 1\r\n[theirs]\r\nk = 1",
        b"[a]\r\nk = 1\r\n[theirs]\r\nk = 1\r\n\r\n[ours]\r\nk = 1\r\n",
    ),
    "a file whose lines got other ends": (
        b"[a]\nk = 1\nn = 1\n",
        b"[a]\nk = 2\nn = 1\n",
        b"[a]\r\nk = 1\r\nn = 1\r\n",
        b"[a]\r\nk = 2\nn = 1\r\n",
    ),
    "neighbouring lines": (
        b"[a]\nk = 1\nn = 1\n",
        b"[a]\nk = 2\nn = 1\n",
        b"[a]\nk = 1\nn = 2\n",
        b"[a]\nk = 2\nn = 2\n",
    ),
    "keys at the end of one section, and sections behind it": (
        b"[a]\nk = 1\n",
        b"[a]\nk = 1\nours = 1\n\n[ours]\n",
        b"[a]\nk = 1\ntheirs = 1\n\n[theirs]\n",
        b"[a]\nk = 1\nours = 1\ntheirs = 1\n\n[theirs]\n\n[ours]\n",
    ),
    "the same change, and more": (
        b"[a]\nk = 1\nj = 1\n",
        b"[a]\nk = 2\nj = 2\nn = 1\n",
        b"[a]\nk = 1\nj = 2\nn = 1\nm = 1\n",
        b"[a]\nk = 2\nj = 2\nn = 1\nm = 1\n",
    ),
    "a note above a section, and a key before it": (
        b"[a]\nk = 1\n\n[b]\n",
        b"[a]\nk = 1\nn = 1\n\n[b]\n",
        b"[a]\nk = 1\n\n# theirs\n[b]\n",
        b"[a]\nk = 1\nn = 1\n\n# theirs\n[b]\n",
    ),
    "a section away, and one behind it": (
        b"[a]\nk = 1\n\n[b]\nk = 1\n",
        b"[a]\nk = 1\n",
        b"[a]\nk = 1\n\n[b]\nk = 1\n\n[c]\nk = 1\n",
        b"[a]\nk = 1\n\n[c]\nk = 1\n",
    ),
    "gaps at the end, which new sections make theirs": (
        b"[a]\nk = 1\n[b]\nk = 1\n\n",
        b"[a]\nk = 1\n[b]\nk = 1\n\n[ours]\n",
        b"[a]\nk = 1\n[b]\nk = 1\nn = 1\n\n[theirs]\n",
        b"[a]\nk = 1\n[b]\nk = 1\nn = 1\n\n[theirs]\n\n[ours]\n",
    ),
    "a section moved, and a key of it changed": (
        b"[a]\nk = 1\n[b]\nk = 1\n[c]\nk = 1\n",
        b"[a]\nk = 1\n[b]\nk = 2\n[c]\nk = 1\n",
        b"[b]\nk = 1\n[c]\nk = 1\n[a]\nk = 1\n",
        b"[b]\nk = 2\n[c]\nk = 1\n[a]\nk = 1\n",
    ),
    "keys for every profile": (
        b"[a]\nk = 1\n[DEFAULT]\nregion = x\n[b]\n",
        b"[a]\nk = 2\n[DEFAULT]\nregion = x\n[b]\n",
        b"[a]\nk = 1\n[DEFAULT]\nregion = y\n[b]\n",
        b"[a]\nk = 2\n[DEFAULT]\nregion = y\n[b]\n",
    ),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "expected"), JOINED.values(), ids=JOINED)
def test_joined(base: bytes, ours: bytes, theirs: bytes, expected: bytes) -> None:
    assert three_way(base, ours, theirs) == expected


CLASHES = {
    "one key, two values": (b"[a]\nk = 1\n", b"[a]\nk = 2\n", b"[a]\nk = 3\n", [("a", "k")]),
    "away and changed": (b"[a]\nk = 1\n", b"[a]\n", b"[a]\nk = 3\n", [("a", "k")]),
    "a section away, a key into it": (b"[a]\nk = 1\n", b"", b"[a]\nk = 1\nn = 1\n", [("a", "n")]),
    "one new section, two values": (b"", b"[a]\nk = 1\n", b"[a]\nk = 2\n", [("a", "k")]),
    "one note, two texts": (
        b"[a]\n# note\nk = 1\n",
        b"[a]\n# our note\nk = 1\n",
        b"[a]\n# their note\nk = 1\n",
        [("a", "")],
    ),
    "notes in what goes": (b"[a]\nk = 1\n", b"", b"[a]\n# mine\nk = 1\n", [("a", "")]),
    "a mark in front": (b"[a]\n", b"[a]\nk = 1\n", b"\xef\xbb\xbf[a]\n", []),
    "flaws": (b"[a]\n", b"[a]\nk = 1\n", b"[a]\nloose\n", []),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "places"), CLASHES.values(), ids=CLASHES)
@pytest.mark.parametrize("is_turned", [False, True])
def test_what_cannot_be_joined_is_named(
    base: bytes,
    ours: bytes,
    theirs: bytes,
    places: list[tuple[str, str]],
    is_turned: bool,
) -> None:
    with pytest.raises(Clash) as clash:
        three_way(base, *((theirs, ours) if is_turned else (ours, theirs)))
    assert list(clash.value.places) == places
    assert clash.value.reason.endswith(".")


def test_a_clash_never_tells_a_secret() -> None:
    key = b"[a]\naws_secret_access_key = "
    with pytest.raises(Clash) as clash:
        three_way(key + b"hunter1\n", key + b"hunter2\n", key + b"hunter3\n")
    assert str(clash.value) == "This was changed in two different ways: [a] aws_secret_access_key."


def test_every_section_is_one_that_two_programs_can_change_at_once() -> None:
    """Guards the tests above: a merge that refused everything would pass the properties."""
    base = b"".join(b"[profile p%d]\nregion = x\n\n" % number for number in range(30))
    assert DEFAULTS.encode() not in base
    for number in range(30):
        ours = set_keys(base, f"profile p{number}", {"region": "ours"})
        theirs = set_keys(base, f"profile p{29 - number}", {"output": "json"})
        assert three_way(base, ours, theirs) == set_keys(ours, f"profile p{29 - number}", {"output": "json"})


_BASTION = b"[profile b]\nregion = x\n\n[profile t]\nrole_arn = r\nsource_profile = b\n"
_NEW_TARGET = b"\n[profile n]\nrole_arn = r\nsource_profile = b\n"
_PAIR = b"[a]\naws_access_key_id = A1\naws_secret_access_key = hunter1\n"
SENSELESS = {
    "a target of a bastion that was renamed": (
        _BASTION,
        _BASTION.replace(b"profile b", b"profile bb").replace(b"= b", b"= bb"),
        _BASTION + _NEW_TARGET,
        "One change needs the profile b, which the other took away or renamed.",
        [("profile n", "source_profile")],
    ),
    "a target of a bastion that was removed": (
        _BASTION,
        _BASTION.partition(b"\n\n")[2],
        _BASTION + _NEW_TARGET,
        "One change needs the profile b, which the other took away or renamed.",
        [("profile n", "source_profile")],
    ),
    "a source in the credentials file that was renamed": (
        b"[b]\nk = 1\n",
        b"[bb]\nk = 1\n",
        b"[b]\nk = 1\n[n]\nsource_profile = b\n",
        "One change needs the profile b, which the other took away or renamed.",
        [("n", "source_profile")],
    ),
    "one profile under two headers": (
        _BASTION,
        _BASTION + b"[profile x]\nregion = ours\n",
        _BASTION + b'[profile "x"]\nregion = theirs\n',
        "Each change has the profile x under a header of its own.",
        [('profile "x"', ""), ("profile x", "")],
    ),
    "an access key id and another's secret": (
        _PAIR,
        _PAIR.replace(b"A1", b"A2"),
        _PAIR.replace(b"hunter1", b"hunter2"),
        "Both changes gave [a] other keys, which only belong together.",
        [("a", "aws_access_key_id"), ("a", "aws_secret_access_key")],
    ),
}


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(("base", "ours", "theirs", "reason", "places"), SENSELESS.values(), ids=SENSELESS)
def test_what_neither_change_meant_as_a_whole_is_refused(
    base: bytes, ours: bytes, theirs: bytes, reason: str, places: list[tuple[str, str]], is_turned: bool
) -> None:
    with pytest.raises(Clash) as clash:
        three_way(base, *((theirs, ours) if is_turned else (ours, theirs)))
    assert clash.value.reason == reason
    assert sorted(clash.value.places) == sorted(places)


def test_what_one_side_left_without_a_source_itself_is_no_clash() -> None:
    """A person may remove a bastion and keep its targets, while another program adds a profile."""
    ours, other = _BASTION.partition(b"\n\n")[2], b"\n[profile other]\nregion = x\n"
    assert three_way(_BASTION, ours, _BASTION + other) == ours + other
    assert three_way(ours, ours + _NEW_TARGET, ours + other).count(b"source_profile = b") == 2


def test_keys_that_both_changes_made_the_same_are_joined() -> None:
    new = _PAIR.replace(b"A1", b"A2").replace(b"hunter1", b"hunter2")
    other = b"[other]\nk = 1\n"
    assert three_way(_PAIR, new, new + other) == new + other
    assert three_way(_PAIR, new, _PAIR + other) == new + other
