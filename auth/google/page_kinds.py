"""The pages of Google's sign-in, as values: what each asks for and the form that answers it.

Which page an HTML text is, ``auth.google.pages.read`` tells.
"""

from dataclasses import dataclass

from auth.google.forms import Form
from auth.prompts import Factor
from profiles.secret import Secret


@dataclass(frozen=True, slots=True)
class IdentifierPage:
    """Asks for the e-mail address."""

    form: Form
    field: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CaptchaPage:
    """Asks for the characters of a picture, beside the address or the password."""

    form: Form
    field: str
    picture_url: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Asks for the password."""

    form: Form
    account: str = ""
    refusal: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class CodePage:
    """Asks for a one-time code."""

    factor: Factor
    form: Form
    field: str
    sent_to: str = ""
    message: str = ""
    """What the page says by the field. A refusal only if a code was just sent: the text-message page greets
    with "Enter a code" before any."""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class SendCodePage:
    """Offers to send a code by text message or call."""

    form: Form
    ways: tuple[str, ...]
    sent_to: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class PhoneNumberPage:
    """Asks for a phone number that can receive a code."""

    form: Form
    message: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class PhonePromptPage:
    """Waits for a tap on the phone; the form is posted afterwards (device push)."""

    form: Form
    number: str = ""
    words: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class OldPhonePromptPage:
    """Waits for a tap on the phone; an endpoint of its own tells when it came."""

    form: Form
    api_key: str
    transaction: str
    lifetime: float
    """Seconds that Google keeps the question open."""
    number: str = ""
    words: str = ""
    another_way: Form | None = None
    resend: Form | None = None


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Wants a security key or a passkey, which only a browser can offer."""

    factor: Factor
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One method of a list, with what choosing it posts."""

    factor: Factor
    label: str
    form: Form
    changes: tuple[tuple[str, str], ...] = ()
    usable: bool = True


@dataclass(frozen=True, slots=True)
class MethodsPage:
    """Offers several methods."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ChooserPage:
    """Asks which of several signed-in accounts; each is a button."""

    form: Form
    accounts: tuple[tuple[str, str, str], ...]
    """Button name, button value, e-mail address."""


@dataclass(frozen=True, slots=True)
class InterstitialPage:
    """A page a person must see once in a browser, such as the terms for new users."""

    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """Google does not let this client in."""

    words: str
    javascript: bool = False
    policy: bool = False


@dataclass(frozen=True, slots=True)
class TooManyAttemptsPage:
    """Google has stopped listening."""

    words: str


@dataclass(frozen=True, slots=True)
class NotAssignedPage:
    """The SAML application is not for this person."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class BadRequestPage:
    """HTTP 400."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """The conversation has left Google."""

    host: str


@dataclass(frozen=True, slots=True)
class SamlPage:
    """The end: the assertion, in the form that would carry it to AWS."""

    action: str
    response: Secret
    """``SAMLResponse`` as the page holds it: base64."""


@dataclass(frozen=True, slots=True)
class UnknownPage:
    """A page nobody here has met."""

    title: str
    host: str
    path: str
    words: str = ""
    status: int = 200


Page = (
    IdentifierPage
    | CaptchaPage
    | PasswordPage
    | CodePage
    | SendCodePage
    | PhoneNumberPage
    | PhonePromptPage
    | OldPhonePromptPage
    | KeyPage
    | MethodsPage
    | ChooserPage
    | InterstitialPage
    | RejectedPage
    | TooManyAttemptsPage
    | NotAssignedPage
    | BadRequestPage
    | ElsewherePage
    | SamlPage
    | UnknownPage
)
