"""The colour that an account has in the console, for everybody: AWS's User Experience Customization (``uxc``).

Source: botocore's model of the service, 2024-07-01 (a test holds this against it). Permissions are called as AWS's own
managed policies have them (`ReadOnlyAccess`, `AWSManagementConsoleAdministratorAccess`). Not every region and partition
has it. Blocks; called in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from auth.bastion import Surroundings
from auth.errors import AuthError, ColourRefused, Unreachable
from auth.places import Places
from auth.plain import plain
from auth.sts import ONLY_OURS, Credentials, make_client, sts_region
from profiles.endpoints import EndpointRefused, sts_endpoint
from profiles.model import Profile
from profiles.partitions import UnknownPartition, partition

if TYPE_CHECKING:
    from auth.role_keys import SessionKeys

T = TypeVar("T")
NONE: Final = "none"
COLOURS: Final = (
    NONE,
    "pink",
    "purple",
    "darkBlue",
    "lightBlue",
    "teal",
    "green",
    "yellow",
    "orange",
    "red",
)
"""What AWS takes, by its own names; ``none`` takes the colour away."""
_SIGN_IN_AGAIN: Final = frozenset({"ExpiredTokenException", "UnrecognizedClientException"})
"""AWS docs, "Common Error Types"."""


@dataclass(frozen=True, slots=True)
class ColourPlace:
    """Where the service is spoken to: in the first of the *regions* that has it."""

    regions: tuple[str, ...]
    endpoint_url: str | None = None
    """Of a sandbox; AWS's where None."""
    ca_bundle: str | None = None
    direct: bool = False
    """No proxy."""


def colour_place(profile: Profile, partition_id: str, places: Places, around: Surroundings) -> ColourPlace:
    """In the profile's region, if it lies in the partition, and in the partition's first. Raises ``AuthError``.

    Whoever has set an endpoint for STS lives in a network of their own: nobody said where this service is there.
    """
    try:
        where = partition(partition_id)
    except UnknownPartition as error:
        raise AuthError("There is no such account.", plain(str(error)), "Correct the role's ARN.") from None
    regions = tuple(dict.fromkeys((sts_region(where, profile.region), where.first_region)))
    if places.is_sandbox:
        return ColourPlace(regions, places.aws, places.ca_bundle, direct=True)
    try:
        endpoint = sts_endpoint(around.env, profile.values, around.services)
    except EndpointRefused as refused:
        raise AuthError(refused.what, remedy=refused.remedy) from None
    if endpoint is not None:
        raise ColourRefused(
            "The account's colour cannot be asked for here.",
            f"AWS is reached at an endpoint of your own ({plain(endpoint.url, 100)}), which is that of STS.",
            "See the colour in the console: press c.",
        )
    return ColourPlace(regions, None, around.aws_ca_bundle(profile))


def account_colour(keys: SessionKeys | Credentials, place: ColourPlace) -> str:
    """One of ``COLOURS``, or what newer AWS calls it. Raises ``ColourRefused`` or ``Unreachable``."""

    def ask(client: Any) -> str:
        return str(client.get_account_customizations()["accountColor"])

    return plain(_asked(ask, keys, place, "GetAccountCustomizations", "read"), 30)


def set_account_colour(
    keys: SessionKeys | Credentials, colour: str, place: ColourPlace, account: str | None = None
) -> None:
    """Give the account one of ``COLOURS``; its other customizations stay. Raises as ``account_colour``.

    *account*: whose it must be. A profile may have been edited since its keys were made, and everybody sees the colour.
    """
    if account is not None:
        _check_account(keys, place, account)

    def ask(client: Any) -> None:
        client.update_account_customizations(accountColor=colour)

    _asked(ask, keys, place, "UpdateAccountCustomizations", "set")


def _check_account(keys: SessionKeys | Credentials, place: ColourPlace, account: str) -> None:
    def ask(client: Any) -> str:
        return str(client.get_caller_identity()["Account"])

    actual = _asked(ask, keys, place, "GetCallerIdentity", "set", "sts")
    if actual != account:
        raise ColourRefused(
            f"These keys are those of account {plain(actual, 20)}, not of {plain(account, 20)}.",
            "The profile was changed since they were made.",
            "Press r to renew them.",
        )


def _asked(
    ask: Callable[[Any], T],
    keys: SessionKeys | Credentials,
    place: ColourPlace,
    operation: str,
    doing: str,
    service: str = "uxc",
) -> T:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    trouble: AuthError = _unreachable(place)
    for region in place.regions:
        try:
            return ask(_client(service, keys, place, region))
        except ClientError as error:
            trouble = _refused(error.response.get("Error", {}), operation, doing)
            break
        except (BotoCoreError, ResponseParserError, KeyError, ValueError, OSError):
            continue
    # Not where it was met: what botocore raises may hold the request, and with it the session token.
    raise trouble from None


def _client(service: str, keys: SessionKeys | Credentials, place: ColourPlace, region: str) -> Any:
    from botocore.config import Config

    return make_client(
        service,
        region_name=region,
        endpoint_url=place.endpoint_url,
        verify=place.ca_bundle,
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret.reveal(),
        aws_session_token=keys.token.reveal(),
        config=Config(
            **ONLY_OURS,
            connect_timeout=4,
            read_timeout=8,
            retries={"total_max_attempts": 1},
            proxies={} if place.direct else None,
        ),
    )


def _refused(said: Mapping[str, Any], operation: str, doing: str) -> AuthError:
    code, message = plain(str(said.get("Code", ""))), plain(str(said.get("Message", "")))
    if code in _SIGN_IN_AGAIN:
        return ColourRefused(
            "AWS does not know this session's keys.",
            "It has ended or was revoked.",
            "Press r to sign in again.",
        )
    if code == "AccessDeniedException":
        return ColourRefused(
            f"This role may not {doing} the account's colour.",
            f"Its policies do not permit uxc:{operation}, or the organisation forbids it.",
            "Ask who manages the account, or use another role.",
            message,
        )
    if code == "ThrottlingException":
        return ColourRefused("AWS is asked too much at once.", "", "Wait a moment and try again.")
    return ColourRefused(
        f"AWS did not {doing} the account's colour: {code or 'no reason given'}.",
        "",
        "Try again later.",
        message,
    )


def _unreachable(place: ColourPlace) -> Unreachable:
    where = place.endpoint_url or f"the service uxc in {' or '.join(place.regions)}"
    return Unreachable(
        f"{plain(where[:1].upper() + where[1:])} cannot be reached.",
        "AWS may not offer it there, or something on the way blocks it.",
        "See the colour in the console: press c.",
    )
