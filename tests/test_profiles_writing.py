"""The one writer: a file is replaced whole or not at all, by one program at a time."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock
import pytest

from profiles import exchange, replacing
from profiles.editor import add_section, set_keys
from profiles.writing import FileRefused, Swept, change_file, sweep
from tests.environments import awscli
from tests.tools import skip_without
from tests.writing_worker import BEFORE, work


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(folder: Path) -> set[str]:
    """What lies in a folder, locks aside."""
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def _append(more: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data + more


def test_a_change_replaces_the_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    change_file(path, _append(b" new"), private=False)
    assert path.read_bytes() == b"old new"
    assert _names(tmp_path) == {"config"}


def test_a_missing_file_is_made_private_in_private_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "config"
    change_file(path, _append(b"new"), private=False)
    assert path.read_bytes() == b"new"
    assert (_mode(path), _mode(path.parent), _mode(path.parent.parent)) == (0o600, 0o700, 0o700)


@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o644)])
def test_a_private_file_becomes_private_and_any_other_keeps_its_mode(
    tmp_path: Path, private: bool, expected: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    path.chmod(0o644)
    change_file(path, _append(b"x"), private=private)
    assert _mode(path) == expected


def test_what_is_written_is_never_readable_by_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"")
    path.chmod(0o666)
    seen = []
    sync = os.fsync

    def look(handle: int) -> None:
        seen.append([stat.S_IMODE(os.fstat(handle).st_mode), os.fstat(handle).st_size])
        sync(handle)

    monkeypatch.setattr(os, "fsync", look)
    change_file(path, _append(b"hunter2"), private=True)
    assert seen[0] == [0o600, len("hunter2")]


def test_owner_and_group_are_kept_where_we_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"")
    given = []

    def chown(file: Path, owner: int, group: int) -> None:
        given.append((file.parent.suffix, owner, group))
        raise PermissionError

    monkeypatch.setattr(os, "chown", chown)
    owner, group = path.stat().st_uid, path.stat().st_gid
    change_file(path, _append(b"x"), private=False)
    assert given == [(".fumidai", owner, group), (".fumidai", -1, group)]
    # The group alone is what a person who is in it may give.
    assert path.read_bytes() == b"x"


def test_a_symbolic_link_is_followed_and_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "config", tmp_path / "config"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)
    change_file(link, _append(b" new"), private=False)
    assert link.is_symlink()
    assert real.read_bytes() == b"old new"
    assert _names(real.parent) == {"config"}


def test_a_link_to_a_file_that_is_not_there_yet_makes_that_file(tmp_path: Path) -> None:
    link = tmp_path / "config"
    link.symlink_to(tmp_path / "dotfiles" / "config")
    change_file(link, _append(b"new"), private=False)
    assert link.is_symlink()
    assert (tmp_path / "dotfiles" / "config").read_bytes() == b"new"


def test_links_in_a_circle_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileRefused, match="go round in a circle"):
        change_file(tmp_path / "a", _append(b""), private=False)


def test_a_read_only_file_is_refused_with_the_line_that_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(FileRefused) as refused:
        change_file(path, _append(b"new"), private=False)
    assert refused.value.cause == "It is read-only."
    assert refused.value.remedy == f"chmod u+w {path}"
    assert (path.read_bytes(), _mode(path), _names(tmp_path)) == (b"old", 0o444, {"config"})


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "The disk is full."),
        (errno.EDQUOT, "Your share of the disk is used up."),
        (errno.EROFS, "The disk is read-only."),
        (errno.EACCES, "You may not write there."),
        (errno.EIO, "Input/output error."),
    ],
)
@pytest.mark.parametrize(
    "step",
    [
        (tempfile, "mkdtemp", 1),
        (os, "fsync", 1),
        (Path, "rename", 1),
        (Path, "chmod", 1),
        (exchange, "swap", 1),
        (os, "fsync", 2),
    ],
    ids=lambda step: f"{step[1]} {step[2]}",
)
def test_whatever_the_disk_says_the_file_is_unchanged_and_nothing_is_left(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    cause: str,
    step: tuple[object, str, int],
) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"old")
    module, name, turn = step
    real = getattr(module, name)
    calls = []

    def fail(*arguments: object, **more: object) -> object:
        calls.append(name)
        if len(calls) == turn:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **more)

    monkeypatch.setattr(module, name, fail)
    with pytest.raises(FileRefused) as refused:
        change_file(path, _append(b"new"), private=True)
    assert len(calls) >= turn
    assert refused.value.what == f"{path} was not changed."
    assert refused.value.cause == cause
    assert (path.read_bytes(), _names(tmp_path)) == (b"old", {"credentials"})


def test_a_disk_that_cannot_sync_folders_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", sync)
    change_file(tmp_path / "config", _append(b"new"), private=False)
    assert (tmp_path / "config").read_bytes() == b"new"


def test_half_a_copy_on_a_full_disk_without_links_is_not_taken_for_somebodys_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def half(source: Path, copy: Path) -> None:
        copy.write_bytes(source.read_bytes()[:2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "config"
    path.write_bytes(b"old")
    monkeypatch.setattr(exchange, "_rename", lambda *_, **__: False)
    monkeypatch.setattr(os, "link", fail)
    monkeypatch.setattr(shutil, "copy2", half)
    with pytest.raises(FileRefused, match="The disk is full"):
        change_file(path, _append(b" new"), private=False)
    assert (path.read_bytes(), _names(tmp_path)) == (b"old", {"config"})


def test_a_disk_that_fails_and_cannot_even_take_back_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    real = exchange.swap

    def fail(*_: object) -> None:
        monkeypatch.setattr(exchange, "swap", fail)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def swap(new: Path, target: Path) -> bool:
        monkeypatch.setattr(replacing, "_sync_folder", fail)
        return real(new, target)

    monkeypatch.setattr(exchange, "swap", swap)
    with pytest.raises(FileRefused) as refused:
        change_file(path, _append(b" new"), private=False)
    assert refused.value.what == f"{path} was written, but the disk failed right after that."
    assert path.read_bytes() == b"old new"


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("full", "The disk is full."),
        ("read-only", "The disk is read-only."),
        ("mounted", "It is mounted by itself, as a container does it."),
    ],
)
def test_a_real_disk_that_takes_nothing_ends_in_a_sentence(tmp_path: Path, kind: str, cause: str) -> None:
    told = work("disk", tmp_path, kind, prefix=("unshare", "--mount", "--map-root-user"))
    if not told:
        skip_without("a mount namespace", "run as root, or allow user namespaces")
    names = ["config", "filler"] if kind == "full" else ["config"]
    assert [told[0][0], told[0][1], *told[0][3:]] == [
        f"{tmp_path}/config was not changed.",
        cause,
        BEFORE.decode(),
        names,
    ]


def test_a_folder_where_we_may_not_write_ends_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(BEFORE)
    if os.geteuid() == 0:  # who may write everywhere
        for folder in (tmp_path, *list(tmp_path.parents)[:2]):
            folder.chmod(0o755)
        [(_, cause, _)] = work("nobody", tmp_path)
    else:
        tmp_path.chmod(0o555)
        with pytest.raises(FileRefused) as refused:
            change_file(path, _append(b"x"), private=False)
        cause = refused.value.cause
        tmp_path.chmod(0o755)
    assert cause == "You may not write there."
    assert (path.read_bytes(), _names(tmp_path)) == (BEFORE, {"config"})


@pytest.mark.parametrize("path", ["folder", "pipe", os.devnull])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = os.stat(os.devnull).st_mode
    with pytest.raises(FileRefused):
        change_file(tmp_path / path, _append(b"new"), private=True)
    assert os.stat(os.devnull).st_mode == before


def test_a_failing_edit_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")

    def edit(data: bytes) -> bytes:
        raise FileRefused("No.", "Because.", "Do not.")

    with pytest.raises(FileRefused, match="Because"):
        change_file(path, edit, private=True)
    assert (path.read_bytes(), _names(tmp_path)) == (b"old", {"config"})


def test_a_file_that_another_program_holds_is_refused_after_a_while_in_words(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"old")
    with filelock.FileLock(f"{path}.lock"), pytest.raises(FileRefused) as refused:
        change_file(path, _append(b"new"), private=True, patience=0.05)
    assert "credentials.lock" in refused.value.cause
    assert path.read_bytes() == b"old"


def test_two_names_of_one_file_share_the_lock(tmp_path: Path) -> None:
    link, path = tmp_path / "config", tmp_path / "dotfiles" / "aws"
    path.parent.mkdir()
    link.symlink_to(path)
    with filelock.FileLock(f"{path}.lock"), pytest.raises(FileRefused, match=r"aws\.lock"):
        change_file(link, _append(b"new"), private=True, patience=0.05)


def test_attributes_and_access_lists_are_kept_but_for_others_on_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"")
    path.chmod(0o640)
    # acl(5) in the kernel's form (linux/posix_acl_xattr.h): user 12345 may read, too.
    rows = [(1, 6, -1), (2, 4, 12345), (4, 4, -1), (16, 4, -1), (32, 0, -1)]
    access = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *row) for row in rows)
    try:
        os.setxattr(path, "user.note", b"mine")
        os.setxattr(path, "system.posix_acl_access", access)
    except OSError:
        skip_without("extended attributes on the disk of temporary files", "name a folder on ext4 as TMPDIR")
    change_file(path, _append(b"x"), private=False)
    assert os.getxattr(path, "user.note") == b"mine"
    assert os.getxattr(path, "system.posix_acl_access") == access
    assert _mode(path) == 0o640
    change_file(path, _append(b"x"), private=True)
    assert _mode(path) == 0o600  # with an access list, the middle digit is what others get at most


def test_another_hard_link_keeps_the_old_content(tmp_path: Path) -> None:
    path, other = tmp_path / "config", tmp_path / "other"
    path.write_bytes(b"old")
    other.hardlink_to(path)
    change_file(path, _append(b" new"), private=False)
    assert (path.read_bytes(), other.read_bytes()) == (b"old new", b"old")


def test_what_was_there_and_what_is_is_given_back_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    first = change_file(path, _append(b"hunter2"), private=True)
    second = change_file(path, _append(b"!"), private=True)
    assert (first.before, first.after, second.before, second.after) == (
        b"",
        b"hunter2",
        b"hunter2",
        b"hunter2!",
    )
    assert "hunter" not in repr(second)


def test_a_write_of_a_program_without_a_lock_while_we_think_is_merged(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"[a]\nk = 1\n")
    calls: list[bytes] = []

    def edit(data: bytes) -> bytes:
        if not calls:  # `aws configure set`, between our reading and our replacing
            path.write_bytes(data + b"[b]\nk = 2\n")
        calls.append(data)
        return set_keys(data, "a", {"k": "3"})

    change_file(path, edit, private=True)
    assert len(calls) == 2
    assert path.read_bytes() == b"[a]\nk = 3\n[b]\nk = 2\n"


def test_a_file_that_never_rests_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "credentials"

    def edit(data: bytes) -> bytes:
        path.write_bytes(data + b"x")
        return b"ours"

    with pytest.raises(FileRefused, match="Another program keeps changing it"):
        change_file(path, edit, private=True)
    assert set(path.read_bytes()) == {ord("x")}
    assert _names(tmp_path) == {"credentials"}


@pytest.fixture(params=["swap", "no swap", "no swap and no hard links"])
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the disk can do."""

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if request.param != "swap":
        monkeypatch.setattr(exchange, "_rename", lambda *_, **__: False)
    if request.param == "no swap and no hard links":
        monkeypatch.setattr(os, "link", no_links)
    return str(request.param)


