"""Where Google, AWS and the console are: the real hosts, or those of a sandbox on loopback."""

import warnings
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from auth.errors import Unreachable
from auth.origins import GOOGLE, is_loopback, origin_of


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who exists in a sandbox only. The password is no secret: the sandbox tells it to everybody."""

    user: str
    password: str
    about: str
    answer: str = ""
    """What to answer to everything they are asked."""


@dataclass(frozen=True, slots=True)
class Places:
    """The origins (scheme, host and port) to speak to."""

    google: str = GOOGLE
    googleapis: str = "https://content.googleapis.com"
    aws: str | None = None
    """Every AWS API in one place; AWS's own hosts where None."""
    console: str | None = None
    """The console's sign-in host; each partition's own where None."""
    ca_bundle: str | None = None
    """The only certificates to trust, of a sandbox that speaks TLS."""
    is_sandbox: bool = False
    people: tuple[Person, ...] = ()

    def person(self, user: str) -> Person | None:
        """The sandbox's person with this address."""
        return next((person for person in self.people if person.user == user), None)


REAL: Final = Places()


def sandbox_at(url: str) -> Places:
    """Ask the sandbox at *url* where its other origins are. Raises ``Unreachable``."""
    if not is_loopback(url) or urlsplit(url).scheme not in {"http", "https"}:
        raise Unreachable(
            "A sandbox is on this computer only.",
            "Its address must be http or https to 127.0.0.1, ::1 or localhost.",
            "Start one with: python -m auth.sandbox --port 8400",
        )
    told = _ask(url, "/sandbox.json")
    try:
        origins = {name: origin_of(told[name]) for name in ("accounts", "googleapis", "aws", "console")}
        people = tuple(
            Person(each["user"], each["password"], each["about"], each.get("answer", ""))
            for each in told["people"]
        )
        ca_bundle = told["ca"]
    except (KeyError, TypeError, AttributeError):
        raise _no_sandbox(url) from None
    here = all(is_loopback(origin) for origin in origins.values())
    if not told.get("sandbox") or not here or not isinstance(ca_bundle, str | None):
        raise _no_sandbox(url)
    return Places(
        origins["accounts"],
        origins["googleapis"],
        origins["aws"],
        origins["console"],
        ca_bundle,
        is_sandbox=True,
        people=people,
    )


def current_code(places: Places, user: str) -> tuple[str, float]:
    """What the authenticator app of the sandbox's *user* shows, and until when (Unix seconds); empty without one.

    Raises ``Unreachable``. A demonstration has no phone at hand.
    """
    told = _ask(places.google, f"/sandbox/code/{user}", places.ca_bundle)
    return str(told.get("code", "")), float(told.get("valid_until", 0))


def sample_files(places: Places) -> tuple[str, str]:
    """The sandbox's sample config and credentials files, as text. Raises ``Unreachable``."""
    told = _ask(places.google, "/sandbox/home.json", places.ca_bundle)
    return str(told.get("config", "")), str(told.get("credentials", ""))


def _ask(origin: str, path: str, ca_bundle: str | None = None) -> dict[str, Any]:
    """What the sandbox tells at *path*; nothing where it knows of nothing. Raises ``Unreachable``."""
    import requests
    from urllib3.exceptions import InsecureRequestWarning

    session = requests.Session()
    session.trust_env = False
    try:
        # The certificate of a sandbox is not known before it has told; nothing secret goes there.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureRequestWarning)
            answer = session.get(
                urljoin(origin, path), timeout=5, verify=ca_bundle or False, allow_redirects=False
            )
        told = {} if answer.status_code == 404 else answer.json()
    except (requests.RequestException, ValueError):
        raise _no_sandbox(origin) from None
    finally:
        session.close()
    if not isinstance(told, dict):
        raise _no_sandbox(origin)
    return told


def _no_sandbox(url: str) -> Unreachable:
    return Unreachable(
        f"There is no sandbox at {origin_of(url)}.",
        "Nothing there answers as one.",
        "Start one with: python -m auth.sandbox --port 8400",
    )
