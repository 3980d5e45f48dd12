"""Draws a page of the simulated Google: which template, which hidden inputs, which tokens.

The sets of hidden inputs differ by page, as they do at Google; a client must send what the page sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import render_template

from .google_forms import forms_of
from .google_world import Login, Place, World, token
from .people import Challenge, Kind, Pages, Person
from .words import words

IDENTIFIER: Final = "identifier"
CHALLENGE: Final = "challenge"
SELECTION: Final = "selection"

OLD_FIELDS: Final = {"continue": "", "scc": "1", "sarp": "1", "checkedDomains": "youtube", "pstMsg": "0"}
NEW_FIELDS: Final = {
    "ifkv": "",
    "continue": "",
    "flowName": "WEB_SETUP_GLIF",
    "followup": "",
    "faa": "1",
    "hl": "",
    "oauth": "1",
    "sarp": "1",
    "scc": "1",
    "ltmpl": "popup",
}
PUSH_FIELDS: Final = {
    "checkConnection": "youtube:930:1",
    "continue": "",
    "flowName": "GlifWebSignIn",
    "faa": "1",
    "hl": "",
    "oauth": "1",
    "sarp": "1",
    "scc": "1",
}
FIRST_PAGE_FIELDS: Final = {
    "continue": "",
    "followup": "",
    "ltmpl": "popup",
    "scc": "1",
    "sarp": "1",
    "oauth": "1",
    "faa": "1",
}
"""Hidden inputs by kind of page, in Google's order; empty values are filled in for each page."""

