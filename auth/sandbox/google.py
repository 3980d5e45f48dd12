"""The simulated accounts.google.com over HTTP: addresses, tokens, redirects, cookies.

A request is matched with the sign-in it belongs to and with a form of the page that was last shown there;
whatever does not fit gets HTTP 400, as at Google. What a right answer leads to is in `google_steps`.

A browser gets the same pages by a script that draws them and sends their forms itself, and nothing without it: that
much of Google's application for browsers is known, and the rest is invented.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, abort, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException

from . import google_ends
from .captcha import draw as draw_captcha
from .company import PARTNER_APP
from .google_forms import before_second_question_mark
from .google_pages import Origins, address, draw, new_tokens, where
from .google_saml import app_of, knows_company
from .google_steps import End, Go, Outcome, SignedIn, Stay, step
from .google_world import TRUST_LIFE, Login, World, token
from .people import Broken, Pages, Person, Status, Step
from .words import words

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from .google_saml import Signer

COMPANY_ID: Final = re.compile(r"C[0-9a-z]{3,20}")
APP_ID: Final = re.compile(r"\d{4,20}")
OLD_PAGES: Final = frozenset({PARTNER_APP.sp_id})
"""SAML applications whose people come in by the first generation's page."""
OLD_CLIENT: Final = "AWS Sign-in/"
"""How the User-Agent of aws-google-auth begins; it knows no other first page."""
STAY: Final = 14 * 24 * 3600
FOR_PEOPLE: Final = "Mozilla/"
"""How the User-Agent of every browser begins."""
BY_SCRIPT: Final = "X-Same-Domain"
"""A header that no form can send: the page's own script is asking."""


