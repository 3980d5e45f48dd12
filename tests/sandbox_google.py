"""A person with a browser without JavaScript, for tests of the simulated Google: hand-written, knows no page.

It sends what the page sent, and what the test types. It shares no code with the application's own client.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import lxml.html
import requests
from lxml.html import HtmlElement

from auth.sandbox.people import PASSWORD, Kind, Pages, Person
from auth.sandbox.server import Sandbox

START = "/o/saml2/initsso?idpid=C01fumidai&spid=101000000001&forceauthn=false"
OLD_START = "/o/saml2/initsso?idpid=C02partner&spid=202000000001&forceauthn=false"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class SteppedClock:
    """Time that moves when a test says so."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Browser:
    """One jar of cookies and the page it shows."""

    sandbox: Sandbox
    session: requests.Session = field(default_factory=requests.Session)
    shown: requests.Response = field(init=False)

    def __post_init__(self) -> None:
        self.session.trust_env = False
        self.session.verify = str(self.sandbox.ca) if self.sandbox.ca else True

    def open(self, path: str = START) -> Browser:
        self.shown = self.session.get(urljoin(self.sandbox.origins.accounts, path))
        return self

    @property
    def page(self) -> HtmlElement:
        return lxml.html.document_fromstring(self.shown.text)

    @property
    def path(self) -> str:
        return self.shown.url.split("?")[0].removeprefix(self.sandbox.origins.accounts)

    @property
    def is_signed_in(self) -> bool:
        return self.find("SAMLResponse") is not None

    def find(self, name: str) -> HtmlElement | None:
        """The first input or button of this name."""
        return next((each for each in self.page.iter("input", "button") if each.get("name") == name), None)

    def texts(self, attribute: str, value: str) -> list[str]:
        """The text of every element whose attribute has this value."""
        return [each.text_content().strip() for each in self.page.iter() if each.get(attribute) == value]

    def form(self, action: str = "") -> HtmlElement:
        """The first form whose action holds *action*."""
        return next(each for each in self.page.iter("form") if action in (each.get("action") or ""))

    def fields(self, action: str = "") -> dict[str, str]:
        """What the form would send by itself."""
        return {str(name): str(value) for name, value in self.form(action).form_values()}

    def target(self, action: str = "") -> str:
        """Where the form would be sent."""
        base = next((str(each.get("href")) for each in self.page.iter("base")), self.shown.url)
        return urljoin(base, str(self.form(action).get("action")))

    def send(self, action: str = "", without: tuple[str, ...] = (), **typed: str) -> Browser:
        """Send the form with what was typed."""
        fields = {name: value for name, value in self.fields(action).items() if name not in without}
        return self.post(self.target(action), {**fields, **typed})

    def fill(self, typed: dict[str, str]) -> Browser:
        """Send the first form with what was typed."""
        return self.post(self.target(), {**self.fields(), **typed})

    def post(self, url: str, fields: dict[str, str]) -> Browser:
        self.shown = self.session.post(urljoin(self.sandbox.origins.accounts, url), data=fields)
        return self

    # the pages most tests want behind them

    def give_user(self, person: Person) -> Browser:
        name = "identifier" if self.find("identifier") is not None else "Email"
        return self.fill({name: person.user})

    def to_password(self, person: Person, start: str = START) -> Browser:
        return self.open(start).give_user(person)

    def to_second_factor(self, person: Person, start: str = START) -> Browser:
        return self.to_password(person, start).send(Passwd=PASSWORD)

    def another_way(self, person: Person) -> Browser:
        """Ask for the list of methods, as this generation wants it."""
        if person.pages is not Pages.V3:
            return self.send("/skip")
        button = [each for each in self.page.iter("button") if each.get("name") == "action"][-1]
        return self.fill({"action": str(button.get("value"))})

    def choose(self, kind: Kind) -> Browser:
        """Take a method of the list."""
        for each in self.page.iter("form", "div"):
            if each.tag == "form" and f"challenge/{kind.path}/" in (each.get("action") or ""):
                return self.send(f"challenge/{kind.path}/")
            if each.get("data-challengetype") == str(kind.number):
                button = next(iter(each.iter("button")))
                return self.fill({"challenge": str(button.get("value"))})
        raise AssertionError(f"{kind.path} is not on the list")
