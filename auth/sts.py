"""Trading the assertion for AWS keys, with AWS's Security Token Service.

The calls are unsigned and know nothing of the person's profiles: a missing ``AWS_PROFILE`` or a stale key must not
stand in the way of a sign-in. boto3's part is imported when a call is made (a third of a second).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from auth.errors import AuthError, Unreachable, no_certificates
from auth.sts_refusals import refused
from profiles.partitions import Partition, partition_of_region
from profiles.secret import Secret

if TYPE_CHECKING:
    import boto3


@dataclass(frozen=True, slots=True)
class AssumeRole:
    """Ask STS for keys of a role. Answer: ``Credentials``."""

    role_arn: str
    provider_arn: str
    assertion: Secret
    seconds: int


@dataclass(frozen=True, slots=True)
class Credentials:
    """Keys that end."""

    access_key_id: str
    secret: Secret
    token: Secret
    expires: datetime


@dataclass(frozen=True, slots=True)
class StsPlace:
    """Where STS is spoken to."""

    region: str
    endpoint_url: str | None = None
    """The person's own endpoint; AWS's where None."""
    ca_bundle: str | None = None
    direct: bool = False
    """No proxy."""


ONLY_OURS: Final[dict[str, Any]] = {"ignore_configured_endpoint_urls": True}
"""For every client: the endpoint is the one we looked at, not what botocore finds by itself. (The stubs do not know
the option.)"""


def sts_region(partition: Partition, wanted: str | None) -> str:
    """*wanted*, if it lies in *partition*; else the partition's first region."""
    if wanted and partition_of_region(wanted) == partition:
        return wanted
    return partition.first_region


def bare_session() -> "boto3.Session":
    """boto3 without the person's profiles and files."""
    import boto3
    import botocore.session

    nothing = {name: (None, None, None, None) for name in ("profile", "config_file", "credentials_file")}
    return boto3.Session(botocore_session=botocore.session.Session(session_vars=nothing))


def assume_role_with_saml(call: AssumeRole, place: StsPlace) -> Credentials:
    """Call STS once. Raises ``StsRefused`` or ``Unreachable``."""
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        client = bare_session().client(
            "sts",
            region_name=place.region,
            endpoint_url=place.endpoint_url,
            verify=place.ca_bundle,
            config=Config(
                **ONLY_OURS,
                signature_version=UNSIGNED,
                parameter_validation=False,  # AWS says better what is wrong with an ARN or a duration
                connect_timeout=10,
                read_timeout=20,
                retries={"mode": "standard", "total_max_attempts": 2},
                proxies={} if place.direct else None,
            ),
        )
        answer = client.assume_role_with_saml(
            RoleArn=call.role_arn,
            PrincipalArn=call.provider_arn,
            SAMLAssertion=call.assertion.reveal(),
            DurationSeconds=call.seconds,
        )["Credentials"]
    except ClientError as error:
        raise refused(
            error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
        ) from None
    except (ResponseParserError, KeyError):
        raise Unreachable(
            f"{_words(place)} did not answer as AWS does.",
            "Something on the way may have answered instead: a network that wants a login, a proxy.",
            "Check it, then press r.",
        ) from None
    except (BotoCoreError, ValueError, OSError) as error:
        raise _unreachable(place, error) from None
    return Credentials(
        answer["AccessKeyId"],
        Secret(answer["SecretAccessKey"]),
        Secret(answer["SessionToken"]),
        answer["Expiration"].astimezone(UTC),
    )


def _words(place: StsPlace) -> str:
    return place.endpoint_url or f"STS in {place.region}"


def _unreachable(place: StsPlace, error: Exception) -> AuthError:
    where, kind = _words(place), type(error).__name__
    if place.ca_bundle and not Path(place.ca_bundle).exists():
        return no_certificates(place.ca_bundle)
    if kind == "SSLError":
        return Unreachable(
            f"The certificate of {where} is not trusted.",
            "Often a company proxy opens the connection with a certificate of its own.",
            "Set AWS_CA_BUNDLE to the company's certificate file and start again.",
        )
    if kind == "ProxyConnectionError":
        return Unreachable(
            f"The proxy did not let us through to {where}.", "", "Check HTTPS_PROXY, then press r."
        )
    return Unreachable(
        f"{where} cannot be reached.",
        "There is no network, or something blocks it.",
        "Check it, then press r.",
    )
