"""A diff shows every line that changes, and no secret."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from profiles.diffs import CONTEXT, DiffLine, Sign, diff
from profiles.ini import split
from profiles.masking import masked_lines
from profiles.secret import MASK
from tests.aws_files import MARK, secret_files
from tests.profile_texts import odd_files

_lines = st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"[x]\n", b"k = 1\n", b"k = 2\n"]), max_size=25)


def applied(before: bytes, lines: tuple[DiffLine, ...]) -> list[str]:
    """What a person who makes the shown changes by hand gets, without the ends of the lines."""
    old = [line.rstrip(b"\r\n").decode() for line in split(before)]
    new: list[str] = []
    for line in lines:
        if line.sign in (Sign.ADDED, Sign.STAYS):
            # Lines that are not shown stay.
            while len(new) < line.number - 1:
                new.append(old.pop(0))
            if line.sign is Sign.STAYS:
                assert old.pop(0) == line.text
            new.append(line.text)
        elif line.sign is Sign.REMOVED:
            while len(split(before)) - len(old) < line.number - 1:
                new.append(old.pop(0))
            assert old.pop(0) == line.text
    return new + old


@given(before=_lines, after=_lines)
def test_who_makes_the_shown_changes_gets_the_new_file(before: list[bytes], after: list[bytes]) -> None:
    old, new = b"".join(before), b"".join(after)
    lines = diff(old, new)
    assert applied(old, lines) == [line.rstrip(b"\n").decode() for line in after]
    assert bool(lines) == (old != new)


@given(before=_lines, after=_lines)
def test_the_lines_around_a_change_are_shown_and_no_others(before: list[bytes], after: list[bytes]) -> None:
    lines = diff(b"".join(before), b"".join(after))
    changed = [place for place, line in enumerate(lines) if line.sign in (Sign.ADDED, Sign.REMOVED)]
    for place, line in enumerate(lines):
        if line.sign is Sign.STAYS:
            assert min(abs(place - other) for other in changed) <= CONTEXT
        if line.sign is Sign.LEFT_OUT:
            event("left out")
            assert 0 < place < len(lines) - 1
            assert lines[place + 1].sign is Sign.STAYS
            assert lines[place - 1].sign is Sign.STAYS
            assert line.text == ""
    if lines and lines[-1].sign is not Sign.STAYS:
        assert lines[-1].number == len(after if lines[-1].sign is Sign.ADDED else before)
    if lines and lines[0].sign is not Sign.STAYS:
        assert lines[0].number == 1


@given(before=secret_files(odd=True), after=st.one_of(secret_files(odd=True), secret_files(odd=False)))
def test_no_secret_stands_in_a_diff(before: bytes, after: bytes) -> None:
    assert MARK not in repr(diff(before, after))


@given(before=odd_files, after=odd_files)
def test_bytes_of_any_kind_are_never_a_crash(before: bytes, after: bytes) -> None:
    shown = {line.shown for line in (*masked_lines(before), *masked_lines(after))}
    assert {line.text for line in diff(before, after)} <= {*shown, ""}


def test_a_changed_secret_shows_that_it_changes() -> None:
    lines = diff(b"[a]\naws_session_token = old\n", b"[a]\naws_session_token = new\n")
    assert [(line.sign, line.text, line.number) for line in lines] == [
        (Sign.STAYS, "[a]", 1),
        (Sign.REMOVED, f"aws_session_token = {MASK}", 2),
        (Sign.ADDED, f"aws_session_token = {MASK}", 2),
    ]


@pytest.mark.parametrize("turn", [False, True])
def test_a_line_that_is_secret_on_one_side_only_stays_hidden(turn: bool) -> None:
    secret = b"[a]\naws_session_token = x\n  hunter2\n"
    plain = b"[a]\nk = x\n  hunter2\n"
    lines = diff(plain, secret) if turn else diff(secret, plain)
    assert "hunter2" not in repr(lines)
    assert (Sign.STAYS, f"  {MASK}") in [(line.sign, line.text) for line in lines]


@pytest.mark.parametrize("after", [b"[a]\r\nk = v\r\n", b"[a]\nk = v"])
def test_ends_of_lines_are_no_lines_of_a_diff(after: bytes) -> None:
    assert diff(b"[a]\nk = v\n", after) == ()


def test_distant_changes_are_shown_with_a_gap_between() -> None:
    before = [b"%d\n" % number for number in range(20)]
    after = [b"first\n", *before[1:19], b"last\n"]
    lines = diff(b"".join(before), b"".join(after))
    assert "".join(line.sign.value for line in lines) == "-+  …  -+"
    assert [line.number for line in lines] == [1, 1, 2, 3, 18, 18, 19, 20, 20]


def test_of_a_file_of_a_thousand_profiles_only_what_differs_is_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = []

    class Noted(SequenceMatcher[bytes | int]):
        def __init__(
            self, junk: None, old: list[bytes | int], new: list[bytes | int], *, autojunk: bool
        ) -> None:
            sizes.append((len(old), len(new)))
            super().__init__(junk, old, new, autojunk=autojunk)

    monkeypatch.setattr("difflib.SequenceMatcher", Noted)
    section = b"[profile p%d]\nrole_arn = x\nsource_profile = sts\nregion = eu-west-1\ncolor = b7ca9d\n\n"
    before = b"".join(section % number for number in range(1000))
    after = before.replace(b"[profile p500]\n", b"[profile p500]\nk = v\n")
    # The whole takes the matcher more than a second, and it runs at each key that is typed.
    assert "".join(line.sign.value for line in diff(before, after)) == "  +  "
    assert sizes == [(2 * CONTEXT, 2 * CONTEXT + 1)]
