"""The process that writes is killed at every step and at any instant: nothing is lost, torn or left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.counts import count
from tests.writing_worker import BEFORE, THEIRS, ours, work

OLD, NEW = BEFORE.decode(), ours(BEFORE).decode()
OLD_AND_THEIRS, BOTH = (BEFORE + THEIRS).decode(), ours(BEFORE + THEIRS).decode()


@pytest.mark.parametrize("scenario", ["a change", "a change, on a disk that cannot swap", "a missing file"])
def test_killed_before_each_line_the_file_is_the_old_or_the_new_one(tmp_path: Path, scenario: str) -> None:
    deaths = work("steps", tmp_path, scenario)

    made = ours(b"").decode()
    ends = {None, made} if "missing" in scenario else {OLD, NEW}
    assert len(deaths) > 40
    assert {found["content"] for found in deaths} == ends, "both ends were seen"
    for found in deaths:
        assert found["content"] in ends
        assert found["after sweep"] == found["content"]
        assert found["names"] == ([] if found["content"] is None else ["credentials"])
        assert found["saved"] == []
        assert found["mode"] == {OLD: 0o644}.get(
            found["content"], None if found["content"] is None else 0o600
        )
    assert max(found["removed"] for found in deaths) == 1, "some deaths left something to sweep"


@pytest.mark.parametrize("scenario", ["foreign write", "foreign write, on a disk that cannot swap"])
def test_killed_before_each_line_a_write_without_a_lock_is_kept(tmp_path: Path, scenario: str) -> None:
    """It ends in the instant before our swap. A death right behind that leaves it in what the sweep saves."""
    deaths = work("steps", tmp_path, scenario)

    assert {found["content"] for found in deaths} == {OLD_AND_THEIRS, NEW, BOTH}
    for found in deaths:
        assert found["after sweep"] == found["content"]
        assert THEIRS.decode() in found["content"] or found["saved"] == [[0o600, OLD_AND_THEIRS]]
        assert found["names"] == ["credentials", *(["credentials.saved-1"] if found["saved"] else [])]
    assert any(found["saved"] for found in deaths)
    assert deaths[-1]["content"] == BOTH
    assert deaths[-1]["saved"] == []


def test_killed_before_each_line_two_writes_without_a_lock_are_kept(tmp_path: Path) -> None:
    """The second one goes into the file that we are about to take back."""
    deaths = work("steps", tmp_path, "foreign write, twice")

    texts = [str([found["after sweep"], found["saved"], found["kept"]]) for found in deaths]
    second = next(at for at, text in enumerate(texts) if "[others]" in text)
    assert second < len(deaths) - 1
    assert all("[theirs]" in text for text in texts)
    assert all("[others]" in text for text in texts[second:])
    assert {tuple(found["names"]) for found in deaths[second:]} == {("credentials", "credentials.saved-1")}
    assert any(found["saved"] for found in deaths), "some deaths left it to the sweep"
    assert not deaths[-1]["saved"], "at the end it was saved before the death"


def test_killed_at_any_instant_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    number = count(15, 500)
    deaths = work("kills", tmp_path, 7, number)

    assert len(deaths) == number
    for found in deaths:
        assert found["content"] == found["after sweep"] == [f"[p{name}]" for name in range(5)]
        assert found["mode"] == 0o600
        assert found["names"] == ["credentials"]
        assert found["saved"] == []
        # Every change but the one that was cut off was told, and is there; so are those of all other profiles.
        last = max(found["values"])
        assert last in (found["done"], found["done"] + 1)
        assert sorted(found["values"]) == [max(0, last - 4 + at) for at in range(5)] or last < 5
    print(f"{number} deaths, {sum(found['removed'] for found in deaths)} of them left something to sweep")


def test_eight_processes_lose_no_change_and_a_reader_sees_whole_files_only(tmp_path: Path) -> None:
    rounds = count(12, 300)
    reads, found = work("many", tmp_path, rounds)

    assert reads > rounds
    assert found["changed"] == {"p0": "before", **{f"w{number}": str(rounds) for number in range(8)}}
    assert found["content"].startswith(OLD)
    assert (found["mode"], found["removed"]) == (0o640, 0)
    assert found["names"] == ["config", "copy"]


def test_no_section_that_a_program_without_a_lock_adds_is_lost(tmp_path: Path) -> None:
    """It opens the file at any instant: also a file that we are about to displace, or to take back."""
    number = count(150, 4000)
    [found] = work("appends", tmp_path, number)

    everything = "".join([found["after sweep"], *found["texts"]])
    assert [section for section in range(number) if f"[t{section}]\n" not in everything] == []
    assert found["changes"] + len(found["refusals"]) > 5
    assert found["merged"] > 0
    assert all("changed" in refusal for refusal in found["refusals"]), "what was in the way was told"
    assert set(found["names"]) <= {"config", *(f"config.saved-{at + 1}" for at in range(len(found["texts"])))}
    print(f"{found['changes']} changes, {found['merged']} of them joined, {len(found['refusals'])} refused")
    print(f"{len(found['texts'])} saved", *sorted(set(found["refusals"]))[:3], sep="\n")
