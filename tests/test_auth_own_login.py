"""Keys of roots with a login of AWS's own, through botocore's providers: from their caches, from a stand-in for AWS's
services on loopback, and from programs. Times lie in 2098, so that botocore sees them live, or years back.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.credentials
import pytest

from auth.errors import AuthError, NoKeys, StsRefused, Unreachable
from auth.own_login import ASKED_FOR, SAID, own_keys, renew_own
from auth.own_login_refusals import LoginWanted
from auth.places import REAL
from auth.role_keys import session_keys
from auth.sandbox.server import Sandbox
from auth.ways import Ways
from profiles.files import load
from profiles.paths import Paths
from profiles.sessions import StoredKeys
from tests import console_keys
from tests.demo_terminal import processes, wait_until
from tests.loopback import Asked, Reply, Server, free_port, serving
from tests.own_logins import (
    CONFIG,
    TARGETS,
    login_token,
    profile_in,
    put_login,
    put_role,
    put_sso,
    role_keys,
    sso_token,
    text,
)
from tests.sandbox_aws import START
from tests.sandbox_google import SteppedClock

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CLOCK = SteppedClock(START)


@dataclass
class Aws:
    """AWS's sign-in, SSO and its tokens on loopback, and what each is to answer."""

    server: Server
    answers: dict[str, Reply]

    @property
    def lines(self) -> list[str]:
        return [line.partition("?")[0] for line in self.server.lines]


def answer(told: Any, status: int = 200, error: str = "") -> Reply:
    headers = {"Content-Type": "application/json", **({"x-amzn-ErrorType": error} if error else {})}
    return Reply(status, json.dumps(told).encode(), headers)


ROLE = answer(
    {
        "roleCredentials": {
            "accessKeyId": "ASIAROLE",
            "secretAccessKey": "role/secret",
            "sessionToken": "role/token",
            "expiration": int((START + timedelta(hours=1)).timestamp() * 1000),
        }
    }
)
NEW_LOGIN = answer(
    {
        "accessToken": {
            "accessKeyId": "ASIANEW",
            "secretAccessKey": "new/secret",
            "sessionToken": "new/token",
        },
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "expiresIn": 900,
        "refreshToken": "refresh-two",
    }
)
NEW_TOKEN = answer({"accessToken": "sso-access-two", "expiresIn": 28800, "refreshToken": "sso-refresh-two"})


@pytest.fixture
def aws() -> Iterator[Aws]:
    answers = {"/v1/token": NEW_LOGIN, "/federation/credentials": ROLE, "/token": NEW_TOKEN}

    def reply(asked: Asked) -> Reply:
        return answers[asked.path.partition("?")[0]]

    with serving(reply) as server:
        yield Aws(server, answers)


