"""Two changes of one AWS file joined, or the reason why they cannot be. Pure: bytes in, bytes out.

Files are joined section by section, and within a section line by line, so that two programs that each add a
section, or a key to the same section, both get what they wanted. What makes that safe is the check at the
end: the result must mean, key by key, exactly what both changes meant, and nothing that neither did as a whole: a
source that is gone, a profile twice, half a key pair.

The line merge is our own, over the standard library's `difflib`: `merge3` from PyPI is under the GPL, which
this project is not, and takes changes to neighbouring lines for a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from profiles.ini import DEFAULTS, Document, Key, read, split
from profiles.secret import Secret
from profiles.sections import profile_name

_NOWHERE = Path()

_Name = tuple[str, int]
"""A section's name and 0; or, of lines outside any (the top, `[DEFAULT]`), "" and a number."""
_LAST: _Name = ("", -1)
_Place = tuple[str, str]
"""A section and one of its keys; with "" for a key, the section itself."""
_Meaning = Mapping[_Place, object]
_KEY_PAIR = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token")


class Clash(Exception):
    """Two changes that cannot both be kept. `reason` is a sentence, without values.

    `places` are the sections and keys ("" for a section as a whole) that were changed in two ways, if the
    reason is that.
    """

    def __init__(self, reason: str, places: Sequence[_Place] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.places = tuple(places)


def three_way(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    """The file with both changes: that from `base` to `ours`, and that from `base` to `theirs`.

    Every line that neither changed keeps its bytes. Raises `Clash`, also for a file with flaws.
    """
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    documents = [_readable(data) for data in (base, ours, theirs)]
    meanings = [_meaning(document) for document in documents]
    meant = _joined(*meanings)
    _check_pairs(*meanings)
    _check_names(meanings[1:], meant)
    texts = [
        _sections(document, split(data))
        for document, data in zip(documents, (base, ours, theirs), strict=True)
    ]
    for is_ours_first in (True, False):
        result = _text(*texts, is_ours_first=is_ours_first)
        document = read(result, _NOWHERE)
        if not document.flaws and _meaning(document) == meant:
            return result
    raise Clash("The two changes stand in each other's way in the text of the file.")


def _readable(data: bytes) -> Document:
    document = read(data, _NOWHERE)
    if document.flaws:
        flaw = document.flaws[0]
        raise Clash(f"AWS tools cannot read the file as it is. Line {flaw.line}: {flaw.what}")
    return document


def _meaning(document: Document) -> dict[_Place, object]:
    """Every section and every key, with its value."""
    sections = {DEFAULTS: document.defaults, **{found.name: found.keys for found in document.sections}}
    return {
        place: value
        for section, keys in sections.items()
        for place, value in [((section, ""), True), *_values(section, keys)]
    }


def _values(section: str, keys: Mapping[str, Key]) -> Iterator[tuple[_Place, object]]:
    for key in keys.values():
        yield (section, key.name), key.value.reveal() if isinstance(key.value, Secret) else key.value


def _joined(base: _Meaning, ours: _Meaning, theirs: _Meaning) -> dict[_Place, object]:
    """Every value that either changed, as it was changed. Raises `Clash`."""
    result: dict[_Place, object] = {}
    clashes = []
    for place in {**base, **ours, **theirs}:
        old, our, their = (values.get(place) for values in (base, ours, theirs))
        if our not in (old, their) and their != old:
            clashes.append(place)
        value = their if our == old else our
        if value is not None:
            result[place] = value
    # A section that one took away, and the other put a key into.
    clashes += [(section, key) for section, key in result if (section, "") not in result]
    if clashes:
        names = ", ".join(f"[{section}] {key}".rstrip() for section, key in clashes)
        raise Clash(f"This was changed in two different ways: {names}.", clashes)
    return result


def _check_pairs(base: _Meaning, ours: _Meaning, theirs: _Meaning) -> None:
    """A secret belongs to its access key id. Raises `Clash` where each change brought other keys into a section."""
    for section in dict.fromkeys(section for section, key in {**ours, **theirs} if key in _KEY_PAIR):
        places = [(section, key) for key in _KEY_PAIR]
        old, our, their = ([side.get(place) for place in places] for side in (base, ours, theirs))
        if old != our != their != old:
            changed = [
                place for place in places if not base.get(place) == ours.get(place) == theirs.get(place)
            ]
            raise Clash(f"Both changes gave [{section}] other keys, which only belong together.", changed)


def _check_names(sides: Sequence[_Meaning], meant: _Meaning) -> None:
    """Raises `Clash` where a profile stands twice, or its source nowhere, and that was so on neither side."""
    found, of_sides = _headers(meant), [(side, _headers(side)) for side in sides]
    for name, headers in found.items():
        if len(headers) > 1 and all(len(before.get(name, ())) < len(headers) for _, before in of_sides):
            places = [(header, "") for header in headers]
            raise Clash(f"Each change has the profile {name} under a header of its own.", places)
    for place, source in meant.items():
        if place[1] != "source_profile" or source in found:
            continue
        there = [source in before for side, before in of_sides if side.get(place) == source]
        if there and all(there):
            what = f"One change needs the profile {source}, which the other took away or renamed."
            raise Clash(what, [place])


def _headers(meaning: _Meaning) -> dict[object, list[str]]:
    """The headers of a file by the profile they name; the file may be the config or the credentials file."""
    result: dict[object, list[str]] = {}
    for section, key in meaning:
        if not key:
            result.setdefault(profile_name(section) or section, []).append(section)
    return result


def _sections(document: Document, lines: list[bytes]) -> dict[_Name, list[bytes]]:
    """The lines of a file by section, in its order. Notes right above a header, and a gap above them, are its.

    The gap at the end of the file is a section of its own: who adds one makes it the gap above that.
    """
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    result = {_LAST: lines[end:]}
    starts: dict[int, _Name] = {0: ("", 0)} | {found.line - 1: (found.name, 0) for found in document.sections}
    others = [found.end for found in document.sections if found.end < end and found.end not in starts]
    starts |= {start: ("", number) for number, start in enumerate(others, start=1)}
    for header, name in sorted(starts.items(), reverse=True):
        start = _with_notes(lines, header, after=max((at + 1 for at in starts if at < header), default=0))
        result[name] = lines[start:end]
        end = start
    return dict(reversed(result.items()))


def _with_notes(lines: list[bytes], header: int, after: int) -> int:
    start = header
    while start > after and lines[start - 1].lstrip().startswith((b"#", b";")):
        start -= 1
    while start > after and not lines[start - 1].strip():
        start -= 1
    return start


def _text(
    base: dict[_Name, list[bytes]],
    ours: dict[_Name, list[bytes]],
    theirs: dict[_Name, list[bytes]],
    *,
    is_ours_first: bool,
) -> bytes:
    lines: list[bytes] = []
    for name in _order(list(base), list(ours), list(theirs)):
        old, our, their = (sections.get(name) for sections in (base, ours, theirs))
        if our is None or their is None:
            left = our if their is None else their
            if old is None:
                lines += left or []
            elif left is not None and _plain(left) != _plain(old):
                raise _stuck(name)
        else:
            lines += _lines(name, old or [], our, their, is_ours_first=is_ours_first)
    end = next((line[len(_bare(line)) :] for line in lines if line != _bare(line)), b"\n")
    # A line that was the last one, and is not any more, would run into the next.
    return b"".join(line + end if line == _bare(line) else line for line in lines[:-1]) + b"".join(lines[-1:])


def _order(base: list[_Name], ours: list[_Name], theirs: list[_Name]) -> list[_Name]:
    """All sections, in the order of whoever moved some, else of theirs; the other's new ones where it has them."""
    kept = [name for name in base if name in ours and name in theirs]
    is_theirs = [name for name in theirs if name in kept] != kept or [
        name for name in ours if name in kept
    ] == kept
    first, second = (theirs, ours) if is_theirs else (ours, theirs)
    result = list(first)
    before = -1
    for name in second:
        if name not in result:
            at = before + 1
            while at < len(result) and result[at] not in base and result[at] not in second:
                at += 1
            result.insert(at, name)
        before = result.index(name)
    return result


def _lines(
    name: _Name, base: list[bytes], ours: list[bytes], theirs: list[bytes], *, is_ours_first: bool
) -> list[bytes]:
    """The lines of one section with both changes. Raises `Clash` where both changed the same line."""
    our_hunks, our_lines = _changes(base, ours)
    their_hunks, their_lines = _changes(base, theirs)
    hunks = [*our_hunks, *their_hunks] if is_ours_first else [*their_hunks, *our_hunks]
    result: list[bytes] = []
    at = 0
    last = _Hunk(-1, -1, [])
    for hunk in sorted(hunks, key=lambda hunk: (hunk.start, hunk.end)):
        lines = hunk.lines
        if (hunk.start, hunk.end) == (last.start, last.end):
            common = _common(_plain(last.lines), _plain(lines))
            lines = lines[common:]
            if not lines and len(last.lines) == common:
                continue  # the same change
        if hunk.start < at:
            raise _stuck(name)
        result += _untouched(base, our_lines, their_lines, range(at, hunk.start))
        result += lines
        at, last = hunk.end, hunk
    return result + _untouched(base, our_lines, their_lines, range(at, len(base)))


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines that take the place of `base[start:end]`."""

    start: int
    end: int
    lines: list[bytes]


def _changes(base: list[bytes], other: list[bytes]) -> tuple[list[_Hunk], dict[int, bytes]]:
    """What was changed, line by line where possible; and each other line of `base`, as it is in `other`."""
    from difflib import SequenceMatcher

    hunks = []
    same: dict[int, bytes] = {}
    matcher = SequenceMatcher(None, _plain(base), _plain(other), autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        both = min(end - start, last - first)
        if tag == "equal":
            same.update(zip(range(start, end), other[first:last], strict=True))
            continue
        hunks += [_Hunk(start + n, start + n + 1, [other[first + n]]) for n in range(both)]
        if end - start != last - first:
            hunks.append(_Hunk(start + both, end, other[first + both : last]))
    return hunks, same


def _untouched(
    base: list[bytes], ours: dict[int, bytes], theirs: dict[int, bytes], numbers: range
) -> list[bytes]:
    """Lines whose words nobody changed. The way they end may have been: a last line has no end."""
    return [ours[number] if theirs[number] == base[number] else theirs[number] for number in numbers]


def _common(one: list[bytes], other: list[bytes]) -> int:
    """How many lines are the same at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _plain(lines: list[bytes]) -> list[bytes]:
    return [_bare(line) for line in lines]


def _bare(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def _stuck(name: _Name) -> Clash:
    section, _ = name
    if not section:
        return Clash("The same lines outside any profile were changed in two different ways.")
    return Clash(f"The same lines were changed in two different ways: [{section}].", [(section, "")])
