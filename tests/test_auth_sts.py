"""Trading an assertion for keys, against the sandbox's AWS and against servers that are none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from auth.aliases import account_alias
from auth.bastion import Surroundings, sts_place
from auth.errors import AuthError, StsRefused, Unreachable
from auth.places import REAL, Places
from auth.sandbox.company import APP, FUMIDAI, GOV_APP, GOV_FUMIDAI, grant
from auth.sandbox.server import Sandbox
from auth.sandbox.tls import make_certificates
from auth.sts import AssumeRole, Credentials, StsPlace, assume_role_with_saml, sts_region
from profiles.config import Profile, resolve
from profiles.ini import read
from profiles.partitions import PARTITIONS, partition
from profiles.secret import Secret
from tests.loopback import Reply, free_port, page, proxying, serving
from tests.saml_texts import BOTH, GOOGLE, SSO, encoded, response
from tests.sandbox_google import NOON, SteppedClock

CLOCK = SteppedClock()
USER = "ada@example.com"
DENIED = Reply(
    403,
    b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No</Message></Error></ErrorResponse>",
    {"Content-Type": "text/xml"},
)
CALL = AssumeRole(SSO, GOOGLE, encoded(response(BOTH)), 3600)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def there(sandbox: Sandbox) -> StsPlace:
    CLOCK.now = NOON
    return StsPlace("eu-central-1", sandbox.origins.aws, direct=True)


def call(sandbox: Sandbox, role: str = "sso", seconds: int = 3600, odd: str = "") -> AssumeRole:
    """With an assertion that Google would hand out now."""
    now = CLOCK().timestamp()
    value = sandbox.signer().form_value(APP, USER, odd, now, now)
    wanted = grant(FUMIDAI, role)
    return AssumeRole(wanted.role, wanted.provider, Secret(value), seconds)


def refusal(wanted: AssumeRole, place: StsPlace) -> StsRefused:
    with pytest.raises(StsRefused) as caught:
        assume_role_with_saml(wanted, place)
    return caught.value


def lost(place: StsPlace) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        assume_role_with_saml(CALL, place)
    assert CALL.assertion.reveal() not in repr(caught.value)
    return caught.value


def bastion(lines: str = "", name: str = "sts") -> Profile:
    text = f"[profile {name}]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 42\n{lines}"
    found = resolve(read(text.encode(), Path("config")), read(b"", Path("credentials"))).get(name)
    assert found is not None
    return found


# Keys


def test_an_assertion_becomes_keys_of_the_role_that_end_when_they_were_asked_to(
    sandbox: Sandbox, there: StsPlace
) -> None:
    keys = assume_role_with_saml(call(sandbox, seconds=7200), there)
    assert keys.expires == NOON + timedelta(seconds=7200)
    found = sandbox.aws().sessions.lookup(keys.access_key_id, keys.secret.reveal(), keys.token.reveal())
    assert found
    assert found.arn == f"arn:aws:sts::{FUMIDAI}:assumed-role/sso/{USER}"
    assert keys.token.reveal() not in repr(keys)


def test_one_assertion_serves_several_roles(sandbox: Sandbox, there: StsPlace) -> None:
    one = call(sandbox)
    other = AssumeRole(grant(FUMIDAI, "sso-8h").role, one.provider_arn, one.assertion, 3600)
    assert (
        assume_role_with_saml(one, there).access_key_id != assume_role_with_saml(other, there).access_key_id
    )


def test_a_role_of_another_partition_is_asked_for_in_its_own_region(
    sandbox: Sandbox, there: StsPlace
) -> None:
    wanted = grant(GOV_FUMIDAI, "sso", partition_id="aws-us-gov")
    now = CLOCK().timestamp()
    value = sandbox.signer().form_value(GOV_APP, USER, "", now, now)
    place = sts_place(bastion("region = eu-central-1\n"), wanted.role, places(sandbox), Surroundings({}, {}))
    assert place.region == "us-gov-west-1"
    asked = AssumeRole(wanted.role, wanted.provider, Secret(value), 3600)
    assert assume_role_with_saml(asked, place).access_key_id


def places(sandbox: Sandbox) -> Places:
    return Places(aws=sandbox.origins.aws, is_sandbox=True)


# Nothing of the person's own


@pytest.fixture
def in_the_way(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that does not exist, files nobody can read, keys that are wrong."""
    aws = home / ".aws"
    aws.mkdir()
    for name in ("config", "credentials"):
        (aws / name).write_text("[broken\n= \x00")
    monkeypatch.setenv("AWS_PROFILE", "does-not-exist")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONG")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")


def test_a_profile_that_does_not_exist_and_files_that_are_broken_do_not_stand_in_the_way(
    sandbox: Sandbox, there: StsPlace, in_the_way: None
) -> None:
    assert assume_role_with_saml(call(sandbox), there).access_key_id


