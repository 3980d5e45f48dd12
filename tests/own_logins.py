"""Logins of AWS's own for tests: what lies in their caches, and a stand-in `aws` on PATH."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from profiles.config import Listing, Profile
from profiles.files import load
from profiles.own_login import login_file, sso_role_file, sso_token_file
from profiles.paths import Paths

ROOT = Path(__file__).resolve().parent.parent
CONFIG = """\
[profile mine]
login_session = arn:aws:iam::111111111111:user/ada
region = eu-central-1

[sso-session company]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[profile corp]
sso_session = company
sso_account_id = 123412341234
sso_role_name = Viewer

[profile old-corp]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123412341234
sso_role_name = Viewer
"""
ROLE = "arn:aws:iam::222222222222:role/from_fumidai"
TARGETS = "".join(
    f"\n[profile of-{name}]\nrole_arn = {ROLE}\nsource_profile = {name}\nregion = ap-northeast-1\n"
    for name in ("mine", "corp", "old-corp")
)


@cache
def dpop_key() -> str:
    """The private key of a login, as the AWS CLI writes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def login_token(
    end: datetime, key_id: str = "ASIALOGIN", secret: str = "login/secret", token: str = "login/token"
) -> Any:
    """What `aws login` leaves."""
    return {
        "accessToken": {
            "accessKeyId": key_id,
            "secretAccessKey": secret,
            "sessionToken": token,
            "accountId": "111111111111",
            "expiresAt": text(end),
        },
        "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",
        "refreshToken": "refresh-one",
        "idToken": "e30.e30.c2ln",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": dpop_key(),
        "signInRegion": "eu-central-1",
    }


def sso_token(end: datetime, *, renewable: timedelta | None = timedelta(days=30)) -> Any:
    """What `aws sso login` leaves; *renewable*: for how long its token can be renewed."""
    told = {
        "startUrl": "https://example.awsapps.com/start",
        "region": "eu-west-1",
        "accessToken": "sso-access-one",
        "expiresAt": text(end),
    }
    if renewable is not None:
        told |= {
            "clientId": "sso-client",
            "clientSecret": "sso-client-secret",
            "registrationExpiresAt": text(end + renewable),
            "refreshToken": "sso-refresh-one",
        }
    return told


def role_keys(end: datetime) -> Any:
    """What the AWS CLI keeps of an SSO role."""
    return {
        "ProviderType": "sso",
        "Credentials": {
            "AccessKeyId": "ASIAKEPT",
            "SecretAccessKey": "kept/secret",
            "SessionToken": "kept/token",
            "Expiration": text(end),
            "AccountId": "123412341234",
        },
    }


def text(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def put(path: Path | None, told: Any) -> Path:
    """Write it as JSON, or as it is."""
    assert path is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told if isinstance(told, str) else json.dumps(told))
    return path


def profile_in(listing: Listing, name: str) -> Profile:
    found = listing.get(name)
    assert found is not None
    return found


def put_login(paths: Paths, name: str, told: Any) -> Path:
    return put(login_file(profile_in(load(paths).listing, name), paths), told)


def put_sso(paths: Paths, name: str, told: Any) -> Path:
    return put(sso_token_file(profile_in(load(paths).listing, name), paths), told)


def put_role(paths: Paths, name: str, told: Any) -> Path:
    return put(sso_role_file(profile_in(load(paths).listing, name), paths), told)


def stand_in(folder: Path, **orders: Any) -> dict[str, str]:
    """Put the stand-in `aws` into *folder*; the variables with which it is found and told what to do."""
    folder.mkdir(exist_ok=True)
    told = folder / "orders.json"
    told.write_text(json.dumps(orders))
    program = folder / "aws"
    words = shlex.join([sys.executable, str(ROOT / "tests" / "stand_in_aws.py")])
    program.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin", "STAND_IN_AWS": str(told)}
