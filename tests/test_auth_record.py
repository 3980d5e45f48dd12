"""The record of an unknown page: enough to mend the reader of pages, and nothing that is anybody's own."""

from __future__ import annotations

import html
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.record import MOST_LINES, record

PAGE = """<!doctype html>
<html lang="ja"><head><title>Hello Jane</title><base href="https://accounts.google.com/v3/signin/">
<link rel="canonical" href="https://accounts.google.com/v3/signin/new?TL=AFoagUWx8tq0aD3n">
<link rel="icon" href="/x.png"><meta http-equiv="refresh" content="0; url=/v3/signin/rejected?TL=AFoagUWx8tq0aD3n">
<script nonce="n0nce">var token = 1</script></head>
<body id="yDmH0d" class="x y">
<div><div jsname="IDL96d"><h1>Confirm your birthday</h1></div></div>
<form action="new/thing?TL=AFoagUWx8tq0aD3n" method="POST" data-initial-setup="secret">
  <input type="hidden" name="TL" value="AFoagUWx8tq0aD3n">
  <input type="EMAIL" id="identifierId" value="jane@example.com" readonly>
  <input type="password" name="Passwd" aria-invalid="false"><input type="holiday" name="who">
  <select id="lang-chooser"><option value="ja">日本語</option><option>English</option></select>
  <button name="action" value="1" jsname="Njthtb">Next</button>
</form>
<my-element>text</my-element><p hidden>Nobody reads this</p></body></html>"""
URL = "https://accounts.google.com/v3/signin/new/thing?TL=AFoagUWx8tq0aD3n"


def texts_of(page: str) -> list[str]:
    """The lines of text in the record of *page*."""
    return record(URL, page, 200, with_texts=True).partition("texts:\n")[2].partition("\n\n")[0].splitlines()


def test_the_record_is_the_structure_of_the_page() -> None:
    assert (
        record(URL, PAGE, 200)
        == f"""\
page: https://accounts.google.com/v3/signin/new/thing
status: 200
size: {len(PAGE):,} characters

<title text:10>
<base href=https://accounts.google.com/v3/signin/>
<link rel=canonical href=https://accounts.google.com/v3/signin/new>
<meta http-equiv=refresh>
<script text:13>
<body id=yDmH0d>
  <div jsname=IDL96d>
    <h1 text:21>
  <form method=post action=https://accounts.google.com/v3/signin/new/thing data-initial-setup>
    <input type=hidden name=TL value:16>
    <input type=email id=identifierId value:16 readonly>
    <input type=password name=Passwd aria-invalid=false>
    <input type=other name=who>
    <select id=lang-chooser options:2>
    <button name=action jsname=Njthtb value:1 text:4>
  <other text:4>
  <p hidden text:17>"""
    )


def test_the_texts_come_only_where_they_are_ticked() -> None:
    assert texts_of(PAGE) == ["Hello Jane", "Confirm your birthday", "Next", "text"]
    assert set(record(URL, PAGE, 200).splitlines()) <= set(
        record(URL, PAGE, 200, with_texts=True).splitlines()
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sign in as jane.doe@example.com now", "Sign in as (address) now"),
        ("See https://support.google.com/a/answer/1?x=y for help", "See (link) for help"),
        ("Go to /signin?TL=AFo then", "Go to (link) then"),
        ("Your code is G-314159.", "Your code is G-(number)."),
        ("Your code is 314 159", "Your code is (number)"),
        ("Call +81 90 1234 5678 now", "Call +(number) now"),
        ("Key AIzaSyB7x0aD3nQ1w2", "Key (token)"),
        ("Code xkqv7Lm2 it is", "Code (token) it is"),
        ("403. That\u2019s an error.", "403. That\u2019s an error."),
        ("2-Step Verification", "2-Step Verification"),
        ("Two-factor Authentication/Security", "Two-factor Authentication/Security"),
        ("2 段階認証プロセスの電話番号 (•••) •••-••42", "2 段階認証プロセスの電話番号 (•••) •••-••42"),
        ("qxkpzzvbnmlkjhgfdsaqwert", "(token)"),
        ("Donaudampfschifffahrt", "Donaudampfschifffahrt"),
        ("\x1b[31mred\u202e", "[31mred"),
    ],
)
def test_a_text_loses_what_may_be_somebodys_own(text: str, told: str) -> None:
    page = f"<body><p>{html.escape(text)}</p></body>"
    assert texts_of(page) == [told]


