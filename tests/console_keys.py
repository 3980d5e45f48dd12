"""A home folder with bastions and targets, whose sessions are real ones of a running sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auth.places import Places
from auth.role_keys import SessionKeys, session_keys
from auth.sandbox.company import APP, CHINA_APP, CHINA_FUMIDAI, FUMIDAI, GOV_APP, GOV_FUMIDAI, ROBOT, grant
from auth.sandbox.server import Sandbox
from auth.sts import AssumeRole, Credentials, StsPlace, assume_role_with_saml
from profiles.files import load, save_session
from profiles.model import Listing, Profile
from profiles.paths import Paths
from profiles.secret import Secret

USER = "ada lovelace+ops@example.com"
_GOOGLE = f"""google_config.google_idp_id = C01fumidai
google_config.google_sp_id = 42
google_config.google_username = {USER}
google_config.role_arn = """

CONFIG = f"""\
[profile sts]
region = eu-central-1
{_GOOGLE}arn:aws:iam::111111111111:role/sso

[profile empty]
region = eu-central-1
{_GOOGLE}arn:aws:iam::111111111111:role/sso

[profile gov]
region = us-gov-west-1
{_GOOGLE}arn:aws-us-gov:iam::666666666666:role/sso

[profile china]
region = cn-north-1
{_GOOGLE}arn:aws-cn:iam::999999999999:role/sso

[profile from_fumidai]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = sts
region = ap-northeast-1

[profile staging-dev]
role_arn = arn:aws:iam::444444444444:role/team/dev/Developer
source_profile = sts
role_session_name = chosen.name
duration_seconds = 900

[profile vendor]
role_arn = arn:aws:iam::222222222222:role/vendor
source_profile = sts
external_id = fumidai-42

[profile vendor-without]
role_arn = arn:aws:iam::222222222222:role/vendor
source_profile = sts

[profile too-long]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = sts
duration_seconds = 7200

[profile second-hop]
role_arn = arn:aws:iam::555555555555:role/SecondHop
source_profile = from_fumidai

[profile gov-audit]
role_arn = arn:aws-us-gov:iam::777777777777:role/Auditor
source_profile = gov
region = eu-central-1

[profile china-dev]
role_arn = arn:aws-cn:iam::101010101010:role/Developer
source_profile = china

[profile of-empty]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = empty
duration_seconds = 1000

[profile with-code]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = sts
mfa_serial = arn:aws:iam::111111111111:mfa/ada

[profile robot]
region = eu-central-1

[profile deploy]
role_arn = arn:aws:iam::222222222222:role/deploy
source_profile = robot
duration_seconds = 14400

[profile corp]
sso_account_id = 123412341234
sso_role_name = Viewer

[profile of-corp]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = corp

[profile of-machine]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
credential_source = Ec2InstanceMetadata
duration_seconds = 901

[profile typo]
role_arn = arn:aws:iam::22:role/from_fumidai
source_profile = sts
"""
CREDENTIALS = f"""\
[robot]
aws_access_key_id = {ROBOT.access_key_id}
aws_secret_access_key = {ROBOT.secret}
"""
_SIGN_INS = {
    "sts": (APP, grant(FUMIDAI, "sso")),
    "gov": (GOV_APP, grant(GOV_FUMIDAI, "sso", partition_id="aws-us-gov")),
    "china": (CHINA_APP, grant(CHINA_FUMIDAI, "sso", partition_id="aws-cn")),
}


@dataclass
class Desk:
    """The files of somebody, and the sandbox they work with."""

    sandbox: Sandbox
    paths: Paths
    places: Places

    @classmethod
    def at(cls, sandbox: Sandbox, home: Path) -> Desk:
        paths = Paths.from_env({"HOME": str(home)})
        paths.config.parent.mkdir()
        paths.config.write_text(CONFIG)
        paths.credentials.write_text(CREDENTIALS)
        origins, ca = sandbox.origins, str(sandbox.ca) if sandbox.ca else None
        places = Places(
            origins.accounts, origins.googleapis, origins.aws, origins.console, ca, is_sandbox=True
        )
        return cls(sandbox, paths, places)

    @property
    def now(self) -> datetime:
        return self.sandbox.clock()

    @property
    def listing(self) -> Listing:
        return load(self.paths).listing

    def profile(self, name: str) -> Profile:
        found = self.listing.get(name)
        assert found is not None
        return found

    def sign_in(self, name: str = "sts", seconds: int = 14400) -> Credentials:
        """A session of this bastion, stored as a sign-in stores it."""
        app, wanted = _SIGN_INS[name]
        moment = self.now.timestamp()
        value = Secret(self.sandbox.signer().form_value(app, "ada@example.com", "", moment, moment))
        region = self.profile(name).region or "us-east-1"
        place = StsPlace(region, self.places.aws, self.places.ca_bundle, direct=True)
        made = assume_role_with_saml(AssumeRole(wanted.role, wanted.provider, value, seconds), place)
        save_session(self.paths, name, made.access_key_id, made.secret, made.token, made.expires)
        return made

    def keys(self, name: str, env: dict[str, str] | None = None, places: Places | None = None) -> SessionKeys:
        profile = self.profile(name)
        return session_keys(profile, self.listing, self.paths, places or self.places, env or {}, self.now)

    def arn(self, keys: SessionKeys) -> str:
        """Whose keys they are, as AWS remembers it."""
        found = self.sandbox.aws().sessions.lookup(
            keys.access_key_id, keys.secret.reveal(), keys.token.reveal()
        )
        assert found is not None
        return found.arn
