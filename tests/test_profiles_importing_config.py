"""A colleague's config and the files of other sign-in tools, read as bastions and targets."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from profiles.importing import Difference, Format, NotTaken, compare, read_text, recognise
from profiles.paths import Paths
from tests.environments import aws_google_auth_python
from tests.listings import BASTION, NOBODY, ONE, listing_of

COLLEAGUE = """\
[DEFAULT]
output = json
[profile sts]
google_config.google_idp_id = C01
google_config.google_sp_id = 42
google_config.google_username = her@example.com
google_config.keyring = True
google_config.bg_response = hunter2
google_config.duration = 1
region = eu-west-1
aws_access_key_id = AKIAEXAMPLE
[profile prod]
role_arn = arn:aws:iam::222222222222:role/Prod
source_profile = sts
role_session_name = her@example.com
mfa_serial = arn:aws:iam::111111111111:mfa/her
external_id = a-1
color = F2B0A9
s3 =
  max_concurrent_requests = 20
region = europe
[profile named]
role_arn = arn:aws:iam::222222222222:role/Named
source_profile = prod
role_session_name = ci
duration_seconds = 900
[profile broken]
role_arn = arn:aws:iam::2:role/x
source_profile = sts
[profile keys]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = hunter2
aws_session_token = hunter2
[profile process]
credential_process = /bin/sh -c hunter2
[profile sso]
sso_session = her
sso_account_id = 111111111111
[profile machine]
role_arn = arn:aws:iam::222222222222:role/Prod
credential_source = Environment
[sso-session her]
sso_region = eu-west-1
[services local]
s3 =
  endpoint_url = http://localhost
