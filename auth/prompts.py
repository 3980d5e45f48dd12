"""What a sign-in can ask of a person, and what it says meanwhile.

The conversation yields these values and is sent the answer. ``None`` as an answer is Esc: the person has had
enough. ``ANOTHER_WAY`` asks for the list of methods instead, where a prompt offers it.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from profiles.secret import Secret


class AnotherWay(Enum):
    """The answer "not like this; show me the other ways"."""

    ANOTHER_WAY = "another way"


ANOTHER_WAY: Final = AnotherWay.ANOTHER_WAY


class Factor(Enum):
    """How Google checks that it is really you, after the password. The value is the name in Google's URLs."""

    TOTP = "totp"
    TEXT_OR_CALL = "ipp"
    PHONE_NUMBER = "iap"
    PHONE_PROMPT = "dp"
    OLD_PHONE_PROMPT = "az"
    OFFLINE_CODE = "ootp"
    KEY_CODE = "skotp"
    BACKUP_CODE = "bc"
    SECURITY_KEY = "sk"
    PASSKEY = "pk"
    PASSWORD = "pwd"  # noqa: S105 - the name of a method in Google's URLs
    OTHER = "?"


class Reason(Enum):
    """Why a question comes although this computer keeps something that could have spared it. The value is what is said.

    None says more than is known: that Google wants the password, and what this computer had kept.
    """

    SESSION_ENDED = "The Google session kept here has ended."
    NO_SESSION = "No live Google session was found on this computer."
    MORE_THAN_SESSION = "Google wants a second factor beside the session kept here."
    NOT_TRUSTED = "Google does not trust this computer, though it was asked to."
    """At a sign-in before. An administrator may forbid it (Workspace admin guide: "Allow user to trust the device")."""
    KEPT_REFUSED = "Google refused the kept password; it was probably changed. It is forgotten now."
    KEPT_STAYS = (
        "Google refused the kept password; it was probably changed. It could not be removed from the keyring."
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done right now; needs no answer."""

    words: str


@dataclass(frozen=True, slots=True)
class AskUserName:
    """The e-mail address of the Google account. Answer: str."""

    attempt: int = 1
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class AskPassword:
    """The password of the Google account. Answer: Secret or ANOTHER_WAY."""

    account: str
    attempt: int = 1
    refusal: str = ""
    another_way: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class AskCaptcha:
    """The characters of a picture. Answer: str."""

    picture_url: str
    attempt: int = 1
    refusal: str = ""
    picture: bytes = field(default=b"", repr=False)
    """The picture itself, where it could be had."""


@dataclass(frozen=True, slots=True)
class AskCode:
    """A one-time code. Answer: Secret or ANOTHER_WAY."""

    factor: Factor
    account: str
    sent_to: str = ""
    """Masked number or other words of Google about where the code is."""
    attempt: int = 1
    refusal: str = ""
    another_way: bool = False
    reason: Reason | None = None

    @property
    def digits(self) -> int:
        """How many digits the code has."""
        return 8 if self.factor is Factor.BACKUP_CODE else 6


@dataclass(frozen=True, slots=True)
class AskPhoneNumber:
    """The number of a phone that can receive a code. Answer: (number, by_voice) or ANOTHER_WAY."""

    account: str
    attempt: int = 1
    refusal: str = ""
    another_way: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class AskSendCode:
    """May Google send a code now? Answer: the chosen way ("SMS", "VOICE") or ANOTHER_WAY."""

    sent_to: str
    ways: tuple[str, ...]
    another_way: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class AskPhoneApproval:
    """A tap on the phone, away from here. Answer: True (tapped) or ANOTHER_WAY."""

    account: str
    number: str = ""
    """The number to match on the phone; empty where Google shows none."""
    words: str = ""
    """What Google says about it (which phone, which app)."""
    attempt: int = 1
    another_way: bool = False
    waits: bool = False
    """It is noticed by itself when the phone is tapped."""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One way to prove who you are, as Google's list offers it."""

    factor: Factor
    label: str
    usable: bool = True


@dataclass(frozen=True, slots=True)
class ChooseMethod:
    """Which way to prove who you are. Answer: index into *methods*."""

    methods: tuple[Method, ...]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role the assertion offers, with the SAML provider that vouches for it."""

    role_arn: str
    provider_arn: str


@dataclass(frozen=True, slots=True)
class ChooseRole:
    """Which of the assertion's roles. Answer: index into *roles*."""

    roles: tuple[RoleChoice, ...]
    why: str = ""


Prompt = (
    AskUserName
    | AskPassword
    | AskCaptcha
    | AskCode
    | AskPhoneNumber
    | AskSendCode
    | AskPhoneApproval
    | ChooseMethod
    | ChooseRole
)
Reply = str | Secret | int | bool | tuple[str, bool] | AnotherWay | None
