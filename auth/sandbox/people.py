"""Who can sign in to the simulated Google, as data: what a person has, and what happens to them.

A scenario is a person. Everything the simulator does differently for one of them stands in their `Person`;
the code that answers requests asks it and never compares user names. The table itself is in `scenarios`.
"""

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

PASSWORD: Final = "correct-horse-7"
TEXT_CODE: Final = "314159"
KEY_CODE: Final = "271828"
OFFLINE_CODE: Final = "161803"
BACKUP_CODE: Final = "14142135"
TOTP_SEED: Final = "FUMIDAITUISANDBOXSECRETSEED32CHR"


@unique
class Pages(Enum):
    """A generation of the sign-in pages; the value says where the person comes in."""

    V1 = "v1"
    """`form#gaia_loginform` for user and password, second factors as in V2 (2017 to 2024)."""
    V2 = "v2"
    """`form#gaia_loginform` for the user, then `form#challenge` (2020 to 2024)."""
    V3 = "v3"
    """`flowName=WebLiteSignIn`, forms without an id (since 2024)."""


@unique
class Kind(Enum):
    """A way to prove who you are: the name in the URL and the number in `challengeType`."""

    PASSWORD = ("pwd", 1)
    SECURITY_KEY = ("sk", 2)
    OLD_PROMPT = ("az", 4)
    OFFLINE_CODE = ("ootp", 5)
    TOTP = ("totp", 6)
    BACKUP_CODE = ("bc", 8)
    TEXT_OR_CALL = ("ipp", 9)
    PHONE_NUMBER = ("iap", 13)
    KEY_CODE = ("skotp", 37)
    PROMPT = ("dp", 39)
    PASSKEY = ("pk", 53)

    @property
    def path(self) -> str:
        """The name of this kind in a URL: `challenge/<path>`."""
        return self.value[0]

    @property
    def number(self) -> int:
        """The value of `challengeType` and `data-challengetype`."""
        return self.value[1]


FIXED_CODES: Final = {
    Kind.TEXT_OR_CALL: TEXT_CODE,
    Kind.PHONE_NUMBER: TEXT_CODE,
    Kind.KEY_CODE: KEY_CODE,
    Kind.OFFLINE_CODE: OFFLINE_CODE,
    Kind.BACKUP_CODE: BACKUP_CODE,
}
"""What to answer where no authenticator app is involved."""


@dataclass(frozen=True, slots=True)
class Phone:
    """What the simulated phone does with a prompt; nothing set: it waits for `POST /sandbox/phone/…`"""

    approves_after: float | None = None
    """Seconds."""
    approves_after_posts: int | None = None
    """How many times "I have responded" has to come too early first."""
    denies: bool = False
    server_errors: int = 0
    """How many times the wait endpoint of the old prompt answers HTTP 500 first."""
    lifetime: float = 180.0
    """Seconds until the prompt times out."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way of one person to prove who they are."""

    kind: Kind
    id: int
    about: str = ""
    """The masked number or the device."""
    methods: tuple[str, ...] = ()
    """For text and voice: the `SendMethod`s."""
    sent_at_once: bool = False
    """Google sends the text without the page that offers to send it."""
    shows_number: bool = False
    usable: bool = True
    """False: Google's list marks it "not supported on this device or browser"."""
    phone: Phone = Phone()


@unique
class Step(Enum):
    """A right answer of the person; after it something else than the usual may come."""

    USER = "after the user name"
    PASSWORD = "after the password"
    SECOND = "after the second factor"
    RETURN = "on the way back to the SAML application"


@dataclass(frozen=True, slots=True)
class Rejected:
    """`…/signin/rejected`: Google does not let this browser or person in."""

    rrk: str
    needs_javascript: bool = False
    """Only where `bgresponse` says that no JavaScript ran."""
    policy: bool = False
    """The organisation demands 2-Step Verification."""


@dataclass(frozen=True, slots=True)
class Status:
    """Google's plain error page."""

    code: int
    token: str = ""
    """`app_not_…`"""


@dataclass(frozen=True, slots=True)
class Speedbump:
    """A page between sign-in and application that wants something of the person."""

    name: str


@dataclass(frozen=True, slots=True)
class OffSite:
    """The person's organisation signs in at another identity provider."""

    url: str


@dataclass(frozen=True, slots=True)
class Dead:
    """A page without a way on: `unknown`, `suspicious`, `recaptcha`, `suspended`."""

    name: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The answer itself is damaged: slow by *seconds*, or cut after *length* bytes."""

    seconds: float = 0.0
    length: int | None = None


Turn = Rejected | Status | Speedbump | OffSite | Dead | Broken


@dataclass(frozen=True, slots=True)
class Instead:
    """What comes in place of the usual next page."""

    step: Step
    turn: Turn
    times: int | None = None
    """How often until it goes away; None: always."""


@dataclass(frozen=True, slots=True)
class Captcha:
    """A picture to read before the password."""

    times: int = 1
    """How many right answers Google wants."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can (or cannot) sign in."""

    user: str
    about: str
    """What is met, in a few words."""
    answer: str
    """What to answer, in a few words."""
    pages: Pages = Pages.V3
    password: str = PASSWORD
    challenges: tuple[Challenge, ...] = ()
    """Second factors, Google's choice first; empty: the password is enough."""
    selects: bool = False
    """Google shows the list of factors first."""
    passkey_first: bool = False
    captcha: Captcha | None = None
    instead: tuple[Instead, ...] = ()
    language: str = "en"
    attempts: int | None = None
    """Wrong passwords or codes until "Too many failed attempts"."""
    untidy: tuple[str, ...] = ()
    """Oddities of pages: `second-question-mark`, `admin-message`, `other-challenge-id`; or `poison`."""
    others: tuple[str, ...] = ()
    """More accounts in the same browser session: the next sign-in shows the account chooser."""
    session_life: float = 14 * 24 * 3600.0
    """Seconds a Google session lasts."""
    saml: str = ""
    """Name of an odd assertion (see `assertion`); empty: an ordinary one."""

    def turn_after(self, step: Step) -> Instead | None:
        """What replaces the usual page after *step*, if anything does."""
        return next((each for each in self.instead if each.step is step), None)
