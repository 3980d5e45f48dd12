"""What an answer of the person leads to: the next page, the same one again, or an end.

Knows pages by what they ask, not by generation; `google_pages` draws them, `google` speaks HTTP.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from .captcha import make_text
from .google_pages import CHALLENGE, IDENTIFIER, SELECTION, offered, password_of
from .google_world import Login, Place, World, token
from .people import FIXED_CODES, Challenge, Instead, Kind, Pages, Person, Rejected, Step

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stay:
    """The same page again, under the address that was posted to."""

    place: Place


@dataclass(frozen=True, slots=True)
class Go:
    """A redirect to another page."""

    place: Place


@dataclass(frozen=True, slots=True)
class End:
    """Something else than a page of the conversation. *then* would have come."""

    person: Person
    instead: Instead
    then: "Stay | Go | SignedIn"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """All questions answered."""

    person: Person
    trust: bool


Outcome = Stay | Go | End | SignedIn


def step(world: World, login: Login, path: str, fields: Fields, *, trusted: bool) -> Outcome:
    """What *fields*, posted to *path*, lead to. The tokens have been checked."""
    person, challenge = login.person, login.place.challenge
    if path in ("/signin/v1/lookup", "/v3/signin/identifier") or person is None:
        return _user(world, login, fields)
    if path == "/signin/challenge" and fields.get("subAction") == "requestHelp":
        return Stay(login.place)
    if person.attempts is not None and login.wrong >= person.attempts:
        return Stay(Place(CHALLENGE, challenge, "too-many", sent=login.place.sent))
    if "challenge" in fields:
        number, _, method = fields["challenge"].partition(",")
        return _chosen(world, login, person, number, method)
    if fields.get("subAction") == "startChallenge":
        return _chosen(world, login, person, fields.get("challengeId", ""), fields.get("SendMethod", ""))
    wants_list = path.startswith(("/signin/challenge/skip", "/signin/selectchallenge"))
    if wants_list or fields.get("action", "1") not in ("1", "VERIFY") or challenge is None:
        return Go(Place(SELECTION))
    if challenge.kind is Kind.PASSWORD:
        return _password(world, login, person, fields, trusted=trusted)
    return ANSWERS.get(challenge.kind, _code)(world, login, person, challenge, fields)


def _user(world: World, login: Login, fields: Fields) -> Outcome:
    login.typed_user = fields.get("identifier", fields.get("Email", ""))
    person = world.person(login.typed_user)
    if person is None:
        return Stay(Place(IDENTIFIER, refused="unknown-user" if login.typed_user else "no-user"))
    login.person = person
    came_by, login.pages = login.pages, person.pages
    if person.captcha and person.pages is not Pages.V1 and not _captcha_read(world, login, person, fields):
        again = bool(fields.get("ca", fields.get("identifier-captcha-input")))
        place = Place(IDENTIFIER, refused="wrong-captcha" if again else "")
        same = (came_by is Pages.V3) == (login.pages is Pages.V3)
        return Stay(place) if same else Go(place)
    first = password_of(person)
    if person.passkey_first:
        first = next(each for each in person.challenges if each.kind is Kind.PASSKEY)
    return _unless(world, person, Step.USER, fields, Go(Place(CHALLENGE, first)))


def _captcha_read(world: World, login: Login, person: Person, fields: Fields) -> bool:
    """Whether enough captchas are read; if not, there is a new one."""
    typed = fields.get("ca") or fields.get("identifier-captcha-input") or fields.get("logincaptcha") or ""
    sent = fields.get("ct") or fields.get("identifiertoken") or fields.get("logintoken")
    if login.captcha and sent == login.captcha_token and typed.strip().upper() == login.captcha:
        login.captchas_read += 1
    if person.captcha is None or login.captchas_read >= person.captcha.times:
        login.captcha = login.captcha_token = ""
        return True
    login.captcha, login.captcha_token = make_text(), token("SC")
    world.captchas[login.captcha_token] = (person.user, login.captcha)
    return False


def _password(world: World, login: Login, person: Person, fields: Fields, *, trusted: bool) -> Outcome:
    if login.captcha and not _captcha_read(world, login, person, fields):
        return Stay(Place(CHALLENGE, login.place.challenge, "wrong-captcha"))
    typed = fields.get("Passwd", "")
    if typed != person.password or not typed:
        return _wrong(login, person, "wrong-password" if typed else "no-password")
    if person.captcha and person.pages is Pages.V1 and not _captcha_read(world, login, person, fields):
        return Stay(Place(CHALLENGE, login.place.challenge))
    login.wrong, login.password_given = 0, True
    login.stay_signed_in = "TrustDevice" in fields or "PersistentCookie" in fields
    usual: Outcome
    if not person.challenges or trusted:
        usual = SignedIn(person, trust=False)
    elif person.selects:
        usual = Go(Place(SELECTION))
    else:
        usual = _start(world, login, person, person.challenges[0])
    return _unless(world, person, Step.PASSWORD, fields, usual)


def _start(world: World, login: Login, person: Person, challenge: Challenge, method: str = "") -> Go:
    """The page of a challenge; prompts and, where a method was chosen, texts are on their way."""
    login.first_challenge = login.first_challenge or challenge
    if challenge.kind in (Kind.PROMPT, Kind.OLD_PROMPT):
        login.prompt = world.ask_phone(person, challenge)
    return Go(Place(CHALLENGE, challenge, sent=bool(method) or challenge.sent_at_once))


def _chosen(world: World, login: Login, person: Person, number: str, method: str) -> Outcome:
    for each in offered(login):
        if number == str(each.id) and each.usable:
            return _start(world, login, person, each, method if method in each.methods else "")
    return Go(Place(SELECTION))


def _wrong(login: Login, person: Person, why: str) -> Outcome:
    login.wrong += 1
    if person.attempts is not None and login.wrong >= person.attempts:
        why = "too-many"
    return Stay(Place(CHALLENGE, login.place.challenge, why, sent=login.place.sent))


def _right(world: World, person: Person, fields: Fields) -> Outcome:
    return _unless(world, person, Step.SECOND, fields, SignedIn(person, trust="TrustDevice" in fields))


def _code(world: World, login: Login, person: Person, challenge: Challenge, fields: Fields) -> Outcome:
    typed = fields.get("Pin", fields.get("pin", ""))
    if challenge.kind not in FIXED_CODES and challenge.kind is not Kind.TOTP:
        return Stay(login.place)
    if world.takes_code(person, challenge.kind, typed):
        return _right(world, person, fields)
    return _wrong(login, person, "wrong-code" if typed else "no-code")


def _text(world: World, login: Login, person: Person, challenge: Challenge, fields: Fields) -> Outcome:
    if fields.get("SendMethod") in challenge.methods:
        return Stay(Place(CHALLENGE, challenge, sent=True))
    return _code(world, login, person, challenge, fields) if login.place.sent else Stay(login.place)


def _any_phone(world: World, login: Login, person: Person, challenge: Challenge, fields: Fields) -> Outcome:
    if login.place.sent:
        return _code(world, login, person, challenge, fields)
    digits = sum(each.isdigit() for each in fields.get("phoneNumber", ""))
    if digits >= 7 and fields.get("sendMethod") in ("SMS", "VOICE"):
        return Stay(Place(CHALLENGE, challenge, sent=True))
    return Stay(Place(CHALLENGE, challenge, "wrong-number"))


def _prompt(world: World, login: Login, person: Person, challenge: Challenge, fields: Fields) -> Outcome:
    if login.prompt is None:
        return _start(world, login, person, challenge)
    state = login.prompt.state(world.clock())
    login.prompt.early_posts += 1
    if state == "approved":
        right_token = challenge.kind is Kind.PROMPT or fields.get("token", "") in ("", login.prompt.token)
        return _right(world, person, fields) if right_token else Stay(login.place)
    refused = {"denied": "denied", "timed out": "timed-out"}.get(state, "")
    return Stay(Place(CHALLENGE, challenge, refused))


ANSWERS: Final[Mapping[Kind, Callable[[World, Login, Person, Challenge, Fields], Outcome]]] = {
    Kind.TEXT_OR_CALL: _text,
    Kind.PHONE_NUMBER: _any_phone,
    Kind.PROMPT: _prompt,
    Kind.OLD_PROMPT: _prompt,
}


def _unless(world: World, person: Person, at: Step, fields: Fields, usual: Stay | Go | SignedIn) -> Outcome:
    """*usual*, or what the scenario has in its place."""
    instead = person.turn_after(at)
    if instead and isinstance(instead.turn, Rejected) and instead.turn.needs_javascript:
        instead = None if fields.get("bgresponse") == "js_enabled" else instead
    taken = world.take_turn(person, instead)
    return End(person, taken, usual) if taken else usual