@pytest.fixture
def at_swap(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, Callable[[], object]], None]:
    """Do something right before the n-th swap: behind every check that comes before it."""
    acts: dict[int, Callable[[], object]] = {}
    real = exchange.swap
    calls: list[Path] = []

    def swap(new: Path, target: Path) -> bool:
        calls.append(new)
        acts.get(len(calls), lambda: None)()
        return real(new, target)

    monkeypatch.setattr(exchange, "swap", swap)
    return acts.__setitem__


def _in_place(path: Path, data: bytes) -> None:
    """As the AWS CLI does it: truncate, write."""
    path.write_bytes(data)


def _renamed_over(path: Path, data: bytes) -> None:
    """As aws-vault, editors and we do it."""
    path.with_suffix(".new").write_bytes(data)
    os.replace(path.with_suffix(".new"), path)


def _renamed_back(path: Path, data: bytes) -> None:
    path.rename(path.with_suffix(".old"))
    path.write_bytes(data)
    path.with_suffix(".old").unlink()


@pytest.mark.parametrize("write", [_in_place, _renamed_over, _renamed_back])
def test_a_write_that_ends_between_our_last_check_and_our_swap_is_merged(
    tmp_path: Path,
    at_swap: Callable[[int, Callable[[], object]], None],
    disk: str,
    write: Callable[[Path, bytes], None],
) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"[a]\nk = 1\n")
    at_swap(1, lambda: write(path, b"[a]\nk = 1\n[b]\nk = 2\n"))
    written = change_file(path, lambda data: set_keys(data, "a", {"k": "3"}), private=True)
    assert path.read_bytes() == written.after == b"[a]\nk = 3\n[b]\nk = 2\n"
    assert written.before == b"[a]\nk = 1\n[b]\nk = 2\n"
    assert _names(tmp_path) == {"credentials"}
    assert _mode(path) == 0o600


