"""The colour of an account: read and set at the sandbox, and every way in which AWS says no."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from auth.account_colours import ColourPlace, account_colour, colour_place, set_account_colour
from auth.bastion import Surroundings
from auth.errors import AuthError, ColourRefused, Unreachable
from auth.places import REAL
from auth.role_keys import SessionKeys
from auth.sandbox.server import Sandbox
from profiles.secret import Secret
from tests.console_keys import Desk
from tests.loopback import Reply, free_port, serving
from tests.sandbox_google import NOON, SteppedClock

CLOCK = SteppedClock()
KEYS = SessionKeys("ASIAKEY", Secret("the/secret+key"), Secret("the/session+token=="), None, chained=False)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox, home: Path) -> Desk:
    CLOCK.now = NOON
    sandbox.aws().customizations.known.clear()
    desk = Desk.at(sandbox, home)
    desk.sign_in()
    return desk


def place(desk: Desk, name: str) -> ColourPlace:
    return colour_place(desk.profile(name), "aws", desk.places, Surroundings({}, {}))


def refusal(there: ColourPlace, keys: SessionKeys = KEYS) -> AuthError:
    with pytest.raises(AuthError) as caught:
        account_colour(keys, there)
    error = caught.value
    assert error.what
    assert error.remedy
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert "the/secret" not in told
    assert "the/session" not in told
    return error


def test_the_colour_is_read_and_set_with_the_keys_of_a_bastion_or_target(
    sandbox: Sandbox, desk: Desk
) -> None:
    keys = desk.keys("sts")
    assert account_colour(keys, place(desk, "sts")) == "none"
    developer = desk.keys("staging-dev")
    sandbox.aws().customizations.known["aws", "444444444444"] = {
        "accountColor": "teal",
        "visibleServices": ["s3"],
    }
    assert account_colour(developer, place(desk, "staging-dev")) == "teal"
    with pytest.raises(ColourRefused) as caught:
        set_account_colour(developer, "red", place(desk, "staging-dev"))
    assert caught.value.what == "This role may not set the account's colour."
    assert "UpdateAccountCustomizations" in caught.value.why


def test_the_colour_of_another_account_than_the_profiles_is_not_set(sandbox: Sandbox, desk: Desk) -> None:
    """As after the role of a bastion was edited while the old role's keys still live."""
    with pytest.raises(ColourRefused, match="are those of account 111111111111, not of 222222222222"):
        set_account_colour(desk.keys("sts"), "red", place(desk, "sts"), "222222222222")
    assert ("aws", "111111111111") not in sandbox.aws().customizations.known


def test_nothing_but_the_colour_is_sent() -> None:
    reply = Reply(200, json.dumps({"accountColor": "red"}).encode(), {"Content-Type": "application/json"})
    with serving(lambda _asked: reply) as server:
        set_account_colour(KEYS, "red", ColourPlace(("eu-west-1",), server.origin, direct=True))
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("PATCH", "/v1/account-customizations")
    assert json.loads(asked.body) == {"accountColor": "red"}
    assert "/eu-west-1/uxc/aws4_request" in asked.headers["authorization"]


def test_a_role_that_may_not_look_is_told_which_permission_is_missing(desk: Desk) -> None:
    error = refusal(place(desk, "from_fumidai"), desk.keys("from_fumidai"))
    assert error.what == "This role may not read the account's colour."
    assert "uxc:GetAccountCustomizations" in error.why


@pytest.mark.parametrize(
    ("status", "code", "kind", "words"),
    [
        (403, "ExpiredTokenException", ColourRefused, "AWS does not know this session's keys."),
        (403, "UnrecognizedClientException", ColourRefused, "AWS does not know this session's keys."),
        (403, "AccessDeniedException", ColourRefused, "This role may not read"),
        (429, "ThrottlingException", ColourRefused, "AWS is asked too much at once."),
        (500, "InternalServerException", ColourRefused, "InternalServerException"),
        (400, "\x1b[31mOdd", ColourRefused, "AWS did not read the account's colour"),
    ],
)
def test_each_refusal_has_its_words(status: int, code: str, kind: type[AuthError], words: str) -> None:
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"__type": code, "message": "no \x1b[31m[red]"}).encode()
    with serving(lambda _asked: Reply(status, body, headers)) as server:
        error = refusal(ColourPlace(("eu-west-1",), server.origin, direct=True))
    assert type(error) is kind
    assert words in error.what
    assert "\x1b" not in f"{error.what}{error.why}{error.quote}"
    assert len(server.asked) == 1, "a refusal is not asked again elsewhere"


def test_where_the_service_is_not_there_the_partitions_first_region_is_tried_and_then_it_is_said() -> None:
    error = refusal(ColourPlace(("eu-west-1", "us-east-1"), f"http://127.0.0.1:{free_port()}", direct=True))
    assert isinstance(error, Unreachable)
    assert error.what.endswith("cannot be reached.")


def test_a_page_of_something_else_is_not_taken_for_an_answer() -> None:
    reply = Reply(200, b"<html>log in</html>", {"Content-Type": "text/html"})
    with serving(lambda _asked: reply) as server:
        error = refusal(ColourPlace(("eu-west-1", "us-east-1"), server.origin, direct=True))
    assert isinstance(error, Unreachable)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("name", "where", "regions"),
    [
        ("sts", "aws", ("eu-central-1", "us-east-1")),
        ("gov-audit", "aws-us-gov", ("us-gov-west-1",)),
        ("china", "aws-cn", ("cn-north-1",)),
    ],
)
def test_it_is_asked_in_the_profiles_region_and_in_the_first_of_the_partition(
    desk: Desk, name: str, where: str, regions: tuple[str, ...]
) -> None:
    there = colour_place(desk.profile(name), where, REAL, Surroundings({}, {}))
    assert there.regions == regions
    assert there.endpoint_url is None


def test_whoever_has_an_endpoint_of_their_own_is_not_led_around_it(desk: Desk) -> None:
    env = {"AWS_ENDPOINT_URL_STS": "https://sts.internal.example"}
    with pytest.raises(ColourRefused, match="cannot be asked for here"):
        colour_place(desk.profile("sts"), "aws", REAL, Surroundings(env, {}))


def test_what_is_no_partition_is_said(desk: Desk) -> None:
    with pytest.raises(AuthError, match="no such account"):
        colour_place(desk.profile("sts"), "aws-moon", REAL, Surroundings({}, {}))
