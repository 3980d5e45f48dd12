"""Google and AWS as a script, for tests of the sign-in dialog: what is answered is written down beforehand.

    script = Script(PASSWORD, wrong(PASSWORD), CODE, saml(), KEYS)

It stands in at the `Carrier` seam, so everything above it is the real thing. The pages are the bones of
Google's third generation: what the application reads, and nothing else.
"""

from __future__ import annotations

import base64
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from auth.browser.steps import Browse
from auth.errors import AuthError
from auth.google.flow import Exchange, Response, Tapped, WaitForTap
from auth.origins import GOOGLE
from auth.sts import AssumeRole, Credentials
from auth.wire import Errand, Result
from profiles.secret import Secret

USER = "user@example.com"
END = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
"""Midnight in Tokyo: twelve hours after the tests' noon."""
KEYS = Credentials("ASIAFROMSCRIPT", Secret("the-secret-key"), Secret("the-session-token"), END)
SSO = "arn:aws:iam::111111111111:role/sso"
READER = "arn:aws:iam::111111111111:role/reader"

Answer = Result | AuthError | Exception | Callable[[], Result]


def page(kind: str, inside: str, *, status: int = 200, title: str = "Sign in") -> Response:
    """A page whose form posts to `challenge/<kind>`."""
    form = f'<form action="{GOOGLE}/v3/signin/{kind}?TL=t" method="POST">{inside}</form>'
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{form}</body></html>"
    return Response(f"{GOOGLE}/v3/signin/{kind}?TL=t", status, html)


def field_of(name: str, kind: str = "text", refusal: str = "") -> str:
    error = f'<div jsname="B34EJ"><span>{refusal}</span></div>' if refusal else ""
    return f'<div><div><input name="{name}" type="{kind}"></div><div>{error}</div></div>'


ANOTHER = '<button name="action" value="1">Next</button><button name="action" value="2">Another way</button>'
IDENTIFIER = page("identifier", field_of("identifier"))


def password(refusal: str = "") -> Response:
    hidden = f'<input type="hidden" name="identifier" value="{USER}">'
    return page("challenge/pwd", hidden + field_of("Passwd", "password", refusal))


def code(refusal: str = "") -> Response:
    return page("challenge/totp", field_of("Pin", "tel", refusal) + ANOTHER)


def phone(number: str = "42", words: str = "Google sent a notification to your Pixel 9.") -> Response:
    shown = f'<samp jsname="feLNVc">{number}</samp>' if number else ""
    return page("challenge/dp", f"{shown}<span>{words}</span>{ANOTHER}")


def methods(*kinds: tuple[int, str]) -> Response:
    entries = (
        f'<div data-action="selectchallenge" data-challengetype="{number}">{words}'
        f'<button name="challenge" value="{place},{number},,">{words}</button></div>'
        for place, (number, words) in enumerate(kinds)
    )
    return page("challenge/selection", "".join(entries))


def saml(*roles: str, session_seconds: int | None = None) -> Response:
    """The end: a form with an assertion that offers *roles*; *session_seconds* is Google's `SessionDuration`."""
    values = "".join(
        f"<a:AttributeValue>{role},arn:aws:iam::111111111111:saml-provider/Google</a:AttributeValue>"
        for role in roles or (SSO,)
    )
    length = (
        '<a:Attribute Name="https://aws.amazon.com/SAML/Attributes/SessionDuration">'
        f"<a:AttributeValue>{session_seconds}</a:AttributeValue></a:Attribute>"
        if session_seconds is not None
        else ""
    )
    xml = (
        '<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">'
        "<a:Assertion><a:AttributeStatement>"
        f'<a:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role">{values}</a:Attribute>{length}'
        "</a:AttributeStatement></a:Assertion></p:Response>"
    )
    value = base64.b64encode(xml.encode()).decode()
    html = (
        '<html><body><form action="https://signin.aws.amazon.com/saml" method="POST">'
        f'<input type="hidden" name="SAMLResponse" value="{value}"></form></body></html>'
    )
    return Response(f"{GOOGLE}/o/saml2/initsso", 200, html)


class Hang:
    """An answer that does not come until it is let go, or until the wire is closed."""

    def __init__(self, then: Answer = None) -> None:
        self.then = then
        self.asked, self.over = threading.Event(), threading.Event()

    def let_go(self) -> None:
        self.over.set()


@dataclass
class Script:
    """Answers each request with the next line; remembers what was asked. A `Carrier`."""

    lines: deque[Answer | Hang]
    seen: list[Errand] = field(default_factory=list)
    taps: deque[Tapped | Hang] = field(default_factory=deque)
    closed: int = 0
    stopped: int = 0

    def __init__(self, *lines: Answer | Hang, taps: tuple[Tapped | Hang, ...] = ()) -> None:
        self.lines, self.taps, self.seen = deque(lines), deque(taps), []
        self.closed = self.stopped = 0

    def __call__(self, errand: Errand, /) -> Result:
        self.seen.append(errand)
        if not isinstance(errand, Exchange | AssumeRole | Browse):
            return None
        assert self.lines, f"the script has no answer for {errand}"
        return _said(self.lines.popleft())

    def tapped(self, step: WaitForTap, /) -> Tapped:
        said = self.taps.popleft() if self.taps else Hang()
        if isinstance(said, Hang):
            said.asked.set()
            said.over.wait(30)
            return Tapped()
        return said

    def stop_waiting(self) -> None:
        self.stopped += 1

    def close(self) -> None:
        self.closed += 1

    def sent(self, name: str) -> list[str]:
        """What was sent in the fields called *name*, request by request."""
        exchanges = (each for each in self.seen if isinstance(each, Exchange))
        values = (value for each in exchanges for key, value in each.fields if key == name)
        return [value.reveal() if isinstance(value, Secret) else value for value in values]

    @property
    def roles(self) -> list[tuple[str, int]]:
        """The roles AWS was asked for, with their seconds."""
        return [(each.role_arn, each.seconds) for each in self.seen if isinstance(each, AssumeRole)]


def _said(line: Answer | Hang) -> Result:
    if isinstance(line, Hang):
        line.asked.set()
        line.over.wait(30)
        line = line.then
    if isinstance(line, Exception):
        raise line
    return line() if callable(line) else line