def test_a_write_in_place_between_the_steps_of_a_disk_that_cannot_swap_is_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What such a disk is short of is a file renamed over the target just there: `exchange.swap` says so."""
    path = tmp_path / "credentials"
    path.write_bytes(b"[a]\nk = 1\n")
    monkeypatch.setattr(exchange, "_rename", lambda *_, **__: False)
    real = os.replace

    def replace(new: Path, target: Path) -> None:
        monkeypatch.setattr(os, "replace", real)
        path.write_bytes(b"[a]\nk = 1\n[b]\nk = 2\n")
        real(new, target)

    monkeypatch.setattr(os, "replace", replace)
    change_file(path, lambda data: set_keys(data, "a", {"k": "3"}), private=True)
    assert path.read_bytes() == b"[a]\nk = 3\n[b]\nk = 2\n"
    assert _names(tmp_path) == {"credentials"}


def test_the_aws_cli_right_before_our_swap_loses_nothing(
    tmp_path: Path, at_swap: Callable[[int, Callable[[], object]], None], disk: str
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"# mine\n[profile a]\nregion = x\n")
    command = [str(awscli()), "configure", "set", "region", "eu-west-1", "--profile"]
    variables = {**os.environ, "AWS_CONFIG_FILE": str(path)}
    at_swap(1, lambda: subprocess.run([*command, "theirs"], check=True, env=variables))

    def edit(data: bytes) -> bytes:
        if b"[profile once]" not in data:
            subprocess.run([*command, "once"], check=True, env=variables)  # between reading and checking
        return add_section(data, "profile ours", {"region": "y"})

    change_file(path, edit, private=False)
    assert path.read_bytes() == (
        b"# mine\n[profile a]\nregion = x\n[profile once]\nregion = eu-west-1\n[profile theirs]\n"
        b"region = eu-west-1\n\n[profile ours]\nregion = y\n"
    )


def test_the_file_goes_back_if_our_change_cannot_be_made_any_more(
    tmp_path: Path, at_swap: Callable[[int, Callable[[], object]], None], disk: str
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    at_swap(1, lambda: path.write_bytes(b"theirs"))

    def edit(data: bytes) -> bytes:
        if data == b"theirs":
            raise FileRefused("No.", "Because.", "Do not.")
        return b"ours"

    with pytest.raises(FileRefused, match="Because"):
        change_file(path, edit, private=False)
    assert (path.read_bytes(), _names(tmp_path)) == (b"theirs", {"config"})


def test_a_file_deleted_or_made_in_the_instant_of_our_swap_is_seen(
    tmp_path: Path,
    at_swap: Callable[[int, Callable[[], object]], None],
    disk: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"old")
    at_swap(1, path.unlink)
    real = exchange.move

    def move(source: Path, target: Path) -> None:
        monkeypatch.setattr(exchange, "move", real)
        path.write_bytes(b"theirs")
        real(source, target)

    monkeypatch.setattr(exchange, "move", move)
    change_file(path, _append(b" ours"), private=False)
    assert (path.read_bytes(), _names(tmp_path)) == (b"theirs ours", {"config"})


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Callable[[bytes], object]]:
    """A program that has opened the file, and writes what it is told at the end of its work."""
    path = tmp_path / "credentials"
    path.write_bytes(b"[a]\nk = 1\n")
    with path.open("r+b", buffering=0) as file:

        def write(data: bytes) -> None:
            file.truncate(0)
            file.write(data)
            file.close()

        yield write


def test_a_program_that_has_the_file_open_gets_it_back_and_its_late_write_is_merged(
    tmp_path: Path,
    late: Callable[[bytes], object],
    at_swap: Callable[[int, Callable[[], object]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "credentials"
    # The first swap displaces the file it has open, the second brings it back. It writes after that.
    monkeypatch.setattr("profiles.writing._PAUSE", 0.0)
    at_swap(3, lambda: late(b"[a]\nk = 1\n[b]\nk = 2\n"))
    change_file(path, lambda data: set_keys(data, "a", {"k": "3"}), private=True)
    assert path.read_bytes() == b"[a]\nk = 3\n[b]\nk = 2\n"
    assert _names(tmp_path) == {"credentials"}


def test_a_program_that_never_closes_the_file_is_told(
    tmp_path: Path, late: Callable[[bytes], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "credentials"
    monkeypatch.setattr("profiles.writing._PAUSE", 0.0)
    with pytest.raises(FileRefused, match="has it open to write to it"):
        change_file(path, _append(b"ours"), private=True)
    late(b"theirs")
    assert (path.read_bytes(), _names(tmp_path)) == (b"theirs", {"credentials"})


def test_a_late_write_is_merged_too_where_nobody_can_tell_who_writes(
    tmp_path: Path, late: Callable[[bytes], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the time of the sync behind the swap."""
    path = tmp_path / "credentials"
    monkeypatch.setattr(exchange, "is_open_for_writing", lambda _: False)
    real = replacing._sync_folder

    def sync(folder: Path) -> None:
        monkeypatch.setattr(replacing, "_sync_folder", real)
        late(b"[a]\nk = 1\n[b]\nk = 2\n")

    monkeypatch.setattr(replacing, "_sync_folder", sync)
    change_file(path, lambda data: set_keys(data, "a", {"k": "3"}), private=True)
    assert path.read_bytes() == b"[a]\nk = 3\n[b]\nk = 2\n"


