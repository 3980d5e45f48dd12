"""Earlier versions of the config: the last ten, private, without secrets, and whole again over the present file."""

from __future__ import annotations

import stat
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.editor import set_keys
from profiles.ini import read
from profiles.paths import Paths
from profiles.versions import KEPT, LEFT_OUT, Version, keep_version, restored, versions, without_secrets
from profiles.writing import FileRefused
from tests.aws_files import HERE, MARK, REAL, secret_files
from tests.profile_texts import config_files, credentials_files

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def paths(home: Path) -> Paths:
    return Paths.from_env({"HOME": str(home), "USERPROFILE": str(home)})


def version(config: bytes) -> Version:
    """As it comes back from the disk."""
    return Version(NOW, without_secrets(config))


_configs = st.one_of(
    secret_files(odd=False),
    config_files,
    credentials_files,
    st.sampled_from([data for texts in REAL.values() for data in (texts.config, texts.credentials)]),
)


@example(config=b"[default]\nAWS_SECRET_ACCESS_KEY = \nrole_arn=\n source_profile = \n")
@given(config=_configs)
def test_a_version_over_the_file_it_was_made_of_is_that_file_byte_for_byte(config: bytes) -> None:
    back = restored(version(config), config)
    assert back.config == config
    assert back.missing == ()


@given(config=st.one_of(secret_files(odd=False), secret_files(odd=True)))
def test_no_secret_stands_in_a_version(config: bytes) -> None:
    assert MARK not in without_secrets(config)
    assert MARK not in repr(restored(version(config), config))


@example(
    config=b"[profile a]\ns3 =\n  x = 1\n  aws_secret_access_key = one\n  y = 2\n  aws_secret_access_key:two==",
    present=b"",
)
@given(config=secret_files(odd=False), present=secret_files(odd=False))
def test_a_version_over_another_file_is_read_and_has_no_mark_left_in_it(
    config: bytes, present: bytes
) -> None:
    back = restored(version(config), present)
    assert LEFT_OUT not in back.config
    before, after = read(config, HERE), read(back.config, HERE)
    assert after.flaws == before.flaws == ()
    assert [each.name for each in after.sections] == [each.name for each in before.sections]
    gone = sum(len(each.keys) for each in before.sections) + len(before.defaults)
    gone -= sum(len(each.keys) for each in after.sections) + len(after.defaults)
    keys = {
        f"[{section}] {name}"
        for section, found in (
            *((each.name, each.keys) for each in before.sections),
            ("DEFAULT", before.defaults),
        )
        for name in found
    }
    assert gone == sum(each in keys for each in back.missing)


PAIR = b"[profile a]\naws_access_key_id = AKIA1\naws_secret_access_key = one\n"


ODD_ID = PAIR.replace(b"AKIA1\n", b"AKIA1\n  aws_session_token = t\n")


