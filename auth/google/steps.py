"""What the conversation with Google yields, and what it is sent: requests and answers, as values."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar

from auth.google.forms import Fields
from auth.google.page_kinds import SamlPage
from auth.keeping import AskKeep, Keep, Keeping, KeptSession
from auth.origins import GOOGLE
from auth.prompts import AskPhoneApproval, Progress, Prompt, Reply
from profiles.links import initsso_url
from profiles.secret import Secret


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request to Google. Answer: ``Response``."""

    method: str
    url: str
    fields: Fields = field(default=(), repr=False)
    referer: str = ""


@dataclass(frozen=True, slots=True)
class FetchPicture:
    """The bytes of a picture on a page. Answer: bytes, empty where it cannot be had."""

    url: str


@dataclass(frozen=True, slots=True)
class WaitForTap:
    """Show *prompt* and, at the same time, ask Google's endpoint whether the phone was tapped.

    Answer: ``Tapped``, ANOTHER_WAY, or None for Esc. A failing endpoint is asked again by the driver until
    *seconds* are over (Google's answers HTTP 500 now and then while it waits).
    """

    prompt: AskPhoneApproval
    api_key: str
    transaction: str
    referer: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Tapped:
    """What the endpoint said: the token to send on, empty if the question timed out or was denied."""

    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """The page at the end of the redirects."""

    url: str
    status: int
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GoogleAccount:
    """Who signs in, and to which SAML application."""

    idp_id: str
    sp_id: str
    username: str = ""
    """E-mail address; asked for where empty."""
    bg_response: Secret | None = None
    """A user's own value for ``bgresponse``; the page's own goes back where None."""
    origin: str = GOOGLE
    keep: Keep | None = field(default_factory=Keep)
    """What this computer may keep; None where the person has not been asked yet."""
    aws_google_auth_keyring: bool = False
    """aws-google-auth keeps this account's password in the keyring (``google_config.keyring``)."""
    password_command: bool = False
    code_command: bool = False

    @property
    def link(self) -> str:
        """Where the sign-in starts."""
        return initsso_url(self.idp_id, self.sp_id, base=self.origin)


@dataclass(frozen=True, slots=True)
class Answered:
    """The end of the conversation with Google."""

    page: SamlPage
    username: str
    keep: Keep | None
    """What the person said may be kept, now or before."""


Step = Exchange | FetchPicture | WaitForTap | Keeping | AskKeep | Prompt | Progress
Answer = Response | bytes | Tapped | Keep | KeptSession | Reply
T = TypeVar("T")
Conversation = Generator[Step, Answer, T]