@pytest.mark.parametrize("is_slow", [False, True], ids=["at once", "slowly"])
def test_what_is_written_into_our_file_as_it_is_taken_back_is_kept_and_told(
    tmp_path: Path, at_swap: Callable[[int, Callable[[], object]], None], is_slow: bool
) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"old")
    at_swap(1, lambda: path.write_bytes(b"theirs"))
    opened = []

    def write() -> None:
        opened.append(path.open("ab", buffering=0))
        if not is_slow:
            opened[0].write(b", others'")
            opened[0].close()

    at_swap(2, write)
    with pytest.raises(FileRefused) as refused:
        change_file(path, lambda _: b"ours", private=True)
    if is_slow:
        opened[0].write(b", others'")
        opened[0].close()
    saved = tmp_path / "credentials.saved-1"
    assert refused.value.what == f"{path} was not changed."
    assert str(saved) in refused.value.cause
    assert (path.read_bytes(), saved.read_bytes(), _mode(saved)) == (b"theirs", b"ours, others'", 0o600)
    assert _names(tmp_path) == {"credentials", "credentials.saved-1"}


def test_only_a_file_that_is_open_for_writing_counts_as_such(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"")
    with path.open("rb") as ours, path.open("rb"):
        assert not exchange.is_open_for_writing(ours.fileno())
        with path.open("ab"):
            assert exchange.is_open_for_writing(ours.fileno())
        assert not exchange.is_open_for_writing(ours.fileno())


