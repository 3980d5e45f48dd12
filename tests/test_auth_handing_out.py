"""Keys for programs that ask: renewed once for all who ask at once, and handed out down to the last minute."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.credentials import ProcessProvider

from auth.errors import AuthError, NoKeys, PersonWanted
from auth.handing_out import contract, hand_out
from profiles.secret import Secret
from profiles.sessions import StoredKeys
from profiles.writing import FileRefused

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WANTED = PersonWanted("Google asks for the password.", "", "Press r to sign in.")


def keys(left: timedelta | None, name: str = "ASIA") -> StoredKeys:
    end = NOON + left if left is not None else None
    return StoredKeys(name, Secret("sec/ret"), Secret("tok/en"), end)


class Box:
    """Where keys lie, and how often they were renewed."""

    def __init__(self, found: StoredKeys | None, fails: Exception | None = None) -> None:
        self.found, self.fails, self.renewals = found, fails, 0

    def look(self) -> StoredKeys | None:
        return self.found

    def renew(self) -> None:
        self.renewals += 1
        if self.fails is not None:
            raise self.fails
        self.found = keys(timedelta(hours=1), f"NEW{self.renewals}")


def given(box: Box, folder: Path, renew: Callable[[], None] | None = None) -> StoredKeys:
    return hand_out("sts", box.look, folder, lambda: NOON, renew or box.renew)


@pytest.mark.parametrize(
    ("found", "renewals", "name"),
    [
        (keys(timedelta(minutes=15, seconds=1)), 0, "ASIA"),
        (keys(timedelta(minutes=15)), 1, "NEW1"),
        (keys(timedelta(seconds=-1)), 1, "NEW1"),
        (None, 1, "NEW1"),
        (StoredKeys("AKIA", Secret("s"), None, None), 0, "AKIA"),
        (keys(None), 1, "NEW1"),
    ],
)
def test_keys_with_15_minutes_or_less_are_renewed_first(
    tmp_path: Path, found: StoredKeys | None, renewals: int, name: str
) -> None:
    box = Box(found)
    assert given(box, tmp_path).access_key_id == name
    assert box.renewals == renewals


def test_keys_of_a_sign_in_that_came_meanwhile_are_handed_out_where_renewing_fails(tmp_path: Path) -> None:
    box = Box(None)

    def renew() -> None:
        box.found = keys(timedelta(hours=1), "SCREEN")
        raise WANTED

    assert given(box, tmp_path, renew).access_key_id == "SCREEN"


@pytest.mark.parametrize(("left", "is_given"), [(61, True), (60, False), (1, False), (-5, False)])
@pytest.mark.parametrize("error", [WANTED, FileRefused("a", "b", "c")])
def test_where_that_fails_what_there_is_is_handed_out_while_a_minute_is_left(
    tmp_path: Path, left: int, is_given: bool, error: Exception
) -> None:
    box = Box(keys(timedelta(seconds=left)), error)
    if is_given:
        assert given(box, tmp_path).access_key_id == "ASIA"
        return
    with pytest.raises(type(error)):
        given(box, tmp_path)


def test_fifty_who_ask_at_once_get_the_keys_of_one_renewal(tmp_path: Path) -> None:
    box, together, got = Box(None), threading.Barrier(50), list[str]()

    def ask() -> None:
        together.wait()
        got.append(given(box, tmp_path).access_key_id)

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["NEW1"] * 50
    assert box.renewals == 1


def test_a_renewal_that_brings_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoKeys, match="There are no keys of sts"):
        given(Box(None), tmp_path, lambda: None)


def test_a_folder_that_cannot_be_locked_in_is_told_unless_keys_last(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileRefused, match="cannot be locked"):
        given(Box(None), tmp_path / "file" / "x")
    assert given(Box(keys(timedelta(minutes=2))), tmp_path / "file" / "x").access_key_id == "ASIA"


def test_botocore_reads_the_answer(tmp_path: Path) -> None:
    told = contract(keys(timedelta(days=400 * 365 // 365)))
    script = tmp_path / "answer"
    script.write_text(told)
    config = {
        "profiles": {"sts": {"credential_process": f"{sys.executable} -c 'print(open(\"{script}\").read())'"}}
    }
    loaded = ProcessProvider("sts", lambda: config).load()
    assert loaded is not None
    frozen = loaded.get_frozen_credentials()
    assert (frozen.access_key, frozen.secret_key, frozen.token) == ("ASIA", "sec/ret", "tok/en")
    assert json.loads(told)["Version"] == 1


def test_keys_that_never_end_have_no_end_in_the_answer() -> None:
    told = json.loads(contract(StoredKeys("AKIA", Secret("s"), None, None)))
    assert told == {"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "s"}


def test_an_error_holds_no_key(tmp_path: Path) -> None:
    with pytest.raises(AuthError) as caught:
        given(Box(keys(timedelta(seconds=5)), WANTED), tmp_path)
    assert "sec/ret" not in repr(caught.value)
