from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import filelock
import pytest

from auth.kept import FileStore, MemoryStore, Store
from auth.vault import NoVault, Vault
from profiles.secret import Secret

HIDDEN = "correct horse battery staple"

MAKERS: dict[str, Callable[[Path], Store]] = {
    "keyring": lambda _folder: Vault(),
    "file": lambda folder: FileStore(folder / "data" / "kept.json"),
    "memory": lambda _folder: MemoryStore(),
}


@pytest.fixture(params=MAKERS)
def store(request: pytest.FixtureRequest, tmp_path: Path, keyring_in_memory: object) -> Store:
    return MAKERS[request.param](tmp_path)


def revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None


def test_every_store_gives_back_what_it_was_given_until_it_is_removed(store: Store) -> None:
    assert store.read("one") is None
    store.delete("one")
    store.write("one", Secret("first"))
    store.write("two", Secret("é😀\n" * 2000))
    store.write("one", Secret("second"))
    assert revealed(store.read("one")) == "second"
    store.delete("one")
    assert store.read("one") is None
    assert revealed(store.read("two")) == "é😀\n" * 2000
    store.write("two", Secret(""))
    assert store.read("two") is None


def test_no_store_tells_what_it_holds(store: Store) -> None:
    store.write("name", Secret(HIDDEN))
    assert HIDDEN not in repr(store)
    assert HIDDEN not in repr(vars(store) if hasattr(store, "__dict__") else "")


def test_the_file_is_for_its_owner_alone_even_if_it_was_not(tmp_path: Path) -> None:
    path = tmp_path / "data" / "kept.json"
    FileStore(path).write("name", Secret(HIDDEN))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    FileStore(path).write("name", Secret("another"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_removing_what_was_never_kept_makes_no_file(tmp_path: Path) -> None:
    FileStore(tmp_path / "data" / "kept.json").delete("name")
    assert list(tmp_path.iterdir()) == []


def test_what_is_removed_is_gone_from_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    FileStore(path).write("name", Secret(HIDDEN))
    FileStore(path).delete("name")
    assert not [
        each for each in tmp_path.rglob("*") if each.is_file() and HIDDEN.encode() in each.read_bytes()
    ]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"name": 3}', b"\xff\xfe", b"null"])
def test_a_file_that_is_not_ours_holds_nothing_and_can_be_written(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kept.json"
    path.write_bytes(content)
    assert FileStore(path).read("name") is None
    FileStore(path).write("name", Secret("value"))
    assert revealed(FileStore(path).read("name")) == "value"


def test_two_that_write_at_once_keep_both(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: FileStore(path).write(str(number), Secret("v")), range(8)))
    assert all(revealed(FileStore(path).read(str(number))) == "v" for number in range(8))


def test_a_file_that_cannot_be_read_or_written_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.mkdir()
    with pytest.raises(NoVault, match=r"kept\.json cannot be read\. Is a directory\."):
        FileStore(path).read("name")
    with pytest.raises(NoVault, match=r"kept\.json was not changed\. It is no regular file\.") as caught:
        FileStore(path).write("name", Secret(HIDDEN))
    assert HIDDEN not in f"{caught.value} {caught.value!r}"


def test_the_lock_is_the_one_of_every_file_we_write(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    with filelock.FileLock(f"{path}.lock"), pytest.raises(NoVault, match="Another program has held"):
        FileStore(path, patience=0.1).write("name", Secret(HIDDEN))
