"""What a conversation with Google remembers between pages, and what every page of it needs: to ask Google, to ask the
person, and to use what this computer keeps. The pages themselves are in ``flow``.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from auth.errors import BadLink, Cancelled, OutOfStep, WrongHost
from auth.google import pages
from auth.google.forms import Form, Value
from auth.google.reasons import Reasons
from auth.google.steps import (
    Conversation,
    Exchange,
    GoogleAccount,
    Response,
    Tapped,
)
from auth.keeping import (
    AskKeep,
    Keep,
    Keeping,
    KeepPassword,
    KeepSession,
    KeptSession,
    RecallSession,
)
from auth.prompts import Progress, Prompt, Reply
from profiles.secret import Secret


@dataclass(slots=True)
class Talk:
    """What the conversation remembers between pages."""

    account: GoogleAccount
    username: str
    keep: Keep | None
    password_sent: Secret | None = None
    password_again: Secret | None = None
    """The password that Google took, to be sent once more without a question: the conversation began again."""
    password_typed: bool = False
    password_recalled: bool = False
    """The password sent is a kept one."""
    password_sources: list[Keeping] | None = None
    """Where a password may be had without asking, each to be tried once."""
    answered: tuple[str, ...] = ()
    """The questions whose answers were just sent: the same page again means that they were refused."""
    attempts: Counter[str] = field(default_factory=Counter)
    sent_codes: list[Secret] = field(default_factory=list)
    refused: bool = False
    restarted: bool = False
    last_url: str = ""
    reasons: Reasons = field(default_factory=Reasons)
    trust_asked: bool = False
    """Google is asked to trust this computer with the second factor sent last."""

    # Requests

    def open(self) -> Conversation[pages.Page]:
        yield Progress("Opening Google's sign-in…")
        page = yield from self.exchange(Exchange("GET", self.account.link))
        if isinstance(page, pages.BadRequestPage) and not self.restarted:
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

    def post(
        self, form: Form, changes: Mapping[str, Value], words: str, *answered: str
    ) -> Conversation[pages.Page]:
        """Send *form* back with *changes*, to Google's sign-in host and nowhere else.

        *answered* names the questions this answers.
        """
        if form.origin != self.account.origin:
            raise WrongHost(
                "The sign-in page wanted to send your answer to another host, so nothing was sent.",
                "A form of Google's sign-in goes to Google's sign-in host only.",
                "Check the network you are in (a captive portal?), then press r.",
            )
        if self.account.bg_response is not None and "bgresponse" in form.names:
            changes = {**changes, "bgresponse": self.account.bg_response}
        self.answered = answered
        yield Progress(words)
        fields = form.filled(changes, trust=self.keep is not None and self.keep.session)
        return (yield from self.exchange(Exchange("POST", form.action, fields, self.last_url)))

    def ask(self, prompt: Prompt) -> Conversation[Reply]:
        """The person's answer; Esc ends the conversation."""
        answer = yield prompt
        if answer is None:
            raise Cancelled
        assert not isinstance(answer, Response | bytes | Tapped | Keep | KeptSession)  # noqa: S101 - the driver's side
        return answer

    def attempt(self, question: str) -> tuple[int, bool]:
        """Which try at *question* this is, and whether the answer before was refused."""
        was_refused = question in self.answered
        if was_refused or not self.attempts[question]:
            self.attempts[question] += 1
        self.refused |= was_refused
        self.answered = ()
        return self.attempts[question], was_refused

    # What this computer keeps

    def recall_session(self) -> Conversation[None]:
        if self.keep and self.keep.session and self.username:
            yield Progress("Taking up the kept Google session…")
            kept = yield RecallSession(self.username)
            self.reasons = Reasons(looked=True, kept=kept if isinstance(kept, KeptSession) else None)

    def ask_what_to_keep(self) -> Conversation[None]:
        """Once for an account, before its first password."""
        if self.keep is None:
            answer = yield AskKeep(self.username)
            if answer is None:
                raise Cancelled
            assert isinstance(answer, Keep)  # noqa: S101 - the driver's side of the contract
            self.keep = answer

    def keep_what_may_be_kept(self) -> Conversation[None]:
        if self.keep and self.keep.session:
            before = self.reasons.kept is not None and self.reasons.kept.trust_asked
            yield KeepSession(self.username, self.trust_asked or before)
        # Who said google_config.keyring = True to aws-google-auth has said yes to keeping the password.
        may_keep = (self.keep is not None and self.keep.password) or self.account.aws_google_auth_keyring
        if may_keep and self.password_typed and self.password_sent:
            yield KeepPassword(self.username, self.password_sent)

    def restart(self, page: pages.BadRequestPage) -> Conversation[pages.Page]:
        """Google answered 400: begin once more, unless wrong answers came before (that would lock accounts)."""
        if self.restarted or self.refused:
            raise OutOfStep(
                "Google lost the thread of this sign-in (HTTP 400).",
                "Its pages and our answers did not fit together.",
                "Press r to start again from the beginning.",
                page.words,
            )
        self.restarted, self.answered = True, ()
        self.password_again = self.password_sent
        self.attempts.clear()
        yield Progress("Google lost the thread (HTTP 400). Starting once more…")
        return (yield from self.open())
