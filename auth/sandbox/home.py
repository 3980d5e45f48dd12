"""Makes the throw-away home of a demo: `~/.aws` as somebody has it who used aws-google-auth for years.

Nothing here is secret and nothing outside the given folder is read or written.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from .company import APP, GOV_APP, PARTNER_APP, ROBOT, iam_arn

CONFIG: Final = """\
# Bastions: signed in to with Google. Written by aws-google-auth, then by hand.
[profile sts]
region = ap-northeast-1
google_config.ask_role = False
google_config.keyring = False
google_config.duration = 43200
google_config.google_idp_id = {app.idp_id}
google_config.google_sp_id = {app.sp_id}
google_config.google_username = user@example.com
google_config.u2f_disabled = False
google_config.role_arn = {sso}
google_config.bg_response = None

# Targets: roles in other accounts, taken from a bastion.
[profile from_fumidai]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = sts
region = ap-northeast-1
color = f2b0a9

[profile production]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = sts
region = ap-northeast-1
color = fad791
fumidai_display_name = 本番 管理者

[profile staging-dev]
role_arn = arn:aws:iam::444444444444:role/team/dev/Developer
source_profile = sts
region = us-west-2
color = b7ca9d
fumidai_display_name = ステージング

[profile audit]
role_arn = arn:aws:iam::555555555555:role/ReadOnly
source_profile = sts
region = eu-central-1
; asked for by the auditors, keep
duration_seconds = 3600

[profile "second hop"]
role_arn = arn:aws:iam::555555555555:role/SecondHop
source_profile = from_fumidai
region = ap-northeast-1

# Signs in with a tap on the phone instead of a code.
[profile sts-phone]
region = ap-northeast-1
google_config.ask_role = True
google_config.keyring = False
google_config.duration = 28800
google_config.google_idp_id = {app.idp_id}
google_config.google_sp_id = {app.sp_id}
google_config.google_username = phone@example.com
google_config.role_arn = None

[profile workload-by-phone]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = sts-phone
region = ap-northeast-1

# GovCloud.
[profile gov]
region = us-gov-west-1
google_config.google_idp_id = {gov.idp_id}
google_config.google_sp_id = {gov.sp_id}
google_config.google_username = user@example.com
google_config.role_arn = arn:aws-us-gov:iam::666666666666:role/sso
google_config.duration = 14400

[profile gov-audit]
role_arn = arn:aws-us-gov:iam::777777777777:role/Auditor
source_profile = gov
region = us-gov-west-1

# Google's pages of the second generation.
[profile sts-old-pages]
region = ap-northeast-1
google_config.google_idp_id = {partner.idp_id}
google_config.google_sp_id = {partner.sp_id}
google_config.google_username = totp-v2@example.com
google_config.role_arn = arn:aws:iam::888888888888:role/sso

# Ended some days ago.
[profile sts-short]
region = ap-northeast-1
google_config.google_idp_id = {app.idp_id}
google_config.google_sp_id = {app.sp_id}
google_config.google_username = user@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/sso-short
google_config.duration = 43200

# Not from Google.
[profile robot]
region = ap-northeast-1

[profile deploy]
role_arn = {deploy}
source_profile = robot
region = ap-northeast-1

[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1

[profile corp]
sso_session = corp
sso_account_id = 123412341234
sso_role_name = Viewer
region = us-east-1

# Odd ones.
[profile typo]
role_arn = arn:aws:iam::22222222222:role/from_fumidai
source_profile = sts
region = ap-northeast-1

[forgotten]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = sts
"""

CREDENTIALS: Final = """\
[robot]
# The deployment's own keys.
aws_access_key_id = {robot.access_key_id}
aws_secret_access_key = {robot.secret}

[sts-short]
aws_access_key_id = ASIAFUMIDAIEXPIRED01
aws_secret_access_key = sandbox/expired/not-a-real-secret-000001
aws_security_token = expired-sandbox-token
aws_session_expiration = {ended:%Y-%m-%dT%H:%M:%S%z}
aws_session_token = expired-sandbox-token
"""

UNSET: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_IAM",
)
"""What would come before the sample home's profiles and the sandbox."""


def sample_files(now: datetime | None = None) -> dict[str, str]:
    """The texts of the two files by name, `config` and `credentials`."""
    ended = (now or datetime.now(UTC)) - timedelta(days=3)
    sso = iam_arn("111111111111", "role/sso")
    config = CONFIG.format(
        app=APP, gov=GOV_APP, partner=PARTNER_APP, sso=sso, deploy=iam_arn("222222222222", "role/deploy")
    )
    return {"config": config, "credentials": CREDENTIALS.format(robot=ROBOT, ended=ended)}


def make_home(folder: Path, document: Mapping[str, object], *, now: datetime | None = None) -> None:
    """Fill *folder* with a sample `.aws`; folders 0700, files 0600. *document* is `sandbox.json`."""
    aws = folder / ".aws"
    aws.mkdir(mode=0o700)
    for name, text in sample_files(now).items():
        descriptor = os.open(aws / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


def environment(home: Path, document: Mapping[str, object]) -> dict[str, str]:
    """The variables with which AWS tools live in *home* and talk to the sandbox alone."""
    ca = document.get("ca")
    return {
        "HOME": str(home),
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_ENDPOINT_URL": str(document["aws"]),
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        **({"AWS_CA_BUNDLE": str(ca)} if ca else {}),
    }


def shell_lines(home: Path, document: Mapping[str, object]) -> tuple[str, ...]:
    """What to type in a POSIX shell so that the AWS CLI lives in *home* and talks to the sandbox alone."""
    exports = (f"export {name}={shlex.quote(value)}" for name, value in environment(home, document).items())
    return (*exports, "unset " + " ".join(UNSET))