class Accounts:
    """The answers of the simulated accounts.google.com."""

    def __init__(self, world: World, origins: Origins, signer: Callable[[], Signer], *, tls: bool) -> None:
        self.world, self.origins, self.signer, self.tls = world, origins, signer, tls
        self.real_acs = False
        """For a test whose browser takes AWS's names for this computer: browsers post where Google would send them."""

    def app(self) -> Flask:
        """Everything under the first origin but `/sandbox…`."""
        app = Flask(__name__, static_folder=None)
        app.add_url_rule("/o/saml2/initsso", "start", self.start)
        app.add_url_rule("/Captcha", "captcha", self.captcha)
        app.add_url_rule("/AccountChooser", "chooser", self.chooser, methods=["GET", "POST"])
        app.add_url_rule("/speedbump/<name>", "speedbump", self.end)
        for number, prefix in enumerate(("/ServiceLogin", "/signin/<path:rest>", "/v3/signin/<path:rest>")):
            app.add_url_rule(prefix, f"page{number}", self.page, methods=["GET"])
            app.add_url_rule(prefix, f"answer{number}", self.answer, methods=["POST"])
        app.register_error_handler(HTTPException, self.error)
        return app

    # the first request and the last

    def start(self) -> AnyResponse:
        """`initsso`: the assertion for whoever is signed in, else the first page."""
        idpid, spid = self.app_ids()
        session = self.world.session(request.cookies.get(self.session_cookie))
        if session is None:
            return self.first_page(idpid, spid)
        choice = request.args.get("authuser", "")
        if len(session.users) > 1 and not choice.isdigit():
            return redirect(f"/AccountChooser?{urlencode({'continue': request.url})}")
        person = self.world.person(session.users[int(choice or 0) % len(session.users)])
        app = app_of(idpid, spid)
        if person is None or app is None:
            return self.status(Status(403, "app_not_configured"))
        ended = self.world.take_turn(person, person.turn_after(Step.RETURN))
        if ended:
            return google_ends.show(self, ended.turn, person, None)
        value = self.signer().form_value(app, person.user, person.saml, self.world.clock(), session.began)
        acs = app.acs
        if is_browser() and not self.real_acs:  # it would submit the form, and leave this machine
            acs = f"{self.origins.console}/saml"
        return make_response(
            render_template(
                "saml.html", acs=acs, response=value, w=words(person.language), language=person.language
            )
        )

    def app_ids(self) -> tuple[str, str]:
        """`idpid` and `spid` of the request, or HTTP 400 where they are missing, garbled or doubled."""
        idpid, spid = request.args.getlist("idpid"), request.args.getlist("spid")
        if (
            len(idpid) != 1
            or len(spid) != 1
            or not COMPANY_ID.fullmatch(idpid[0])
            or not APP_ID.fullmatch(spid[0])
        ):
            abort(400)
        if not knows_company(idpid[0]):
            abort(400)
        return idpid[0], spid[0]

    def first_page(self, idpid: str, spid: str) -> AnyResponse:
        """A new sign-in, at the page that asks who it is."""
        if google_ends.poisoned():
            return redirect("/v3/signin/rejected?rrk=88")
        if "as" in request.args:  # back from a sign-in, and yet nobody
            return redirect("/signin/cookies")
        old = spid in OLD_PAGES or request.user_agent.string.startswith(OLD_CLIENT)
        back = f"{self.origins.accounts}{request.full_path.rstrip('?')}"
        if old:
            back += "&" + urlencode({"from_login": "1", "as": token()})
        hint = f"S{int(self.world.clock())}:{int(self.world.clock() * 1_000_000)}"
        login = Login(idpid, spid, Pages.V1 if old else Pages.V3, back, session_hint=hint)
        login.by_script = is_browser() and not old
        self.world.logins[back] = login
        tokens = new_tokens(self.world, login)
        response = redirect(address(login, login.place, tokens))
        response.set_cookie(
            self.device_cookie, token("1:"), max_age=STAY, httponly=True, secure=self.tls, path="/"
        )
        return response

    # pages

    def page(self, rest: str = "") -> AnyResponse:
        """A page of the conversation, by GET."""
        if google_ends.is_end(request.path):
            return self.end()
        login = self.login_of(request.args)
        if login is None or where(login, login.place) != request.path:
            abort(400)
        if login.by_script and BY_SCRIPT not in request.headers:
            return make_response(render_template("script.html"))
        with self.world.lock:
            return for_script(login, make_response(draw(self.world, login, self.origins)))

    def answer(self, rest: str = "") -> AnyResponse:
        """A post: held against the forms of the page, then answered."""
        fields = request.form.to_dict()
        with self.world.lock:
            login = self.login_of({**request.args, **fields})
            if login is None:
                self.note("unknown token", fields)
                abort(400)
            if login.by_script and BY_SCRIPT not in request.headers:
                self.note("a form where the script should ask", fields)
                abort(400)
            self.check(login, fields)
            trusted = login.person is not None and self.world.trusts(
                request.cookies.get("SMSV"), login.person
            )
            outcome = step(self.world, login, request.path, fields, trusted=trusted)
        return for_script(login, self.show(login, outcome))

    def login_of(self, values: Mapping[str, str]) -> Login | None:
        """The sign-in that a token of the request belongs to."""
        for name in ("TL", "ifkv", "gxf", "at", "continue"):
            login = self.world.logins.get(before_second_question_mark(values.get(name, "")) or "-")
            if login is None and name == "continue":
                login = self.world.logins.get(values.get(name, ""))
            if login is not None:
                return login
        return None

    def check(self, login: Login, fields: Mapping[str, str]) -> None:
        """HTTP 400 unless *fields* answer a form of the page shown; notes what a client did differently."""
        query = request.args.to_dict()
        path = request.path
        if path.startswith("/signin/selectchallenge"):  # any page's form may be sent there to get the list
            path = where(login, login.place)
        mismatches = [(form, form.mismatch(path, query, fields)) for form in login.forms]
        form = next((form for form, mismatch in mismatches if mismatch is None), None)
        if form is None:
            nearest = next((why for _, why in mismatches if why not in (None, "path")), "path")
            self.note(f"400: {nearest}", fields)
            abort(400)
        login.forms = ()
        differences = form.deviations(query, fields)
        if differences and path == request.path:
            self.note("", fields, differences)

    def note(
        self, refused: str, fields: Mapping[str, str], differences: Mapping[str, list[str]] | None = None
    ) -> None:
        """Remember what a client did differently: names of fields, never their values."""
        what: dict[str, object] = {"path": request.path, **(differences or {})}
        self.world.record.append(what | ({"refused": refused, "fields": sorted(fields)} if refused else {}))

    def show(self, login: Login, outcome: Outcome) -> AnyResponse:
        """What the outcome looks like over HTTP."""
        match outcome:
            case Stay(place):
                with self.world.lock:
                    login.place = place
                    return make_response(draw(self.world, login, self.origins))
            case Go(place):
                with self.world.lock:
                    login.place = place
                    return redirect(address(login, place, new_tokens(self.world, login)))
            case SignedIn(person, trust):
                return self.signed_in(login, person, trust=trust)
            case End(person, instead, then):
                if (
                    isinstance(then, Go)
                    and isinstance(instead.turn, Broken)
                    and instead.turn.length is not None
                ):
                    then = Stay(then.place)  # a page to break off; a redirect has none
                return google_ends.show(self, instead.turn, person, lambda: self.show(login, then))

    def signed_in(self, login: Login, person: Person, *, trust: bool) -> AnyResponse:
        """Session cookies, and back to the application."""
        response = redirect(login.back + ("&authuser=0" if login.pages is not Pages.V3 else ""))
        life = STAY if login.stay_signed_in else None
        value = self.world.open_session(person)
        for name, content in (
            (self.session_cookie, value),
            ("HSID", token("A")),
            ("LSID", token("o.accounts|")),
        ):
            response.set_cookie(name, content, max_age=life, httponly=True, secure=self.tls)
        if trust:
            response.set_cookie(
                "SMSV", self.world.trust(person), max_age=int(TRUST_LIFE), httponly=True, secure=self.tls
            )
        return response

    # beside the conversation

    def chooser(self) -> AnyResponse:
        """The account chooser: a line for each account of this browser."""
        back = request.values.get("continue", "")
        session = self.world.session(request.cookies.get(self.session_cookie))
        if not back.startswith(self.origins.accounts + "/o/saml2/initsso?"):
            abort(400)
        if session is None:
            return redirect(back)
        if request.method == "POST":
            chosen = request.form.get("Email", "")
            if chosen not in session.users:
                abort(400)
            return redirect(f"{back}&authuser={session.users.index(chosen)}")
        return make_response(
            render_template(
                "chooser.html", users=session.users, back=back, fresh=back, w=words("en"), language="en"
            )
        )

    def captcha(self) -> AnyResponse:
        """The picture, for anybody who knows its address; sound is an empty file."""
        found = self.world.captchas.get(request.args.get("ctoken", ""))
        if found is None:
            abort(404)
        if request.args.get("kind") == "audio":
            return Response(b"", mimetype="audio/wav")
        return Response(draw_captcha(found[1]), mimetype="image/png")

    def end(self, name: str = "") -> AnyResponse:
        """A page that nothing follows."""
        return google_ends.page(self)

    def status(self, status: Status) -> AnyResponse:
        """Google's plain error page."""
        text = render_template("error.html", code=status.code, token=status.token, text="")
        return make_response(text, status.code)

    def error(self, error: HTTPException) -> AnyResponse:
        """The same, for what Flask or we refuse."""
        return self.status(Status(error.code or BadRequest.code))

    @property
    def session_cookie(self) -> str:
        """Google's name for it; over http a browser would not send one that begins with `__`."""
        return "__Secure-1PSID" if self.tls else "SID"

    @property
    def device_cookie(self) -> str:
        """As above."""
        return "__Host-GAPS" if self.tls else "GAPS"


def is_browser() -> bool:
    """Whether a browser asks, to which Google shows pages that are drawn by a script (`flowName=GlifWebSignIn`)."""
    return request.user_agent.string.startswith(FOR_PEOPLE)


def for_script(login: Login, response: AnyResponse) -> AnyResponse:
    """*response* as the page's own script takes it: `page` to draw, `go` to ask next, or `leave` for good."""
    if not login.by_script:
        return response
    target = response.headers.pop("Location", None)
    if target is None:
        told = {"page": response.get_data(as_text=True)}
    else:
        told = {"go" if urlsplit(target).path == where(login, login.place) else "leave": target}
    response.set_data(json.dumps(told))
    response.status_code, response.mimetype = 200, "application/json"
    return response
