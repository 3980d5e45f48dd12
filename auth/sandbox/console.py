"""The simulated sign-in host of the AWS console: `/switchrole`, `/federation`, `/saml`, `/console`.

Every page says what it received, each value under an id of its own, so that a test in a real browser can read
it. AWS docs: "Enabling custom identity broker access to the AWS console" and "Switching to an IAM role".

One host stands here for the sign-in hosts of all partitions. The real ones take keys of their own partition only; here
the partition is that of the keys, and shows in what they are to open: a link whose Destination is not a page of the
console of the keys' partition is answered with HTTP 400. (That AWS says it in these words, nobody has seen.)
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from profiles.partitions import PARTITIONS

from .google_world import Clock

TOKEN_LIFE: Final = 15 * 60.0
COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")


class Keys(Protocol):
    """A session that AWS gave out."""

    @property
    def arn(self) -> str:
        """The session's ARN."""

    @property
    def chained(self) -> bool:
        """Whether a session of another role took it."""


class LiveSessions(Protocol):
    """AWS's memory of sessions: the one with exactly these three values, if it is alive."""

    def __call__(self, access_key_id: str, secret: str, token: str, /) -> Keys | None:
        """None: never given out together, or ended."""


@dataclass(slots=True)
class Ticket:
    """A `SigninToken`."""

    arn: str
    ends: float


@dataclass(slots=True)
class Console:
    """The answers of the console's sign-in host, and what it was sent."""

    clock: Clock
    lookup: LiveSessions
    tickets: dict[str, Ticket] = field(default_factory=dict)
    received: list[dict[str, object]] = field(default_factory=list)

    def app(self) -> Flask:
        """The whole origin."""
        app = Flask(__name__, static_folder=None)
        app.add_url_rule("/switchrole", "switchrole", self.switch_role)
        app.add_url_rule("/federation", "federation", self.federation, methods=["GET", "POST"])
        app.add_url_rule("/saml", "saml", self.saml, methods=["POST"])
        app.add_url_rule("/console", "console", self.console)
        app.add_url_rule("/console/<path:rest>", "anywhere", self.console)
        app.add_url_rule("/oauth", "oauth", self.logout)
        app.add_url_rule("/sandbox/elsewhere", "elsewhere", self.elsewhere)
        app.add_url_rule("/sandbox/record", "record", lambda: jsonify(self.received))
        app.add_url_rule("/sandbox/record", "clear", self.clear, methods=["DELETE"])
        return app

    def note(self, what: str, **values: object) -> None:
        """Remember a request; secrets are left out by those who call."""
        self.received.append({"path": request.path, "method": request.method, "what": what, **values})

    def switch_role(self) -> AnyResponse:
        """The form that a switch-role link fills."""
        values = request.args.to_dict()
        self.note("switchrole", values=values)
        colour = values.get("color", "").removeprefix("#")
        return self.show("Switch role", values, colour if COLOUR.fullmatch(colour) else "")

    def federation(self) -> AnyResponse:
        """`getSigninToken` and `login`."""
        action = request.values.get("Action", "")
        if action == "getSigninToken":
            return self.signin_token(request.values)
        if action == "login" and request.method == "GET":
            return self.login(request.args)
        self.note("refused", action=action)
        return refused("Missing or unknown Action.")

    def signin_token(self, values: Mapping[str, str]) -> AnyResponse:
        """A token for the keys in `Session`, or HTTP 400."""
        duration = values.get("SessionDuration")
        self.note("getSigninToken", session_duration=duration, in_url="Session" in request.args)
        try:
            keys = json.loads(values.get("Session", ""))
            found = self.lookup(str(keys["sessionId"]), str(keys["sessionKey"]), str(keys["sessionToken"]))
        except (ValueError, KeyError, TypeError):
            return refused("Invalid Credentials Parameter")
        if found is None:
            return refused("Invalid Credentials Parameter")
        if duration is not None:
            seconds = int(duration) if duration.isdecimal() and duration.isascii() else 0
            if found.chained:  # AWS docs: not with credentials of role chaining
                return refused("Invalid Credentials Parameter")
            if not 900 <= seconds <= 43200:
                return refused("Invalid SessionDuration")
        token = secrets.token_urlsafe(48)
        self.tickets[token] = Ticket(found.arn, self.clock() + TOKEN_LIFE)
        return jsonify(SigninToken=token)

    def login(self, values: Mapping[str, str]) -> AnyResponse:
        """Into the console with a token."""
        ticket = self.tickets.get(values.get("SigninToken", ""))
        destination, issuer = values.get("Destination", ""), values.get("Issuer", "")
        good = ticket is not None and ticket.ends > self.clock()
        fits = ticket is not None and partition_of_page(destination) == ticket.arn.split(":")[1]
        self.note("login", destination=destination, issuer=issuer, accepted=good and fits)
        if ticket is None or not good:
            return refused("Invalid or expired SigninToken.")
        if not fits:
            return refused("Invalid Destination.")
        return self.show("Signed in", {"arn": ticket.arn, "Destination": destination, "Issuer": issuer})

    def saml(self) -> AnyResponse:
        """The assertion consumer of the console."""
        response = request.form.get("SAMLResponse", "")
        relay = request.form.get("RelayState", "")
        self.note("saml", length=len(response), relay_state=relay)
        return self.show("SAML response received", {"length": str(len(response)), "RelayState": relay})

    def console(self, rest: str = "") -> AnyResponse:
        """Any page of the console."""
        self.note("console", values=request.args.to_dict())
        return self.show("Console", {"path": request.path, **request.args.to_dict()})

    def logout(self) -> AnyResponse:
        """`Action=logout`, then on to `redirect_uri` where that is ours."""
        target = request.args.get("redirect_uri", "")
        self.note("logout", redirect_uri=bool(target))
        if target.startswith(request.host_url):
            return redirect(target)
        return self.show("Signed out", {})

    def elsewhere(self) -> AnyResponse:
        """Somebody else's sign-in page, with a password field as bait."""
        self.note("elsewhere")
        return make_response(render_template("elsewhere.html"))

    def clear(self) -> Response:
        """Forget what was received."""
        self.received.clear()
        return jsonify([])

    def show(self, title: str, values: Mapping[str, str], colour: str = "") -> AnyResponse:
        """A page with *values* as a definition list; the ids are `value-<name>`."""
        return make_response(render_template("console.html", title=title, values=values, colour=colour))


def partition_of_page(address: str) -> str | None:
    """The partition whose console has this page; None for an address of anything else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme != "https":
        return None
    host = f".{parts.hostname or ''}"
    return next((each.id for each in PARTITIONS if host.endswith(f".{each.console_domain}")), None)


def refused(text: str) -> AnyResponse:
    """HTTP 400, the way the endpoint says it."""
    return make_response(render_template("console.html", title=text, values={}, colour=""), 400)