PASSWORD_ID: Final = 2
PIN_IDS: Final = {
    Kind.TOTP: "totpPin",
    Kind.TEXT_OR_CALL: "idvPreregisteredPhonePin",
    Kind.PHONE_NUMBER: "idvAnyPhonePin",
    Kind.BACKUP_CODE: "backupCodePin",
    Kind.OFFLINE_CODE: "ootpPin",
    Kind.KEY_CODE: "skotpPin",
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """What ties a post to the page it answers."""

    tl: str
    gxf: str
    at: str
    ifkv: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of methods."""

    kind: str
    number: int
    id: int
    about: str
    method: str
    usable: bool


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the simulator's hosts are: `http(s)://127.0.0.1:port`, without a slash at the end."""

    accounts: str
    googleapis: str
    aws: str
    console: str


def where(login: Login, place: Place) -> str:
    """The path of a page, without its query."""
    challenge = place.challenge
    if place.page == IDENTIFIER:
        return "/v3/signin/identifier" if login.pages is Pages.V3 else "/ServiceLogin"
    if place.page == SELECTION or challenge is None:
        first = login.first_challenge.id if login.first_challenge else 1
        return (
            "/v3/signin/challenge/selection"
            if login.pages is Pages.V3
            else f"/signin/selectchallenge/{first}"
        )
    if login.pages is Pages.V3:
        return f"/v3/signin/challenge/{challenge.kind.path}"
    if login.pages is Pages.V1 and challenge.kind is Kind.PASSWORD:
        return "/signin/challenge/sl/password"
    return f"/signin/challenge/{challenge.kind.path}/{challenge.id}"


def address(login: Login, place: Place, tokens: Tokens) -> str:
    """Path and query of a page; on the third generation also the action of its form."""
    back = login.back
    if login.pages is not Pages.V3:
        if place.page == IDENTIFIER:
            fields = {
                "passive": "1209600",
                "continue": back,
                "followup": back,
                "ltmpl": "popup",
                "oauth": "1",
                "faa": "1",
                "sarp": "1",
                "scc": "1",
            }
        else:
            fields = {"continue": back, "sarp": "1", "scc": "1", "TL": login.tl}
    else:
        challenge = place.challenge
        fields = {
            **({} if place.page == IDENTIFIER else {"TL": tokens.tl}),
            **({"cid": str(challenge.id)} if place.page == CHALLENGE and challenge else {}),
            "continue": back,
            "dsh": login.session_hint,
            "faa": "1",
            "flowEntry": "ServiceLogin",
            "flowName": "GlifWebSignIn" if login.by_script else "WebLiteSignIn",
            "followup": back,
            "hl": language_of(login),
            "ifkv": tokens.ifkv + ("?hl=en" if untidy(login, "second-question-mark") else ""),
            **({"lid": "2"} if place.page == SELECTION else {}),
        }
    return (
        where(login, place)
        + "?"
        + "&".join(f"{name}={quote(value, safe=':/?')}" for name, value in fields.items())
    )


def language_of(login: Login) -> str:
    """The language of the pages: the person's, once we know who it is."""
    return login.person.language if login.person else "en"


def untidy(login: Login, what: str) -> bool:
    """Whether the pages of this sign-in have an oddity."""
    return login.person is not None and what in login.person.untidy


def is_password(place: Place) -> bool:
    """Whether the page asks for the password."""
    return place.challenge is not None and place.challenge.kind is Kind.PASSWORD


def new_tokens(world: World, login: Login) -> Tokens:
    """Tokens for the page that is drawn next; those of the page before are void from now on."""
    stays = login.place.page == IDENTIFIER or (login.pages is Pages.V1 and is_password(login.place))
    gxf = login.gxf if stays else token("AF")
    made = Tokens(login.tl, f"{gxf}:{login.session_hint.rpartition(':')[2]}", f"{token('AL')}:", token("AT"))
    for each in (made.tl, made.gxf, made.at, made.ifkv):
        world.logins[each] = login
    return made


def hidden_inputs(
    login: Login,
    tokens: Tokens,
    fields: dict[str, str],
    challenge: Challenge | None = None,
    *,
    kind: bool = True,
) -> list[tuple[str, str]]:
    """*fields* with their values, the challenge before, TL and gxf after."""
    own = {"ifkv": tokens.ifkv, "continue": login.back, "followup": login.back, "hl": language_of(login)}
    found = [("challengeId", str(challenge.id))] if challenge else []
    found += [("challengeType", str(challenge.kind.number))] if challenge and kind else []
    found += [(name, value or own.get(name, "")) for name, value in fields.items()]
    return [*found, ("TL", tokens.tl), ("gxf", tokens.gxf)]


def fields_of(kind: Kind) -> dict[str, str]:
    """Which hidden inputs a page of the second generation has."""
    if kind in (Kind.PASSWORD, Kind.TEXT_OR_CALL):
        return NEW_FIELDS
    return PUSH_FIELDS if kind is Kind.PROMPT else OLD_FIELDS


def password_of(person: Person) -> Challenge:
    """The password, as a challenge like the others."""
    return Challenge(Kind.PASSWORD, 1 if "other-challenge-id" in person.untidy else PASSWORD_ID)


def offered(login: Login) -> tuple[Challenge, ...]:
    """What the list of methods holds now: before the password, the password and what can stand for it."""
    if login.person is None or login.password_given or not login.person.passkey_first:
        return login.person.challenges if login.person else ()
    passkeys = tuple(each for each in login.person.challenges if each.kind is Kind.PASSKEY)
    return (*((password_of(login.person),) if login.person.password else ()), *passkeys)


def entries(challenges: Iterable[Challenge]) -> list[Entry]:
    """The lines of the list of methods; text and voice have one each."""
    return [
        Entry(each.kind.path, each.kind.number, each.id, each.about, method, each.usable)
        for each in challenges
        for method in each.methods or ("",)
    ]


def draw(world: World, login: Login, origins: Origins) -> str:
    """The page where *login* stands; remembers its forms and makes its tokens the only good ones."""
    place, person, tokens = login.place, login.person, new_tokens(world, login)
    challenge = place.challenge
    context: dict[str, object] = {
        "w": words(language_of(login)),
        "language": language_of(login),
        "origin": origins.accounts,
        "googleapis": origins.googleapis,
        "back": login.back,
        "t": tokens,
        "hint": login.session_hint,
        "user": person.user if person else "",
        "typed_user": login.typed_user,
        "untidy": person.untidy if person else (),
        "refused": place.refused,
        "captcha": login.captcha,
        "captcha_token": login.captcha_token,
        "another_way": person is not None and bool(person.challenges),
        "entries": entries(offered(login)),
        "action": address(login, place, tokens) if login.pages is Pages.V3 else where(login, place),
    }
    if login.pages is Pages.V3:
        template = f"v3-{place.page}.html"
        if place.page != IDENTIFIER:
            context |= {
                "base": f"{origins.accounts}/v3/signin/",
                "canonical": f"{origins.accounts}{where(login, place)}",
            }
            context |= {
                "noscript_url": f"{origins.accounts}/v3/signin/rejected?rhlk=js&rrk=47&TL={tokens.tl}"
            }
    elif place.page == IDENTIFIER:
        template = "v1-identifier.html"
        context |= {"hidden": hidden_inputs(login, tokens, FIRST_PAGE_FIELDS)[:-2]}
    elif place.page == SELECTION:
        template = "v2-selection.html"
        context |= {"hidden": hidden_inputs(login, tokens, OLD_FIELDS), "body_id": "yDmH0d"}
    elif login.pages is Pages.V1 and is_password(place):
        template = "v1-password.html"
        context |= {"hidden": hidden_inputs(login, tokens, FIRST_PAGE_FIELDS)[:-2]}
    else:
        template = (
            "v2-password.html" if challenge and challenge.kind is Kind.PASSWORD else "v2-challenge.html"
        )
        context |= {"body_id": "yDmH0d"}
        if (
            challenge and challenge.kind is not Kind.TEXT_OR_CALL
        ):  # Google's page to send a text has no <base>
            context |= {"base": f"{origins.accounts}/"}
    if challenge:
        context |= {
            "kind": challenge.kind.path,
            "id": challenge.id,
            "about": challenge.about,
            "methods": challenge.methods,
            "sent": place.sent,
            "prompt": login.prompt,
            "pin": "pin" if challenge.kind is Kind.PHONE_NUMBER else "Pin",
            "pin_id": PIN_IDS.get(challenge.kind, ""),
            "key_ui": '{"1000":["google.com","c2ltdWxhdG9y",[[2,"a2V5",[]]]]}',
        }
        if login.pages is not Pages.V3 and template != "v1-password.html":
            fields, away = fields_of(challenge.kind), Tokens(token("AP"), token("AF"), "", tokens.ifkv)
            world.logins[away.tl] = login
            context |= {
                "hidden": hidden_inputs(login, tokens, fields, challenge),
                "skip_hidden": hidden_inputs(login, away, fields, challenge, kind=False),
            }
    html = render_template(template, **context)
    login.forms = tuple(forms_of(html, origins.accounts + where(login, place)))
    return html
