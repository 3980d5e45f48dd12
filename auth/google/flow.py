"""The conversation with Google, from the sign-in link to the assertion.

A generator that asks and never does: it yields an ``Exchange`` (one HTTP request, answered with a ``Response``), a
prompt (answered by the person) or a ``Progress`` (answered with None), and returns the assertion. Transport
failures are thrown into it, so that every rule about trying again stands here. Read ``converse`` first.
"""

from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from auth import prompts
from auth.errors import BadLink, Cancelled, OutOfStep, UnknownPage, WrongHost
from auth.google import pages, refusals
from auth.google.forms import Fields, Form, Value
from auth.origins import GOOGLE
from auth.prompts import ANOTHER_WAY, Factor, Progress, Prompt, Reply
from profiles.links import initsso_url
from profiles.secret import Secret

MOST_STEPS: Final = 60
"""Pages after which a conversation is going in circles."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request to Google. Answer: ``Response``."""

    method: str
    url: str
    fields: Fields = field(default=(), repr=False)
    referer: str = ""


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

    @property
    def link(self) -> str:
        """Where the sign-in starts."""
        return initsso_url(self.idp_id, self.sp_id, base=self.origin)


Step = Exchange | Prompt | Progress
Answer = Response | Reply
T = TypeVar("T")
Conversation = Generator[Step, Answer, T]


def converse(account: GoogleAccount) -> Conversation[pages.SamlPage]:
    """Sign *account* in and return the page that holds the assertion.

    Raises an ``AuthError``: ``Cancelled`` when the person pressed Esc, otherwise what Google or the network said.
    """
    talk = _Talk(account, account.username)
    page = yield from talk.open()
    for _step in range(MOST_STEPS):
        match page:
            case pages.SamlPage():
                return page
            case pages.IdentifierPage():
                page = yield from talk.identifier(page)
            case pages.CaptchaPage():
                page = yield from talk.captcha(page)
            case pages.PasswordPage():
                page = yield from talk.password(page)
            case pages.CodePage():
                page = yield from talk.code(page)
            case pages.SendCodePage():
                page = yield from talk.send_code(page)
            case pages.PhoneNumberPage():
                page = yield from talk.phone_number(page)
            case pages.PhonePromptPage():
                page = yield from talk.phone_prompt(page)
            case pages.MethodsPage():
                page = yield from talk.methods(page)
            case pages.KeyPage() if page.another_way:
                page = yield from talk.another_way(page.another_way)
            case pages.ChooserPage():
                page = yield from talk.chooser(page)
            case pages.BadRequestPage():
                page = yield from talk.restart(page)
            case _:
                raise refusals.error_for(page)
    raise UnknownPage(
        "Google's sign-in is going in circles.",
        f"After {MOST_STEPS} pages there was still no answer.",
        "Sign in once in your browser, then press r.",
    )


