"""The pages that end a sign-in, and the faults of an answer.

Only their addresses and a few markers are known of Google's; the rest of these pages is invented.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from .people import Broken, Dead, OffSite, Pages, Person, Rejected, Speedbump, Status, Turn
from .words import ENGLISH, words

if TYPE_CHECKING:
    from .google import Accounts

DEAD_ENDS: Final = {
    "unknown": "/v3/signin/something/new",
    "suspicious": "/v3/signin/suspicious",
    "recaptcha": "/v3/signin/challenge/recaptcha",
    "suspended": "/v3/signin/disabled",
}
POISON: Final = "OTZ"
"""A cookie that a refusal may leave; whoever comes with it is refused too (seen once, by one project)."""
REJECTED: Final = ("/v3/signin/rejected", "/signin/rejected")


def poisoned() -> bool:
    """Whether the request carries the cookie of a refusal."""
    return POISON in request.cookies


def is_end(path: str) -> bool:
    """Whether *path* is a page outside every conversation."""
    return path in (*DEAD_ENDS.values(), *REJECTED, "/signin/cookies")


def show(accounts: Accounts, turn: Turn, person: Person, then: Callable[[], Response] | None) -> Response:
    """What comes in place of the usual answer; *then* makes the usual one."""
    match turn:
        case Status():
            return accounts.status(turn)
        case Rejected(rrk, needs_javascript, policy):
            query = {"rrk": rrk, "hl": person.language, **({"rhlk": "js"} if needs_javascript else {})}
            query |= {"policy": "1"} if policy else {}
            response = redirect(f"{REJECTED[person.pages is not Pages.V3]}?{urlencode(query)}")
            if "poison" in person.untidy:
                response.set_cookie(POISON, "1", max_age=3600, secure=accounts.tls)
            return response
        case Dead(name):
            return redirect(DEAD_ENDS[name])
        case Speedbump(name):
            return redirect(f"/speedbump/{name}")
        case OffSite(path):
            return redirect(accounts.origins.console.replace("127.0.0.1", "localhost") + path)
        case Broken(seconds, length):
            threading.Event().wait(seconds)
            usual = then() if then else accounts.status(Status(500))
            return cut_off(accounts, usual, length) if length is not None else usual


def cut_off(accounts: Accounts, usual: Response, length: int) -> Response:
    """*usual*, of which only the first *length* bytes arrive."""
    body = usual.get_data()
    response = Response(iter((body[:length],)), mimetype="text/html")
    response.headers["Content-Length"] = str(len(body))
    return response


def page(accounts: Accounts) -> Response:
    """The page of an end, by its address."""
    path = request.path
    name = path.rpartition("/")[2]
    if path in REJECTED:
        policy, script = request.args.get("policy"), request.args.get("rhlk")
        name = "rejected-policy" if policy else "rejected"
        more = "rejected-js" if script else f"{name}-more"
    else:
        name = next((each for each, where in DEAD_ENDS.items() if where == path), name)
        more = f"{name}-more"
    if name not in ENGLISH:
        return accounts.status(Status(404))
    language = request.args.get("hl", "en")
    return make_response(
        render_template(
            "end.html",
            w=words(language),
            language=language,
            words=name,
            more=more,
            canonical=accounts.origins.accounts + path if path.startswith("/v3/") else "",
        )
    )
