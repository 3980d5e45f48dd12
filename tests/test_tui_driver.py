"""The driver between conversation, wire and person: a slow keyring, a phone, failures as answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

import pytest

from auth.browser.steps import Browse
from auth.errors import Cancelled, Unreachable
from auth.google.flow import Exchange, Response, Tapped, WaitForTap
from auth.keeping import RecallPassword, RunCommand
from auth.prompts import ANOTHER_WAY, AskPassword, AskPhoneApproval, Progress
from auth.signin import Answer, Asked, Granted, SignedIn, Step
from auth.sts import Credentials
from auth.wire import Errand, Result
from profiles.secret import Secret
from tests.tui_app import NOON
from tui import driver as driver_module
from tui.driver import Driver

END = SignedIn(Granted(Credentials("ASIA", Secret("s"), Secret("t"), NOON), "arn", 3600, 3600))
PROMPT = AskPhoneApproval("user@example.com", "42", waits=True)
WAIT = WaitForTap(PROMPT, "key", "tx", "https://accounts.google.com/", 180)


@dataclass
class Wire:
    """Carries out steps by a function of the test."""

    answer: Callable[[Errand], Result] = lambda _errand: None
    phone: Callable[[], Tapped] = Tapped
    stopped: threading.Event = field(default_factory=threading.Event)
    closed: bool = False

    def __call__(self, errand: Errand) -> Result:
        return self.answer(errand)

    def tapped(self, step: WaitForTap) -> Tapped:
        return self.phone()

    def stop_waiting(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        self.closed = True


@dataclass
class Person:
    """Answers by a coroutine of the test, and remembers what was said."""

    answer: Callable[[Asked], asyncio.Future[Answer]] | None = None
    told: list[str] = field(default_factory=list)
    goes_on: bool = False

    def tell(self, words: str) -> None:
        self.told.append(words)

    async def ask(self, question: Asked) -> Answer:
        assert self.answer is not None
        return await self.answer(question)

    async def show_window(self, step: Browse) -> None:
        self.told.append(step.why)

    async def wait_or_go_on(self, words: str, task: asyncio.Future[Answer]) -> None:
        self.told.append(words)
        if not self.goes_on:
            await asyncio.wait({task})


def never() -> asyncio.Future[Answer]:
    return asyncio.get_running_loop().create_future()


def given(answer: Answer) -> Callable[[Asked], asyncio.Future[Answer]]:
    def make(_question: Asked) -> asyncio.Future[Answer]:
        future = never()
        future.set_result(answer)
        return future

    return make


def conversation(step: Step, seen: list[object]) -> Generator[Step, Answer, SignedIn]:
    """One step; what it was answered is noted."""
    try:
        seen.append((yield step))
    except Unreachable as error:
        seen.append(error)
    return END


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_module, "PATIENCE_SECONDS", 0.05)


async def run(step: Step, wire: Wire, person: Person) -> object:
    seen: list[object] = []
    assert await Driver(wire, person).run(conversation(step, seen)) is END
    return seen[0]


async def test_a_failure_of_the_wire_is_an_answer_to_the_conversation() -> None:
    def fail(_errand: Errand) -> Result:
        raise Unreachable("no network")

    answer = await run(Exchange("GET", "https://accounts.google.com/"), Wire(fail), Person())
    assert isinstance(answer, Unreachable)


async def test_the_last_page_is_kept_for_a_record() -> None:
    page = Response("https://accounts.google.com/x", 200, "<p>")
    driver = Driver(Wire(lambda _: page), Person())
    await driver.run(conversation(Exchange("GET", "https://accounts.google.com/"), []))
    assert driver.last_page is page


async def test_progress_is_told_and_needs_no_answer() -> None:
    person = Person()
    assert await run(Progress("Opening…"), Wire(), person) is None
    assert person.told == ["Opening…"]


async def test_a_quick_keyring_is_not_talked_about() -> None:
    person = Person()
    secret = Secret("kept")
    assert await run(RecallPassword("a@b"), Wire(lambda _: secret), person) is secret
    assert person.told == []


@pytest.mark.usefixtures("impatient")
async def test_a_slow_keyring_is_named_and_waited_for() -> None:
    release, secret = threading.Event(), Secret("kept")

    def slow(_errand: Errand) -> Result:
        release.wait(20)
        return secret

    class Waiting(Person):
        async def wait_or_go_on(self, words: str, task: asyncio.Future[Answer]) -> None:
            release.set()
            await super().wait_or_go_on(words, task)

    person = Waiting()
    assert await run(RecallPassword("a@b"), Wire(slow), person) is secret
    assert "keyring" in person.told[0]


@pytest.mark.usefixtures("impatient")
async def test_an_answer_of_the_keyring_that_comes_late_still_answers_the_password_question() -> None:
    release, secret = threading.Event(), Secret("kept")

    def slow(_errand: Errand) -> Result:
        release.wait(20)
        return secret

    def ask(_question: Asked) -> asyncio.Future[Answer]:
        release.set()
        return never()

    def flow() -> Generator[Step, Answer, SignedIn]:
        first = yield RecallPassword("a@b")
        seen.append(first)
        seen.append((yield AskPassword("a@b")))
        return END

    seen: list[object] = []
    person = Person(ask, goes_on=True)
    assert await Driver(Wire(slow), person).run(flow()) is END
    assert seen == [None, secret]


@pytest.mark.usefixtures("impatient")
async def test_what_is_typed_counts_while_the_keyring_still_hangs() -> None:
    release, typed = threading.Event(), Secret("typed")

    def flow() -> Generator[Step, Answer, SignedIn]:
        yield RecallPassword("a@b")
        seen.append((yield AskPassword("a@b")))
        return END

    def hang(_errand: Errand) -> Result:
        release.wait(20)
        return None

    seen: list[object] = []
    try:
        await Driver(Wire(hang), Person(given(typed), goes_on=True)).run(flow())
    finally:
        release.set()
    assert seen == [typed]


async def test_a_tap_on_the_phone_answers_by_itself() -> None:
    wire = Wire(phone=lambda: Tapped("token"))
    assert await run(WAIT, wire, Person(lambda _question: never())) == Tapped("token")


@pytest.mark.parametrize("answer", [None, ANOTHER_WAY])
async def test_the_person_need_not_wait_for_the_phone(answer: Answer) -> None:
    wire = Wire()
    wire.phone = lambda: Tapped(str(wire.stopped.wait(20)))
    assert await run(WAIT, wire, Person(given(answer))) is answer
    assert wire.stopped.is_set()


async def test_a_command_of_the_person_is_named_while_it_runs() -> None:
    person, secret = Person(), Secret("123456")
    assert await run(RunCommand("code", "a@b"), Wire(lambda _: secret), person) is secret
    assert person.told == ["Running your code command…"]


async def test_the_conversation_is_closed_when_it_fails() -> None:
    closed = []

    def flow() -> Generator[Step, Answer, SignedIn]:
        try:
            yield AskPassword("a@b")
            raise Cancelled
        finally:
            closed.append(True)

    with pytest.raises(Cancelled):
        await Driver(Wire(), Person(given(None))).run(flow())
    assert closed
