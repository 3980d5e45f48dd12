"""Links, compared character by character."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.config import Profile, resolve
from profiles.ini import read
from profiles.links import initsso_url, switch_obstacle, switch_role_url

DEV = RoleArn.parse("arn:aws:iam::222222222222:role/Dev")
DEV_IN_PATH = RoleArn.parse("arn:aws:iam::222222222222:role/team/web/Dev+x@y,z=1")

SWITCHES: list[tuple[RoleArn, dict[str, str], str]] = [
    (DEV, {}, "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=Dev"),
    (
        DEV,
        {"display_name": "from fumidai", "colour": "b7ca9d"},
        "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=Dev"
        "&displayName=from%20fumidai&color=b7ca9d",
    ),
    (
        DEV_IN_PATH,
        {},
        "https://signin.aws.amazon.com/switchrole?account=222222222222"
        "&roleName=team%2Fweb%2FDev%2Bx%40y%2Cz%3D1",
    ),
    (
        DEV,
        {"display_name": "開発 | a&b=c#d~e'f/%"},
        "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=Dev"
        "&displayName=%E9%96%8B%E7%99%BA%20%7C%20a%26b%3Dc%23d~e%27f%2F%25",
    ),
    (DEV, {"account": "my-alias"}, "https://signin.aws.amazon.com/switchrole?account=my-alias&roleName=Dev"),
    (
        DEV,
        {"display_name": "", "colour": "", "account": ""},
        "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=Dev",
    ),
    (
        RoleArn.parse("arn:aws-cn:iam::222222222222:role/Dev"),
        {},
        "https://signin.amazonaws.cn/switchrole?account=222222222222&roleName=Dev",
    ),
    (
        RoleArn.parse("arn:aws-us-gov:iam::222222222222:role/Dev"),
        {},
        "https://signin.amazonaws-us-gov.com/switchrole?account=222222222222&roleName=Dev",
    ),
    (
        RoleArn.parse("arn:aws-eusc:iam::222222222222:role/Dev"),
        {},
        "https://eusc-de-east-1.signin.amazonaws-eusc.eu/switchrole?account=222222222222&roleName=Dev",
    ),
    (
        DEV,
        {"base": "http://127.0.0.1:8000/"},
        "http://127.0.0.1:8000/switchrole?account=222222222222&roleName=Dev",
    ),
]


@pytest.mark.parametrize(("role", "options", "url"), SWITCHES)
def test_the_switch_role_link(role: RoleArn, options: dict[str, str], url: str) -> None:
    assert switch_role_url(role, **options) == url


@given(name=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_display_name_arrives_as_it_is(name: str) -> None:
    url = switch_role_url(DEV, display_name=name)
    assert url.isascii()
    assert parse_qs(urlsplit(url).query)["displayName"] == [name]


def test_googles_link() -> None:
    assert initsso_url("C01abc", "42") == (
        "https://accounts.google.com/o/saml2/initsso?idpid=C01abc&spid=42&forceauthn=false"
    )
    assert initsso_url("C 0&1", "42", base="http://127.0.0.1:8000") == (
        "http://127.0.0.1:8000/o/saml2/initsso?idpid=C%200%261&spid=42&forceauthn=false"
    )


def _target(lines: str) -> Profile:
    text = f"[profile t]\nsource_profile = t\naws_access_key_id = A\naws_secret_access_key = s\n{lines}"
    found = resolve(read(text.encode(), Path("config")), read(b"", Path("credentials"))).get("t")
    assert found is not None
    return found


def test_what_the_console_cannot_switch_to_is_said_before() -> None:
    arn = "role_arn = arn:aws:iam::222222222222:role"
    assert switch_obstacle(_target(f"{arn}/a/{'x' * 62}\n")) is None
    assert "65 characters" in (switch_obstacle(_target(f"{arn}/a/{'x' * 63}\n")) or "")
    assert "external id" in (switch_obstacle(_target(f"{arn}/Dev\nexternal_id = i\n")) or "")
    assert "no role" in (switch_obstacle(_target("role_arn = nonsense\n")) or "")
