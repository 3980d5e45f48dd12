"""Damaged pages end in a typed page or a named error, and a password only ever goes to Google's sign-in.

The pages are the sandbox's, damaged by chance from a seed: a share of them in the gate, thousands in the full run.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import get_args

import lxml.html
import pytest
import requests
from urllib3.util import parse_url

from auth import prompts
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google import pages
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
)
from auth.google.flow import converse as google
from auth.keeping import AskKeep, Keep
from auth.origins import GOOGLE, INVALID, join, origin_of
from auth.record import record
from profiles.secret import Secret
from tests.counts import count
from tests.google_recordings import record_conversations

PASSWORD = "the-password-of-the-person"
PAGES = get_args(pages.Page)

Conversations = list[list[Response]]


@pytest.fixture(scope="module")
def conversations() -> Conversations:
    return record_conversations()


@pytest.fixture(scope="module")
def origin(conversations: Conversations) -> str:
    return origin_of(conversations[0][0].url)


# Damage

FOREIGN = (
    "ログイン",
    "パスワード を入力",
    "تسجيل الدخول",
    "Вход",
    "로그인 2",
    "<b>",
    "app_not_",
    "100% [x]",
    "\u202eabc",
    "1",
)
HOSTS = (
    "https://evil.example/", "//evil.example/signin", "https://accounts.google.com.evil.example/", "http://evil.example",
    "https://evil.example\\@{host}/signin/challenge/pwd/1", "https://{host}\\.evil.example/", "https://{host}@evil.example/",
    "https://evil.example#@{host}/", "https://evil.example?@{host}/", "https://{host}:1/", "ftp://{host}/",
    "javascript:alert(1)", "data:text/html,x", "https://[evil/", "https://evil.example:x/", "mailto:a@evil.example",
    "https:evil.example", "\\\\evil.example/",
    "https://{host}%40evil.example/", "https://{host}\t.evil.example/", "\thttps://evil.example/", "///evil.example/", "http:///x",
)  # fmt: skip

Damage = Callable[[random.Random, Response], Response]


def html_of(response: Response, change: Callable[[lxml.html.HtmlElement], None]) -> Response:
    """*response*, its page changed as a tree; as it was where lxml cannot."""
    try:
        document = lxml.html.document_fromstring(response.html)
        change(document)
    except (lxml.etree.ParserError, ValueError, KeyError):
        return response
    return Response(response.url, response.status, lxml.html.tostring(document, encoding="unicode"))


def cut(chance: random.Random, response: Response) -> Response:
    return Response(response.url, response.status, response.html[: chance.randrange(len(response.html) + 1)])


def gap(chance: random.Random, response: Response) -> Response:
    start = chance.randrange(len(response.html) + 1)
    html = response.html[:start] + response.html[start + chance.randrange(1, 400) :]
    return Response(response.url, response.status, html)


def noise(chance: random.Random, response: Response) -> Response:
    characters = list(response.html)
    for _ in range(min(len(characters), 20)):
        characters[chance.randrange(len(characters))] = chance.choice("<>\"'=/ &;\x00\ufffd\udcffé日{}")
    return Response(response.url, response.status, "".join(characters))


def shuffle_attributes(chance: random.Random, response: Response) -> Response:
    """In another order, and now and then with another's value."""

    def change(document: lxml.html.HtmlElement) -> None:
        for element in document.iter("*"):
            items = [(str(name), str(value)) for name, value in element.items()]
            chance.shuffle(items)
            values = [value for _, value in items]
            if chance.random() < 0.05:
                chance.shuffle(values)
            for name, _ in items:
                del element.attrib[name]
            for (name, _), value in zip(items, values, strict=True):
                element.set(name, value)

    return html_of(response, change)


def drop(*tags: str, share: float) -> Damage:
    def damage(chance: random.Random, response: Response) -> Response:
        def change(document: lxml.html.HtmlElement) -> None:
            for element in list(document.iter(*tags)):
                if element.getparent() is not None and chance.random() < share:
                    element.drop_tree()

        return html_of(response, change)

    return damage


def drop_attributes(chance: random.Random, response: Response) -> Response:
    def change(document: lxml.html.HtmlElement) -> None:
        for element in document.iter("*"):
            for name in list(element.attrib):
                if chance.random() < 0.05:
                    del element.attrib[name]

    return html_of(response, change)


def translate(chance: random.Random, response: Response) -> Response:
    def change(document: lxml.html.HtmlElement) -> None:
        for element in document.iter("*"):
            if (element.text or "").strip() and element.tag not in {"script", "style"}:
                element.text = chance.choice(FOREIGN)

    return html_of(response, change)


