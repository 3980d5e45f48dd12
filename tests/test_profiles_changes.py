"""A change of the AWS files: what is written is what was shown, both files or none, and undone byte for byte."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from profiles import changes
from profiles.changes import ChangedMeanwhile, change_of, read_texts, write_change
from profiles.diffs import Sign
from profiles.editor import CannotEdit
from profiles.ini import split
from profiles.paths import Paths
from profiles.texts import Texts, with_keys, with_name, with_profile, without_profile
from profiles.versions import versions
from profiles.writing import FileRefused, change_file
from tests.aws_files import MARK, pairs, secret_files
from tests.counts import count
from tests.profile_texts import botocore_profiles

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
TEXTS = Texts(
    b"# mine\r\n[profile sts]\r\nregion = eu-west-1\r\n\r\n[profile dev]\r\nsource_profile = sts",
    b"[sts]\naws_access_key_id = AKIA1\naws_secret_access_key = hunter2\n",
)
RENAMED = with_name(TEXTS, "sts", "new")


def paths_in(home: Path, **variables: str) -> Paths:
    return Paths.from_env({"HOME": str(home), "USERPROFILE": str(home), **variables})


@pytest.fixture
def paths(home: Path) -> Paths:
    (home / ".aws").mkdir()
    return paths_in(home)


@pytest.fixture
def files(paths: Paths) -> Paths:
    """With both files in place."""
    put(paths, TEXTS)
    return paths


def put(paths: Paths, texts: Texts) -> None:
    paths.config.write_bytes(texts.config)
    paths.credentials.write_bytes(texts.credentials)


def on_disk(paths: Paths) -> Texts:
    return Texts(paths.config.read_bytes(), paths.credentials.read_bytes())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def edited(texts: Texts, choice: int) -> Texts:
    """The texts after one of the operations on one of their profiles."""
    names = [*botocore_profiles(texts.config, texts.credentials), "none"]
    name = names[choice % len(names)]
    edits: list[Callable[[], Texts]] = [
        lambda: with_profile(texts, "new one", {"region": "eu-west-1"}),
        lambda: with_keys(texts, name, {"region": "eu-west-2", "color": None}),
        lambda: with_name(texts, name, "new"),
        lambda: without_profile(texts, name),
    ]
    try:
        return edits[choice % 4]()
    except CannotEdit:
        return with_profile(texts, "new one", {"region": "eu-west-1"})


@settings(max_examples=count(40, 2000))
@given(before=pairs, choice=st.integers(0, 50))
def test_what_is_shown_is_written_and_undone_byte_for_byte(before: Texts, choice: int) -> None:
    assume(b"[profile new one]" not in before.config)
    after = edited(before, choice)
    with tempfile.TemporaryDirectory() as folder:
        paths = paths_in(Path(folder), XDG_DATA_HOME=f"{folder}/data")
        paths.config.parent.mkdir()
        put(paths, before)
        change = change_of(paths, "Change", read_texts(paths), after)

        written = write_change(paths, change, NOW)

        assert on_disk(paths) == after
        assert written.change == change
        assert (written.merged, written.unkept) == ((), None)
        for file in change.files:
            shown = [line.text for line in file.lines if line.sign is Sign.ADDED]
            bare = [line.rstrip(b"\r\n").decode() for line in split(file.path.read_bytes())]
            assert all(text in bare or "Secret(…)" in text for text in shown)
        write_change(paths, written.change.undone("Undo"), NOW)
        assert on_disk(paths) == before


def test_only_files_that_differ_are_in_a_change(files: Paths) -> None:
    change = change_of(files, "Nothing", TEXTS, TEXTS)
    assert change.files == ()
    assert write_change(files, change, NOW).change == change
    assert versions(files) == ()
    one = change_of(files, "One", TEXTS, Texts(TEXTS.config, b""))
    assert [(file.path, file.private) for file in one.files] == [(files.credentials, True)]


def test_the_version_before_a_change_of_the_config_is_kept_and_none_of_the_credentials(files: Paths) -> None:
    write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    assert [(each.at, each.text) for each in versions(files)] == [(NOW, TEXTS.config.decode())]
    after = Texts(RENAMED.config, RENAMED.credentials + b"\n")
    write_change(files, change_of(files, "Credentials", RENAMED, after), NOW)
    assert len(versions(files)) == 1
    assert "AKIA1" not in files.versions.read_text()


def test_the_credentials_become_private_and_the_config_keeps_its_mode(files: Paths) -> None:
    files.config.chmod(0o640)
    files.credentials.chmod(0o644)
    write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    assert (mode(files.config), mode(files.credentials)) == (0o640, 0o600)


def test_files_that_are_missing_are_empty_and_made_private(home: Path) -> None:
    paths = paths_in(home)
    assert read_texts(paths) == Texts(b"", b"")
    assert not paths.config.parent.exists()
    change = change_of(paths, "Add", Texts(b"", b""), TEXTS)
    written = write_change(paths, change, NOW)
    assert on_disk(paths) == TEXTS
    assert (mode(paths.config), mode(paths.credentials)) == (0o600, 0o600)
    assert mode(paths.config.parent) == 0o700
    assert versions(paths) == ()
    write_change(paths, written.change.undone("Undo"), NOW)
    assert read_texts(paths) == Texts(b"", b"")


def test_a_second_file_that_cannot_be_written_takes_the_first_back(files: Paths) -> None:
    files.credentials.chmod(0o400)
    with pytest.raises(FileRefused) as refused:
        write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    assert str(refused.value) == (
        f"{files.credentials} was not changed. It is read-only. chmod u+w {files.credentials}"
    )
    assert on_disk(files) == TEXTS


def test_a_second_file_that_another_program_changed_takes_the_first_back(files: Paths) -> None:
    change = change_of(files, "Rename", TEXTS, RENAMED)
    theirs = TEXTS.credentials.replace(b"[sts]", b"[other]")
    files.credentials.write_bytes(theirs)
    with pytest.raises(ChangedMeanwhile):
        write_change(files, change, NOW)
    assert on_disk(files) == Texts(TEXTS.config, theirs)


def test_where_the_first_cannot_be_taken_back_either_it_is_said(
    files: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(path: Path, edit: Callable[[bytes], bytes], *, private: bool) -> None:
        if path == files.credentials:
            files.config.chmod(0o400)
            files.credentials.chmod(0o400)
        change_file(path, edit, private=private)

    monkeypatch.setattr(changes, "change_file", change)
    with pytest.raises(FileRefused) as refused:
        write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    assert refused.value.what == (
        f"{files.credentials} was not changed. {files.config} was changed before that and could not be put back."
    )
    assert "read-only" in refused.value.cause
    assert "only half of the change is made" in refused.value.remedy
    assert on_disk(files) == Texts(RENAMED.config, TEXTS.credentials)


def test_a_file_that_is_refused_leaves_no_version(files: Paths) -> None:
    files.config.chmod(0o400)
    with pytest.raises(FileRefused, match="read-only"):
        write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    assert on_disk(files) == TEXTS
    assert versions(files) == ()


def test_a_version_that_cannot_be_kept_does_not_stop_the_change_and_is_told(files: Paths) -> None:
    files.versions.parent.mkdir(parents=True)
    files.versions.write_text("= no TOML")
    written = write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    assert on_disk(files) == RENAMED
    assert written.unkept is not None
    assert "is not TOML" in str(written.unkept)
    assert files.versions.read_text() == "= no TOML"


def test_what_another_program_changed_in_the_same_place_is_kept_and_shown(files: Paths) -> None:
    ours = with_keys(TEXTS, "sts", {"region": "eu-west-2"})
    change = change_of(files, "Change", TEXTS, ours)
    theirs = with_keys(TEXTS, "sts", {"region": "eu-west-3"})
    put(files, theirs)
    with pytest.raises(ChangedMeanwhile) as refused:
        write_change(files, change, NOW)
    assert on_disk(files) == theirs
    assert [line.text for line in refused.value.theirs if line.sign is Sign.ADDED] == ["region = eu-west-3"]
    assert "another program changed the same place" in refused.value.what
    assert versions(files) == ()


def test_a_file_that_aws_tools_cannot_read_is_never_written(files: Paths) -> None:
    change = change_of(files, "Rename", TEXTS, RENAMED)
    spoilt = TEXTS.config + b"\nloose\n"
    files.config.write_bytes(spoilt)
    with pytest.raises(FileRefused) as refused:
        write_change(files, change, NOW)
    assert refused.value.what == f"{files.config} was not changed: AWS tools cannot read it as it is."
    assert refused.value.cause.startswith("Line 7: ")
    assert on_disk(files) == Texts(spoilt, TEXTS.credentials)
    put(files, TEXTS)
    with pytest.raises(FileRefused, match=r"could not read it afterwards\. Line 7: "):
        write_change(files, change_of(files, "Spoil", TEXTS, Texts(spoilt, TEXTS.credentials)), NOW)
    assert on_disk(files) == TEXTS
    assert versions(files) == ()


def test_one_file_in_both_roles_is_refused_before_anything_is_read(home: Path) -> None:
    one = home / "aws"
    link = home / "link"
    one.write_bytes(b"[default]\nk = v\n")
    link.symlink_to(one)
    for credentials in (one, link):
        paths = paths_in(home, AWS_CONFIG_FILE=str(one), AWS_SHARED_CREDENTIALS_FILE=str(credentials))
        with pytest.raises(FileRefused) as refused:
            read_texts(paths)
        assert str(refused.value) == (
            f"{one} is config and credentials file at once, so nothing is changed in it."
            " What is a profile in one of them has another name in the other."
            " Let AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name two files."
        )
        texts = Texts(one.read_bytes(), one.read_bytes())
        change = change_of(paths, "Change", texts, Texts(b"[a]\n", b"[b]\n"))
        with pytest.raises(FileRefused, match="at once"):
            write_change(paths, change, NOW)
    assert one.read_bytes() == b"[default]\nk = v\n"


def test_no_credentials_file_at_all_leaves_the_config_to_be_changed(home: Path) -> None:
    paths = paths_in(home, AWS_SHARED_CREDENTIALS_FILE="")
    before = read_texts(paths)
    after = with_profile(before, "a", {"region": "eu-west-1"})
    write_change(paths, change_of(paths, "Add", before, after), NOW)
    assert paths.config.read_bytes() == b"[profile a]\nregion = eu-west-1\n"
    assert before.credentials == b""


def test_a_config_behind_a_symbolic_link_is_changed_where_it_lies(files: Paths, home: Path) -> None:
    real = home / "dotfiles" / "config"
    real.parent.mkdir()
    files.config.rename(real)
    files.config.symlink_to(real)
    write_change(files, change_of(files, "Rename", read_texts(files), RENAMED), NOW)
    assert files.config.is_symlink()
    assert real.read_bytes() == RENAMED.config
    assert [each.text for each in versions(files)] == [TEXTS.config.decode()]


def test_what_is_no_file_is_refused_in_words(paths: Paths) -> None:
    paths.config.mkdir()
    before = read_texts(paths)
    assert before.config == b""
    with pytest.raises(FileRefused, match="no regular file"):
        write_change(paths, change_of(paths, "Add", before, Texts(b"[a]\n", b"")), NOW)


def test_a_file_that_cannot_be_read_is_refused_in_words(
    files: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FileRefused) as refused:
        read_texts(files)
    assert str(refused.value).startswith(f"{files.config} cannot be read. Permission denied.")


def test_an_undone_change_can_be_made_again(files: Paths) -> None:
    change = change_of(files, "Rename", TEXTS, RENAMED)
    undone = write_change(files, write_change(files, change, NOW).change.undone("Undo"), NOW)
    write_change(files, undone.change.undone("Redo"), NOW)
    assert on_disk(files) == RENAMED
    assert undone.change.undone("Rename") == change


@given(before=secret_files(odd=True), after=secret_files(odd=False))
def test_no_secret_is_printed(before: bytes, after: bytes) -> None:
    paths = paths_in(Path("home"))
    change = change_of(paths, "Change", Texts(before, after), Texts(after, before))
    written = changes.Written(change, (), None)
    for each in (change, change.undone("Undo"), written, *(file.lines for file in change.files)):
        assert MARK not in repr(each)


def test_no_secret_of_another_programs_change_is_shown(files: Paths) -> None:
    ours = TEXTS.credentials.replace(b"AKIA1", b"AKIA2")
    put(files, Texts(TEXTS.config, b"[sts]\naws_access_key_id = AKIA3\naws_secret_access_key = hunter3\n"))
    with pytest.raises(ChangedMeanwhile) as refused:
        write_change(files, change_of(files, "Change", TEXTS, Texts(TEXTS.config, ours)), NOW)
    assert "AKIA3" in repr(refused.value.theirs)
    assert MARK not in repr(refused.value.theirs) + str(refused.value) + repr(refused.value)


def test_a_change_leaves_nothing_beside_the_files(files: Paths) -> None:
    write_change(files, change_of(files, "Rename", TEXTS, RENAMED), NOW)
    names = {name for name in os.listdir(files.config.parent) if not name.endswith(".lock")}
    assert names == {"config", "credentials"}


# needs the merge: `Written.merged`, a foreign change elsewhere in the file kept beside ours, and undoing over it.