@pytest.mark.parametrize(
    ("config", "present", "back", "missing"),
    [
        pytest.param(PAIR, PAIR, PAIR, (), id="the same"),
        pytest.param(
            PAIR,
            b"[profile a]\naws_access_key_id = AKIA2\naws_secret_access_key = two\n",
            b"[profile a]\naws_access_key_id = AKIA1\n",
            ("[profile a] aws_secret_access_key",),
            id="a secret of other keys is not taken",
        ),
        pytest.param(PAIR, PAIR.replace(b"profile a", b"profile b"), PAIR, (), id="renamed since"),
        pytest.param(
            ODD_ID,
            ODD_ID,
            ODD_ID,
            (),
            id="an id with a further line that is a secret, as a slip of indentation makes it",
        ),
        pytest.param(
            b"[profile a]\nAWS_Session_Token = t\nregion = x\n",
            b"[profile b]\naws_session_token = t\n",
            b"[profile a]\nregion = x\n",
            ("[profile a] aws_session_token",),
            id="nothing but the section tells whose it is",
        ),
        pytest.param(
            b"[profile a]\nAWS_Session_Token:t\nregion = x\n",
            b"[profile a]\naws_session_token   =   new\n",
            b"[profile a]\nAWS_Session_Token:new\nregion = x\n",
            (),
            id="its spelling is the version's, its value the present one",
        ),
        pytest.param(
            b"[profile a]\nregion = x\naws_session_token = t",
            b"[profile a]\n",
            b"[profile a]\nregion = x\n",
            ("[profile a] aws_session_token",),
            id="gone, at the end of the file",
        ),
        pytest.param(
            b"[profile a]\naws_session_token = t\n",
            b"[profile a]\naws_session_token =\n",
            b"[profile a]\n",
            ("[profile a] aws_session_token",),
            id="empty now",
        ),
        pytest.param(
            b"[profile a]\naws_session_token = t\nk = v\n",
            b"[profile a]\naws_session_token = t\n  u\n  # n\n  v",
            b"[profile a]\naws_session_token = t\n  u\n  # n\n  v\nk = v\n",
            (),
            id="it has several lines now",
        ),
        pytest.param(
            b"[profile a]\n    aws_session_token = t\n    k = v\n",
            b"[profile a]\naws_session_token = t\n  u\n",
            b"[profile a]\n    aws_session_token = t\n      u\n    k = v\n",
            (),
            id="its further lines stay such below an indented key",
        ),
        pytest.param(
            b"[DEFAULT]\naws_session_token = t\n",
            b"[DEFAULT]\naws_session_token = u\n",
            b"[DEFAULT]\naws_session_token = u\n",
            (),
            id="DEFAULT",
        ),
        pytest.param(
            b"[a]\n# aws_session_token = 1\n[b]\n# aws_session_token = 2\n# aws_session_token = 3\n",
            b"[b]\n# aws_session_token = 2\n# aws_session_token = 3\n[a]\n# aws_session_token = 1\n",
            b"[a]\n# aws_session_token = 1\n[b]\n# aws_session_token = 2\n# aws_session_token = 3\n",
            (),
            id="comments, each in its section",
        ),
        pytest.param(
            b"[a] # aws_session_token = 1\nk = v # aws_session_token = 2\n# aws_session_token = 3\n",
            b"[a]\n",
            b"[a] # aws_session_token =\nk = v # aws_session_token =\n# aws_session_token =\n",
            (),
            id="what is no key stays without its value",
        ),
        pytest.param(
            b"# aws_session_token =\n# " + LEFT_OUT + b"\n[a]\nk = " + LEFT_OUT + b"\n",
            b"",
            b"# aws_session_token =\n# " + LEFT_OUT + b"\n[a]\nk = " + LEFT_OUT + b"\n",
            (),
            id="the words of a version in the file itself",
        ),
    ],
)
def test_secrets_come_from_the_present_file_and_missing_ones_are_told(
    config: bytes, present: bytes, back: bytes, missing: tuple[str, ...]
) -> None:
    found = restored(version(config), present)
    assert (found.config, found.missing) == (back, missing)


def test_a_value_that_somebody_wrote_into_a_version_stays() -> None:
    text = "[a]\naws_session_token = by hand\n"
    assert restored(Version(NOW, text), b"[a]\naws_session_token = t\n").config == text.encode()


def test_the_last_ten_are_kept_the_newest_first(paths: Paths) -> None:
    for number in range(KEPT + 3):
        keep_version(paths, b"[profile p%d]\r\nk = v" % number, NOW + timedelta(minutes=number))
    kept = versions(paths)
    assert KEPT == 10
    assert [each.text for each in kept] == [f"[profile p{number}]\r\nk = v" for number in range(12, 2, -1)]
    assert [each.at for each in kept] == [NOW + timedelta(minutes=number) for number in range(12, 2, -1)]


def test_what_was_kept_last_is_not_kept_again_but_an_earlier_one_is(paths: Paths) -> None:
    for number, text in enumerate([b"a = 1\n", b"a = 1\n", b"b = 1\n", b"a = 1\n"]):
        keep_version(paths, text, NOW + timedelta(hours=number))
    assert [each.at.hour for each in versions(paths)] == [15, 14, 12]


