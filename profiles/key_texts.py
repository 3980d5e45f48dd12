"""A session's keys as the texts that programs read: a `.env` file, and the JSON of `credential_process`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

from profiles.secret import Secret
from profiles.shell_lines import CannotQuote, check_value, iso_time

_BARE = re.compile(r"[\w./:@+=,-]+", re.ASCII)
"""What every reader takes as it stands; keys, tokens, times and regions are of these characters."""


def dotenv(variables: Mapping[str, str | Secret | None]) -> Secret:
    """A `.env` file, one `NAME=value` a line; such a file cannot unset, so what is None or empty is left out.

    Without quotes where that is possible: then `docker run --env-file`, which takes quotes for a part of the value,
    reads the same as Compose, python-dotenv, the dotenv of Node, and a shell's `source`. Other values stand in the
    quotes in which those (all but `docker run`) read them alike. Raises `CannotQuote` where they would not:
    python-dotenv fills in `${NAME}` in whatever quotes, Compose `$NAME` in double ones, and of backslashes each
    thinks otherwise.
    """
    shown = (
        (name, value.reveal() if isinstance(value, Secret) else value) for name, value in variables.items()
    )
    return Secret("\n".join(f"{name}={_dotenv_word(name, value)}" for name, value in shown if value))


def credentials_json(
    access_key_id: str, secret: Secret, token: Secret | None, ends: datetime | None
) -> Secret:
    """What a program for `credential_process` prints (AWS SDKs and Tools: "Process credential provider").

    Without `Expiration` where the end is unknown: AWS tools then never ask again.
    """
    contract = {
        "Version": 1,
        "AccessKeyId": access_key_id,
        "SecretAccessKey": secret.reveal(),
        **({"SessionToken": token.reveal()} if token else {}),
        **({"Expiration": iso_time(ends)} if ends else {}),
    }
    return Secret(json.dumps(contract, indent=2))


def _dotenv_word(name: str, value: str) -> str:
    check_value(name, value)
    if _BARE.fullmatch(value):
        return value
    if "'" not in value and "\\" not in value and "${" not in value:
        return f"'{value}'"
    if not any(character in value for character in '"\\$'):
        return f'"{value}"'
    raise CannotQuote(
        f"The value for {name} has characters that the readers of .env files take in different ways."
    )
