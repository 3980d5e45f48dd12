"""Conversations with the sandbox, as they went over the wire: pages for tests that damage them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyotp

from auth import prompts
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google.flow import (
    Answer,
    Answered,
    Exchange,
    FetchPicture,
    GoogleAccount,
    Response,
    Step,
    Tapped,
    WaitForTap,
    converse,
)
from auth.google.transport import GoogleTransport
from auth.keeping import AskKeep, Keep
from auth.sandbox.people import FIXED_CODES, PASSWORD, TOTP_SEED, Kind
from auth.sandbox.server import Sandbox
from profiles.secret import Secret

PEOPLE = (
    "user@example.com", "totp-v1@example.com", "totp-v2@example.com", "captcha@example.com", "captcha-v1@example.com",
    "captcha-v2@example.com", "sms@example.com", "sms-v2@example.com", "iap@example.com", "az@example.com",
    "az-number@example.com", "phone-early@example.com", "phone-early-v2@example.com", "backup-v2@example.com",
    "key@example.com", "key-v2@example.com", "passkey@example.com", "choose@example.com", "choose-v2@example.com",
    "attempts@example.com", "japanese@example.com", "romanian-v2@example.com", "rejected-js@example.com",
    "policy@example.com", "unknown-page@example.com", "terms@example.com", "not-assigned@example.com",
    "always-400@example.com", "nobody@example.com",
)  # fmt: skip
"""Each page of each generation is met by one of them."""
MOST_STEPS = 60


@dataclass
class Recorder:
    """Signs somebody in and writes every page down. Answers rightly, but asks once for another way."""

    sandbox: Sandbox
    user: str
    pages: list[Response] = field(default_factory=list)
    wandered: bool = False

    def run(self) -> list[Response]:
        transport = GoogleTransport(self.sandbox.origins.accounts, direct=True)
        account = GoogleAccount("C01fumidai", "101000000001", self.user, origin=self.sandbox.origins.accounts)
        flow = converse(account)
        try:
            step: Step | Done[Answered] = advance(flow, None)
            for _ in range(MOST_STEPS):
                if isinstance(step, Done):
                    break
                if isinstance(step, Exchange):
                    self.pages.append(transport(step))
                step = advance(flow, self.pages[-1] if isinstance(step, Exchange) else self.answer(step))
        except AuthError:
            pass
        finally:
            flow.close()
            transport.close()
        return self.pages

    def answer(self, step: Step) -> Answer:
        if getattr(step, "another_way", False) and not self.wandered:
            self.wandered = True
            return prompts.ANOTHER_WAY
        match step:
            case prompts.AskUserName():
                return self.user
            case prompts.AskPassword():
                return Secret(PASSWORD)
            case prompts.AskCode(factor=prompts.Factor.TOTP):
                return Secret(pyotp.TOTP(TOTP_SEED).at(self.sandbox.clock()))
            case prompts.AskCode():
                return Secret(FIXED_CODES.get(Kind[step.factor.name], ""))
            case prompts.AskSendCode():
                return step.ways[0]
            case prompts.AskPhoneNumber():
                return "+81 90 1234 5678", False
            case prompts.AskPhoneApproval():
                return True
            case prompts.ChooseMethod():
                return len(step.methods) - 1
            case prompts.AskCaptcha():
                return next(text for user, text in self.sandbox.world.captchas.values() if user == self.user)
            case WaitForTap():
                return Tapped()
            case FetchPicture():
                return b""
            case AskKeep():
                return Keep()
            case _:
                return None


def record_conversations() -> list[list[Response]]:
    """The pages that each of `PEOPLE` met."""
    with Sandbox() as sandbox:
        return [Recorder(sandbox, user).run() for user in PEOPLE]