def test_a_file_in_which_only_secrets_changed_is_not_kept_again(paths: Paths) -> None:
    keep_version(paths, PAIR, NOW)
    keep_version(paths, set_keys(PAIR, "profile a", {"aws_secret_access_key": "two"}), NOW)
    assert len(versions(paths)) == 1


def test_an_empty_file_is_not_kept_and_makes_no_file(paths: Paths) -> None:
    keep_version(paths, b"", NOW)
    assert not paths.versions.exists()
    assert versions(paths) == ()


def test_the_file_is_private_and_holds_no_secret(paths: Paths) -> None:
    for number, texts in enumerate(REAL.values()):
        keep_version(paths, texts.config + b"\n" + texts.credentials, NOW + timedelta(hours=number))
    assert stat.S_IMODE(paths.versions.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.versions.parent.stat().st_mode) == 0o700
    text = paths.versions.read_text()
    assert not any(secret in text for secret in ("wJalr", "K7MDENG", "/bPx", "FwoGZ", "je7Mt"))
    assert "google_idp_id = C01abc234" in text


def test_each_config_file_has_versions_of_its_own(paths: Paths, home: Path) -> None:
    other = Paths.from_env(
        {"HOME": str(home), "USERPROFILE": str(home), "AWS_CONFIG_FILE": str(home / "other\udcff")}
    )
    assert other.versions == paths.versions
    keep_version(paths, b"one\n", NOW)
    keep_version(other, b"two\n", NOW)
    keep_version(other, b"three\n", NOW)
    assert [each.text for each in versions(paths)] == ["one\n"]
    assert [each.text for each in versions(other)] == ["three\n", "two\n"]


def test_a_time_with_any_zone_comes_back_as_the_same_moment(paths: Paths) -> None:
    tokyo = timezone(timedelta(hours=9))
    keep_version(paths, b"k\n", NOW.astimezone(tokyo))
    (kept,) = versions(paths)
    assert kept.at == NOW
    assert kept.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("text", ['\x00\x1b\x7f\u2028\\"\'\'\'""" é開\n', "a\rb\r\nc\n\n", " \t "])
def test_odd_characters_come_back_as_they_were(paths: Paths, text: str) -> None:
    keep_version(paths, text.encode(), NOW)
    assert [each.text for each in versions(paths)] == [text]


def test_what_is_no_version_is_passed_over_and_kept_out_of_the_way(paths: Paths) -> None:
    paths.versions.parent.mkdir(parents=True)
    paths.versions.write_text(f'other = 1\n"{paths.config}" = [1, {{at = 1}}, {{text = "x"}}]\n')
    assert versions(paths) == ()
    keep_version(paths, b"k\n", NOW)
    assert [each.text for each in versions(paths)] == ["k\n"]
    assert tomllib.loads(paths.versions.read_text())["other"] == 1


def test_a_damaged_file_is_refused_in_words_and_left_alone(paths: Paths) -> None:
    paths.versions.parent.mkdir(parents=True)
    paths.versions.write_text("= no TOML")
    with pytest.raises(FileRefused, match="is not TOML"):
        versions(paths)
    with pytest.raises(FileRefused, match="is not TOML"):
        keep_version(paths, b"k\n", NOW)
    assert paths.versions.read_text() == "= no TOML"


SET_ASIDE = b"""\
[a]
aws_secret_access_key_old = hunter2
k = v
# setx AWS_SECRET_ACCESS_KEY hunter2/hunter2+hunter2
# {"SecretAccessKey": "hunter2"}
"""


def test_a_secret_set_aside_under_another_name_is_left_out_and_comes_back() -> None:
    kept = without_secrets(SET_ASIDE)
    assert "hunter2" not in kept
    assert restored(version(SET_ASIDE), SET_ASIDE).config == SET_ASIDE


def test_a_secret_set_aside_that_is_nowhere_any_more_goes_with_its_key() -> None:
    found = restored(version(SET_ASIDE), b"")
    assert found.config == b'[a]\nk = v\n# setx AWS_SECRET_ACCESS_KEY\n# {"SecretAccessKey":\n'
    assert found.missing == ("[a] line 2",)