@pytest.fixture
def paths(home: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir()
    paths.config.write_text(CONFIG + TARGETS)
    return paths


def ways_of(paths: Paths, aws: Aws | None = None, **env: str) -> Ways:
    services = ("SIGNIN", "SSO", "SSO_OIDC")
    urls = {f"AWS_ENDPOINT_URL_{each}": aws.server.origin for each in services} if aws else {}
    return Ways(load(paths).listing, paths, REAL, {**urls, "PATH": os.environ["PATH"], **env})


def keys(ways: Ways, name: str, now: datetime = START, *, fresh: bool = False) -> StoredKeys:
    return own_keys(profile_in(ways.listing, name), ways, now, fresh=fresh)


def refusal(ways: Ways, name: str, now: datetime = START, *, renews: bool = False) -> AuthError:
    with pytest.raises(AuthError) as caught:
        (renew_own if renews else own_keys)(profile_in(ways.listing, name), ways, now)
    # What botocore raises may hold a token; nobody may come upon it from here.
    assert caught.value.__context__ is None
    assert caught.value.what
    assert caught.value.remedy
    return caught.value


def shown(given: StoredKeys) -> tuple[str, str, str | None]:
    return given.access_key_id, given.secret.reveal(), given.token.reveal() if given.token else None


# aws login


def test_a_live_login_is_used_and_nobody_is_asked(
    paths: Paths, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What this process's own environment says must not count.
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAFOREIGN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "foreign")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    end = START + timedelta(minutes=9)
    file = put_login(paths, "mine", login_token(end))
    before = file.read_bytes()
    given = keys(ways_of(paths, aws), "mine")
    assert shown(given) == ("ASIALOGIN", "login/secret", "login/token")
    assert given.expires == end
    assert aws.lines == []
    assert file.read_bytes() == before


def test_a_login_whose_keys_have_ended_is_renewed_by_its_refresh_token_and_left_for_other_tools(
    paths: Paths, aws: Aws
) -> None:
    file = put_login(paths, "mine", login_token(LONG_AGO))
    given = keys(ways_of(paths, aws), "mine", LONG_AGO)
    assert shown(given) == ("ASIANEW", "new/secret", "new/token")
    assert given.expires is not None
    assert given.expires > LONG_AGO
    [asked] = aws.server.asked
    assert json.loads(asked.body) == {
        "clientId": "arn:aws:signin:::devtools/same-device",
        "grantType": "refresh_token",
        "refreshToken": "refresh-one",
    }
    head, payload, _ = (part + "=" * (-len(part) % 4) for part in asked.headers["dpop"].split("."))
    assert json.loads(base64.urlsafe_b64decode(head))["typ"] == "dpop+jwt"
    assert json.loads(base64.urlsafe_b64decode(payload))["htu"] == f"{aws.server.origin}/v1/token"
    told = json.loads(file.read_text())
    assert told["refreshToken"] == "refresh-two"
    assert told["accessToken"]["expiresAt"] == text(given.expires)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(paths).sessions["mine"].expires == given.expires


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        ("TOKEN_EXPIRED", LoginWanted, "The login of mine has ended."),
        ("USER_CREDENTIALS_CHANGED", LoginWanted, "The login of mine has ended."),
        ("INSUFFICIENT_PERMISSIONS", AuthError, "AWS does not let mine renew its keys."),
        ("AUTHORIZATION_PENDING", LoginWanted, "AWS does not renew the login of mine."),
    ],
)
def test_a_login_that_aws_does_not_renew_says_so_with_the_next_step(
    paths: Paths, aws: Aws, error: str, kind: type[AuthError], words: str
) -> None:
    put_login(paths, "mine", login_token(LONG_AGO))
    aws.answers["/v1/token"] = answer({"error": error, "message": "no"}, 403, "AccessDeniedException")
    told = refusal(ways_of(paths, aws), "mine")
    assert type(told) is kind
    assert told.what == words
    if kind is LoginWanted:
        assert told.remedy == "Press r on mine to log in again."
    else:
        assert "SignInLocalDevelopmentAccess" in told.remedy


