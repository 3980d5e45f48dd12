"""What is done to a profile in both files: the intended lines and no others, and botocore reads just that change."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Set
from pathlib import Path

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from profiles import editor
from profiles import texts as texts_module
from profiles.editor import CannotEdit, section_lines
from profiles.ini import Document, Section, read, split
from profiles.sections import profile_header, profile_name
from profiles.texts import (
    Texts,
    config_values,
    with_copy,
    with_keys,
    with_name,
    with_profile,
    without_profile,
    without_profiles,
)
from tests.aws_files import HERE, REAL, pairs
from tests.counts import count
from tests.environments import awscli
from tests.profile_texts import botocore_profiles, revealed

KEY_PAIR = {"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"}
NEW_NAMES = ["new", "new one", "é", "new.b-c_d/e@f:g", "default", "new#1"]
_names = st.sampled_from(NEW_NAMES)
_values = st.sampled_from(["v", "a = b", "# v", "[x]", "ü/+=", "x:y", "sts"])
_keys = st.sampled_from(
    ["region", "color", "role_arn", "source_profile", "s3", "k", "new", "s3", "duration_seconds"]
)
_changes = st.dictionaries(_keys, st.one_of(_values, st.none()), min_size=1, max_size=4)
_choice = st.integers(0, 30)


Edit = Callable[[Texts], Texts]


def tried(edit: Callable[[], Texts]) -> tuple[Texts | None, str]:
    """The texts after an edit, or the reason why there are none."""
    try:
        return edit(), ""
    except CannotEdit as refused:
        event("refused")
        return None, refused.reason


def meaning(texts: Texts) -> dict[str, dict[str, object]]:
    return botocore_profiles(texts.config, texts.credentials)


def config_section(texts: Texts, name: str) -> Section | None:
    """The section that botocore reads as this profile: the last of that name."""
    found = [each for each in read(texts.config, HERE).sections if profile_name(each.name) == name]
    return found[-1] if found else None


def credentials_section(texts: Texts, name: str) -> Section | None:
    return read(texts.credentials, HERE).section(name)


def is_twice(texts: Texts, name: str) -> bool:
    return [profile_name(each.name) for each in read(texts.config, HERE).sections].count(name) > 1


def chosen(texts: Texts, choice: int) -> str:
    """One of the profiles that botocore sees."""
    names = list(meaning(texts))
    assume(names)
    return names[choice % len(names)]


def lines_of(section: Section | None, keys: Set[str]) -> set[int]:
    return {line for key in keys if section and key in section.keys for line in section.keys[key].lines}


def rest(data: bytes, gone: Set[int]) -> list[bytes]:
    """The lines of a file but for some, numbered from 1."""
    return [line for number, line in enumerate(split(data), start=1) if number not in gone]


def same_but_for_its_end(before: list[bytes], after: list[bytes]) -> bool:
    """Whether lines are the same, byte for byte; but the last of a file may get or lose its end."""
    if before == after:
        return True
    bare = [line.rstrip(b"\r\n") for line in (before[-1:] + after[-1:])]
    return before[:-1] == after[:-1] and len(before) == len(after) and bare[0] == bare[1]


def defaults(data: bytes) -> dict[str, object]:
    return revealed({name: key.value for name, key in read(data, HERE).defaults.items()})


@settings(max_examples=count(60, 5000))
@given(texts=pairs, name=_names, keys=st.dictionaries(_keys, _values, min_size=1, max_size=4))
def test_a_new_profile_stands_behind_everything_else(texts: Texts, name: str, keys: dict[str, str]) -> None:
    before = meaning(texts)
    assume(name not in before)
    assume(config_section(texts, name) is None)

    after = with_profile(texts, name, keys)

    assert after.credentials == texts.credentials
    assert after.config.startswith(texts.config)
    end = next((line[len(line.rstrip(b"\r\n")) :] for line in split(texts.config)), b"\n") or b"\n"
    header = profile_header(name)
    assert header is not None
    added = after.config.removeprefix(texts.config)
    gap = added.removesuffix(section_lines(header, keys, end))
    last = b"".join(split(texts.config)[-1:])
    is_ended, is_empty = last.endswith((b"\n", b"\r")), not last.strip()
    assert gap == (b"" if not last else end * ((not is_ended) + (not is_empty)))
    assert meaning(after) == {**before, name: {**defaults(texts.config), **keys}}


@settings(max_examples=count(60, 5000))
@given(texts=pairs, choice=_choice, changes=_changes)
def test_keys_change_where_they_count_and_nothing_else_does(
    texts: Texts, choice: int, changes: dict[str, str | None]
) -> None:
    before = meaning(texts)
    name = chosen(texts, choice)
    config, credentials = config_section(texts, name), credentials_section(texts, name)
    shared = (defaults(texts.config) if config else {}) | (defaults(texts.credentials) if credentials else {})
    after, reason = tried(lambda: with_keys(texts, name, changes))
    if after is None:
        inherited = [key for key, value in changes.items() if value is None and key in shared]
        assert is_twice(texts, name) or any(key in reason for key in inherited)
        return

    wanted = {**before[name], **{key: value for key, value in changes.items() if value is not None}}
    for key, value in changes.items():
        if value is None:
            wanted.pop(key, None)
    # A section that is new to the config brings its [DEFAULT] along.
    is_new = config is None and config_section(after, name) is not None
    assert meaning(after) == {**before, name: {**(defaults(texts.config) if is_new else {}), **wanted}}

    keys = set(changes)
    assert same_but_for_its_end(
        rest(texts.credentials, lines_of(credentials, keys)),
        rest(after.credentials, lines_of(credentials_section(after, name), keys)),
    )
    if is_new:
        event("new in the config")
        assert after.config.startswith(texts.config)
    else:
        assert same_but_for_its_end(
            rest(texts.config, lines_of(config, keys)),
            rest(after.config, lines_of(config_section(after, name), keys)),
        )


def _is_laid_out_for(data: bytes, section: Section | None) -> bool:
    """Whether the section can go: the header behind it must not be indented more than the key before it."""
    if section is None:
        return True
    before = [each for each in read(data, HERE).sections if each.line < section.line and each.keys]
    following = split(data)[section.end : section.end + 1]
    last = max((key.line for each in before for key in each.keys.values()), default=0)
    last = max([last, *(key.line for key in read(data, HERE).defaults.values() if key.line < section.line)])
    if not last or not following:
        return True
    key = split(data)[last - 1].decode()
    header = following[0].decode()
    return len(header) - len(header.lstrip()) <= len(key) - len(key.lstrip())


def _taken_out(before: bytes, after: bytes, section: Section | None) -> None:
    """Assert that a section went from header to last key, with empty lines next to it, and nothing else."""
    if section is None:
        assert after == before
        return
    last = max((key.lines[-1] for key in section.keys.values()), default=section.line)
    lines = split(before)
    head, tail = lines[: section.line - 1], lines[last:]
    left = split(after)
    kept = next(
        (
            number
            for number in range(len(left) + 1)
            if head[:number] == left[:number]
            and left[number:] == tail[len(tail) - (len(left) - number) :]
            and all(not line.strip() for line in head[number:] + tail[: len(tail) - (len(left) - number)])
        ),
        None,
    )
    assert kept is not None
    if tail and head and head[-1].strip() and any(line.strip() for line in tail):
        assert left == head + tail  # it stood close to what is before, and the empty lines behind are needed
    if head and not head[-1].strip() and tail and tail[0].strip():
        assert left == head + tail


@settings(max_examples=count(60, 5000))
@given(texts=pairs, choice=_choice)
def test_a_profile_is_taken_out_of_both_files_with_its_lines_alone(texts: Texts, choice: int) -> None:
    before = meaning(texts)
    name = chosen(texts, choice)
    config, credentials = config_section(texts, name), credentials_section(texts, name)
    after, _ = tried(lambda: without_profile(texts, name))
    if after is None:
        assert (
            is_twice(texts, name)
            or not _is_laid_out_for(texts.config, config)
            or not _is_laid_out_for(texts.credentials, credentials)
        )
        return
    assert meaning(after) == {other: values for other, values in before.items() if other != name}
    _taken_out(texts.config, after.config, config)
    _taken_out(texts.credentials, after.credentials, credentials)


def _renamed_lines(data: bytes, section: Section | None, header: str, name: str, new: str) -> list[bytes]:
    """The lines of a file as a person would rename a profile: its header, and each source that names it."""
    lines = split(data)
    if section is not None:
        number = section.line - 1
        lines[number] = lines[number].replace(f"[{section.name}]".encode(), f"[{header}]".encode(), 1)
    for each in read(data, HERE).sections:
        key = each.keys.get("source_profile")
        if key is not None and key.value == name:
            number = key.line - 1
            lead = len(lines[number]) - len(lines[number].rstrip().removesuffix(name.encode()))
            at = len(lines[number]) - lead
            end = lines[number][len(lines[number].rstrip(b"\r\n")) :]
            lines[number] = lines[number][:at] + new.encode() + end
    return lines


@settings(max_examples=count(60, 5000))
@given(texts=pairs, choice=_choice, new=_names)
def test_a_new_name_changes_the_headers_and_the_sources_that_name_it(
    texts: Texts, choice: int, new: str
) -> None:
    before = meaning(texts)
    name = chosen(texts, choice)
    # botocore keeps no profile for a header such as [profile "x] without its end, and takes no name of it.
    assume(new not in before)
    shared = [defaults(texts.config).get("source_profile"), defaults(texts.credentials).get("source_profile")]
    after, reason = tried(lambda: with_name(texts, name, new))
    if after is None:
        assert is_twice(texts, name) or (name in shared and name in reason)
        return

    def renamed(values: Mapping[str, object]) -> dict[str, object]:
        return {
            key: new if key == "source_profile" and value == name else value for key, value in values.items()
        }

    assert meaning(after) == {
        new if other == name else other: renamed(values) for other, values in before.items()
    }
    if any(values.get("source_profile") == name for values in before.values()):
        event("a source names it")
    header = profile_header(new)
    assert header is not None
    for old, now, section, there in (
        (texts.config, after.config, config_section(texts, name), header),
        (texts.credentials, after.credentials, credentials_section(texts, name), new),
    ):
        if not any(b"\x85" in line or b"\xa0" in line or b"\x1c" in line for line in split(old)):
            assert split(now) == _renamed_lines(old, section, there, name, new)
        assert len(split(now)) == len(split(old))


@settings(max_examples=count(60, 5000))
@given(texts=pairs, choice=_choice, new=_names, changes=_changes)
def test_a_copy_stands_behind_everything_else_and_has_no_keys_of_its_own(
    texts: Texts, choice: int, new: str, changes: dict[str, str | None]
) -> None:
    before = meaning(texts)
    name = chosen(texts, choice)
    assume(new not in before)
    config = config_section(texts, name)
    after, _ = tried(lambda: with_copy(texts, name, new, changes))
    if after is None:
        assert config is None or is_twice(texts, name)
        return
    assert config is not None
    assert after.credentials == texts.credentials
    assert after.config.startswith(texts.config)
    copied = revealed({key: found.value for key, found in config.keys.items() if key not in KEY_PAIR})
    copied = {key: value for key, value in copied.items() if key not in changes}
    given_ = {key: value for key, value in changes.items() if value is not None}
    assert meaning(after) == {**before, new: {**defaults(texts.config), **copied, **given_}}
    # The lines that were not changed are those of the profile, in their order.
    section = config_section(after, new)
    assert section is not None
    old, now = split(texts.config), split(after.config)
    kept = sorted(line for key in copied for line in config.keys[key].lines)
    there = sorted(line for key in copied for line in section.keys[key].lines)
    assert same_but_for_its_end([old[line - 1] for line in kept], [now[line - 1] for line in there])


@pytest.mark.parametrize("texts", REAL.values(), ids=REAL)
def test_nothing_but_the_profile_twice_in_a_file_stands_in_the_way_of_a_real_file(texts: Texts) -> None:
    for name in meaning(texts):
        for new in NEW_NAMES:
            if new in meaning(texts):
                continue
            with_name(texts, name, new)
            if config_section(texts, name) is not None:
                with_copy(texts, name, new, {"region": "eu-west-1", "color": None})
            with_profile(texts, new, {"region": "eu-west-1"})
        with_keys(texts, name, {"fumidai_display_name": "x", "role_arn": None})
        without_profile(texts, name)


CASES: dict[str, tuple[Edit, bytes, bytes]] = {
    "a name with spaces is quoted": (
        lambda texts: with_name(texts, "dev", "my dev"),
        b"[profile dev]\nregion=x\n[profile b]\nsource_profile = dev\n",
        b'[profile "my dev"]\nregion=x\n[profile b]\nsource_profile = my dev\n',
    ),
    "a note behind a header stays": (
        lambda texts: with_name(texts, "dev", "new"),
        b" [profile 'dev'] # mine [x\nregion=x\n",
        b" [profile new] # mine [x\nregion=x\n",
    ),
    "default has no word before it": (
        lambda texts: with_name(texts, "default", "sts"),
        b"[default]\nk = v\n",
        b"[profile sts]\nk = v\n",
    ),
    "a name that only begins alike is another": (
        lambda texts: with_name(texts, "dev", "new"),
        b"[profile dev]\n[profile dev2]\nsource_profile = dev2\n",
        b"[profile new]\n[profile dev2]\nsource_profile = dev2\n",
    ),
    "notes around a section stay": (
        lambda texts: without_profile(texts, "b"),
        b"[profile a]\nk = v\n\n# b\n[profile b]\n# in b\nk = v\n# behind b\n\n[profile c]\n",
        b"[profile a]\nk = v\n\n# b\n# behind b\n\n[profile c]\n",
    ),
    "one empty line is left between the neighbours": (
        lambda texts: without_profile(texts, "b"),
        b"[profile a]\nk = v\n\n[profile b]\nk = v\n\n\n[profile c]\n",
        b"[profile a]\nk = v\n\n[profile c]\n",
    ),
    "no empty line is left at the end": (
        lambda texts: without_profile(texts, "b"),
        b"[profile a]\nk = v\n\n\n[profile b]\nk = v\n",
        b"[profile a]\nk = v\n",
    ),
    "the empty line behind stays where none was before": (
        lambda texts: without_profile(texts, "b"),
        b"[profile a]\nk = v\n[profile b]\nk = v\n\n[profile c]\n",
        b"[profile a]\nk = v\n\n[profile c]\n",
    ),
    "the first section goes with the empty line behind it": (
        lambda texts: without_profile(texts, "a"),
        b"[profile a]\nk = v\n\n[profile c]\n",
        b"[profile c]\n",
    ),
    "a copy has the lines without the notes": (
        lambda texts: with_copy(texts, "a", "b", {"region": "eu-west-1", "color": None}),
        b"[profile a]\n# mine\n  Region=us-east-1\n  s3 =\n    x = 1\n  color = f2b0a9",
        b"[profile a]\n# mine\n  Region=us-east-1\n  s3 =\n    x = 1\n  color = f2b0a9\n\n"
        b"[profile b]\n  Region=eu-west-1\n  s3 =\n    x = 1\n",
    ),
    "a profile is added in the style of the file": (
        lambda texts: with_profile(texts, "b", {"k": "v"}),
        b"[profile a]\r\nk = v",
        b"[profile a]\r\nk = v\r\n\r\n[profile b]\r\nk = v\r\n",
    ),
}


@pytest.mark.parametrize(("edit", "before", "after"), CASES.values(), ids=CASES)
def test_a_change_looks_as_a_person_would_make_it(edit: Edit, before: bytes, after: bytes) -> None:
    assert edit(Texts(before, b"")) == Texts(after, b"")


BOTH = Texts(
    b"[profile a]\nregion = eu-west-1\ncolor = f2b0a9\n", b"[a]\nregion = us-east-1\nAWS_SESSION_TOKEN = t\n"
)


def test_a_key_that_stands_in_both_files_is_changed_where_it_counts_and_removed_from_both() -> None:
    assert with_keys(BOTH, "a", {"region": "eu-west-3"}) == Texts(
        BOTH.config, BOTH.credentials.replace(b"us-east-1", b"eu-west-3")
    )
    assert with_keys(BOTH, "a", {"region": None}) == Texts(
        b"[profile a]\ncolor = f2b0a9\n", b"[a]\nAWS_SESSION_TOKEN = t\n"
    )


def test_a_new_key_goes_to_the_config_also_for_a_profile_of_the_credentials_file() -> None:
    after = with_keys(Texts(b"", b"[a]\nk = v\n"), "a", {"region": "eu-west-1"})
    assert after == Texts(b"[profile a]\nregion = eu-west-1\n", b"[a]\nk = v\n")


def test_what_default_says_in_the_credentials_file_counts_before_the_config() -> None:
    texts = Texts(b"[profile a]\nregion = eu-west-1\n", b"[DEFAULT]\nregion = us-east-1\n[a]\nk = v\n")
    after = with_keys(texts, "a", {"region": "eu-west-3"})
    assert meaning(after)["a"]["region"] == "eu-west-3"
    assert after.config == texts.config


@pytest.mark.parametrize(
    "texts",
    [Texts(b"[DEFAULT]\nregion = x\n[profile a]\nk = v\n", b""), Texts(b"", b"[DEFAULT]\nregion = x\n[a]\n")],
)
def test_a_key_of_default_cannot_be_left_out_of_one_profile(texts: Texts) -> None:
    with pytest.raises(CannotEdit, match=r"region stands in \[DEFAULT\] for every profile"):
        with_keys(texts, "a", {"region": None})


def test_a_source_is_renamed_in_the_credentials_file_too() -> None:
    after = with_name(Texts(b"[profile a]\n", b"[b]\nSource_Profile: a\n"), "a", "c")
    assert after == Texts(b"[profile c]\n", b"[b]\nSource_Profile: c\n")


def test_a_source_that_default_names_stands_in_the_way_of_a_new_name() -> None:
    texts = Texts(b"[DEFAULT]\nsource_profile = sts\n[profile sts]\n[profile a]\n", b"")
    with pytest.raises(CannotEdit, match="Line 2 names sts as the source of every profile"):
        with_name(texts, "sts", "new")
    assert with_name(texts, "a", "b").config.endswith(b"[profile b]\n")


def test_the_credentials_files_own_word_profile_is_part_of_the_name() -> None:
    texts = Texts(b"[profile a]\nregion = x\n", b"[profile a]\naws_access_key_id = AKIA\n")
    assert without_profile(texts, "a") == Texts(b"", texts.credentials)
    assert without_profile(texts, "profile a") == Texts(texts.config, b"")
    renamed = with_name(texts, "profile a", "b")
    assert renamed == Texts(texts.config, b"[b]\naws_access_key_id = AKIA\n")
    assert meaning(renamed) == {"a": {"region": "x"}, "b": {"aws_access_key_id": "AKIA"}}


def test_a_profile_of_the_credentials_file_alone_is_not_copied() -> None:
    with pytest.raises(CannotEdit, match="keys are not copied"):
        with_copy(Texts(b"", b"[a]\nk = v\n"), "a", "b", {})


def test_a_key_pair_in_the_config_is_not_copied_either() -> None:
    pair = b"AWS_Access_Key_Id = AKIA\naws_secret_access_key = s\naws_session_token = t\n"
    copy = with_copy(Texts(b"[profile a]\nregion = x\n" + pair, b"[a]\n" + pair), "a", "b", {})
    assert meaning(copy)["b"] == {"region": "x"}


def test_what_the_config_alone_says_can_be_asked() -> None:
    assert config_values(BOTH, "a") == {"region": "eu-west-1", "color": "f2b0a9"}
    assert config_values(Texts(b"[DEFAULT]\nk = v\n[profile b]\n", b""), "b") == {"k": "v"}
    assert config_values(BOTH, "b") == {}


TWICE = Texts(b"[profile a]\nk = v\n[profile b]\n[profile 'a']\nk = w\n", b"")


ON_TWICE: dict[str, Edit] = {
    "add": lambda texts: with_profile(texts, "a", {"k": "v"}),
    "change": lambda texts: with_keys(texts, "a", {"k": "v"}),
    "rename": lambda texts: with_name(texts, "a", "c"),
    "copy": lambda texts: with_copy(texts, "a", "c", {}),
    "remove": lambda texts: without_profile(texts, "a"),
    "rename another": lambda texts: with_name(texts, "b", "a"),
}


@pytest.mark.parametrize("edit", ON_TWICE.values(), ids=ON_TWICE)
def test_a_profile_that_stands_twice_is_not_touched(edit: Edit) -> None:
    with pytest.raises(CannotEdit) as refused:
        edit(TWICE)
    assert refused.value.reason == "The profile a stands twice in the config, in lines 1 and 4. Join the two."


REFUSED: list[tuple[Edit, str]] = [
    (lambda texts: with_profile(texts, "a", {"k": "v"}), "There is a profile a already."),
    (lambda texts: with_keys(texts, "no", {"k": "v"}), "There is no profile no."),
    (lambda texts: with_name(texts, "no", "c"), "There is no profile no."),
    (lambda texts: with_name(texts, "b", "a"), "There is a profile a already."),
    (lambda texts: with_name(texts, "a", "c"), "There is a profile c already."),
    (lambda texts: with_copy(texts, "b", "c", {}), "There is a profile c already."),
    (lambda texts: without_profile(texts, "no"), "There is no profile no."),
    (lambda texts: with_name(texts, "c", "DEFAULT"), "every section at once"),
    (lambda texts: with_name(texts, "a", "x]y"), "brackets"),
    (lambda texts: with_name(texts, "a", "x\"y'"), "cannot be written"),
    (lambda texts: with_name(texts, "a", "\ud800"), "UTF-8"),
    (lambda texts: with_profile(texts, "a\nb", {"k": "v"}), "line breaks"),
]


@pytest.mark.parametrize(("edit", "reason"), REFUSED, ids=map(str, range(len(REFUSED))))
def test_what_cannot_be_done_is_said_in_words(edit: Edit, reason: str) -> None:
    with pytest.raises(CannotEdit) as refused:
        edit(Texts(b"[profile a]\n[profile b]\n", b"[c]\n"))
    assert reason in refused.value.reason


@pytest.mark.parametrize("file", ["config", "credentials"])
def test_a_file_that_aws_tools_cannot_read_is_named(file: str) -> None:
    loose = {"config": b"[profile a]\n", "credentials": b"[a]\n", file: b"[profile a]\nloose\n"}
    with pytest.raises(CannotEdit, match=f"AWS tools cannot read the {file} file. Line 2: "):
        without_profile(Texts(loose["config"], loose["credentials"]), "a")


def test_texts_are_not_printed() -> None:
    assert "AKIA" not in repr(Texts(b"AKIA", b"AKIA"))


def _aws(folder: Path, *words: str) -> str:
    environment = {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run([awscli(), *words], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_real_aws_cli_reads_what_was_made(tmp_path: Path) -> None:
    texts = REAL["CRLF"]
    arn = "arn:aws:iam::666666666666:role/New"
    texts = with_profile(
        texts, "brand new", {"role_arn": arn, "source_profile": "sts", "region": "eu-west-1"}
    )
    texts = with_name(texts, "sts", "Bäston 2")
    texts = with_copy(texts, "two words", "copy", {"region": "ap-northeast-1"})
    texts = with_keys(texts, "開発", {"color": "b7ca9d", "s3": None})
    (tmp_path / "config").write_bytes(texts.config)
    (tmp_path / "credentials").write_bytes(texts.credentials)

    # Version 1 has no list-profiles; botocore's list is the one it goes by.
    assert meaning(texts).keys() == {"brand new", "Bäston 2", "two words", "copy", "開発"}
    assert _aws(tmp_path, "configure", "get", "source_profile", "--profile", "brand new") == "Bäston 2"
    assert _aws(tmp_path, "configure", "get", "role_arn", "--profile", "brand new") == arn
    assert _aws(tmp_path, "configure", "get", "region", "--profile", "copy") == "ap-northeast-1"
    assert _aws(tmp_path, "configure", "get", "color", "--profile", "開発") == "b7ca9d"
    assert _aws(tmp_path, "configure", "get", "region", "--profile", "Bäston 2") == "eu-central-1"


@settings(max_examples=count(60, 5000))
@given(texts=pairs, choices=st.lists(_choice, min_size=2, max_size=4))
def test_many_profiles_are_taken_out_as_one_after_the_other(texts: Texts, choices: list[int]) -> None:
    names = list(dict.fromkeys(chosen(texts, choice) for choice in choices))

    def one_by_one() -> Texts:
        after = texts
        for name in names:
            after = without_profile(after, name)
        return after

    apart, _ = tried(one_by_one)
    together, _ = tried(lambda: without_profiles(texts, names))
    if apart is None or together is None:
        return
    event("both")
    assert meaning(together) == meaning(apart)
    for one, other in ((together.config, apart.config), (together.credentials, apart.credentials)):
        lines, others = ([line.rstrip() for line in split(data) if line.strip()] for data in (one, other))
        assert lines == others


def _company(targets: int) -> Texts:
    sections = "".join(f"[profile t{n}]\nrole_arn = r\nsource_profile = b\n\n" for n in range(targets))
    return Texts(f"[profile b]\nregion = x\n\n{sections}".encode(), b"[b]\nk = 1\n[t1]\nk = 1\n")


@pytest.mark.parametrize(
    "edit",
    [
        lambda texts, _: with_name(texts, "b", "bb"),
        lambda texts, count: without_profiles(texts, [f"t{n}" for n in range(count)]),
    ],
    ids=["a new name for the bastion", "all targets removed"],
)
def test_a_change_of_many_profiles_reads_the_files_no_oftener_than_one_of_few(
    edit: Callable[[Texts, int], Texts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reading of a company's file takes a tenth of a second: one for each target would take minutes."""
    readings = []

    def counted(data: bytes, path: Path) -> Document:
        readings.append(len(data))
        return read(data, path)

    monkeypatch.setattr(editor, "read", counted)
    monkeypatch.setattr(texts_module, "read", counted)
    numbers = []
    for count_ in (2, 200):
        readings.clear()
        edit(_company(count_), count_)
        numbers.append(len(readings))
    assert numbers[0] == numbers[1]
