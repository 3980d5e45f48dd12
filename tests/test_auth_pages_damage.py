"""Pages in other languages, in other orders, cut and made of nothing: they are read all the same."""

from __future__ import annotations

import re
from dataclasses import fields

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.google import pages
from auth.google.pages import Page, read
from auth.origins import GOOGLE
from tests.pages import EVERY
from tests.pages.base import see


def letters_to(words: str, html: str) -> str:
    """*html* in "another language": all letters that a person reads become *words*."""
    document = lxml.html.document_fromstring(html)
    for element in document.iter():
        if isinstance(element.tag, str):
            for part in ("text", "tail"):
                text = getattr(element, part) or ""
                setattr(element, part, re.sub(r"[^\W\d_]+", words, text))
    return str(lxml.html.tostring(document, encoding="unicode"))


def structure(page: Page) -> object:
    """*page* without its words."""
    words = {"refusal", "message", "words", "label", "title", "sent_to"}
    return type(page), [
        [structure_of_entry(each) for each in value] if field.name == "entries" else value
        for field in fields(page)
        if field.name not in words
        for value in (getattr(page, field.name),)
    ]


def structure_of_entry(entry: pages.Entry) -> object:
    return entry.factor, entry.form, entry.changes, entry.usable


def without_secret(found: object) -> str:
    """Secrets are equal to themselves only, but print alike."""
    return repr(found)


LANGUAGES = [*EVERY.keys() - {"HTTP 403", "elsewhere"}]
"""All but the page that is known by a code among its words, and the one that is not read."""


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_the_language_of_a_page_does_not_matter(name: str) -> None:
    shown = EVERY[name]
    for words in ("ログイン", "вход", "الدخول"):
        other = shown._replace(html=letters_to(words, shown.html))
        assert words in other.html
        assert without_secret(structure(see(other))) == without_secret(structure(see(shown)))


@pytest.mark.parametrize("name", sorted(EVERY.keys() - {"elsewhere"}))
def test_classes_and_the_order_of_attributes_do_not_matter(name: str) -> None:
    document = lxml.html.document_fromstring(EVERY[name].html)
    for element in document.iter():
        if isinstance(element.tag, str):
            attributes = [*element.attrib.items()]
            element.attrib.clear()
            for key, value in reversed(attributes):
                element.set(key, "Zz" if key == "class" else value)
    other = lxml.html.tostring(document, encoding="unicode")
    assert without_secret(see(EVERY[name]._replace(html=other))) == without_secret(see(EVERY[name]))


TAGS = [
    "form",
    "input",
    "base",
    "section",
    "div",
    "span",
    "button",
    "noscript",
    "img",
    "link",
    "title",
    "select",
]
ATTRIBUTES = st.sampled_from(
    [
        "action",
        "href",
        "id",
        "name",
        "type",
        "value",
        "jsname",
        "data-tx-lifetime",
        "data-action",
        "rel",
        "src",
    ]
)
VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["challenge", "//evil.example/x", "http://[", "/v3/signin/challenge/totp", "/signin/challenge/az/1", "Passwd",
         "Pin", "SAMLResponse", "feLNVc", "selectchallenge", "canonical", "checkbox", "9" * 30, "javascript:x"]
    ),
)  # fmt: skip
TAG = st.builds(
    lambda tag, attributes: "<" + " ".join([tag, *(f'{key}="{value}"' for key, value in attributes)]) + ">",
    st.sampled_from(TAGS),
    st.lists(st.tuples(ATTRIBUTES, VALUES), max_size=4),
)
SOUP = st.lists(
    st.one_of(TAG, st.text(max_size=12), st.sampled_from(["</form>", "</div>", "<!--", "]]>"])), max_size=12
)
URLS = st.one_of(
    st.sampled_from([shown.url for shown in EVERY.values()]),
    st.text(max_size=30).map(f"{GOOGLE}/".__add__),
    st.text(),
)


@given(URLS, SOUP.map("".join), st.sampled_from([0, 200, 400, 403, 500]))
def test_no_page_whatsoever_makes_the_reader_fail(url: str, html: str, status: int) -> None:
    assert isinstance(read(url, html, status=status), Page)


@given(st.sampled_from(sorted(EVERY)), st.data())
def test_a_page_that_breaks_off_anywhere_is_still_read(name: str, data: st.DataObject) -> None:
    shown = EVERY[name]
    cut = data.draw(st.integers(0, len(shown.html)))
    assert isinstance(see(shown._replace(html=shown.html[:cut])), Page)


@pytest.mark.parametrize("depth", [300, 5000])
def test_a_page_nested_without_end_is_read(depth: int) -> None:
    html = "<div>" * depth + "words" + "</div>" * depth
    assert isinstance(read(f"{GOOGLE}/v3/signin/x", html), pages.UnknownPage)
