"""From a bastion's profile to its sign-in: what to ask Google for, and where to speak to AWS."""

from collections.abc import Mapping
from dataclasses import dataclass

from auth.errors import AuthError
from auth.google.steps import GoogleAccount
from auth.places import Places
from auth.plain import plain
from auth.signin import SignIn
from auth.sts import StsPlace, sts_region
from profiles.arns import ArnError, RoleArn
from profiles.config import Profile, Value
from profiles.endpoints import EndpointRefused, sts_endpoint
from profiles.partitions import partition


def sign_in_request(profile: Profile, places: Places) -> SignIn:
    """What *profile* says about its sign-in. Raises ``AuthError`` where it says too little."""
    google = profile.google
    if google is None or not google.idp_id or not google.sp_id:
        missing = (
            "google_config.google_idp_id"
            if google is None or not google.idp_id
            else "google_config.google_sp_id"
        )
        raise AuthError(
            f"The profile {profile.name} does not say where to sign in.",
            f"{missing} is missing ({profile.origin.path.name} line {profile.origin.line}).",
            "Both ids stand in the link of the AWS tile in Google's apps menu: idpid=… and spid=…",
        )
    account = GoogleAccount(
        google.idp_id, google.sp_id, google.username or "", google.bg_response, places.google
    )
    return SignIn(account, google.role_arn, google.ask_role, google.duration)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the environment says about reaching hosts."""

    env: Mapping[str, str]
    services: Mapping[str, Mapping[str, Value]]
    """The config file's ``services`` sections."""

    def google_ca_bundle(self) -> str | None:
        """A file of certificates for Google, where the person set one."""
        names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE")
        return next((value for name in names if (value := self.env.get(name))), None)

    def aws_ca_bundle(self, profile: Profile) -> str | None:
        """A file of certificates for AWS, in the AWS CLI's order."""
        own = profile.values.get("ca_bundle")
        return (
            self.env.get("AWS_CA_BUNDLE")
            or (own if isinstance(own, str) else None)
            or self.env.get("REQUESTS_CA_BUNDLE")
        )


def sts_place(profile: Profile, role_arn: str, places: Places, around: Surroundings) -> StsPlace:
    """The region is the bastion's if it lies in the role's partition, else the partition's first.

    Raises ``AuthError`` for a role that cannot be, or an endpoint that nobody should send secrets to.
    """
    try:
        region = sts_region(partition(RoleArn.parse(role_arn).partition), profile.region)
    except (ArnError, LookupError) as error:
        words = f"Google offers a role that AWS cannot know: {plain(role_arn)}."
        raise AuthError(words, plain(str(error))) from None
    if places.is_sandbox:
        return StsPlace(region, places.aws, places.ca_bundle, direct=True)
    try:
        endpoint = sts_endpoint(around.env, profile.values, around.services)
    except EndpointRefused as refused:
        raise AuthError(refused.what, remedy=refused.remedy) from None
    return StsPlace(region, endpoint.url if endpoint else None, around.aws_ca_bundle(profile))