def elsewhere(chance: random.Random, response: Response) -> str:
    """One of `HOSTS`, with the scheme and host of *response* where it pretends to be its own."""
    scheme, _, rest = response.url.partition("://")
    where = chance.choice(HOSTS)
    where = where.replace("https:", f"{scheme}:") if "{host}" in where else where
    return where.replace("{host}", rest.partition("/")[0])


def other_host(chance: random.Random, response: Response) -> Response:
    """In the actions, or in <base>."""

    def change(document: lxml.html.HtmlElement) -> None:
        where = elsewhere(chance, response)
        if chance.random() < 0.5:
            base = lxml.html.Element("base")
            base.set("href", where)
            document.insert(0, base)
        else:
            for form in document.iter("form"):
                form.set("action", where)
                form.set("method", chance.choice(["post", "get", "dialog"]))

    return html_of(response, change)


def other_address(chance: random.Random, response: Response) -> Response:
    """Where the redirects ended, or HTTP's status."""
    if chance.random() < 0.5:
        return Response(response.url, chance.choice([0, 200, 400, 403, 404, 429, 500, 503]), response.html)
    path = chance.choice(
        [
            "/",
            "/signin/rejected?rrk=88",
            "/v3/signin/challenge/totp?TL=1",
            "/speedbump/x",
            "/AccountChooser",
            "",
        ]
    )
    host = "/".join(response.url.split("/")[:3])
    start = host if chance.random() < 0.8 else elsewhere(chance, response)
    return Response(start + path, response.status, response.html)


DAMAGES: Sequence[Damage] = (
    cut, gap, noise, shuffle_attributes, drop("input", share=0.3), drop("input", "button", "form", "div", share=0.1),
    drop_attributes, translate, other_host, other_address,
)  # fmt: skip


def damaged(chance: random.Random, response: Response) -> Response:
    for damage in chance.sample(DAMAGES, chance.choice([1, 1, 1, 2, 3])):
        response = damage(chance, response)
    return response


# Pages alone


def test_every_damaged_page_is_some_page(conversations: Conversations, origin: str) -> None:
    everything = [page for conversation in conversations for page in conversation]
    met: Counter[str] = Counter()
    for seed in range(count(1500, 50_000)):
        chance = random.Random(seed)  # noqa: S311 - the same damage every time
        response = damaged(chance, chance.choice(everything))
        try:
            page = pages.read(response.url, response.html, status=response.status, origin=origin)
            told = record(response.url, response.html, response.status)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
        assert isinstance(page, PAGES), seed
        assert told, seed
        met[type(page).__name__] += 1
    assert len(met) > 12, met


