"""New keys of targets, from a running sandbox: chains, the AWS CLI's cache, codes of MFA devices, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from auth.errors import AuthError, CodeWanted, NoKeys, StsRefused
from auth.renewal import Codes, renew_target
from auth.sandbox.company import ROBOT, ROBOT_DEVICE
from auth.sandbox.server import Sandbox
from auth.sts import Credentials
from auth.ways import Ways
from profiles.expiry import ENDING
from profiles.files import load
from profiles.secret import Secret
from profiles.sessions import cached_role_keys
from tests.console_keys import Desk
from tests.sandbox_google import NOON, SteppedClock

CLOCK = SteppedClock()
GUARDED = f"""
[profile guarded]
role_arn = arn:aws:iam::222222222222:role/guarded
source_profile = robot
mfa_serial = {ROBOT_DEVICE}

[profile beyond]
role_arn = arn:aws:iam::555555555555:role/SecondHop
source_profile = from_fumidai
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox, home: Path) -> Desk:
    CLOCK.now = max(CLOCK.now, NOON) + timedelta(hours=1)  # a code is good once, so time goes on
    desk = Desk.at(sandbox, home)
    desk.paths.config.write_text(desk.paths.config.read_text() + GUARDED)
    return desk


def renew(desk: Desk, name: str, codes: Codes | None = None) -> Credentials:
    ways = Ways(desk.listing, desk.paths, desk.places, {})
    return renew_target(desk.profile(name), ways, desk.now, codes)


def code(desk: Desk) -> Secret:
    assert ROBOT.mfa_secret is not None
    return Secret(pyotp.TOTP(ROBOT.mfa_secret).at(desk.now))


def test_a_target_gets_keys_of_its_role_which_lie_where_the_aws_cli_looks(desk: Desk) -> None:
    desk.sign_in()
    made = renew(desk, "from_fumidai")
    assert made.user_arn == "arn:aws:sts::222222222222:assumed-role/from_fumidai/ada-lovelace+ops@example.com"
    assert made.expires == desk.now + timedelta(hours=1)
    kept = cached_role_keys(desk.profile("from_fumidai"), desk.paths.cli_cache)
    assert kept is not None
    assert kept.access_key_id == made.access_key_id
    assert load(desk.paths).sessions["from_fumidai"].expires == made.expires
    # And again, though it lives: that is what was asked for.
    assert renew(desk, "from_fumidai").access_key_id != made.access_key_id


def test_name_length_and_external_id_are_the_profiles(desk: Desk) -> None:
    desk.sign_in()
    made = renew(desk, "staging-dev")
    assert made.user_arn.endswith("/Developer/chosen.name")
    assert made.expires == desk.now + timedelta(seconds=900)
    assert ":assumed-role/vendor/" in renew(desk, "vendor").user_arn


def test_a_role_on_the_way_is_kept_too_and_taken_again_only_when_the_aws_cli_would(desk: Desk) -> None:
    desk.sign_in()
    renew(desk, "beyond")
    between = cached_role_keys(desk.profile("from_fumidai"), desk.paths.cli_cache)
    assert between is not None
    renew(desk, "beyond")
    again = cached_role_keys(desk.profile("from_fumidai"), desk.paths.cli_cache)
    assert again is not None
    assert again.access_key_id == between.access_key_id
    CLOCK.now += timedelta(hours=1) - ENDING
    renew(desk, "beyond")
    later = cached_role_keys(desk.profile("from_fumidai"), desk.paths.cli_cache)
    assert later is not None
    assert later.access_key_id != between.access_key_id


def test_the_code_of_a_device_is_wanted_and_taken_once(desk: Desk) -> None:
    with pytest.raises(CodeWanted) as caught:
        renew(desk, "guarded")
    assert (caught.value.profile, caught.value.serial) == ("guarded", ROBOT_DEVICE)
    given = Codes({"guarded": code(desk)})
    assert ":assumed-role/guarded/" in renew(desk, "guarded", given).user_arn
    with pytest.raises(StsRefused) as refused:
        renew(desk, "guarded", given)
    assert refused.value.what == "AWS does not take the code of the MFA device."
    assert given.given["guarded"].reveal() not in str(refused.value)


def test_a_wrong_code_is_told(desk: Desk) -> None:
    with pytest.raises(StsRefused, match="does not take the code"):
        renew(desk, "guarded", Codes({"guarded": Secret("000000")}))


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("of-empty", NoKeys, "Nobody has signed in to empty yet."),
        ("of-corp", AuthError, "AWS tools cannot use the profile corp."),
        ("of-machine", AuthError, "of-machine"),
        ("sts", AuthError, "sts is no target."),
        ("typo", AuthError, "cannot be used as it is"),
        ("vendor-without", StsRefused, "AWS does not let this session become"),
    ],
)
def test_what_cannot_be_renewed_says_why_and_what_to_do(
    desk: Desk, name: str, kind: type[AuthError], words: str
) -> None:
    desk.sign_in()
    with pytest.raises(kind) as caught:
        renew(desk, name)
    assert words in caught.value.what
    assert caught.value.remedy
    assert not list(desk.paths.cli_cache.glob("*.json"))


def test_keys_that_ended_are_not_begun_with(desk: Desk) -> None:
    desk.sign_in(seconds=900)
    CLOCK.now += timedelta(minutes=15)
    with pytest.raises(NoKeys, match="The session of sts has ended"):
        renew(desk, "from_fumidai")


def test_without_a_network_the_cached_session_stays(desk: Desk) -> None:
    desk.sign_in()
    made = renew(desk, "from_fumidai")
    desk.places = replace(desk.places, aws="http://127.0.0.1:1")
    with pytest.raises(AuthError):
        renew(desk, "from_fumidai")
    kept = cached_role_keys(desk.profile("from_fumidai"), desk.paths.cli_cache)
    assert kept is not None
    assert kept.access_key_id == made.access_key_id
