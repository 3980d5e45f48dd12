"""The conversation with Google, from the sign-in link to the assertion.

A generator that asks and never does: it yields an ``Exchange`` (one HTTP request, answered with a ``Response``), a
prompt (answered by the person) or a ``Progress`` (answered with None), and returns the assertion. Transport
failures are thrown into it, so that every rule about trying again stands here and in ``talk``. Read ``converse`` first.
"""

from collections.abc import Mapping
from typing import Final

from auth import prompts
from auth.errors import Cancelled, UnknownPage
from auth.google import pages, refusals
from auth.google.forms import Form, Value
from auth.google.reasons import Reasons
from auth.google.steps import (
    Answer,
    Answered,
    Conversation,
    Exchange,
    FetchPicture,
    GoogleAccount,
    Response,
    Step,
    Tapped,
    WaitForTap,
)
from auth.google.talk import Talk
from auth.keeping import (
    ForgetPassword,
    RecallPassword,
    RunCommand,
)
from auth.prompts import ANOTHER_WAY, Factor, Reply
from profiles.secret import Secret

__all__ = [
    "Answer",
    "Answered",
    "Conversation",
    "Exchange",
    "FetchPicture",
    "GoogleAccount",
    "Response",
    "Step",
    "Tapped",
    "WaitForTap",
    "converse",
]

MOST_STEPS: Final = 60
"""Pages after which a conversation is going in circles."""
MOST_PROMPTS: Final = 3
"""Questions sent to a phone that does not answer."""


def converse(account: GoogleAccount) -> Conversation[Answered]:
    """Sign *account* in; the end holds the page with the assertion.

    Raises an ``AuthError``: ``Cancelled`` when the person pressed Esc, otherwise what Google or the network said.
    """
    talk = _Pages(account, account.username, account.keep)
    yield from talk.recall_session()
    page = yield from talk.open()
    for _step in range(MOST_STEPS):
        match page:
            case pages.SamlPage():
                yield from talk.keep_what_may_be_kept()
                return Answered(page, talk.username, talk.keep)
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
            case pages.OldPhonePromptPage():
                page = yield from talk.old_phone_prompt(page)
            case pages.MethodsPage():
                page = yield from talk.methods(page)
            case pages.KeyPage() if page.another_way and page.factor.value not in talk.answered:
                page = yield from talk.another_way(page.another_way, page.factor.value)
            case pages.ChooserPage() if "chooser" not in talk.answered:
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