def test_a_swap_and_a_move_are_the_same_on_every_disk(tmp_path: Path, disk: str) -> None:
    one, other, free = tmp_path / "one", tmp_path / "other", tmp_path / "free"
    one.write_bytes(b"1")
    other.write_bytes(b"2")
    assert exchange.swap(one, other) == (disk == "swap")
    assert (one.read_bytes(), other.read_bytes()) == (b"2", b"1")
    with pytest.raises(FileExistsError):
        exchange.move(one, other)
    exchange.move(one, free)
    assert (free.read_bytes(), other.read_bytes(), one.exists()) == (b"2", b"1", False)
    with pytest.raises(FileNotFoundError):
        exchange.swap(free, one)
    assert _names(tmp_path) == {"free", "other"}


def test_a_write_right_behind_ours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(b"")
    monkeypatch.setattr(replacing, "_sync_folder", lambda _: path.write_bytes(b"theirs"))
    with pytest.raises(FileRefused, match="changed by another program at the same moment"):
        change_file(path, _append(b"ours"), private=True)
    assert (path.read_bytes(), _names(tmp_path)) == (b"theirs", {"credentials"})


def _leave(path: Path, name: str, content: bytes) -> Path:
    folder = path.with_name(f".{path.name}.abcd_123.fumidai")
    folder.mkdir()
    (folder / name).write_bytes(content)
    return folder