def test_keys_are_asked_for_once_when_many_ask_at_once(paths: Paths, aws: Aws) -> None:
    # The refresh token is good for once.
    put_login(paths, "mine", login_token(LONG_AGO))
    ways = ways_of(paths, aws)
    got: list[str] = []
    threads = [
        threading.Thread(target=lambda: got.append(keys(ways, "mine", LONG_AGO).access_key_id))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["ASIANEW"] * 6
    assert aws.lines == ["POST /v1/token"]


@pytest.mark.parametrize("told", [None, "{", {"accessToken": "x"}, {"accessToken": {}, "refreshToken": "a"}])
def test_a_login_that_is_not_there_or_is_damaged_asks_to_log_in(paths: Paths, told: Any) -> None:
    if told is not None:
        put_login(paths, "mine", told)
    error = refusal(ways_of(paths), "mine")
    assert isinstance(error, LoginWanted)
    assert error.what == "There is no login of mine on this computer."
    assert error.remedy.startswith("Press r on mine to log in")


def test_a_login_with_a_damaged_key_or_time_asks_to_log_in_again(paths: Paths) -> None:
    for change in (
        {"dpopKey": "no key"},
        {"accessToken": {**login_token(LONG_AGO)["accessToken"], "expiresAt": "soon"}},
    ):
        put_login(paths, "mine", {**login_token(LONG_AGO), **change})
        assert isinstance(refusal(ways_of(paths), "mine"), LoginWanted)


def test_without_awscrt_it_is_said_what_to_install(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    put_login(paths, "mine", login_token(START + timedelta(minutes=9)))
    monkeypatch.setattr(botocore.credentials, "EC", None)  # as it is where awscrt is not installed
    error = refusal(ways_of(paths), "mine")
    assert "awscrt" in error.why
    assert "pip install 'fumidai-tui[login]'" in error.remedy


def test_a_host_that_cannot_be_reached_is_told(paths: Paths) -> None:
    put_login(paths, "mine", login_token(LONG_AGO))
    nobody = f"http://127.0.0.1:{free_port()}"
    error = refusal(ways_of(paths, AWS_ENDPOINT_URL=nobody), "mine")
    assert isinstance(error, Unreachable)


def test_an_endpoint_that_is_neither_https_nor_here_gets_no_token(paths: Paths) -> None:
    put_login(paths, "mine", login_token(LONG_AGO))
    error = refusal(ways_of(paths, AWS_ENDPOINT_URL_SIGNIN="http://192.0.2.1"), "mine")
    assert "AWS_ENDPOINT_URL_SIGNIN" in error.what


# SSO


def test_an_sso_root_gets_the_keys_of_its_role_and_they_serve_its_targets_too(paths: Paths, aws: Aws) -> None:
    put_sso(paths, "corp", sso_token(START + timedelta(hours=8)))
    ways = ways_of(paths, aws)
    given = keys(ways, "corp")
    assert shown(given) == ("ASIAROLE", "role/secret", "role/token")
    assert given.expires == START + timedelta(hours=1)
    [asked] = aws.server.asked
    assert asked.headers["x-amz-sso_bearer_token"] == "sso-access-one"
    assert "role_name=Viewer" in asked.path
    assert "account_id=123412341234" in asked.path
    keys(ways, "corp", START + timedelta(minutes=44))
    assert len(aws.lines) == 1
    keys(ways, "corp", START + timedelta(minutes=45))
    assert len(aws.lines) == 2
    keys(ways, "corp", fresh=True)
    assert len(aws.lines) == 3
    # The files belong to others.
    assert not paths.cli_cache.exists()
    assert [path.name for path in paths.sso_cache.iterdir()] == [put_sso(paths, "corp", "").name]


def test_another_sign_in_brings_other_keys(paths: Paths, aws: Aws) -> None:
    put_sso(paths, "corp", sso_token(START + timedelta(hours=8)))
    ways = ways_of(paths, aws)
    keys(ways, "corp")
    put_sso(paths, "corp", {**sso_token(START + timedelta(hours=8)), "accessToken": "of-somebody-else"})
    keys(ways, "corp")
    assert [asked.headers["x-amz-sso_bearer_token"] for asked in aws.server.asked] == [
        "sso-access-one",
        "of-somebody-else",
    ]


def test_the_aws_clis_own_keys_of_the_role_are_used_and_a_damaged_file_is_none(
    paths: Paths, aws: Aws
) -> None:
    put_sso(paths, "corp", sso_token(START + timedelta(hours=8)))
    file = put_role(paths, "corp", role_keys(START + timedelta(minutes=40)))
    assert keys(ways_of(paths, aws), "corp").access_key_id == "ASIAKEPT"
    assert aws.lines == []
    SAID._keys.clear()
    file.write_text("{")
    assert keys(ways_of(paths, aws), "corp").access_key_id == "ASIAROLE"
    assert file.read_text() == "{"


def test_an_sso_token_that_has_ended_is_renewed_for_all_tools(paths: Paths, aws: Aws) -> None:
    file = put_sso(paths, "corp", sso_token(LONG_AGO, renewable=timedelta(days=40000)))
    assert keys(ways_of(paths, aws), "corp").access_key_id == "ASIAROLE"
    assert aws.lines == ["POST /token", "GET /federation/credentials"]
    assert aws.server.asked[1].headers["x-amz-sso_bearer_token"] == "sso-access-two"
    told = json.loads(file.read_text())
    assert told["refreshToken"] == "sso-refresh-two"
    assert told["expiresAt"].endswith("Z")


def test_an_sso_token_that_is_over_asks_to_log_in_again(paths: Paths, aws: Aws) -> None:
    put_sso(paths, "old-corp", sso_token(LONG_AGO))
    error = refusal(ways_of(paths, aws), "old-corp")
    assert isinstance(error, LoginWanted)
    assert error.what == "The SSO sign-in of old-corp has ended."
    assert aws.lines == []
    put_sso(paths, "corp", sso_token(LONG_AGO, renewable=timedelta(days=40000)))
    aws.answers["/token"] = answer({"error": "invalid_grant"}, 400, "InvalidGrantException")
    assert isinstance(refusal(ways_of(paths, aws), "corp"), LoginWanted)
    put_sso(paths, "corp", sso_token(START + timedelta(hours=8)))
    aws.answers["/federation/credentials"] = answer({"message": "no"}, 401, "UnauthorizedException")
    assert isinstance(refusal(ways_of(paths, aws), "corp"), LoginWanted)


def test_a_role_that_sso_does_not_give_is_told_in_awss_words(paths: Paths, aws: Aws) -> None:
    put_sso(paths, "corp", sso_token(START + timedelta(hours=8)))
    aws.answers["/federation/credentials"] = answer({"message": "No access"}, 403, "ForbiddenException")
    error = refusal(ways_of(paths, aws), "corp")
    assert isinstance(error, StsRefused)
    assert error.code == "ForbiddenException"
    assert error.quote == "No access"


def test_an_sso_profile_without_its_session_is_told_in_botocores_words(paths: Paths) -> None:
    paths.config.write_text("[profile corp]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = V\n")
    error = refusal(ways_of(paths), "corp")
    assert error.what == "AWS tools cannot use the profile corp."
    assert "gone" in error.why


def test_keeping_alive_says_where_a_person_is_needed(paths: Paths, aws: Aws) -> None:
    put_sso(paths, "old-corp", sso_token(START + timedelta(minutes=20)))
    error = refusal(ways_of(paths, aws), "old-corp", renews=True)
    assert isinstance(error, LoginWanted)
    assert error.what == "The login of old-corp cannot be renewed without you."
    assert aws.lines == []
    # Not renewed although it could be: botocore goes on with the old token without a word.
    put_sso(paths, "corp", sso_token(START + timedelta(minutes=10)))
    assert isinstance(refusal(ways_of(paths, aws), "corp", renews=True), LoginWanted)
    put_sso(paths, "corp", sso_token(START + timedelta(minutes=16)))
    ways = ways_of(paths, aws)
    renew_own(profile_in(ways.listing, "corp"), ways, START)


# Programs


def program(paths: Paths, body: str, name: str = "tool") -> Path:
    """A profile *name* whose program runs the Python text *body*."""
    script = paths.config.parent / f"{name}.py"
    script.write_text(f"import json, os, sys\n{body}")
    with paths.config.open("a") as file:
        file.write(f'\n[profile {name}]\ncredential_process = "{sys.executable}" "{script}"\n')
    return script


def saying(**told: Any) -> str:
    full = {
        "Version": 1,
        "AccessKeyId": "ASIATOOL",
        "SecretAccessKey": "tool/secret",
        "SessionToken": "tool/token",
    }
    return f"print(json.dumps({full | told!r}))\n"


def counting(paths: Paths, body: str) -> Path:
    runs = paths.config.parent / "runs"
    program(paths, f"open({str(runs)!r}, 'a').write('x')\n{body}")
    return runs


def test_a_program_is_run_and_its_keys_serve_while_they_last(paths: Paths) -> None:
    end = START + timedelta(hours=1)
    runs = counting(paths, saying(Expiration=text(end)))
    ways = ways_of(paths)
    given = keys(ways, "tool")
    assert shown(given) == ("ASIATOOL", "tool/secret", "tool/token")
    assert given.expires == end
    keys(ways, "tool", START + timedelta(minutes=44))
    assert runs.read_text() == "x"
    keys(ways, "tool", START + timedelta(minutes=46))
    assert runs.read_text() == "xx"
    keys(ways, "tool", fresh=True)
    assert runs.read_text() == "xxx"


def test_a_program_whose_keys_have_ended_is_run_once_and_told(paths: Paths) -> None:
    runs = counting(paths, saying(Expiration=text(LONG_AGO)))
    assert isinstance(refusal(ways_of(paths), "tool"), NoKeys)
    assert runs.read_text() == "x"


def test_a_program_has_no_terminal_and_the_environment_it_is_given(paths: Paths) -> None:
    program(
        paths, "sys.exit(json.dumps([sys.stdin.read(), os.getsid(0) == os.getpid(), os.environ['FROM_US']]))"
    )
    assert refusal(ways_of(paths, FROM_US="yes"), "tool").quote == '["", true, "yes"]'


@pytest.mark.parametrize(
    ("body", "what", "quote"),
    [
        ("sys.exit('\\x1b[31mno key inserted')", "gave no keys.", "[31mno key inserted"),
        ("print('the-secret')", "did not answer as AWS tools want it.", ""),
        ("print('[\"the-secret\"]')", "did not answer as AWS tools want it.", ""),
        ("print(json.dumps({'Version': 2}))", "gave no keys.", "Unsupported version '2'"),
        (
            "print(json.dumps({'Version': 1, 'AccessKeyId': 'the-secret'}))",
            "gave no keys.",
            "SecretAccessKey",
        ),
        (saying(Expiration="soon"), "did not answer as AWS tools want it.", ""),
        ("sys.stdout.buffer.write(b'\\xff')", "did not answer as AWS tools want it.", ""),
    ],
)
def test_a_program_that_gives_no_keys_is_told_and_nothing_it_printed_is(
    paths: Paths, body: str, what: str, quote: str
) -> None:
    program(paths, body)
    error = refusal(ways_of(paths), "tool")
    assert error.what == f"The credential process of tool {what}"
    assert quote in error.quote
    assert "--profile tool" in error.remedy
    assert "the-secret" not in f"{error} {error.quote}"


def test_a_program_that_is_not_there_is_told(paths: Paths) -> None:
    with paths.config.open("a") as file:
        file.write("\n[profile tool]\ncredential_process = ~/bin/tool\n")
    error = refusal(ways_of(paths), "tool")
    assert error.what == "The credential process of tool cannot be started."
    assert "without ~" in error.remedy


def test_a_program_that_does_not_end_is_ended_with_its_children(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auth import own_login_providers

    pid = paths.config.parent / "pid"
    program(
        paths,
        "import subprocess, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid))\ntime.sleep(60)",
    )
    once = own_login_providers._Once
    monkeypatch.setattr(own_login_providers, "_Once", lambda env: once(env, 1.0))
    error = refusal(ways_of(paths), "tool")
    assert error.what == "The credential process of tool did not end within a minute."
    wait_until(lambda: int(pid.read_text()) not in {each for each, _, _ in processes()})


def test_a_program_that_leads_back_to_its_profile_is_not_run_round_and_round(paths: Paths) -> None:
    program(paths, "sys.exit('never')")
    error = refusal(ways_of(paths, None, **{ASKED_FOR: "other\ntool"}), "tool")
    assert "leads back to tool" in error.what
    # It is told to what runs below it.
    program(paths, f"sys.exit(os.environ[{ASKED_FOR!r}])", "next")
    assert refusal(ways_of(paths, None, **{ASKED_FOR: "other"}), "next").quote == "other next"


# Their targets


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


def test_targets_of_every_login_are_entered_with_the_keys_of_their_root(
    sandbox: Sandbox, home: Path, aws: Aws
) -> None:
    desk = console_keys.Desk.at(sandbox, home)
    made = desk.sign_in()
    with desk.paths.config.open("a") as file:
        file.write(
            CONFIG.replace("[profile corp]", "[profile corp2]")
            + TARGETS.replace("of-corp", "of-corp2").replace(
                "source_profile = corp\n", "source_profile = corp2\n"
            )
        )
    told = {
        "AccessKeyId": made.access_key_id,
        "SecretAccessKey": made.secret.reveal(),
        "SessionToken": made.token.reveal(),
    }
    program(desk.paths, saying(**told, Expiration=text(made.expires)))
    with desk.paths.config.open("a") as file:
        file.write(
            "\n[profile of-tool]\nrole_arn = arn:aws:iam::222222222222:role/from_fumidai\nsource_profile = tool\n"
        )
    put_login(desk.paths, "mine", login_token(START + timedelta(minutes=9), *told.values()))
    put_sso(desk.paths, "corp2", sso_token(START + timedelta(hours=8)))
    aws.answers["/federation/credentials"] = answer(
        {
            "roleCredentials": {
                **{name[0].lower() + name[1:]: value for name, value in told.items()},
                "expiration": int(made.expires.timestamp() * 1000),
            }
        }
    )
    # In a sandbox only loopback is asked.
    env = {**os.environ, "AWS_ENDPOINT_URL_SSO": aws.server.origin}
    for name in ("of-mine", "of-corp2", "of-tool"):
        got = session_keys(desk.profile(name), desk.listing, desk.paths, desk.places, env, desk.now)
        assert ":assumed-role/from_fumidai/" in desk.arn(got)
        assert got.chained
    own = session_keys(desk.profile("mine"), desk.listing, desk.paths, desk.places, env, desk.now)
    assert desk.arn(own).endswith("assumed-role/sso/ada@example.com")


def test_in_a_sandbox_awss_own_hosts_are_not_asked(sandbox: Sandbox, home: Path) -> None:
    desk = console_keys.Desk.at(sandbox, home)
    desk.paths.config.write_text(CONFIG)
    put_sso(desk.paths, "corp", sso_token(START + timedelta(hours=8)))
    ways = Ways(desk.listing, desk.paths, desk.places, {"AWS_ENDPOINT_URL_SSO": "https://192.0.2.1"})
    # Had it been 192.0.2.1, the test would have failed for leaving the machine.
    assert isinstance(refusal(ways, "corp"), AuthError)