class _Pages(Talk):
    """One answer for each kind of page."""

    __slots__ = ()

    def identifier(self, page: pages.IdentifierPage) -> Conversation[pages.Page]:
        attempt, was_refused = self.attempt("identifier")
        self.reasons.anew = True
        if was_refused or not self.username:
            refusal = (page.refusal or "Google does not know this account.") if was_refused else ""
            answer = yield from self.ask(prompts.AskUserName(attempt, refusal))
            assert isinstance(answer, str)  # noqa: S101 - the driver's side of the contract
            self.username, self.reasons = answer, Reasons()  # What was kept is another account's.
        changes = {page.field: self.username}
        return (yield from self.post(page.form, changes, "Telling Google who you are…", "identifier"))

    def captcha(self, page: pages.CaptchaPage) -> Conversation[pages.Page]:
        if not self.username:
            self.username = dict(page.form.fields).get("identifier") or dict(page.form.fields).get(
                "Email", ""
            )
        attempt, was_refused = self.attempt("captcha")
        self.reasons.anew = True
        refusal = (page.refusal or "Google did not take these characters.") if was_refused else ""
        picture = yield FetchPicture(page.picture_url)
        assert isinstance(picture, bytes)  # noqa: S101 - the driver's side of the contract
        answer = yield from self.ask(prompts.AskCaptcha(page.picture_url, attempt, refusal, picture))
        assert isinstance(answer, str)  # noqa: S101 - the driver's side of the contract
        changes: dict[str, Value] = {page.field: answer}
        changes |= {name: self.username for name in ("identifier", "Email") if name in page.form.names}
        if "Passwd" not in page.form.names:
            return (yield from self.post(page.form, changes, "Sending the characters…", "captcha"))
        # The oldest pages ask for both at once, and do not say which of them was wrong.
        if was_refused or not self.password_sent:
            typed = yield from self.ask(
                prompts.AskPassword(self.username, attempt, reason=self.reasons.of_password())
            )
            self.password_sent = self.take_typed(typed)
        changes["Passwd"] = self.password_sent
        return (yield from self.post(page.form, changes, "Sending the characters…", "captcha", "password"))

    def password(self, page: pages.PasswordPage) -> Conversation[pages.Page]:
        yield from self.ask_what_to_keep()
        attempt, was_refused = self.attempt("password")
        self.reasons.anew = True
        if kept_refused := was_refused and self.password_recalled:
            gone = yield ForgetPassword(self.username, self.account.aws_google_auth_keyring)
            self.reasons.password_forgotten = gone is True
        password, self.password_again = None if was_refused else self.password_again, None
        password = password or (yield from self.password_without_asking())
        if password is None:
            in_our_words = "" if kept_refused else "Google did not take this password."
            question = prompts.AskPassword(
                page.account or self.username,
                attempt,
                (page.refusal or in_our_words) if was_refused else "",
                page.another_way is not None,
                self.reasons.of_password(),
            )
            typed = yield from self.ask(question)
            while not isinstance(typed, Secret):
                if typed is ANOTHER_WAY and page.another_way:
                    return (yield from self.another_way(page.another_way))
                typed = yield from self.ask(question)
            password = self.take_typed(typed)
        self.password_sent = password
        return (yield from self.post(page.form, {"Passwd": password}, "Checking the password…", "password"))

    def take_typed(self, answer: Reply) -> Secret:
        assert isinstance(answer, Secret)  # noqa: S101 - the driver's side of the contract
        self.password_typed, self.password_recalled = True, False
        return answer

    def password_without_asking(self) -> Conversation[Secret | None]:
        """From the person's command or the keyring; each is tried once, since wrong passwords lock accounts."""
        if self.password_sources is None:
            self.password_sources = []
            if self.account.password_command:
                self.password_sources.append(RunCommand("password", self.username))
            if (self.keep and self.keep.password) or self.account.aws_google_auth_keyring:
                recall = RecallPassword(self.username, self.account.aws_google_auth_keyring)
                self.password_sources.append(recall)
        while self.password_sources:
            source = self.password_sources.pop(0)
            answer = yield source
            if isinstance(answer, Secret):
                self.password_recalled = isinstance(source, RecallPassword)
                return answer
        return None

    def code(self, page: pages.CodePage) -> Conversation[pages.Page]:
        attempt, was_refused = self.attempt(page.factor.value)
        refusal = (page.message or "Google did not take this code.") if was_refused else ""
        answer: Answer = None
        if page.factor is Factor.TOTP and attempt == 1 and self.account.code_command:
            answer = yield RunCommand("code", self.username)
        changing = page.factor in _CHANGING
        while not isinstance(answer, Secret) or (changing and self.was_sent(answer)):
            if isinstance(answer, Secret):
                refusal = "This code was sent a moment ago. Wait for the next one."
            answer = yield from self.ask(
                prompts.AskCode(
                    page.factor,
                    self.username,
                    page.sent_to,
                    attempt,
                    refusal,
                    page.another_way is not None,
                    self.why_second_factor(),
                )
            )
            if answer is ANOTHER_WAY and page.another_way:
                return (yield from self.another_way(page.another_way))
        self.sent_codes.append(answer)
        changes = {page.field: answer}
        return (yield from self.prove(page.form, changes, "Checking the code…", page.factor.value))

    def why_second_factor(self) -> prompts.Reason | None:
        return self.reasons.of_second_factor(password_sent=self.password_sent is not None)

    def prove(
        self, form: Form, changes: Mapping[str, Value], words: str, *answered: str
    ) -> Conversation[pages.Page]:
        """Post a second factor."""
        self.trust_asked = form.asks_for_trust
        return (yield from self.post(form, changes, words, *answered))

    def was_sent(self, code: Secret) -> bool:
        """Google takes a code once; sending it again counts as a wrong one."""
        return any(code.reveal() == sent.reveal() for sent in self.sent_codes)

    def send_code(self, page: pages.SendCodePage) -> Conversation[pages.Page]:
        answer = yield from self.ask(
            prompts.AskSendCode(
                page.sent_to, page.ways, page.another_way is not None, self.why_second_factor()
            )
        )
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        assert isinstance(answer, str)  # noqa: S101 - the driver's side of the contract
        name = next(name for name, value in page.form.buttons if value == answer)
        return (yield from self.post(page.form, {name: answer}, "Asking Google to send the code…"))

    def phone_number(self, page: pages.PhoneNumberPage) -> Conversation[pages.Page]:
        attempt, was_refused = self.attempt("phone number")
        refusal = (page.message or "Google did not take this number.") if was_refused else ""
        answer = yield from self.ask(
            prompts.AskPhoneNumber(
                self.username, attempt, refusal, page.another_way is not None, self.why_second_factor()
            )
        )
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        assert isinstance(answer, tuple)  # noqa: S101 - the driver's side of the contract
        number, by_voice = answer
        changes = {"phoneNumber": number, "sendMethod": "VOICE" if by_voice else "SMS"}
        return (yield from self.post(page.form, changes, "Asking Google to send the code…", "phone number"))

    def phone_prompt(self, page: pages.PhonePromptPage) -> Conversation[pages.Page]:
        self.attempts["phone prompt"] += 1
        answer = yield from self.ask(
            prompts.AskPhoneApproval(
                self.username,
                page.number,
                page.words,
                self.attempts["phone prompt"],
                page.another_way is not None,
                reason=self.why_second_factor(),
            )
        )
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        return (yield from self.prove(page.form, {}, "Asking Google whether you tapped Yes…"))

    def old_phone_prompt(self, page: pages.OldPhonePromptPage) -> Conversation[pages.Page]:
        """The endpoint tells when the phone was tapped; nobody has to press a key."""
        self.attempts["phone prompt"] += 1
        prompt = prompts.AskPhoneApproval(
            self.username,
            page.number,
            page.words,
            self.attempts["phone prompt"],
            page.another_way is not None,
            waits=True,
            reason=self.why_second_factor(),
        )
        answer = yield WaitForTap(prompt, page.api_key, page.transaction, self.last_url, page.lifetime)
        if answer is None:
            raise Cancelled
        if answer is ANOTHER_WAY and page.another_way:
            return (yield from self.another_way(page.another_way))
        assert isinstance(answer, Tapped)  # noqa: S101 - the driver's side of the contract
        if not answer.token and page.resend and self.attempts["phone prompt"] < MOST_PROMPTS:
            return (yield from self.post(page.resend, {}, "The question timed out. Asking the phone again…"))
        if not answer.token and page.another_way:
            return (yield from self.another_way(page.another_way))
        changes = {"token": answer.token} if answer.token else {}
        return (yield from self.prove(page.form, changes, "Telling Google that you tapped Yes…"))

    def another_way(self, form: Form, *answered: str) -> Conversation[pages.Page]:
        return (yield from self.post(form, {}, "Asking Google for the other ways…", *answered))

    def methods(self, page: pages.MethodsPage) -> Conversation[pages.Page]:
        if not any(entry.usable for entry in page.entries):
            raise refusals.no_usable_method(page)
        usable = tuple(entry for entry in page.entries if entry.usable and not _needs_browser(entry.factor))
        if not usable:
            raise refusals.no_usable_method(page)
        answer = yield from self.ask(
            prompts.ChooseMethod(
                tuple(prompts.Method(entry.factor, entry.label) for entry in usable), self.why_second_factor()
            )
        )
        assert isinstance(answer, int)  # noqa: S101 - the driver's side of the contract
        entry = usable[answer]
        return (yield from self.post(entry.form, dict(entry.changes), "Choosing this way…"))

    def chooser(self, page: pages.ChooserPage) -> Conversation[pages.Page]:
        for name, value, address in page.accounts:
            if address.lower() == self.username.lower():
                return (yield from self.post(page.form, {name: value}, "Choosing the account…", "chooser"))
        raise refusals.account_not_listed(self.username)


_CHANGING: Final = frozenset({Factor.TOTP, Factor.OFFLINE_CODE, Factor.KEY_CODE})
"""A new code comes by itself, so the same one again is a slip of the person."""


def _needs_browser(factor: Factor) -> bool:
    return factor in {Factor.SECURITY_KEY, Factor.PASSKEY}
