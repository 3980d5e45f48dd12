"""The name of an account: its IAM alias, asked with the session that was just made. A label, never a condition."""

from auth.plain import plain
from auth.sts import ONLY_OURS, Credentials, StsPlace, make_client


def account_alias(keys: Credentials, place: StsPlace) -> str | None:
    """The account's alias; None where there is none, or the session may not ask. Blocks a few seconds at most."""
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        client = make_client(
            "iam",
            region_name=place.region,
            endpoint_url=place.endpoint_url,
            verify=place.ca_bundle,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret.reveal(),
            aws_session_token=keys.token.reveal(),
            config=Config(
                **ONLY_OURS,
                connect_timeout=3,
                read_timeout=5,
                retries={"total_max_attempts": 1},
                proxies={} if place.direct else None,
            ),
        )
        names = client.list_account_aliases()["AccountAliases"]
    except (ClientError, BotoCoreError, ResponseParserError, KeyError, ValueError, OSError):
        return None
    return plain(names[0], 63) if names else None
