"""Drives a sign-in: the only place where the conversation (which asks), the wire (which does) and the person meet."""

import asyncio
from typing import Protocol

from auth.browser.steps import Browse
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google.steps import Exchange, FetchPicture, Response, WaitForTap
from auth.keeping import (
    ForgetPassword,
    Keeping,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.prompts import AskPassword, Progress
from auth.signin import Answer, Asked, Conversation, SignedIn, Step
from auth.sts import AssumeRole
from auth.wire import Errand
from profiles.secret import Secret
from tui.background import in_thread
from tui.wires import Carrier

PATIENCE_SECONDS = 3.0
"""After this long the screen says what it waits for, and offers to go on without."""


class Desk(Protocol):
    """Where the person sits: the dialog, or a test."""

    def tell(self, words: str) -> None:
        """Say what is being done."""
        ...

    async def show_window(self, step: Browse) -> None:
        """Say that a browser window opens, and how long it stays."""
        ...

    async def ask(self, question: Asked) -> Answer:
        """The person's answer; None is Esc."""
        ...

    async def wait_or_go_on(self, words: str, task: "asyncio.Future[Answer]") -> None:
        """Return when *task* is done, or when the person wants to go on without it."""
        ...


class Driver:
    """One sign-in, from its first step to its end."""

    def __init__(self, carrier: Carrier, desk: Desk) -> None:
        self._carrier, self._desk = carrier, desk
        self._late: asyncio.Future[Answer] | None = None
        self.last_page: Response | None = None
        """The page Google showed last, for a record."""

    async def run(self, flow: Conversation[SignedIn]) -> SignedIn:
        """The conversation's result. Raises ``AuthError``."""
        try:
            step: Step | Done[SignedIn] = advance(flow, None)
            while not isinstance(step, Done):
                step = advance(flow, await self._answer(step))
            return step.value
        finally:
            flow.close()

    def close(self) -> None:
        """A request on its way fails."""
        self._carrier.close()

    async def _answer(self, step: Step) -> Answer | AuthError:
        match step:
            case Progress():
                self._desk.tell(step.words)
                return None
            case Exchange() | AssumeRole() | FetchPicture():
                return await self._send(step)
            case RecallPassword() | RecallSession() | KeepPassword() | KeepSession() | ForgetPassword():
                return await self._patiently(step)
            case RunCommand():
                self._desk.tell(f"Running your {step.what} command…")
                return await self._send(step)
            case WaitForTap():
                return await self._wait_for_tap(step)
            case Browse():
                if step.window:
                    await self._desk.show_window(step)
                return await self._send(step)
            case AskPassword() if self._late is not None:
                return await self._ask_or_late(step, self._late)
            case _:
                return await self._desk.ask(step)

    async def _send(self, errand: Errand) -> Answer | AuthError:
        """A failure is an answer too: the conversation decides what it means."""
        try:
            answer = await in_thread(lambda: self._carrier(errand))
        except AuthError as error:
            return error
        if isinstance(answer, Response):
            self.last_page = answer
        return answer

    async def _patiently(self, step: Keeping) -> Answer:
        """A keyring may be locked and ask for its password in a window nobody sees."""
        task: asyncio.Future[Answer] = asyncio.ensure_future(in_thread(lambda: self._carrier(step)))
        done, _pending = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        if not done:
            words = "Waiting for the keyring. It may be locked and asking for its password in another window."
            await self._desk.wait_or_go_on(words, task)
        if task.done():
            return task.result()
        if isinstance(step, RecallPassword):
            self._late = task
        return None

    async def _ask_or_late(self, question: AskPassword, late: "asyncio.Future[Answer]") -> Answer:
        """The person types, or the keyring answers after all."""
        self._late = None
        asking = asyncio.ensure_future(self._desk.ask(question))
        try:
            await asyncio.wait({asking, late}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done() and isinstance(late.result(), Secret):
                return late.result()
            return await asking
        finally:
            asking.cancel()

    async def _wait_for_tap(self, step: WaitForTap) -> Answer:
        """The question and the wait side by side; whichever answers first is the answer."""
        waiting: asyncio.Future[Answer] = asyncio.ensure_future(in_thread(lambda: self._carrier.tapped(step)))
        asking = asyncio.ensure_future(self._desk.ask(step.prompt))
        try:
            await asyncio.wait({waiting, asking}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else waiting.result()
        finally:
            self._carrier.stop_waiting()
            asking.cancel()