[plugins]
cli_legacy_plugin_path = x
[typo]
region = eu-west-1
loose line
"""


def test_bastions_and_targets_of_a_colleague_come_without_what_is_personal() -> None:
    reading = read_text(COLLEAGUE, NOBODY)
    assert reading.format is Format.CONFIG
    assert [(each.name, dict(each.keys), each.line) for each in reading.candidates] == [
        (
            "sts",
            {
                "google_config.google_idp_id": "C01",
                "google_config.google_sp_id": "42",
                "region": "eu-west-1",
                "output": "json",
            },
            3,
        ),
        (
            "prod",
            {
                "role_arn": "arn:aws:iam::222222222222:role/Prod",
                "source_profile": "sts",
                "output": "json",
                "color": "f2b0a9",
                "external_id": "a-1",
            },
            12,
        ),
        (
            "named",
            {
                "role_arn": "arn:aws:iam::222222222222:role/Named",
                "source_profile": "prod",
                "output": "json",
                "duration_seconds": "900",
                "role_session_name": "ci",
            },
            22,
        ),
    ]
    proposals = compare(reading, NOBODY)
    assert [(each.difference, each.reason, each.needs) for each in proposals] == [
        (Difference.NEW, None, None),
        (Difference.NEW, None, "sts"),
        (Difference.NEW, None, "prod"),
    ]
    assert "region" not in proposals[1].values


def test_what_is_not_taken_of_a_config_is_said_line_by_line() -> None:
    said = read_text(COLLEAGUE, NOBODY).not_taken
    assert "hunter2" not in str(said)
    assert said == (
        NotTaken(6, "google_config.google_username is personal: everyone signs in as themselves."),
        NotTaken(7, "google_config.keyring is for each person to choose."),
        NotTaken(8, "google_config.bg_response is a secret of one browser."),
        NotTaken(9, "google_config.duration is not a number of seconds from 900 to 43200."),
        NotTaken(11, "aws_access_key_id is the key of one person or one session."),
        NotTaken(15, "role_session_name is an e-mail address, and so personal."),
        NotTaken(16, "mfa_serial names the device of one person."),
        NotTaken(19, "s3 is not a key that is known here."),
        NotTaken(21, "No AWS region is called europe."),
        NotTaken(27, "“broken” is a target whose role cannot be used."),
        NotTaken(
            28, "The account in this ARN is not 12 digits. Write it as arn:aws:iam::123456789012:role/Name."
        ),
        NotTaken(30, "“keys” is neither a bastion nor a target."),
        NotTaken(31, "aws_access_key_id is the key of one person or one session."),
        NotTaken(32, "aws_secret_access_key is a secret."),
        NotTaken(33, "aws_session_token is a secret."),
        NotTaken(34, "“process” is neither a bastion nor a target."),
        NotTaken(35, "credential_process is a command, and a command from elsewhere is not taken on trust."),
        NotTaken(36, "“sso” is neither a bastion nor a target."),
        NotTaken(37, "sso_session belongs to AWS IAM Identity Center (SSO), which signs in by itself."),
        NotTaken(38, "sso_account_id belongs to AWS IAM Identity Center (SSO), which signs in by itself."),
        NotTaken(39, "“machine” is neither a bastion nor a target."),
        NotTaken(41, "credential_source takes the keys of one machine."),
        NotTaken(42, "This section is for AWS IAM Identity Center (SSO), which signs in by itself."),
        NotTaken(44, "A services section changes where requests go, and stays behind."),
        NotTaken(47, "This section holds settings of the AWS CLI itself."),
        NotTaken(49, "AWS tools do not read [typo] as a profile."),
        NotTaken(51, "This line is no section, no key with a value, and no comment."),
    )


def test_sources_are_called_as_they_are_here() -> None:
    reading = read_text(COLLEAGUE, ONE, sources={"sts": "mine"})
    assert [each.source for each in reading.candidates] == [None, "mine", "prod"]


def test_a_value_with_control_characters_is_not_taken() -> None:
    text = (
        f"{BASTION}[profile x]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = s\x1b[31mts\n"
    )
    (_, candidate), (said,) = (
        read_text(text, NOBODY, own=True).candidates,
        read_text(text, NOBODY, own=True).not_taken,
    )
    assert "source_profile" not in candidate.keys
    assert said == NotTaken(9, "The value of source_profile is no text on one line.")
    hidden = BASTION.replace("me@example.com", "me\u202e@example.com")
    assert "google_config.google_username" not in read_text(hidden, NOBODY, own=True).candidates[0].keys


def test_a_config_is_known_by_what_it_holds() -> None:
    assert recognise(BASTION) is Format.CONFIG
    assert recognise("[default]\nregion = eu-west-1\n") is Format.CONFIG
    assert recognise("[sts]\naws_access_key_id = AKIA\n") is Format.CONFIG
    assert recognise("[a]\nregion = eu-west-1\n", "/home/me/.aws/config") is Format.CONFIG


def test_a_default_section_that_would_multiply_is_refused() -> None:
    text = "[DEFAULT]\n" + "".join(f"k{number} = v\n" for number in range(4000))
    text += "".join(f"[profile p{number}]\n" for number in range(4000))
    assert read_text(text, NOBODY).not_taken == (NotTaken(2, "[DEFAULT] holds too many keys for this text."),)


def test_what_aws_google_auth_wrote_is_read(home: Path) -> None:
    program = (
        "from aws_google_auth.configuration import Configuration\nc = Configuration()\n"
        "c.profile, c.region, c.idp_id, c.sp_id = 'sts', 'eu-west-1', 'C01', '42'\n"
        "c.username, c.duration, c.bg_response = 'me@example.com', 3600, 'hunter2'\n"
        "c.write(None)\n"
    )
    (home / ".aws").mkdir()
    subprocess.run([aws_google_auth_python(), "-W", "ignore", "-c", program], capture_output=True, check=True)
    text = Paths.from_env({"HOME": str(home), "USERPROFILE": str(home)}).config.read_text()
    assert "google_config.role_arn = None" in text

    reading = read_text(text, NOBODY)

    assert reading.format is Format.CONFIG
    keys = {
        "google_config.google_idp_id": "C01",
        "google_config.google_sp_id": "42",
        "google_config.duration": "3600",
        "google_config.ask_role": "False",
        "region": "eu-west-1",
    }
    assert [(each.name, each.keys) for each in reading.candidates] == [("sts", keys)]
    lines = text.splitlines()
    assert [(lines[each.line - 1].split(" ")[0], each.what) for each in reading.not_taken] == [
        ("google_config.keyring", "google_config.keyring is for each person to choose."),
        ("google_config.u2f_disabled", "google_config.u2f_disabled is for each person to choose."),
        (
            "google_config.google_username",
            "google_config.google_username is personal: everyone signs in as themselves.",
        ),
        ("google_config.bg_response", "google_config.bg_response is a secret of one browser."),
    ]
    own = read_text(text, NOBODY, own=True)
    assert own.candidates[0].keys["google_config.google_username"] == "me@example.com"
    assert [each.difference for each in compare(own, listing_of(text))] == [Difference.SAME]


GSTS = """\
[profile by-keys]
gsts.idp_id = C01
gsts.sp_id = 42
gsts.role_arn = arn:aws:iam::111111111111:role/sso
gsts.username = me@example.com
gsts.playwright_engine = firefox
gsts.cache_dir = /tmp
region = eu-west-1
duration_seconds = 3600
[profile by-command]
credential_process = gsts --idp-id=C02 --sp-id 43 --aws-role-arn="arn:aws:iam::111111111111:role/other"
region = eu-west-2
[profile by-both]
gsts.idp_id = C01
credential_process = /usr/local/bin/gsts --idp-id=C03 --sp-id=44 --verbose
[profile npx]
credential_process = npx gsts --idp-id=C04 --sp-id=45
[profile half]
credential_process = gsts --idp-id=C05 --sp-id
[profile other]
credential_process = not-gsts --idp-id=C01 --sp-id=42
[profile target]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = by-keys
"""


def test_profiles_of_gsts_become_bastions() -> None:
    reading = read_text(GSTS, NOBODY)
    assert reading.format is Format.GSTS
    prefix = "google_config."
    assert {
        each.name: {key.removeprefix(prefix): text for key, text in each.keys.items()}
        for each in reading.candidates
    } == {
        "by-keys": {
            "google_idp_id": "C01",
            "google_sp_id": "42",
            "role_arn": "arn:aws:iam::111111111111:role/sso",
            "duration": "3600",
            "region": "eu-west-1",
        },
        "by-command": {
            "google_idp_id": "C02",
            "google_sp_id": "43",
            "role_arn": "arn:aws:iam::111111111111:role/other",
            "region": "eu-west-2",
        },
        "by-both": {"google_idp_id": "C03", "google_sp_id": "44"},
        "npx": {"google_idp_id": "C04", "google_sp_id": "45"},
        "half": {"google_idp_id": "C05"},
        "target": {"role_arn": "arn:aws:iam::222222222222:role/Dev", "source_profile": "by-keys"},
    }
    assert {each.candidate.name: each.reason for each in compare(reading, NOBODY) if each.reason} == {
        "half": "Without google_config.google_idp_id and google_config.google_sp_id nobody can sign in to Google."
    }


def test_what_is_not_taken_of_gsts_is_said_line_by_line() -> None:
    assert read_text(GSTS, NOBODY).not_taken == (
        NotTaken(5, "google_config.google_username is personal: everyone signs in as themselves."),
        NotTaken(6, "This key sets up gsts itself."),
        NotTaken(7, "This key sets up gsts itself."),
        NotTaken(15, "An option of this command sets up gsts itself."),
        NotTaken(20, "“other” is neither a bastion nor a target."),
        NotTaken(21, "credential_process is a command, and a command from elsewhere is not taken on trust."),
    )
    own = read_text(GSTS, NOBODY, own=True)
    assert own.candidates[0].keys["google_config.google_username"] == "me@example.com"


SAML2AWS = """\
[default]
name                    = default
app_id                  = 
url                     = https://accounts.google.com/o/saml2/initsso?idpid=C01&spid=42&forceauthn=false
username                = me@example.com
provider                = GoogleApps
mfa                     = Auto
mfa_ip_address          = 
skip_verify             = false
timeout                 = 0
aws_urn                 = urn:amazon:webservices
aws_session_duration    = 28800
aws_profile             = saml
resource_id             = 
subdomain               = 
role_arn                = arn:aws:iam::111111111111:role/sso
policy_file             = 
policy_arn_list         = 
region                  = eu-west-1
http_attempts_count     = 
http_retry_delay        = 
credentials_file        = 
saml_cache              = false
saml_cache_file         = 
target_url              = 
disable_remember_device = false
disable_sessions        = false
download_browser_driver = false
headless                = false
prompter                = 
kc_broker               = 

