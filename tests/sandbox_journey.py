"""A whole sign-in at the sandbox without a screen: from a profile's lines to the keys, as the application does it.

went = sign_in_at(sandbox, "totp@example.com")
assert went.is_signed_in
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Final

import pyotp
import requests

from auth import prompts
from auth.bastion import Surroundings, sign_in_request
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google.steps import Exchange, FetchPicture, WaitForTap
from auth.keeping import AskKeep, Keep
from auth.places import Places, sandbox_at
from auth.prompts import ANOTHER_WAY, Factor
from auth.sandbox.google_world import WINDOW
from auth.sandbox.people import FIXED_CODES, TOTP_SEED, Kind, Person
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from auth.signin import Answer, AskCompanions, SignedIn, Step, sign_in
from auth.sts import AssumeRole
from auth.wire import Wire
from profiles.config import Profile, resolve
from profiles.ini import read
from profiles.secret import Secret
from tests.sandbox_google import SteppedClock

SSO = "arn:aws:iam::111111111111:role/sso"
PATIENCE = 3
"""How often to say that the phone was tapped, before another way is taken."""


class Esc(Enum):
    """The key, as None means "the right answer" here."""

    ESC = "esc"


ESC: Final = Esc.ESC


@dataclass
class Went:
    """How a sign-in went."""

    steps: list[Step] = field(default_factory=list)
    end: SignedIn | AuthError | None = None
    record: list[dict[str, object]] = field(default_factory=list)
    """What the client did differently from a browser, as the sandbox saw it."""

    @property
    def is_signed_in(self) -> bool:
        return isinstance(self.end, SignedIn)

    def asked_for(self, kind: type) -> int:
        return sum(isinstance(step, kind) for step in self.steps)


@dataclass
class Guest:
    """Somebody of the sandbox, who answers everything rightly and moves the time while waiting."""

    sandbox: Sandbox
    clock: SteppedClock
    person: Person

    def __call__(self, step: Step, wire: Wire) -> Answer:
        match step:
            case prompts.AskUserName():
                return self.person.user
            case prompts.AskPassword():
                return Secret(self.person.password)
            case prompts.AskCode():
                return Secret(self.code(step.factor))
            case prompts.AskCaptcha():
                return str(told(self.sandbox, "GET", f"code/{self.person.user}")["captcha"])
            case prompts.AskSendCode():
                return step.ways[0]
            case prompts.AskPhoneNumber():
                return "+81 90 1234 5678", False
            case prompts.AskPhoneApproval():
                self.tap()
                return True if step.attempt <= PATIENCE else ANOTHER_WAY
            case WaitForTap():
                self.tap()
                return wire.tapped(step)
            case prompts.ChooseMethod():
                factors = [each.factor for each in step.methods]
                return factors.index(Factor.TOTP) if Factor.TOTP in factors else 0
            case prompts.ChooseRole():
                return next((at for at, each in enumerate(step.roles) if each.role_arn == SSO), 0)
            case AskKeep():
                return Keep()
            case AskCompanions():
                return frozenset()
            case _:
                return None

    def code(self, factor: Factor) -> str:
        """What the app, the text or the paper says now."""
        kind = next(each for each in Kind if each.path == factor.value)
        if kind is not Kind.TOTP:
            return FIXED_CODES[kind]
        used = self.sandbox.world.used_codes.get(self.person.user, 0)
        return pyotp.TOTP(TOTP_SEED).generate_otp(max(int(self.sandbox.seconds()) // WINDOW, used + 1))

    def tap(self) -> None:
        """Time passes; a phone that does nothing by itself is told to."""
        self.clock.advance(5)
        if "/approve" in self.person.answer:
            told(self.sandbox, "POST", f"phone/{self.person.user}/approve")


def told(sandbox: Sandbox, method: str, what: str) -> Any:
    """What the sandbox's own addresses say."""
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(sandbox.ca) if sandbox.ca else True
        return session.request(method, f"{sandbox.origins.accounts}/sandbox/{what}", timeout=10).json()


def bastion(
    user: str, lines: str = "", *, idp_id: str = "C01fumidai", sp_id: str = "101000000001"
) -> Profile:
    """The profile of a person's config file."""
    text = (
        f"[profile sts]\nregion = eu-central-1\ngoogle_config.google_idp_id = {idp_id}\n"
        f"google_config.google_sp_id = {sp_id}\ngoogle_config.google_username = {user}\n{lines}"
    )
    found = resolve(read(text.encode(), Path("config")), read(b"", Path("credentials"))).get("sts")
    assert found is not None
    return found


def sign_in_at(
    sandbox: Sandbox,
    user: str,
    clock: SteppedClock,
    *,
    lines: str = f"google_config.role_arn = {SSO}\n",
    answer: Callable[[Step], Answer | Esc] | None = None,
    places: Places | None = None,
    env: Mapping[str, str] | None = None,
    sp_id: str = "101000000001",
) -> Went:
    """Sign in as *user*. *answer* comes before the right answers; where it is None, the right one is given."""
    places = places or sandbox_at(sandbox.origins.accounts)
    profile = bastion(user, lines, sp_id=sp_id)
    wire = Wire(profile, places, Surroundings(env or {}, {}))
    guest = Guest(sandbox, clock, PEOPLE[user])
    told(sandbox, "DELETE", "record")
    went, flow = Went(), sign_in(sign_in_request(profile, places))
    said: Answer | AuthError = None
    try:
        while not isinstance(step := advance(flow, said), Done):
            went.steps.append(step)
            if isinstance(step, Exchange | FetchPicture | AssumeRole):
                try:
                    said = wire(step)
                except AuthError as error:
                    said = error
            else:
                given = answer(step) if answer else None
                said = None if given is ESC else given or guest(step, wire)
        went.end = step.value
    except AuthError as error:
        went.end = error
    finally:
        flow.close()
        wire.close()
    went.record = told(sandbox, "GET", "record")
    return went
