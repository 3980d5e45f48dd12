"""What a bastion's lines in the config file mean for its sign-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from auth.bastion import Surroundings, sign_in_request
from auth.errors import AuthError
from auth.origins import GOOGLE
from auth.places import REAL, Places
from profiles.config import Profile, resolve
from profiles.ini import read

IDS = "google_config.google_idp_id = C01test\ngoogle_config.google_sp_id = 42\n"
SSO = "arn:aws:iam::111111111111:role/sso"


def bastion(lines: str) -> Profile:
    text = f"[profile sts]\n{lines}"
    found = resolve(read(text.encode(), Path("config")), read(b"", Path("credentials"))).get("sts")
    assert found is not None
    return found


def test_two_ids_are_enough() -> None:
    request = sign_in_request(bastion(IDS), REAL)
    account = request.account
    assert (account.idp_id, account.sp_id, account.username, account.origin) == ("C01test", "42", "", GOOGLE)
    assert account.link == f"{GOOGLE}/o/saml2/initsso?idpid=C01test&spid=42&forceauthn=false"
    assert (request.role_arn, request.ask_role, request.duration) == (None, False, 43200)
    assert account.bg_response is None


def test_everything_that_aws_google_auth_writes_is_understood() -> None:
    lines = (
        f"google_config.google_username = ada@example.com\ngoogle_config.role_arn = {SSO}\n"
        "google_config.ask_role = True\ngoogle_config.duration = 3600\ngoogle_config.bg_response = mine\n"
    )
    request = sign_in_request(bastion(IDS + lines), REAL)
    assert request.account.username == "ada@example.com"
    assert (request.role_arn, request.ask_role, request.duration) == (SSO, True, 3600)
    assert request.account.bg_response
    assert request.account.bg_response.reveal() == "mine"
    assert "mine" not in repr(request)


def test_what_aws_google_auth_writes_for_nothing_is_nothing() -> None:
    names = ("google_username", "role_arn", "bg_response")
    request = sign_in_request(
        bastion(IDS + "".join(f"google_config.{name} = None\n" for name in names)), REAL
    )
    assert (request.account.username, request.role_arn, request.account.bg_response) == ("", None, None)


def test_a_sandbox_has_a_sign_in_of_its_own() -> None:
    request = sign_in_request(bastion(IDS), Places(google="http://127.0.0.1:8400", is_sandbox=True))
    assert request.account.link.startswith("http://127.0.0.1:8400/o/saml2/initsso?")


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ("google_config.google_sp_id = 42\n", "google_idp_id"),
        ("google_config.google_idp_id = C01\n", "google_sp_id"),
        ("google_config.google_idp_id = None\ngoogle_config.google_sp_id = None\n", "google_idp_id"),
        ("region = eu-west-1\n", "google_idp_id"),
    ],
)
def test_an_id_that_is_missing_is_named_with_its_place_and_where_to_find_it(lines: str, missing: str) -> None:
    with pytest.raises(AuthError) as caught:
        sign_in_request(bastion(lines), REAL)
    assert "sts" in caught.value.what
    assert missing in caught.value.why
    assert "config line 1" in caught.value.why
    assert "idpid" in caught.value.remedy


@pytest.mark.parametrize(
    ("env", "bundle"),
    [
        ({}, None),
        ({"AWS_CA_BUNDLE": "/a.pem"}, "/a.pem"),
        ({"CURL_CA_BUNDLE": "/c.pem", "AWS_CA_BUNDLE": "/a.pem"}, "/c.pem"),
        ({"REQUESTS_CA_BUNDLE": "/r.pem", "CURL_CA_BUNDLE": "/c.pem", "AWS_CA_BUNDLE": "/a.pem"}, "/r.pem"),
        ({"REQUESTS_CA_BUNDLE": "", "AWS_CA_BUNDLE": "/a.pem"}, "/a.pem"),
    ],
)
def test_certificates_for_google_are_those_the_environment_names(
    env: dict[str, str], bundle: str | None
) -> None:
    assert Surroundings(env, {}).google_ca_bundle() == bundle
