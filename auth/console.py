"""A link into the AWS console that needs no password: keys of a session, traded for a token at the sign-in host.

Source: AWS docs, "Enabling custom identity broker access to the AWS console". The keys travel in the body of a POST
over TLS and nowhere else: not in an address, not in a log, not in an error. Blocks; called in a thread.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from auth.bastion import Surroundings
from auth.console_refusals import answered_otherwise, lost, said_no, slow
from auth.errors import AuthError, ConsoleRefused, no_certificates
from auth.places import Places
from auth.plain import plain
from auth.role_keys import SessionKeys
from profiles.console_links import federation_url, is_console_page, login_url, signin_origin
from profiles.model import Profile
from profiles.partitions import Partition, UnknownPartition, partition
from profiles.secret import Secret

if TYPE_CHECKING:
    import requests

LINK_LIFE: Final = timedelta(minutes=15)
"""How long a link can be opened (AWS docs, as above)."""
SHORTEST, LONGEST = 900, 43200
"""Seconds a console session may be asked to last (AWS docs, as above)."""
MOST_BYTES: Final = 32_768
CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 30.0
"""For an answer that comes in drops."""
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class ConsoleVisit:
    """What to open, and how."""

    partition: str
    destination: str
    """A page of this partition's console."""
    issuer: str
    """Where the page "session expired" leads; empty: nowhere."""
    session_seconds: int | None
    """How long the console shall last; None: as long as the keys. Never asked for with chained keys."""
    sign_out_first: bool


@dataclass(frozen=True, slots=True)
class FederatedLink:
    """A link that signs in whoever opens it."""

    url: Secret
    expires: datetime
    """Afterwards it opens nothing."""
    session_ends: datetime | None
    """Until when the console stays open; None where nobody knows."""


def federated_link(
    keys: SessionKeys,
    visit: ConsoleVisit,
    places: Places,
    now: datetime,
    env: Mapping[str, str],
    profile: Profile | None = None,
) -> FederatedLink:
    """The link for one visit with *keys*, which are those of *profile*; its ``ca_bundle`` counts, if it has one.

    Raises ``ConsoleRefused`` where AWS says no, or where the visit cannot be; ``Unreachable`` without an answer.
    """
    there = _checked(visit)
    if profile is not None and profile.role is not None and profile.role.partition != there.id:
        raise ConsoleRefused(
            f"The keys of {profile.name} open no console of the partition {there.id}.",
            f"They belong to the partition {profile.role.partition}.",
            "Choose a page of that partition's console.",
        )
    if keys.ends is not None and keys.ends <= now:
        raise ConsoleRefused(
            "The session's keys have ended.",
            "The console opens for live keys only.",
            "Press r to sign in again.",
        )
    seconds = None if keys.chained else visit.session_seconds
    origin = signin_origin(there, sign_out_first=visit.sign_out_first, base=places.console)
    token = _signin_token(keys, seconds, origin, _ca_bundle(places, env, profile), direct=places.is_sandbox)
    link = login_url(origin, token, visit.destination, visit.issuer, sign_out_first=visit.sign_out_first)
    ends = keys.ends if seconds is None else now + timedelta(seconds=seconds)
    return FederatedLink(link, now + LINK_LIFE, ends)


def _checked(visit: ConsoleVisit) -> Partition:
    try:
        there = partition(visit.partition)
    except UnknownPartition as error:
        raise ConsoleRefused(
            "There is no such console.", plain(str(error)), "Correct the role's ARN in the profile."
        ) from None
    if not is_console_page(visit.destination, there):
        raise ConsoleRefused(
            f"{plain(visit.destination)} is no page of this session's console.",
            "A session opens the console of its own partition and nothing else.",
            f"Choose a page that begins with https://{there.console_host(there.first_region)}/ or with another of the"
            " partition's regions.",
        )
    if visit.session_seconds is not None and not SHORTEST <= visit.session_seconds <= LONGEST:
        raise ConsoleRefused(
            "The console cannot stay open for that long.",
            "A console session lasts 15 minutes at least and 12 hours at most.",
            "Choose a length between these.",
        )
    return there


def _ca_bundle(places: Places, env: Mapping[str, str], profile: Profile | None) -> str | None:
    if places.is_sandbox:
        return places.ca_bundle
    around = Surroundings(env, {})
    if profile is not None:
        return around.aws_ca_bundle(profile)
    return env.get("AWS_CA_BUNDLE") or env.get("REQUESTS_CA_BUNDLE")


def _signin_token(
    keys: SessionKeys, seconds: int | None, origin: str, ca_bundle: str | None, *, direct: bool
) -> Secret:
    if ca_bundle and not Path(ca_bundle).exists():
        raise no_certificates(ca_bundle)
    answer = _answer(keys, seconds, origin, ca_bundle, direct=direct)
    # Raised here and not where it was met: what `requests` raises holds the request, and with it the keys.
    if isinstance(answer, AuthError):
        raise answer
    status, body = answer
    host = plain(urlsplit(origin).netloc)
    if status != 200:
        raise said_no(host, status, body)
    token = _token(body)
    if token is None:
        raise answered_otherwise(host)
    return token


def _token(body: bytes) -> Secret | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    token = told.get("SigninToken") if isinstance(told, dict) else None
    return Secret(token) if isinstance(token, str) and _TOKEN.fullmatch(token) else None


def _answer(
    keys: SessionKeys, seconds: int | None, origin: str, ca_bundle: str | None, *, direct: bool
) -> tuple[int, bytes] | AuthError:
    """Status and body of `getSigninToken`, or what to tell instead. Never raises with the request in hand."""
    import requests

    from auth.google.transport import USER_AGENT, proxies_for

    host, url = plain(urlsplit(origin).netloc), federation_url(origin)
    with requests.Session() as session:
        # Off: .netrc passwords and the like must not go along. Proxies and certificates are set below.
        session.trust_env = False
        try:
            response = session.post(
                url,
                data=_form(keys, seconds),
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept": "application/json",
                    "Accept-Encoding": "identity",
                },
                proxies=proxies_for(url, direct),
                verify=ca_bundle or True,
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                stream=True,
            )
            body = _body(response, time.monotonic() + WHOLE_SECONDS)
        except (requests.RequestException, ValueError, OSError) as error:
            return lost(host, error)
    if body is None:
        return slow(host)
    return (response.status_code, body) if len(body) <= MOST_BYTES else answered_otherwise(host)


def _form(keys: SessionKeys, seconds: int | None) -> dict[str, str]:
    session = {
        "sessionId": keys.access_key_id,
        "sessionKey": keys.secret.reveal(),
        "sessionToken": keys.token.reveal(),
    }
    asked = {"Action": "getSigninToken", "Session": json.dumps(session)}
    return asked if seconds is None else {**asked, "SessionDuration": str(seconds)}


def _body(response: "requests.Response", deadline: float) -> bytes | None:
    """At most one byte above ``MOST_BYTES``; None where it was not all there by *deadline*."""
    body = bytearray()
    with response:
        # By single bytes: a larger read waits until it is full, and drops would hold it open without end.
        for byte in response.iter_content(1):
            body += byte
            if len(body) > MOST_BYTES:
                break
            if time.monotonic() > deadline:
                return None
    return bytes(body)
