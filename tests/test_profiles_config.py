"""Resolving profiles: what each one is, where it leads, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import botocore.exceptions
import botocore.session
import pytest
from botocore.configprovider import ConfiguredEndpointProvider
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.config import Kind, Listing, Problem, Profile, resolve
from profiles.ini import read
from tests.profile_texts import botocore_profiles

CONFIG, CREDENTIALS = Path("config"), Path("credentials")
GOOGLE = "google_config.google_idp_id = C01\ngoogle_config.google_sp_id = 42\n"
DEV = "role_arn = arn:aws:iam::222222222222:role/Dev\n"
KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = hunter2\n"


def listing(config: str, credentials: str = "") -> Listing:
    return resolve(read(config.encode(), CONFIG), read(credentials.encode(), CREDENTIALS))


def profile(name: str, config: str, credentials: str = "") -> Profile:
    found = listing(config, credentials).get(name)
    assert found is not None
    return found


def words(problems: tuple[Problem, ...]) -> str:
    return "\n".join(f"{each.origin.line} {each.what} {each.remedy}" for each in problems)


def test_a_bastion_is_what_has_google_settings() -> None:
    found = profile("sts", f"# top\n[profile sts]\n{GOOGLE}region = eu-west-1\n")
    assert found.kind is Kind.BASTION
    assert (found.origin.path, found.origin.line) == (CONFIG, 2)
    assert (found.chain, found.root, found.region) == (("sts",), "sts", "eu-west-1")
    assert found.reached_by == "Google sign-in"
    assert not found.problems


def test_google_settings_are_read_as_aws_google_auth_means_them() -> None:
    text = (
        "[profile sts]\nregion = eu-west-1\ngoogle_config.ask_role = True\ngoogle_config.keyring = off\n"
        "google_config.duration = 3600\ngoogle_config.google_idp_id = C01\ngoogle_config.role_arn = None\n"
        "google_config.google_sp_id = 42\ngoogle_config.u2f_disabled = False\n"
        "google_config.google_username = a@example.com\ngoogle_config.bg_response = None\n"
    )
    google = profile("sts", text).google
    assert google is not None
    assert (google.idp_id, google.sp_id, google.username) == ("C01", "42", "a@example.com")
    assert (google.role_arn, google.bg_response) == (None, None)
    assert (google.ask_role, google.keyring, google.duration) == (True, False, 3600)


def test_google_settings_that_are_absent_have_aws_google_auths_defaults() -> None:
    google = profile("sts", f"[profile sts]\n{GOOGLE}").google
    assert google is not None
    assert (google.ask_role, google.keyring, google.duration) == (False, False, 43200)
    assert google.username is None


def test_a_bg_response_of_the_persons_own_is_kept_secret() -> None:
    found = profile("sts", f"[profile sts]\n{GOOGLE}google_config.bg_response = !hunter2\n")
    assert found.google is not None
    assert found.google.bg_response is not None
    assert found.google.bg_response.reveal() == "!hunter2"
    assert "hunter2" not in repr(found)


def test_a_bastions_role_gives_its_account() -> None:
    arn = "arn:aws:iam::111111111111:role/path/sso"
    found = profile("sts", f"[profile sts]\n{GOOGLE}google_config.role_arn = {arn}\n")
    assert found.role == RoleArn("aws", "111111111111", "/path/", "sso")
    assert found.account == "111111111111"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("google_config.ask_role = maybe", "neither True nor False"),
        ("google_config.duration = long", "not a number of seconds"),
        ("google_config.duration = 99999", "43200 seconds are used"),
        ("google_config.duration = 1", "900 seconds are used"),
        ("google_config.role_arn = sso", "not an ARN"),
        ("region = eu-west-1 # home", "A note stands behind the value of region"),
        ("region = europe", "No AWS region is called “europe”"),
        ("color = red", "not six hexadecimal digits"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_and_breaks_nothing(line: str, expected: str) -> None:
    found = profile("sts", f"[profile sts]\n{GOOGLE}{line}\n")
    assert [(each.origin.line, each.profile) for each in found.problems] == [(4, "sts")]
    assert expected in words(found.problems)
    assert not found.is_broken


def test_a_bastion_without_its_ids_cannot_be_signed_in_to() -> None:
    found = profile(
        "sts", "[profile sts]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = None\n"
    )
    assert found.is_broken
    assert "google_config.google_sp_id" in words(found.problems)
    assert "google_idp_id " not in words(found.problems)


def test_a_bastion_with_role_arn_stays_a_bastion_and_says_that_the_cli_uses_the_role() -> None:
    found = profile("sts", f"[profile sts]\n{GOOGLE}{DEV}source_profile = sts\n")
    assert found.kind is Kind.BASTION
    assert found.chain == ("sts",)
    assert "AWS tools use role_arn instead" in words(found.problems)
    assert not found.is_broken


def test_a_target_leads_to_its_root() -> None:
    found = listing(
        f"[profile sts]\n{GOOGLE}[profile mid]\n{DEV}source_profile = sts\n"
        "[profile far]\nrole_arn = arn:aws-us-gov:iam::333333333333:role/Far\nsource_profile = mid\ncolor = #B7CA9D\n"
        "fumidai_display_name = Far away\nfumidai_account_alias = far-away\n"
    )
    far = found.get("far")
    assert far is not None
    assert (far.kind, far.chain, far.root, far.source) == (Kind.TARGET, ("far", "mid", "sts"), "sts", "mid")
    assert (far.account, far.colour, far.display_name) == ("333333333333", "b7ca9d", "Far away")
    assert far.account_alias == "far-away"
    assert far.role is not None
    assert far.role.partition == "aws-us-gov"
    assert far.reached_by == "role via mid"
    assert found.problems == ()


def test_roots_stand_in_file_order_each_followed_by_its_targets() -> None:
    found = listing(
        f"[profile t2]\n{DEV}source_profile = b\n[profile b]\n{GOOGLE}[profile t1]\n{DEV}source_profile = a\n"
        f"[profile t3]\n{DEV}source_profile = t2\n",
        f"[a]\n{KEYS}",
    )
    assert [each.name for each in found.profiles] == ["b", "t2", "t3", "a", "t1"]


OTHERS = {
    "access keys": ("", KEYS),
    "AWS SSO": ("sso_session = s\nsso_account_id = 111111111111\nsso_role_name = R\n", KEYS),
    "aws login": ("login_session = arn:aws:iam::111111111111:user/a\n", ""),
    "credential process": ("credential_process = gsts\n", ""),
    "web identity": (f"{DEV}web_identity_token_file = /t\n", KEYS),
    "EC2 metadata": (f"{DEV}credential_source = Ec2InstanceMetadata\n", ""),
    "ECS container": (f"{DEV}credential_source = EcsContainer\n", ""),
    "keys of the environment": (f"{DEV}credential_source = Environment\n", ""),
}


@pytest.mark.parametrize(("words_", "texts"), OTHERS.items(), ids=OTHERS)
def test_other_roots_are_shown_as_what_they_are(words_: str, texts: tuple[str, str]) -> None:
    config, credentials = (
        f"[{header}]\n{text}" for header, text in zip(("profile o", "o"), texts, strict=True)
    )
    found = profile("o", f"{config}[profile t]\n{DEV}source_profile = o\n", credentials)
    assert (found.kind, found.reached_by, found.problems) == (Kind.OTHER, words_, ())
    target = profile("t", f"{config}[profile t]\n{DEV}source_profile = o\n", credentials)
    assert (target.kind, target.root, target.is_broken) == (Kind.TARGET, "o", False)


def test_keys_of_the_config_file_come_after_a_process_and_keys_of_the_credentials_file_before() -> None:
    process = "credential_process = gsts\n"
    assert profile("o", f"[profile o]\n{process}{KEYS}").reached_by == "credential process"
    assert profile("o", f"[profile o]\n{process}", f"[o]\n{KEYS}").reached_by == "access keys"


BROKEN = {
    "source missing": (f"{DEV}source_profile = stz\n", 3, "“stz” does not exist. Did you mean “sts”?"),
    "note behind the source": (f"{DEV}source_profile = sts # main\n", 3, "Write sts alone"),
    "note behind the role": (
        f"{DEV[:-1]} # note\nsource_profile = sts\n",
        2,
        "Move the note to a line of its own.",
    ),
    "no ARN": ("role_arn = Dev\nsource_profile = sts\n", 2, "not an ARN"),
    "empty role": ("role_arn =\nsource_profile = sts\n", 2, "role_arn is empty"),
    "session ARN": (
        "role_arn = arn:aws:sts::222222222222:assumed-role/Dev/me\nsource_profile = sts\n",
        2,
        "ARN of a session",
    ),
    "no source": (DEV, 2, "no source_profile"),
    "both sources": (
        f"{DEV}source_profile = sts\ncredential_source = Environment\n",
        4,
        "both source_profile",
    ),
    "unknown source": (f"{DEV}credential_source = Mars\n", 3, "do not know its credential_source “Mars”"),
    "itself without keys": (f"{DEV}source_profile = t\n", 3, "in a circle: t → t"),
    "half a key": ("aws_access_key_id = AKIA\n", 2, "aws_access_key_id without aws_secret_access_key"),
    "the other half": ("aws_secret_access_key = x\n", 2, "aws_secret_access_key without aws_access_key_id"),
    "settings only": ("region = eu-west-1\n", 1, "settings only"),
    "web identity without role": ("web_identity_token_file = /t\n", 2, "without role_arn"),
    "no services section": (f"{KEYS}services = nowhere\n", 4, "services section does not exist"),
}


@pytest.mark.parametrize(("text", "line", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_profile_says_where_and_what_to_do(text: str, line: int, expected: str) -> None:
    found = profile("t", f"[profile t]\n{text}[profile sts]\n{GOOGLE}")
    assert found.is_broken
    broken = [each for each in found.problems if each.breaks]
    assert [each.origin.line for each in broken] == [line]
    assert expected in words(tuple(broken))
    assert all(each in listing(f"[profile t]\n{text}[profile sts]\n{GOOGLE}").problems for each in broken)


# botocore leaves it to AWS to refuse a wrong ARN.
REFUSED_BY_AWS = ("note behind the role", "no ARN", "empty role", "session ARN")


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in REFUSED_BY_AWS])
def test_what_we_call_broken_stops_botocore_too(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"[profile t]\n{BROKEN[name][0]}[profile sts]\n{GOOGLE}"
    (home / "config").write_text(text)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    session = botocore.session.Session(profile="t")
    if name == "no services section":
        provider = ConfiguredEndpointProvider(session.full_config, session.get_scoped_config(), "sts", {})
        with pytest.raises(botocore.exceptions.InvalidConfigError):
            provider.provide()
        return
    try:
        credentials = session.get_credentials()
    except botocore.exceptions.BotoCoreError:
        return
    assert credentials is None


_some_keys = st.sampled_from(
    [
        "",
        KEYS,
        "aws_access_key_id = AKIA\n",
        "aws_secret_access_key = x\n",
        "credential_process = false\n",
        "web_identity_token_file = /t\n",
    ]
)
_some_role = st.sampled_from(["", DEV])
_some_source = st.one_of(
    st.sampled_from(["", "credential_source = Environment\n"]),
    st.sampled_from("abcd").map("source_profile = {}\n".format),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_exactly_what_stops_botocore_is_broken(
    data: st.DataObject, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {name: data.draw(st.tuples(_some_keys, _some_role, _some_source), name) for name in "abc"}
    config = "".join(f"[profile {name}]\n{''.join(part)}" for name, part in parts.items())
    (home / "config").write_text(config)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")  # for credential_source; a named profile wins over them
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")

    def stops(name: str) -> bool:
        try:
            return botocore.session.Session(profile=name).get_credentials() is None
        except botocore.exceptions.CredentialRetrievalError:
            return False  # the process was run, and gave nothing
        except botocore.exceptions.BotoCoreError:
            return True

    found = listing(config)
    assert {each.name: each.is_broken for each in found.profiles} == {name: stops(name) for name in parts}


def test_a_profile_that_names_itself_and_has_keys_is_its_own_root() -> None:
    found = profile("me", f"[profile me]\n{DEV}source_profile = me\n", f"[me]\n{KEYS}")
    assert (found.kind, found.chain, found.problems) == (Kind.TARGET, ("me",), ())


def test_a_source_with_keys_is_used_by_its_keys_and_ends_the_chain() -> None:
    text = (
        f"[profile sts]\n{GOOGLE}[profile mid]\n{DEV}source_profile = sts\n"
        f"[profile far]\n{DEV}source_profile = mid\n"
    )
    found = listing(text, f"[mid]\n{KEYS}")
    assert [(each.name, each.chain) for each in found.profiles] == [
        ("sts", ("sts",)),
        ("mid", ("mid", "sts")),
        ("far", ("far", "mid")),
    ]


def test_targets_that_are_each_others_roots_by_their_keys_are_listed() -> None:
    found = listing(
        f"[profile a]\n{KEYS}{DEV}source_profile = b\n[profile b]\n{KEYS}{DEV}source_profile = a\n[profile c]\n{KEYS}"
    )
    assert [(each.name, each.root, each.is_broken) for each in found.profiles] == [
        ("c", "c", False),
        ("a", "b", False),
        ("b", "a", False),
    ]


def test_circles_are_told_on_every_profile_in_them_and_before_them() -> None:
    def link(name: str, source: str) -> str:
        return f"[profile {name}]\n{DEV}source_profile = {source}\n"

    found = listing(link("a", "b") + link("b", "c") + link("c", "b"))
    assert [(each.name, each.chain, each.is_broken) for each in found.profiles] == [
        ("a", ("a",), True),
        ("b", ("b",), True),
        ("c", ("c",), True),
    ]
    assert "b → c → b" in words(found.profiles[0].problems)


def test_a_target_whose_way_is_broken_says_which_profile_to_mend() -> None:
    found = profile(
        "a",
        f"[profile a]\n{DEV}source_profile = b\n[profile b]\nrole_arn = x\nsource_profile = c\n"
        "[profile c]\nregion = x\n",
    )
    assert (found.is_broken, found.root) == (True, "c")
    assert "“c”, which it gets its credentials from, has none to give." in words(found.problems)
    found = profile(
        "a",
        f"[profile a]\n{DEV}source_profile = b\n[profile b]\nrole_arn = x\nsource_profile = c\n",
        f"[c]\n{KEYS}",
    )
    assert "Mend “b” first." in words(found.problems)
    missing = profile("a", f"[profile a]\n{DEV}source_profile = b\n[profile b]\n{DEV}source_profile = gone\n")
    assert missing.root == "b"
    assert "“b”, on its way, names a source profile that does not exist: “gone”." in words(missing.problems)


DROPPED = {
    "[prod]": "Write [profile prod].",
    "[Profile prod]": "Write [profile prod].",
    "[my prod]": 'Write [profile "my prod"].',
    "[profile a b]": 'Write [profile "a b"].',
    '[profile "a]': "one pair of quotes",
    "[profile]": "Write [profile NAME].",
    "[services a b]": 'Write [services "a b"].',
}


@pytest.mark.parametrize(("header", "remedy"), DROPPED.items())
def test_sections_botocore_drops_silently_are_told(header: str, remedy: str) -> None:
    text = f"[profile a]\n{KEYS}\n{header}\nk = v\n"
    assert list(botocore_profiles(text.encode(), b"")) == ["a"]
    found = listing(text)
    assert [each.name for each in found.profiles] == ["a"]
    assert [each.origin.line for each in found.problems] == [5]
    assert remedy in found.problems[0].remedy


@pytest.mark.parametrize("header", ["[plugins]", "[preview]", "[sso-session s]", "[services s]"])
def test_sections_of_the_cli_itself_are_no_problem(header: str) -> None:
    assert listing(f"{header}\nk = v\n").problems == ()


def test_of_two_sections_for_one_profile_the_first_is_told_to_be_ignored() -> None:
    found = listing(f'[profile a]\nregion = eu-west-1\n[profile "a"]\n{KEYS}')
    assert [each.name for each in found.profiles] == ["a"]
    assert found.profiles[0].origin.line == 3
    assert "line 3 names the same profile" in words(found.problems)


def test_the_word_profile_in_the_credentials_file_is_told() -> None:
    found = listing("", f"[profile a]\n{KEYS}")
    assert [each.name for each in found.profiles] == ["profile a"]
    assert "Write [a]." in words(found.problems)


def test_credentials_are_laid_over_the_config_and_the_profile_stands_in_the_config() -> None:
    found = profile("a", "\n[profile a]\nregion = eu-west-1\nk = 1\n", f"[a]\nk = 2\n{KEYS}")
    assert (found.origin.path, found.origin.line, found.values["k"]) == (CONFIG, 2, "2")
    assert found.has_keys


def test_a_refused_file_is_told_in_one_sentence_and_every_flaw_has_its_line() -> None:
    found = listing("[profile a]\nk = 1\nk = 2\nloose\n" + KEYS, f"[b]\n{KEYS}")
    assert found.refused.keys() == {CONFIG}
    assert found.refused[CONFIG].what == "AWS tools cannot read this file until lines 3 and 4 are mended."
    assert found.refused[CONFIG].origin.line == 3
    assert [each.origin.line for each in found.problems] == [3, 4]
    assert [each.name for each in found.profiles] == ["a", "b"]
    one = listing("loose\n[profile a]\n" + KEYS)
    assert one.refused[CONFIG].what == "AWS tools cannot read this file until line 1 is mended."


def test_no_problem_quotes_a_secret() -> None:
    text = (
        "[profile a]\naws_secret_access_key = hunter2\n[profile b]\nrole_arn = arn:aws:iam::222222222222:role/R\n"
        "aws_session_token = hunter2\nsource_profile = c\n[profile c]\naws_access_key_id = x\n"
    )
    found = listing(text)
    assert found.problems
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("source", "seconds", "is_refused"),
    [
        ("sts", "3601", True),
        ("sts", "3600", False),
        ("sts", "an hour", False),
        ("middle", "43200", True),
        ("keys", "43200", False),
    ],
)
def test_a_session_longer_than_chaining_allows_is_a_problem_that_stops_aws_tools(
    source: str, seconds: str, is_refused: bool
) -> None:
    role = "role_arn = arn:aws:iam::222222222222:role/Dev\n"
    config = (
        "[profile sts]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 42\n"
        "[profile keys]\naws_access_key_id = A\naws_secret_access_key = b\n"
        f"[profile middle]\n{role}source_profile = keys\n"
        f"[profile dev]\n{role}source_profile = {source}\nduration_seconds = {seconds}\n"
    )
    listing = resolve(read(config.encode(), Path("config")), read(b"", Path("credentials")))
    profile = listing.get("dev")
    assert profile is not None
    assert profile.is_broken is is_refused
    assert [problem.remedy for problem in profile.problems if problem.breaks] == (
        ["Write 3600 or less, or take the line out."] if is_refused else []
    )
