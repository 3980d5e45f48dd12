"""Trading the assertion for AWS keys, and keys of one role for keys of another, with AWS's Security Token Service.

The calls know nothing of the person's profiles: a missing ``AWS_PROFILE`` or a stale key must not stand in the way of
a sign-in, which is unsigned. boto3's part is imported when a call is made (a third of a second).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from auth.errors import AuthError, Unreachable, no_certificates
from auth.sts_refusals import refused, switch_refused
from profiles.partitions import Partition, partition_of_region
from profiles.secret import Secret

if TYPE_CHECKING:
    import boto3
    from mypy_boto3_sts import STSClient


@dataclass(frozen=True, slots=True)
class AssumeRole:
    """Ask STS for keys of a role. Answer: ``Credentials``."""

    role_arn: str
    provider_arn: str
    assertion: Secret
    seconds: int


@dataclass(frozen=True, slots=True)
class Switch:
    """Take a role with keys at hand. Limits: STS API reference, AssumeRole; AWS checks them."""

    role_arn: str
    session_name: str
    external_id: str | None = None
    seconds: int | None = None
    """AWS's default (an hour) where None."""
    mfa_serial: str | None = None
    code: Secret | None = None
    """Of that MFA device, now."""


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Keys that sign a call."""

    access_key_id: str
    secret: Secret
    token: Secret | None
    """None for the permanent keys of an IAM user."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Keys that end."""

    access_key_id: str
    secret: Secret
    token: Secret
    expires: datetime
    user_arn: str = ""
    user_id: str = ""
    """Of the session, where AssumeRole named it."""


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


@cache
def bare_session() -> "boto3.Session":
    """boto3 without the person's profiles and files. One for all: what it reads of a service's model is read once."""
    import boto3
    import botocore.session

    nothing = {name: (None, None, None, None) for name in ("profile", "config_file", "credentials_file")}
    return boto3.Session(botocore_session=botocore.session.Session(session_vars=nothing))


_MAKING: Final = Lock()


def make_client(service: str, **options: Any) -> Any:
    """A client of the bare session. Clients are for several threads; the session, which makes them, is not."""
    with _MAKING:
        session: Any = bare_session()  # whose stubs know no service by a variable
        return session.client(service, **options)


def assume_role_with_saml(call: AssumeRole, place: StsPlace) -> Credentials:
    """Call STS once, unsigned. Raises ``StsRefused`` or ``Unreachable``."""

    def ask(client: "STSClient") -> Mapping[str, Any]:
        return client.assume_role_with_saml(
            RoleArn=call.role_arn,
            PrincipalArn=call.provider_arn,
            SAMLAssertion=call.assertion.reveal(),
            DurationSeconds=call.seconds,
        )

    return _asked(ask, None, place, refused)


def assume_role(switch: Switch, keys: SigningKeys, place: StsPlace) -> Credentials:
    """Call STS once, signed with *keys*. Raises ``StsRefused`` or ``Unreachable``."""
    given: dict[str, Any] = {"RoleArn": switch.role_arn, "RoleSessionName": switch.session_name}
    if switch.external_id is not None:
        given["ExternalId"] = switch.external_id
    if switch.seconds is not None:
        given["DurationSeconds"] = switch.seconds
    if switch.mfa_serial is not None and switch.code is not None:
        given |= {"SerialNumber": switch.mfa_serial, "TokenCode": switch.code.reveal()}

    def ask(client: "STSClient") -> Mapping[str, Any]:
        return client.assume_role(**given)

    def in_words(code: str, message: str) -> AuthError:
        return switch_refused(code, message, switch.role_arn)

    return _asked(ask, keys, place, in_words)


def _asked(
    ask: "Callable[[STSClient], Mapping[str, Any]]",
    keys: SigningKeys | None,
    place: StsPlace,
    in_words: Callable[[str, str], AuthError],
) -> Credentials:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        told = ask(_client(keys, place))
        answer, user = told["Credentials"], told.get("AssumedRoleUser", {})
        return Credentials(
            answer["AccessKeyId"],
            Secret(answer["SecretAccessKey"]),
            Secret(answer["SessionToken"]),
            answer["Expiration"].astimezone(UTC),
            user.get("Arn", ""),
            user.get("AssumedRoleId", ""),
        )
    except ClientError as error:
        said = error.response["Error"]
        trouble = in_words(said.get("Code", ""), said.get("Message", ""))
    except (ResponseParserError, KeyError):
        trouble = Unreachable(
            f"{_words(place)} did not answer as AWS does.",
            "Something on the way may have answered instead: a network that wants a login, a proxy.",
            "Check it, then press r.",
        )
    except (BotoCoreError, ValueError, OSError) as error:
        trouble = _unreachable(place, error)
    # Not where it was met: what botocore raises may hold the request, and with it the token or the assertion.
    raise trouble from None


def _client(keys: SigningKeys | None, place: StsPlace) -> "STSClient":
    from botocore import UNSIGNED
    from botocore.config import Config

    client: STSClient = make_client(
        "sts",
        region_name=place.region,
        endpoint_url=place.endpoint_url,
        verify=place.ca_bundle,
        aws_access_key_id=keys.access_key_id if keys else None,
        aws_secret_access_key=keys.secret.reveal() if keys else None,
        aws_session_token=keys.token.reveal() if keys and keys.token else None,
        config=Config(
            **ONLY_OURS,
            signature_version=None if keys else UNSIGNED,
            parameter_validation=False,  # AWS says better what is wrong with an ARN or a duration
            connect_timeout=10,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 2},
            proxies={} if place.direct else None,
        ),
    )
    return client


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
