"""The keys with which a profile is entered, from files, the AWS CLI's cache and the sandbox's STS."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auth.errors import AuthError, NoKeys, StsRefused, Unreachable
from auth.places import Places
from auth.role_keys import SessionKeys, session_name
from auth.sandbox.server import Sandbox
from profiles.sessions import cached_role_keys, cli_cache_key
from tests.console_keys import Desk
from tests.environments import awscli
from tests.loopback import free_port, page, serving
from tests.sandbox_aws import START
from tests.sandbox_google import SteppedClock

CLOCK = SteppedClock(START)  # ahead of the wall clock, so that the AWS CLI takes the keys for live


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox, home: Path) -> Desk:
    CLOCK.now = START
    return Desk.at(sandbox, home)


def refusal(desk: Desk, name: str, places: Places | None = None) -> AuthError:
    with pytest.raises(AuthError) as caught:
        desk.keys(name, places=places)
    # What botocore raises holds the request; nobody may come upon it from here.
    assert caught.value.__context__ is None
    assert caught.value.what
    assert caught.value.remedy
    return caught.value


def cache(desk: Desk, name: str, made: SessionKeys, left: timedelta) -> None:
    """As the AWS CLI writes it."""
    kept = {
        "Credentials": {
            "AccessKeyId": made.access_key_id,
            "SecretAccessKey": made.secret.reveal(),
            "SessionToken": made.token.reveal(),
            "Expiration": (desk.now + left).isoformat(),
        }
    }
    desk.paths.cli_cache.mkdir(parents=True, exist_ok=True)
    (desk.paths.cli_cache / f"{cli_cache_key(desk.profile(name))}.json").write_text(json.dumps(kept))


# Bastions


def test_a_bastion_is_entered_with_its_stored_session(desk: Desk) -> None:
    made = desk.sign_in()
    keys = desk.keys("sts")
    assert (keys.access_key_id, keys.secret.reveal(), keys.token.reveal()) == (
        made.access_key_id,
        made.secret.reveal(),
        made.token.reveal(),
    )
    assert (keys.ends, keys.chained) == (made.expires, False)


def test_a_bastion_nobody_signed_in_to_says_so(desk: Desk) -> None:
    error = refusal(desk, "sts")
    assert isinstance(error, NoKeys)
    assert error.what == "Nobody has signed in to sts yet."
    assert "Press r" in error.remedy


def test_a_bastion_whose_session_is_over_says_so(desk: Desk) -> None:
    desk.sign_in(seconds=900)
    CLOCK.advance(899)
    assert desk.keys("sts").ends == desk.now + timedelta(seconds=1)
    CLOCK.advance(1)
    for name in ("sts", "from_fumidai"):
        error = refusal(desk, name)
        assert isinstance(error, NoKeys)
        assert error.what == "The session of sts has ended."
        assert "Press r" in error.remedy


def test_a_token_whose_end_nobody_wrote_down_is_taken_and_its_end_is_unknown(desk: Desk) -> None:
    made = desk.sign_in()
    desk.paths.credentials.write_text(
        f"[sts]\naws_access_key_id = {made.access_key_id}\naws_secret_access_key = {made.secret.reveal()}\n"
        f"aws_session_token = {made.token.reveal()}\n"
    )
    assert desk.keys("sts").ends is None
    assert desk.arn(desk.keys("sts")).endswith("assumed-role/sso/ada@example.com")


def test_keys_with_half_of_them_missing_are_none(desk: Desk) -> None:
    desk.paths.credentials.write_text("[sts]\naws_access_key_id = ASIAHALF\naws_session_token = t\n")
    assert isinstance(refusal(desk, "sts"), NoKeys)


def test_temporary_keys_from_elsewhere_may_be_chained_and_count_as_such(desk: Desk) -> None:
    made = desk.sign_in()
    desk.paths.credentials.write_text(
        f"[robot]\naws_access_key_id = {made.access_key_id}\naws_secret_access_key = {made.secret.reveal()}\n"
        f"aws_session_token = {made.token.reveal()}\n"
    )
    assert desk.keys("robot").chained


# Targets


@pytest.mark.parametrize(
    ("name", "bastion", "arn", "minutes"),
    [
        (
            "from_fumidai",
            "sts",
            "arn:aws:sts::222222222222:assumed-role/from_fumidai/ada-lovelace+ops@example.com",
            60,
        ),
        ("staging-dev", "sts", "arn:aws:sts::444444444444:assumed-role/Developer/chosen.name", 15),
        ("vendor", "sts", "arn:aws:sts::222222222222:assumed-role/vendor/ada-lovelace+ops@example.com", 60),
        (
            "second-hop",
            "sts",
            "arn:aws:sts::555555555555:assumed-role/SecondHop/ada-lovelace+ops@example.com",
            60,
        ),
        (
            "gov-audit",
            "gov",
            "arn:aws-us-gov:sts::777777777777:assumed-role/Auditor/ada-lovelace+ops@example.com",
            60,
        ),
        (
            "china-dev",
            "china",
            "arn:aws-cn:sts::101010101010:assumed-role/Developer/ada-lovelace+ops@example.com",
            60,
        ),
    ],
)
def test_a_target_is_taken_through_its_whole_chain(
    desk: Desk, name: str, bastion: str, arn: str, minutes: int
) -> None:
    desk.sign_in(bastion)
    keys = desk.keys(name)
    assert desk.arn(keys) == arn
    assert (keys.ends, keys.chained) == (desk.now + timedelta(minutes=minutes), True)
    assert desk.sandbox.aws().sessions.of_key(keys.access_key_id) is not None


def test_a_target_of_permanent_keys_is_not_chained(desk: Desk) -> None:
    keys = desk.keys("deploy")
    assert desk.arn(keys) == "arn:aws:sts::222222222222:assumed-role/deploy/fumidai-tui"
    assert (keys.ends, keys.chained) == (desk.now + timedelta(hours=4), False)


def test_permanent_keys_themselves_do_not_go_in(desk: Desk) -> None:
    error = refusal(desk, "robot")
    assert isinstance(error, NoKeys)
    assert "permanent keys of an IAM user" in error.what


def test_nothing_but_the_profiles_own_way_is_taken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a profile of the environment nor keys or endpoints in it."""
    desk.sign_in()
    monkeypatch.setenv("AWS_PROFILE", "does-not-exist")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONG")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "wrong")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    assert desk.keys("from_fumidai").chained
    assert not desk.keys("deploy").chained