@dataclass(slots=True)
class _Talk:
    """What the conversation remembers between pages."""

    account: GoogleAccount
    username: str
    known_password: Secret | None = None
    attempts: Counter[str] = field(default_factory=Counter)
    """How often each question was asked: the same page again means that the answer was refused."""
    sent_codes: list[Secret] = field(default_factory=list)
    refused: bool = False
    restarted: bool = False
    last_url: str = ""

    # Requests

    def open(self) -> Conversation[pages.Page]:
        yield Progress("Opening Google's sign-in…")
        page = yield from self.exchange(Exchange("GET", self.account.link))
        if isinstance(page, pages.BadRequestPage):
            raise BadLink(
                "Google does not know this sign-in link.",
                f"The link is made of the identity provider id {self.account.idp_id} and the service provider id"
                f" {self.account.sp_id}; one of them is wrong.",
                "Compare google_config.google_idp_id and google_config.google_sp_id with a colleague's, then press r.",
                page.words,
            )
        return page

    def exchange(self, exchange: Exchange) -> Conversation[pages.Page]:
        response = yield exchange
        assert isinstance(response, Response)  # noqa: S101 - the driver's side of the contract
        self.last_url = response.url
        return pages.read(response.url, response.html, status=response.status, origin=self.account.origin)

    def post(self, form: Form, changes: Mapping[str, Value], words: str) -> Conversation[pages.Page]:
        """Send *form* back with *changes*, to Google's sign-in host and nowhere else."""
        if form.origin != self.account.origin:
            raise WrongHost(
                "The sign-in page wanted to send your answer to another host, so nothing was sent.",
                "A form of Google's sign-in goes to Google's sign-in host only.",
                "Check the network you are in (a captive portal?), then press r.",
            )
        if self.account.bg_response is not None and "bgresponse" in form.names:
            changes = {**changes, "bgresponse": self.account.bg_response}
        yield Progress(words)
        return (yield from self.exchange(Exchange("POST", form.action, form.filled(changes), self.last_url)))

    def ask(self, prompt: Prompt) -> Conversation[Reply]:
        """The person's answer; Esc ends the conversation."""
        answer = yield prompt
        if answer is None:
            raise Cancelled
        assert not isinstance(answer, Response)  # noqa: S101 - the driver's side of the contract
        return answer

    def attempt(self, question: str) -> int:
        """Count *question* once more; from the second time on, the answer before was refused."""
        self.attempts[question] += 1
        if self.attempts[question] > 1:
            self.refused = True
        return self.attempts[question]

    def restart(self, page: pages.BadRequestPage) -> Conversation[pages.Page]:
        """Google answered 400: begin once more, unless wrong answers came before (that would lock accounts)."""
        if self.restarted or self.refused:
            raise OutOfStep(
                "Google lost the thread of this sign-in (HTTP 400).",
                "Its pages and our answers did not fit together.",
                "Press r to start again from the beginning.",
                page.words,
            )
        self.restarted = True
        self.attempts.clear()
        yield Progress("Google lost the thread (HTTP 400). Starting once more…")
        return (yield from self.open())

    # Pages

    def identifier(self, page: pages.IdentifierPage) -> Conversation[pages.Page]:
        attempt = self.attempt("identifier")
        if attempt > 1 or not self.username:
            answer = yield from self.ask(prompts.AskUserName(attempt if self.username else 1, page.refusal))
            assert isinstance(answer, str)  # noqa: S101 - the driver's side of the contract
            self.username = answer
        return (yield from self.post(page.form, {page.field: self.username}, "Telling Google who you are…"))

    def captcha(self, page: pages.CaptchaPage) -> Conversation[pages.Page]:
        attempt = self.attempt("captcha")
        answer = yield from self.ask(prompts.AskCaptcha(page.picture_url, attempt, page.refusal))
        assert isinstance(answer, str)  # noqa: S101 - the driver's side of the contract
        changes: dict[str, Value] = {page.field: answer}
        changes |= {name: self.username for name in ("identifier", "Email") if name in page.form.names}
        return (yield from self.post(page.form, changes, "Sending the characters…"))

    def password(self, page: pages.PasswordPage) -> Conversation[pages.Page]:
        attempt = self.attempt("password")
        password = self.known_password
        if attempt > 1 or password is None:
            refusal = (page.refusal or "Google did not take this password.") if attempt > 1 else ""
            question = prompts.AskPassword(page.account or self.username, attempt, refusal)
            answer = yield from self.ask(question)
            assert isinstance(answer, Secret)  # noqa: S101 - the driver's side of the contract
            password = answer
        self.known_password = password
        return (yield from self.post(page.form, {"Passwd": password}, "Checking the password…"))

    def code(self, page: pages.CodePage) -> Conversation[pages.Page]:
        attempt = self.attempt(page.factor.value)
        refusal = (page.message or "Google did not take this code.") if attempt > 1 else ""
        while True:
            answer = yield from self.ask(
                prompts.AskCode(
                    page.factor, self.username, page.sent_to, attempt, refusal, page.another_way is not None
                )
            )
            if answer is ANOTHER_WAY and page.another_way:
                return (yield from self.another_way(page.another_way))
            assert isinstance(answer, Secret)  # noqa: S101 - the driver's side of the contract
            if all(answer.reveal() != sent.reveal() for sent in self.sent_codes):
                break
            refusal = "This code was sent a moment ago. Wait for the next one."
            attempt = self.attempt(page.factor.value)
        self.sent_codes.append(answer)
        return (yield from self.post(page.form, {page.field: answer}, "Checking the code…"))

    def send_code(self, page: pages.SendCodePage) -> Conversation[pages.Page]:
        answer = yield from self.ask(
            prompts.AskSendCode(page.sent_to, page.ways, page.another_way is not None)
        )
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        assert isinstance(answer, str)  # noqa: S101 - the driver's side of the contract
        name = next(name for name, value in page.form.buttons if value == answer)
        return (yield from self.post(page.form, {name: answer}, "Asking Google to send the code…"))

    def phone_number(self, page: pages.PhoneNumberPage) -> Conversation[pages.Page]:
        attempt = self.attempt("phone number")
        refusal = page.message if attempt > 1 else ""
        answer = yield from self.ask(
            prompts.AskPhoneNumber(self.username, attempt, refusal, page.another_way is not None)
        )
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        assert isinstance(answer, tuple)  # noqa: S101 - the driver's side of the contract
        number, by_voice = answer
        changes = {"phoneNumber": number, "sendMethod": "VOICE" if by_voice else "SMS"}
        return (yield from self.post(page.form, changes, "Asking Google to send the code…"))

    def phone_prompt(self, page: pages.PhonePromptPage) -> Conversation[pages.Page]:
        self.attempts["phone prompt"] += 1
        answer = yield from self.ask(
            prompts.AskPhoneApproval(
                self.username,
                page.number,
                page.words,
                self.attempts["phone prompt"],
                page.another_way is not None,
            )
        )
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        return (yield from self.post(page.form, {}, "Asking Google whether you tapped Yes…"))

    def another_way(self, form: Form) -> Conversation[pages.Page]:
        return (yield from self.post(form, {}, "Asking Google for the other ways…"))

    def methods(self, page: pages.MethodsPage) -> Conversation[pages.Page]:
        if not any(entry.usable for entry in page.entries):
            raise refusals.no_usable_method(page)
        usable = tuple(entry for entry in page.entries if entry.usable and not _needs_browser(entry.factor))
        if not usable:
            raise refusals.no_usable_method(page)
        answer = yield from self.ask(
            prompts.ChooseMethod(tuple(prompts.Method(entry.factor, entry.label) for entry in usable))
        )
        assert isinstance(answer, int)  # noqa: S101 - the driver's side of the contract
        entry = usable[answer]
        return (yield from self.post(entry.form, dict(entry.changes), "Choosing this way…"))

    def chooser(self, page: pages.ChooserPage) -> Conversation[pages.Page]:
        for name, value, address in page.accounts:
            if address.lower() == self.username.lower():
                return (yield from self.post(page.form, {name: value}, "Choosing the account…"))
        raise refusals.account_not_listed(self.username)


def _needs_browser(factor: Factor) -> bool:
    return factor in {Factor.SECURITY_KEY, Factor.PASSKEY}