[bare]
url                  = `https://accounts.google.com/o/saml2/initsso?idpid=C02&spid=43`
provider             = GoogleApps
aws_session_duration = 10

[okta]
url      = https://example.okta.com/home/amazon_aws/x
provider = Okta

[elsewhere]
provider = GoogleApps
url      = https://accounts.google.com.example.com/o/saml2/initsso?idpid=C01&spid=42

[nothing]
mfa = Auto
"""


def test_google_accounts_of_saml2aws_become_bastions() -> None:
    reading = read_text(SAML2AWS, NOBODY)
    assert reading.format is Format.SAML2AWS
    assert [(each.name, dict(each.keys), each.line) for each in reading.candidates] == [
        (
            "saml",
            {
                "google_config.google_idp_id": "C01",
                "google_config.google_sp_id": "42",
                "google_config.role_arn": "arn:aws:iam::111111111111:role/sso",
                "google_config.duration": "28800",
                "region": "eu-west-1",
            },
            1,
        ),
        ("bare", {"google_config.google_idp_id": "C02", "google_config.google_sp_id": "43"}, 33),
    ]
    assert [each.reason for each in compare(reading, NOBODY)] == [None, None]
    own = read_text(SAML2AWS, NOBODY, own=True)
    assert own.candidates[0].keys["google_config.google_username"] == "me@example.com"


def test_what_is_not_taken_of_saml2aws_is_said_line_by_line() -> None:
    itself = "This key sets up saml2aws itself."
    assert read_text(SAML2AWS, NOBODY).not_taken == (
        NotTaken(5, "google_config.google_username is personal: everyone signs in as themselves."),
        *(NotTaken(line, itself) for line in (7, 9, 10, 23, 26, 27, 28, 29)),
        NotTaken(36, "google_config.duration is not a number of seconds from 900 to 43200."),
        NotTaken(40, "This account signs in with another provider than GoogleApps."),
        NotTaken(44, "The url of this account is no link of Google's with idpid and spid."),
        NotTaken(46, "This account names no provider."),
    )


@pytest.mark.parametrize("file_name", [".saml2aws", "/home/me/.saml2aws"])
def test_an_empty_saml2aws_file_is_known_by_its_name(file_name: str) -> None:
    assert recognise("[default]\nname = default\n", file_name) is Format.SAML2AWS