# The AWS CLI's cache


def test_a_session_that_the_real_aws_cli_has_cached_is_used(desk: Desk, home: Path) -> None:
    desk.sign_in()
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": desk.sandbox.origins.aws,
        "NO_PROXY": "127.0.0.1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    command = [str(awscli()), "sts", "get-caller-identity", "--profile", "staging-dev"]
    for name in ("second-hop", "staging-dev"):
        command[-1] = name
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    kept = cached_role_keys(desk.profile("second-hop"), desk.paths.cli_cache)
    assert kept is not None
    keys = desk.keys("second-hop")
    assert (keys.access_key_id, keys.ends, keys.chained) == (kept.access_key_id, kept.expires, True)
    assert desk.arn(keys).startswith("arn:aws:sts::555555555555:assumed-role/SecondHop/botocore-session-")
    # Fifteen minutes are what the AWS CLI itself would not use any more.
    short = cached_role_keys(desk.profile("staging-dev"), desk.paths.cli_cache)
    assert short is not None
    assert desk.keys("staging-dev").access_key_id != short.access_key_id


@pytest.mark.parametrize(("left", "used"), [(900, False), (901, True), (0, False), (-1, False)])
def test_a_cached_session_is_used_while_the_aws_cli_would_use_it(desk: Desk, left: int, used: bool) -> None:
    desk.sign_in()
    other = desk.keys("from_fumidai")
    cache(desk, "from_fumidai", other, timedelta(seconds=left))
    assert (desk.keys("from_fumidai").access_key_id == other.access_key_id) is used


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Credentials": {"AccessKeyId": 1}}', "null"])
def test_a_damaged_cache_is_passed_over(desk: Desk, text: str) -> None:
    desk.sign_in()
    made = desk.keys("vendor")
    cache(desk, "vendor", made, timedelta(hours=1))
    (file,) = desk.paths.cli_cache.iterdir()
    file.write_text(text)
    # The screen tells of the damage; AWS tools stop at such a file, and so it is a problem of the profile.
    with pytest.raises(AuthError) as caught:
        desk.keys("vendor")
    assert "damaged" in caught.value.why


def test_a_cached_session_serves_where_we_could_not_take_the_role_ourselves(desk: Desk) -> None:
    desk.sign_in()
    made = desk.keys("from_fumidai")
    for name in ("with-code", "of-machine", "of-empty"):
        cache(desk, name, made, timedelta(hours=1))
        keys = desk.keys(name)
        assert (keys.access_key_id, keys.chained) == (made.access_key_id, True)


def test_a_role_that_is_surely_not_chained_is_taken_anew(desk: Desk) -> None:
    """The cache does not say with whose keys it was filled, and unchained keys get the longer console."""
    desk.sign_in()
    other = desk.keys("from_fumidai")
    cache(desk, "deploy", other, timedelta(hours=1))
    keys = desk.keys("deploy")
    assert (keys.access_key_id == other.access_key_id, keys.chained) == (False, False)


# What does not work


def test_a_target_that_asks_for_a_code_of_aws_says_so(desk: Desk) -> None:
    desk.sign_in()
    error = refusal(desk, "with-code")
    assert isinstance(error, NoKeys)
    assert "MFA" in error.what
    assert "Press r on with-code" in error.remedy


def test_keys_from_a_place_we_do_not_ask_are_told_with_the_place(desk: Desk) -> None:
    error = refusal(desk, "of-machine")
    assert isinstance(error, NoKeys)
    assert "EC2 metadata" in error.why