def test_what_a_field_holds_is_not_told_by_the_text_beside_it() -> None:
    fields = "<form><input name=who value='Jane Doe'><textarea>my own words</textarea></form>"
    page = f"<body>{fields}<p>Welcome, Jane Doe</p></body>"
    told = record(URL, page, 200, with_texts=True)
    assert "Welcome, (value)" in told
    assert "Jane" not in told
    assert "my own words" not in told


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>{}</p>", "<p style='display: none'>{}</p>", "<div aria-hidden=true><b>{}</b></div>",
        "<script>{}</script>", "<style>{}</style>", "<noscript>{}</noscript>", "<template>{}</template>",
        "<!-- {} -->", "<?x {} ?>", "<svg><text>{}</text></svg>",
    ],
)  # fmt: skip
def test_what_nobody_sees_is_no_text(hidden: str) -> None:
    page = f"<body><p>Seen</p>{hidden.format('Unseen')} after</body>"
    assert texts_of(page) == ["Seen", "after"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (
            "https://accounts.google.com/v3/signin/challenge/pwd/2?TL=x#y",
            "https://accounts.google.com/v3/signin/challenge/pwd/2",
        ),
        ("http://127.0.0.1:8080/signin", "http://127.0.0.1:8080/signin"),
        ("https://accounts.google.com/jane@example.com/x", "https://accounts.google.com/…(16)/x"),
        ("https://AFoagUWx8tq0aD3nkkqq77.example.com/", "https://…(22).example.com/"),
        ("https://jane:secret@accounts.google.com/x", "(unreadable)"),
        ("https://[broken/x", "(unreadable)"),
        ("", "(unreadable)"),
    ],
)
def test_an_address_is_told_without_what_it_carries(url: str, told: str) -> None:
    assert record(url, "<p>x", 200).splitlines()[0] == f"page: {told}"


def test_a_huge_page_has_a_record_of_some_size() -> None:
    told = record(URL, "<p id=a>word</p>" * 5000, 200, with_texts=True)
    assert len(told.splitlines()) < 2 * MOST_LINES + 20
    assert told.count("… and more") == 2


def test_a_page_nested_without_end_has_one_too() -> None:
    assert record(URL, "<div id=a>" * 20000 + "x", 200, with_texts=True)


@given(text=st.text(alphabet=st.characters(), max_size=300), status=st.integers(0, 599))
def test_no_page_is_too_strange(text: str, status: int) -> None:
    for with_texts in (False, True):
        assert record(text, text, status, with_texts=with_texts).startswith("page: ")


# Secrets wherever a page can hold one. A name of 32 characters at most may be told, so these are longer or no names.

TOKENS = st.text(string.ascii_letters + string.digits + "-_", min_size=33, max_size=200).filter(
    lambda text: any(each.isdigit() for each in text)
)
MAILS = st.builds(
    "{}@{}.example".format, st.text(string.ascii_lowercase, min_size=3, max_size=12), st.sampled_from("abc")
)
CODES = st.text(string.digits, min_size=6, max_size=8)
PHRASES = st.builds("{} {} zebra".format, TOKENS, MAILS)
SECRETS = TOKENS | MAILS | CODES | PHRASES