def test_the_call_is_not_signed_with_keys_that_lie_about(in_the_way: None) -> None:
    with serving(lambda _asked: DENIED) as server:
        refusal(CALL, StsPlace("eu-central-1", server.origin, direct=True))
    (asked,) = server.asked
    assert "authorization" not in asked.headers
    assert "x-amz-security-token" not in asked.headers
    assert dict(asked.fields) == {
        "Action": "AssumeRoleWithSAML",
        "Version": "2011-06-15",
        "RoleArn": SSO,
        "PrincipalArn": GOOGLE,
        "SAMLAssertion": CALL.assertion.reveal(),
        "DurationSeconds": "3600",
    }


def test_the_name_of_the_account_is_asked_with_the_new_keys_alone(
    sandbox: Sandbox, there: StsPlace, in_the_way: None
) -> None:
    assert account_alias(assume_role_with_saml(call(sandbox), there), there) == "fumidai"


def test_an_account_whose_name_may_not_be_asked_has_none(there: StsPlace) -> None:
    assert account_alias(Credentials("ASIANOBODY", Secret("x"), Secret("y"), NOON), there) is None
    nowhere = StsPlace("eu-central-1", f"http://127.0.0.1:{free_port()}", direct=True)
    assert account_alias(Credentials("ASIANOBODY", Secret("x"), Secret("y"), NOON), nowhere) is None


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_stands_before_a_sandbox(
    sandbox: Sandbox, there: StsPlace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert assume_role_with_saml(call(sandbox), there).access_key_id


# Refusals


@pytest.mark.parametrize(
    ("role", "odd", "code", "why"),
    [
        ("nobody-made-it", "absent-role", "AccessDenied", "misspelt"),
        ("sso-wrong-audience", "", "AccessDenied", "SAML:aud"),
        ("sso", "expired", "ExpiredTokenException", "five minutes"),
        ("sso", "other-key", "InvalidIdentityToken", "signature"),
        ("sso", "no-session-name", "InvalidIdentityToken", "RoleSessionName"),
        ("sso", "other-audience", "InvalidIdentityToken", "another service"),
    ],
)
def test_what_aws_says_is_told_with_its_cause(
    sandbox: Sandbox, there: StsPlace, role: str, odd: str, code: str, why: str
) -> None:
    error = refusal(call(sandbox, role, odd=odd), there)
    assert error.code == code
    assert error.quote
    assert why in error.why
    assert not error.is_duration_too_long


@pytest.mark.parametrize(("role", "seconds"), [("sso-8h", 43200), ("sso-short", 3601), ("sso", 43201)])
def test_both_of_awss_words_for_too_long_are_understood(
    sandbox: Sandbox, there: StsPlace, role: str, seconds: int
) -> None:
    error = refusal(call(sandbox, role, seconds), there)
    assert error.is_duration_too_long
    assert "maximum session duration" in error.why


def test_too_short_is_told_in_awss_words_and_is_neither_too_long_nor_no_network(
    sandbox: Sandbox, there: StsPlace
) -> None:
    error = refusal(call(sandbox, seconds=600), there)
    assert not error.is_duration_too_long
    assert "short" in error.what
    assert "900" in error.remedy


def test_an_arn_that_is_none_is_for_aws_to_refuse(there: StsPlace) -> None:
    assert refusal(AssumeRole("sso", "Google", CALL.assertion, 3600), there).code == "ValidationError"


def test_a_server_error_is_told_after_a_second_try() -> None:
    with serving(lambda _asked: Reply(503, b"<html>busy</html>", {"Content-Type": "text/html"})) as server:
        error = refusal(CALL, StsPlace("eu-central-1", server.origin, direct=True))
    assert "503" in error.what
    assert len(server.asked) == 2


# No answer


def test_nobody_there_is_told_in_words() -> None:
    origin = f"http://127.0.0.1:{free_port()}"
    error = lost(StsPlace("eu-central-1", origin, direct=True))
    assert error.what == f"{origin} cannot be reached."
    assert error.remedy


@pytest.mark.parametrize(
    "reply",
    [
        page("<html>Please log in to the hotel's network<br></html>"),
        page("<html><body>Please log in</body></html>"),
        page(""),
        Reply(403, b"no"),
        Reply(200, b"{}", {"Content-Type": "application/json"}),
        Reply(200, b"<Assume", length=900),
    ],
)
def test_an_answer_that_is_not_awss_is_told_in_words(reply: Reply) -> None:
    with serving(lambda _asked: reply) as server:
        place = StsPlace("eu-central-1", server.origin, direct=True)
        assert server.origin in lost(place).what
        assert account_alias(Credentials("ASIANOBODY", Secret("x"), Secret("y"), NOON), place) is None


def test_a_certificate_of_nobody_we_know_is_told_in_words_and_a_bundle_helps(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    with serving(lambda _asked: DENIED, certificates.context) as server:
        assert "certificate" in lost(StsPlace("eu-central-1", server.origin, direct=True)).what
        assert server.asked == []
        refusal(CALL, StsPlace("eu-central-1", server.origin, str(certificates.ca), direct=True))
    assert len(server.asked) == 1


def test_a_file_of_certificates_that_is_missing_is_named(tmp_path: Path) -> None:
    bundle = str(tmp_path / "none.pem")
    error = lost(StsPlace("eu-central-1", f"https://127.0.0.1:{free_port()}", bundle, direct=True))
    assert bundle in error.what


def test_the_proxy_of_the_environment_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = make_certificates(tmp_path)
    with proxying() as proxy, serving(lambda _asked: DENIED, certificates.context) as server:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        refusal(CALL, StsPlace("eu-central-1", server.origin, str(certificates.ca)))
        assert proxy.connected == [server.origin.removeprefix("https://")]


def test_a_proxy_that_is_not_there_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    assert "proxy" in lost(StsPlace("eu-central-1", f"https://127.0.0.1:{free_port()}")).what


# Where STS is


@pytest.mark.parametrize(
    ("partition_id", "wanted", "region"),
    [
        ("aws", "eu-central-1", "eu-central-1"),
        ("aws", "ap-northeast-1", "ap-northeast-1"),
        ("aws", None, "us-east-1"),
        ("aws", "", "us-east-1"),
        ("aws", "us-gov-west-1", "us-east-1"),
        ("aws", "cn-north-1", "us-east-1"),
        ("aws", "moon-east-1", "us-east-1"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-east-1"),
        ("aws-us-gov", "eu-central-1", "us-gov-west-1"),
        ("aws-cn", "cn-northwest-1", "cn-northwest-1"),
        ("aws-cn", "eu-central-1", "cn-north-1"),
    ],
)
def test_the_bastions_region_counts_if_it_lies_in_the_roles_partition(
    partition_id: str, wanted: str | None, region: str
) -> None:
    assert sts_region(partition(partition_id), wanted) == region


def test_every_partition_has_a_region_of_its_own_to_begin_with() -> None:
    for each in PARTITIONS:
        assert sts_region(each, None) == sts_region(each, each.first_region) == each.first_region


def test_an_endpoint_of_the_environment_is_used(sandbox: Sandbox, there: StsPlace) -> None:
    for name in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"):
        around = Surroundings({name: sandbox.origins.aws}, {})
        place = sts_place(bastion("region = eu-west-1\n"), SSO, REAL, around)
        assert place == StsPlace("eu-west-1", sandbox.origins.aws)
        assert assume_role_with_saml(call(sandbox), place).access_key_id


def test_an_endpoint_of_the_profile_is_used() -> None:
    place = sts_place(bastion("endpoint_url = http://127.0.0.1:1\n"), SSO, REAL, Surroundings({}, {}))
    assert place.endpoint_url == "http://127.0.0.1:1"


def test_without_an_endpoint_aws_itself_is_asked() -> None:
    assert sts_place(bastion(), SSO, REAL, Surroundings({}, {})) == StsPlace("us-east-1")


def test_an_endpoint_that_is_neither_secure_nor_here_is_refused_in_words() -> None:
    around = Surroundings({"AWS_ENDPOINT_URL_STS": "http://sts.example"}, {})
    with pytest.raises(AuthError, match="AWS_ENDPOINT_URL_STS"):
        sts_place(bastion(), SSO, REAL, around)


def test_the_environment_and_the_profile_say_nothing_about_a_sandbox(sandbox: Sandbox) -> None:
    around = Surroundings({"AWS_ENDPOINT_URL_STS": "http://sts.example", "AWS_CA_BUNDLE": "/x.pem"}, {})
    found = bastion("endpoint_url = https://sts.example\nca_bundle = /y.pem\nregion = eu-west-1\n")
    assert sts_place(found, SSO, places(sandbox), around) == StsPlace(
        "eu-west-1", sandbox.origins.aws, direct=True
    )


@pytest.mark.parametrize(
    ("env", "lines", "bundle"),
    [
        ({}, "", None),
        ({"REQUESTS_CA_BUNDLE": "/r.pem"}, "", "/r.pem"),
        ({"REQUESTS_CA_BUNDLE": "/r.pem"}, "ca_bundle = /p.pem\n", "/p.pem"),
        ({"REQUESTS_CA_BUNDLE": "/r.pem", "AWS_CA_BUNDLE": "/a.pem"}, "ca_bundle = /p.pem\n", "/a.pem"),
    ],
)
def test_certificates_are_looked_for_in_the_order_of_the_aws_cli(
    env: dict[str, str], lines: str, bundle: str | None
) -> None:
    assert sts_place(bastion(lines), SSO, REAL, Surroundings(env, {})).ca_bundle == bundle


@pytest.mark.parametrize(
    "role", ["", "sso", "arn:aws:iam::1:role/x", SSO.replace(":aws:", ":aws-moon:"), f"{SSO}\x1b[2J"]
)
def test_a_role_that_aws_cannot_know_is_told_in_words(role: str) -> None:
    with pytest.raises(AuthError, match="cannot know") as caught:
        sts_place(bastion(), role, REAL, Surroundings({}, {}))
    assert "\x1b" not in str(caught.value)


def test_an_error_keeps_nothing_of_the_call(sandbox: Sandbox, there: StsPlace) -> None:
    wanted = call(sandbox, odd="other-key")
    error: BaseException | None = None
    with suppress(StsRefused):
        error = refusal(wanted, there)
    assert error
    assert error.__suppress_context__
    assert error.__cause__ is None
    assert wanted.assertion.reveal()[:60] not in f"{vars(error)}"