@pytest.mark.parametrize("name", ["of-corp", "corp"])
def test_an_sso_profile_that_says_too_little_is_told_for_it_and_its_targets(desk: Desk, name: str) -> None:
    error = refusal(desk, name)
    assert error.what == "AWS tools cannot use the profile corp."
    assert "sso_start_url" in error.why


def test_a_target_of_a_bastion_nobody_signed_in_to_names_the_bastion(desk: Desk) -> None:
    assert refusal(desk, "of-empty").what == "Nobody has signed in to empty yet."


def test_a_profile_that_cannot_work_says_what_is_wrong_with_it(desk: Desk) -> None:
    desk.sign_in()
    assert "12 digits" in refusal(desk, "typo").why


def test_a_role_that_does_not_let_us_in_names_both_sides(desk: Desk) -> None:
    desk.sign_in()
    error = refusal(desk, "vendor-without")
    assert isinstance(error, StsRefused)
    assert error.code == "AccessDenied"
    assert "arn:aws:iam::222222222222:role/vendor" in error.what
    assert "trust policy" in error.why
    assert "permission sts:AssumeRole" in error.why
    assert "Press a" in error.remedy
    assert "not authorized to perform: sts:AssumeRole" in error.quote


def test_more_than_an_hour_for_a_chained_role_is_told_with_its_cause(desk: Desk) -> None:
    desk.sign_in()
    error = refusal(desk, "too-long")
    assert "3600 seconds at most (role chaining)" in error.why
    assert "3600 or less" in error.remedy


def test_keys_that_aws_ended_earlier_than_the_file_says_are_told(desk: Desk) -> None:
    made = desk.sign_in(seconds=900)
    desk.paths.credentials.write_text(
        f"[sts]\naws_access_key_id = {made.access_key_id}\naws_secret_access_key = {made.secret.reveal()}\n"
        f"aws_session_token = {made.token.reveal()}\n"
    )
    CLOCK.advance(901)
    error = refusal(desk, "from_fumidai")
    assert isinstance(error, StsRefused)
    assert error.code == "ExpiredToken"


def test_keys_that_aws_does_not_know_are_told(desk: Desk) -> None:
    desk.paths.credentials.write_text("[robot]\naws_access_key_id = AKIANOBODY\naws_secret_access_key = s\n")
    assert "does not know the keys" in refusal(desk, "deploy").what


def test_no_sts_and_something_else_in_its_place_are_told(desk: Desk) -> None:
    desk.sign_in()
    nowhere = replace(desk.places, aws=f"http://127.0.0.1:{free_port()}")
    assert isinstance(refusal(desk, "from_fumidai", places=nowhere), Unreachable)
    with serving(lambda _asked: page("<html>Please log in</html>")) as server:
        error = refusal(desk, "from_fumidai", places=replace(desk.places, aws=server.origin))
    assert "did not answer as AWS does" in error.what


def test_the_call_goes_where_the_environment_says_if_that_is_safe(desk: Desk) -> None:
    desk.sign_in()
    keys = desk.keys("from_fumidai", {"AWS_ENDPOINT_URL_STS": desk.sandbox.origins.aws}, Places())
    assert desk.arn(keys).startswith("arn:aws:sts::222222222222:assumed-role/from_fumidai/")
    with pytest.raises(AuthError, match="AWS_ENDPOINT_URL_STS"):
        desk.keys("from_fumidai", {"AWS_ENDPOINT_URL_STS": "http://sts.example"}, Places())


def test_the_call_is_signed_for_a_region_of_the_roles_partition(desk: Desk) -> None:
    desk.sign_in("gov")
    with serving(lambda _asked: page("no")) as server:
        refusal(desk, "gov-audit", places=replace(desk.places, aws=server.origin))
    assert "/us-gov-west-1/sts/aws4_request" in server.asked[0].headers["authorization"]


# Names and secrets


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ("ada@example.com", "ada@example.com"),
        ("a", "fumidai-tui"),
        ("", "fumidai-tui"),
        ("ä ö@example.com", "---@example.com"),
        ("x" * 70, "x" * 64),
    ],
)
def test_the_session_is_named_after_who_signed_in_as_far_as_sts_takes_the_name(
    desk: Desk, user: str, name: str
) -> None:
    text = desk.paths.config.read_text()
    old = desk.profile("sts").google
    assert old is not None
    desk.paths.config.write_text(
        text.replace(f"google_username = {old.username}", f"google_username = {user}")
    )
    assert session_name(desk.profile("from_fumidai"), desk.listing) == name
    assert session_name(desk.profile("staging-dev"), desk.listing) == "chosen.name"


def test_no_secret_is_in_a_repr_a_log_or_a_traceback(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    made = desk.sign_in()
    caplog.clear()
    caplog.set_level(logging.WARNING)
    keys = desk.keys("from_fumidai")
    with pytest.raises(StsRefused) as caught:
        desk.keys("vendor-without")
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(keys)
    said += caplog.text + "".join(capfd.readouterr())
    for secret in (made.secret, made.token, keys.secret, keys.token):
        assert secret.reveal() not in said
