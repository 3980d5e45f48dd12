"""What the simulated Google remembers: sign-ins under way, sessions, trusted devices, used codes, phones.

One object, one lock; time comes from outside. Nothing is ever written to disk.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import pyotp

from .google_forms import Form
from .people import FIXED_CODES, TOTP_SEED, Challenge, Instead, Kind, Pages, Person, Phone
from .scenarios import PEOPLE

Clock = Callable[[], float]
"""Seconds since 1970."""

WINDOW: Final = 30
TRUST_LIFE: Final = 30 * 24 * 3600.0


def token(prefix: str = "") -> str:
    """A value nobody can guess, in the alphabet of Google's."""
    return prefix + secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class Place:
    """Which page a sign-in shows now."""

    page: str
    """`identifier`, `challenge` (the password too), `selection`, `iap-code`, or the name of an end."""
    challenge: Challenge | None = None
    refused: str = ""
    """Key of `words`: what was wrong with the last answer."""
    sent: bool = False
    """For text and voice: a code is on its way."""


@dataclass(slots=True)
class Prompt:
    """A question on the simulated phone."""

    id: str
    user: str
    number: str
    phone: Phone
    asked: float
    token: str = field(default_factory=token)
    """Proof of the approval, given out by the wait endpoint of the old prompt."""
    early_posts: int = 0
    errors_left: int = 0
    decided: str = ""
    """`approved`, `denied` or nothing yet."""

    def state(self, now: float) -> str:
        """`waiting`, `approved`, `denied` or `timed out`."""
        if self.decided:
            return self.decided
        phone = self.phone
        after, posts = phone.approves_after, phone.approves_after_posts
        if after is not None and now - self.asked >= after:
            return "denied" if phone.denies else "approved"
        if posts is not None and self.early_posts >= posts:
            return "denied" if phone.denies else "approved"
        return "timed out" if now - self.asked >= phone.lifetime else "waiting"


@dataclass(slots=True)
class Login:
    """One sign-in under way."""

    idpid: str
    spid: str
    pages: Pages
    back: str
    """Where it leads in the end: the `continue` of every page."""
    person: Person | None = None
    place: Place = Place("identifier")
    tl: str = field(default_factory=lambda: token("AP"))
    gxf: str = field(default_factory=token)
    """On the first generation's form it stays the same: aws-google-auth sends an old one and got through."""
    session_hint: str = ""
    forms: tuple[Form, ...] = ()
    captcha: str = ""
    captcha_token: str = ""
    captchas_read: int = 0
    typed_user: str = ""
    wrong: int = 0
    password_given: bool = False
    stay_signed_in: bool = False
    prompt: Prompt | None = None
    first_challenge: Challenge | None = None
    by_script: bool = False
    """Its pages are drawn by a script, in a browser."""


@dataclass(slots=True)
class Session:
    """A browser that is signed in."""

    users: tuple[str, ...]
    ends: float
    began: float


@dataclass(slots=True)
class World:
    """Everything, behind one lock."""

    clock: Clock
    lock: threading.RLock = field(default_factory=threading.RLock)
    logins: dict[str, Login] = field(default_factory=dict)
    """By every token that a page of theirs carries."""
    sessions: dict[str, Session] = field(default_factory=dict)
    trusted: dict[str, tuple[str, float]] = field(default_factory=dict)
    used_codes: dict[str, int] = field(default_factory=dict)
    prompts: dict[str, Prompt] = field(default_factory=dict)
    turns_taken: dict[tuple[str, Instead], int] = field(default_factory=dict)
    captchas: dict[str, tuple[str, str]] = field(default_factory=dict)
    """User and text, by the token in the picture's address."""
    record: list[dict[str, object]] = field(default_factory=list)

    def person(self, user: str) -> Person | None:
        """Somebody by name, in whatever case it was typed."""
        return PEOPLE.get(user.strip().lower())

    def forget(self) -> None:
        """Back to the beginning."""
        for memory in (
            self.logins,
            self.sessions,
            self.trusted,
            self.used_codes,
            self.prompts,
            self.turns_taken,
        ):
            memory.clear()
        self.record.clear()

    # codes

    def code(self, person: Person) -> tuple[str, float, float] | None:
        """The next right code, valid from, valid until (seconds since 1970); None: needs no code."""
        kinds = [
            each.kind for each in person.challenges if each.kind is Kind.TOTP or each.kind in FIXED_CODES
        ]
        if not kinds:
            return None
        now = self.clock()
        if kinds[0] is not Kind.TOTP:
            return FIXED_CODES[kinds[0]], now, now + 600
        window = max(int(now) // WINDOW, self.used_codes.get(person.user, 0) + 1)
        valid_from = now if window * WINDOW <= now + WINDOW else float((window - 1) * WINDOW)
        return pyotp.TOTP(TOTP_SEED).generate_otp(window), valid_from, float((window + 1) * WINDOW)

    def takes_code(self, person: Person, kind: Kind, typed: str) -> bool:
        """Whether *typed* is right; an authenticator app's code is so once, a window early or late."""
        digits = "".join(each for each in typed if each.isdigit())
        if kind is not Kind.TOTP:
            return digits == FIXED_CODES.get(kind)
        now = int(self.clock()) // WINDOW
        for window in (now - 1, now, now + 1):
            if pyotp.TOTP(TOTP_SEED).generate_otp(window) == digits and window > self.used_codes.get(
                person.user, 0
            ):
                self.used_codes[person.user] = window
                return True
        return False

    # phones

    def ask_phone(self, person: Person, challenge: Challenge) -> Prompt:
        """A new question on the phone of *person*."""
        prompt = Prompt(
            id=token(),
            user=person.user,
            number=str(10 + secrets.randbelow(90)) if challenge.shows_number else "",
            phone=challenge.phone,
            asked=self.clock(),
            errors_left=challenge.phone.server_errors,
        )
        self.prompts[prompt.id] = prompt
        return prompt

    def last_prompt(self, user: str) -> Prompt | None:
        """The newest question on the phone of *user*."""
        return next((each for each in reversed(self.prompts.values()) if each.user == user), None)

    # sessions

    def open_session(self, person: Person) -> str:
        """Sign *person* in; the value of the session cookie."""
        value, now = token("g.a000"), self.clock()
        self.sessions[value] = Session((person.user, *person.others), now + person.session_life, now)
        return value

    def session(self, cookie: str | None) -> Session | None:
        """The live session of a cookie."""
        found = self.sessions.get(cookie or "")
        return found if found and found.ends > self.clock() else None

    def trust(self, person: Person) -> str:
        """Trust a device; the value of its cookie."""
        value = token("AD")
        self.trusted[value] = (person.user, self.clock() + TRUST_LIFE)
        return value

    def trusts(self, cookie: str | None, person: Person) -> bool:
        """Whether the device of this cookie needs no second factor for *person*."""
        user, ends = self.trusted.get(cookie or "", ("", 0.0))
        return user == person.user and ends > self.clock()

    # turns

    def take_turn(self, person: Person, instead: Instead | None) -> Instead | None:
        """*instead*, as long as it has not happened often enough."""
        if instead is None or instead.times is None:
            return instead
        taken = self.turns_taken.get((person.user, instead), 0)
        if taken >= instead.times:
            return None
        self.turns_taken[(person.user, instead)] = taken + 1
        return instead