def test_a_sweep_of_nothing_makes_nothing_and_takes_no_lock(tmp_path: Path) -> None:
    assert sweep(tmp_path / "missing" / "config") == Swept()
    assert sweep(tmp_path / "config") == Swept()
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_saves_what_it_does_not_know_beside_what_is_saved_already(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"now")
    (tmp_path / "config.saved-1").write_bytes(b"earlier")
    _leave(path, f"{'0' * 32}-{'1' * 32}", b"theirs")
    saved = tmp_path / "config.saved-2"
    assert sweep(path) == Swept(1, (saved,))
    assert (saved.read_bytes(), path.read_bytes()) == (b"theirs", b"now")
    assert _names(tmp_path) == {"config", "config.saved-1", "config.saved-2"}


def test_a_sweep_leaves_alone_what_is_in_use_or_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"now")
    folder = _leave(path, "draft", b"half")
    with filelock.FileLock(f"{path}.lock"):
        assert sweep(path) == Swept()
    (folder / "notes.txt").write_bytes(b"a person's")
    assert sweep(path) == Swept()
    (folder / "notes.txt").unlink()
    (tmp_path / ".config.abcd1234.fumidai").write_bytes(b"a file")
    (tmp_path / ".config.abcd.fumidai").mkdir()
    (tmp_path / ".configs.abcd1234.fumidai").mkdir()
    (tmp_path / ".config.linked_1.fumidai").symlink_to(tmp_path)
    before = _names(tmp_path)
    assert sweep(path) == Swept(1)
    assert _names(tmp_path) == before - {folder.name}


def test_a_sweep_through_a_link_finds_what_lies_beside_the_file(tmp_path: Path) -> None:
    path, link = tmp_path / "dotfiles" / "aws", tmp_path / "config"
    path.parent.mkdir()
    path.write_bytes(b"now")
    link.symlink_to(path)
    _leave(path, "draft", b"half")
    assert sweep(link) == Swept(1)
    assert _names(path.parent) == {"aws"}