def test_a_page_cut_at_any_character_is_some_page(conversations: Conversations, origin: str) -> None:
    everything = {page.html: page for conversation in conversations for page in conversation}
    step = max(1, sum(map(len, everything)) // count(2000, 50_000))
    for response in everything.values():
        for end in range(0, len(response.html), step):
            page = pages.read(response.url, response.html[:end], status=response.status, origin=origin)
            assert isinstance(page, PAGES)


def test_language_and_order_of_attributes_do_not_matter(conversations: Conversations, origin: str) -> None:
    """Undamaged otherwise, every page is what it was, in any language."""
    for conversation in conversations:
        for number, response in enumerate(conversation):
            chance = random.Random(number)  # noqa: S311 - the same order every time

            def change(document: lxml.html.HtmlElement, chance: random.Random = chance) -> None:
                for element in document.iter("*"):
                    items = [(str(name), str(value)) for name, value in element.items()]
                    chance.shuffle(items)
                    for name, value in items:
                        del element.attrib[name]
                        element.set(name, value)
                    has_words = (element.text or "").strip() and not (element.text or "").strip()[
                        :1
                    ].isdigit()
                    if (
                        has_words
                        and element.tag not in {"script", "style"}
                        and "app_not_" not in (element.text or "")
                    ):
                        element.text = chance.choice(FOREIGN[:4])

            other = html_of(response, change)
            before = pages.read(response.url, response.html, status=response.status, origin=origin)
            after = pages.read(other.url, other.html, status=other.status, origin=origin)
            assert type(before) is type(after), (response.url, before, after)


# Whole conversations


class Person:
    """Answers whatever is asked, now and then for another way."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.codes = 0

    def answer(self, step: Step) -> Answer:
        if getattr(step, "another_way", False) and self.chance.random() < 0.3:
            return prompts.ANOTHER_WAY
        match step:
            case prompts.AskUserName():
                return "person@example.com"
            case prompts.AskPassword():
                return Secret(PASSWORD)
            case prompts.AskCode():
                self.codes += 1
                return Secret(f"{self.codes:06}")
            case prompts.AskCaptcha():
                return "letters"
            case prompts.AskSendCode():
                return self.chance.choice(step.ways)
            case prompts.AskPhoneNumber():
                return "+81 90 1234 5678", self.chance.random() < 0.5
            case prompts.AskPhoneApproval():
                return True
            case prompts.ChooseMethod():
                return self.chance.randrange(len(step.methods))
            case WaitForTap():
                return Tapped(self.chance.choice(["", "token"]))
            case FetchPicture():
                return b""
            case AskKeep():
                return Keep()
            case _:
                return None


def goes_to(url: str) -> str:
    """The origin to which requests would really send: urllib3's reading of the prepared address."""
    try:
        parts = parse_url(str(requests.Request("POST", url).prepare().url))
    except requests.RequestException:
        return INVALID
    return f"{parts.scheme}://{parts.netloc}"


def talk(chance: random.Random, conversations: Conversations, origin: str, met: Counter[str]) -> None:
    """One sign-in over pages that are damaged half of the time. Everything sent is looked at."""
    person, path = Person(chance), list(chance.choice(conversations))
    flow = google(GoogleAccount("C01fumidai", "101000000001", "person@example.com", origin=origin))
    error: AuthError | None = None
    try:
        step: Step | Done[Answered] = advance(flow, None)
        while not isinstance(step, Done):
            if not isinstance(step, Exchange):
                step = advance(flow, person.answer(step))
                continue
            sent = [value.reveal() if isinstance(value, Secret) else value for _, value in step.fields]
            assert PASSWORD not in step.url + step.referer
            assert goes_to(step.url) == origin, step.url
            if PASSWORD in sent:
                assert step.method == "POST"
                met["password sent"] += 1
            fresh = (
                path.pop(0) if path and chance.random() < 0.9 else chance.choice(chance.choice(conversations))
            )
            step = advance(flow, damaged(chance, fresh) if chance.random() < 0.3 else fresh)
    except AuthError as caught:
        error = caught
    finally:
        flow.close()
    if error is None:
        met["signed in"] += 1
        return
    assert error.what
    assert error.remedy
    assert PASSWORD not in f"{error} {error.quote}"
    met[type(error).__name__] += 1


def test_every_damaged_conversation_ends_in_a_name_and_sends_no_password_elsewhere(
    conversations: Conversations, origin: str
) -> None:
    met: Counter[str] = Counter()
    for seed in range(count(1000, 50_000)):
        try:
            talk(random.Random(seed), conversations, origin, met)  # noqa: S311 - the same damage every time
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
    assert met["password sent"] > 50, met
    assert {"signed in", "WrongHost", "UnknownPage", "OtherIdentityProvider", "OutOfStep"} <= set(met), met


# Addresses that can be read in two ways


@pytest.mark.parametrize("reference", HOSTS)
def test_what_counts_as_googles_is_what_a_request_goes_to(reference: str) -> None:
    url = join(f"{GOOGLE}/signin", reference.replace("{host}", "accounts.google.com"))
    assert origin_of(url) == INVALID or goes_to(url) in {origin_of(url), INVALID}


@pytest.mark.parametrize(
    "url",
    [
        r"https://evil.example\@accounts.google.com/",
        "https://a:b@accounts.google.com/",
        "https://[x/",
        "https://a:99999/",
        "",
        "x",
    ],
)
def test_an_address_that_can_be_misread_has_no_origin(url: str) -> None:
    assert origin_of(url) == INVALID


def test_an_address_that_cannot_be_joined_leads_nowhere() -> None:
    assert join(GOOGLE, "https://[x/") == INVALID
    assert join(GOOGLE, "/signin") == f"{GOOGLE}/signin"


@pytest.mark.parametrize(
    "html",
    ["<form id=challenge action='https://[x'><input name=Passwd></form>", "<base href='https://[x'><p>x", "<p>x",
     "<link rel=canonical href='https://[x'>", 
     "<img id=captchaimg src='https://[x'><form id=challenge><input name=ca></form>"],
)  # fmt: skip
def test_a_page_with_an_unreadable_address_is_some_page(html: str) -> None:
    assert isinstance(pages.read(f"{GOOGLE}/signin", html), PAGES)
    assert isinstance(pages.read("https://[x", html), PAGES)