PLACES = (
    *(f"<input {name}='{{}}'>" for name in ("id", "name", "type", "value", "jsname", "class", "title", "onclick")),
    *(f"<form {name}='{{}}'></form>" for name in ("id", "name", "method", "action")),
    *(f"<form action='{where}'></form>" for where in ("/a/{}/b", "?x={}", "#{}", "https://{}/x", "//{}.example.com/")),
    *(f"<form action='{where}'></form>" for where in ("https://{}@accounts.google.com/", "javascript:{}", "mailto:{}")),
    *(f"<div {name}='{{}}'></div>" for name in ("data-identifier", "aria-hidden", "hidden", "disabled", "style")),
    *(f"<{tag} href='{{}}'>" for tag in ("base", "a", "area")),
    *(f"<{tag} src='{{}}'></{tag}>" for tag in ("iframe", "img", "script", "frame", "audio")),
    "<option value='{}'>", "<object data='{}'></object>", "<link rel='{}' href='x'>",
    "<link rel='canonical' href='/x/{}?{}'>", "<meta http-equiv='refresh' content='0;url=/{}'>",
    "<meta name='description' content='{}'>", "<p data-{}='x'></p>", "<x-{}></x-{}>",
    "<script>var x = '{}';</script>", "<style>.a {{ content: '{}' }}</style>", "<!-- {} -->", "<noscript>{}</noscript>",
    "<template><b>{}</b></template>", "<svg><title>{}</title></svg>",
)  # fmt: skip
READ = (
    "<p>{}</p>",
    "<title>{}</title>",
    "<p>Hello {}, welcome</p>",
    "<button>{}</button>",
    "<b>a</b> {} <i>b</i>",
)
ANYWHERE = (
    *PLACES,
    *READ,
    "<textarea>{}</textarea>",
    "<input value='{}'><p>{}</p>",
    "<select><option>{}</option></select>",
)


@given(
    planted=st.lists(st.tuples(st.sampled_from(ANYWHERE), SECRETS), min_size=1, max_size=8),
    seed=st.integers(0),
)
def test_no_secret_of_a_page_is_in_its_record(planted: list[tuple[str, str]], seed: int) -> None:
    pieces = [place.replace("{}", secret) for place, secret in planted]
    random.Random(seed).shuffle(pieces)  # noqa: S311 - an order, no secret
    url = f"https://accounts.google.com/signin/{planted[0][1]}/x?continue={planted[0][1]}"
    told = record(url, f"<html><body><p>Words</p>{''.join(pieces)}</body></html>", 200)
    assert [secret for _, secret in planted if secret.lower() in told.lower()] == []


@given(
    planted=st.lists(st.tuples(st.sampled_from(ANYWHERE), SECRETS), min_size=1, max_size=8),
    seed=st.integers(0),
)
def test_with_texts_still_no_value_no_token_and_no_address(planted: list[tuple[str, str]], seed: int) -> None:
    pieces = [place.replace("{}", secret) for place, secret in planted]
    random.Random(seed).shuffle(pieces)  # noqa: S311 - an order, no secret
    url = f"https://accounts.google.com/signin?continue={planted[0][1]}"
    page = f"<html><body><p>Words to read</p>{''.join(pieces)}<p>More of them</p></body></html>"
    told = record(url, page, 200, with_texts=True)
    assert "Words to read" in told
    assert [secret for _, secret in planted if secret.lower() in told.lower()] == []


def test_tokens_as_short_as_names_do_not_read_like_names() -> None:
    chance = random.Random(20260301)  # noqa: S311 - the same tokens every time
    alphabet = string.ascii_letters + string.digits + "-_"
    told = 0
    for _ in range(1000):
        token = "".join(chance.choices(alphabet, k=20))
        told += token in record(URL, f"<input id={token}>", 200)
    assert told < 20


@pytest.mark.parametrize(
    "name",
    ["identifierId", "yDmH0d", "feLNVc", "gxf", "idvPreregisteredPhonePin", "errormsg_0_Email", "SAMLResponse",
     "identifier-captcha-input", "checkConnection", "challengeListId", "TrustDevice", "knowledgePreregisteredEmail"],
)  # fmt: skip
def test_names_that_mend_the_reader_are_told(name: str) -> None:
    assert f"<input id={name}>" in record(URL, f"<input id={name}>", 200)
