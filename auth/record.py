"""What may be told about a page nobody here has met: its structure, for a report.

Everything shown is allowed by name here: known tags and types, and ids, names and paths as far as they read like
identifiers. Of all else (values, texts, scripts, queries) at most the size is told. With texts, what a person could
read on the page is added, without what looks like an address, a link, a number or a token.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from lxml.html import defs

from auth.google.forms import base_of
from auth.origins import INVALID, join, origin_of
from auth.plain import plain

MOST_LINES: Final = 600
"""Of structure, and again of texts."""

_TAGS = frozenset(defs.tags) | {"c-wiz", "c-data", "main", "dialog", "picture", "template"}
_CLOSED = frozenset({"script", "style", "svg", "math", "template", "select"})
"""Nothing inside these is told."""
_UNREAD = _CLOSED | {"noscript", "head", "textarea"}
# fmt: off
_TYPES = frozenset({
    "button", "checkbox", "color", "date", "email", "file", "hidden", "image", "month", "number",
    "password", "radio", "range", "reset", "search", "submit", "tel", "text", "time", "url", "week",
})
# fmt: on
_PRESSED = frozenset({"button", "submit", "reset", "image", "checkbox", "radio"})
_METHODS = frozenset({"get", "post", "dialog"})
_FLAGS = ("hidden", "disabled", "readonly", "required", "checked", "aria-hidden", "aria-invalid")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_:.-]{0,31}")
_RUN = re.compile(r"[A-Z]+|[a-z]+|[0-9]+")

_E_MAIL = re.compile(r"[^\s<>()]+@[^\s<>()]+")
_LINK = re.compile(r"\S{0,200}(?:://|www\.|[?&#][\w.%-]{0,100}=)\S{0,2000}")
_NUMBER = re.compile(r"\d(?:[ .()/-]?\d){3,}")
_TOKEN = re.compile(r"[A-Za-z0-9+/=_~.%:-]{8,}")
_WORDS = re.compile(r"[A-Z]?[a-z]{1,20}(?:[-/.:][A-Z]?[a-z]{1,20})*[.:]?")


def record(url: str, html: str, status: int, *, with_texts: bool = False) -> str:
    """The record of the page *html* at *url*: lines of text. Never raises.

    *status* is HTTP's. *with_texts* adds the title and the visible texts, where the person has ticked them.
    """
    lines = [f"page: {_address(url)}", f"status: {status}", f"size: {len(html):,} characters"]
    try:
        document = lxml.html.document_fromstring(html.replace("\x00", ""))
    except (etree.ParserError, ValueError):
        return "\n".join([*lines, "This is no page that can be read."])
    if with_texts:  # First, where they are read before the record is saved.
        lines += ["", "texts:", *_most(_texts(document))]
    return "\n".join([*lines, "", *_most(_structure(document, url))])


def _most(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == MOST_LINES:
            yield "… and more"
            return
        yield line


def _structure(document: Any, url: str) -> Iterator[str]:
    """A line for each element that has something to tell, indented by its depth among those."""
    base = base_of(document, url)
    told: list[bool] = []
    walk = etree.iterwalk(document, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            told.pop()
            continue
        words = list(_words(element, base))
        told.append(bool(words))
        if told[-1]:
            tag = element.tag if element.tag in _TAGS else "other"
            yield "  " * min(sum(told[:-1]), 20) + f"<{' '.join([tag, *words])}>"
        if element.tag in _CLOSED:
            walk.skip_subtree()


def _words(element: Any, base: str) -> Iterator[str]:
    """What is told of one element: its own attributes, and the size of its text."""
    tag, get = element.tag, element.get
    if tag in {"input", "button"} and (kind := get("type")):
        yield f"type={kind.lower() if kind.lower() in _TYPES else 'other'}"
    for name in ("id", "name", "jsname"):
        if value := get(name):
            yield f"{name}={_identifier(value)}"
    if tag in {"input", "button"} and get("value") is not None:
        yield f"value:{len(get('value'))}"
    if tag == "form":
        method = (get("method") or "get").lower()
        yield f"method={method if method in _METHODS else 'other'}"
        yield f"action={_address(join(base, (get('action') or '').strip()))}"
    if tag == "base" or (tag == "link" and get("rel") == "canonical"):
        yield f"{'' if tag == 'base' else 'rel=canonical '}href={_address(join(base, get('href') or ''))}"
    if tag == "iframe":
        yield f"src={_address(join(base, get('src') or ''))}"
    if tag == "meta" and (get("http-equiv") or "").lower() == "refresh":
        yield "http-equiv=refresh"
    for flag in _FLAGS:
        if (value := get(flag)) is not None:
            yield f"{flag}={value}" if value in {"true", "false"} else flag
    for name in element.keys():  # noqa: SIM118 - an element is no mapping
        if str(name).startswith("data-"):
            yield _identifier(str(name))
    if tag == "select":
        yield f"options:{len(element.findall('.//option'))}"
    if size := len((element.text or "").strip()):
        yield f"text:{size}"


def _identifier(text: str) -> str:
    """*text*, if it reads like a name somebody gave; else its length."""
    # What is made by chance changes between capitals, small letters and digits all the time; names do not.
    runs = _RUN.findall(text)
    digits = sum(len(run) for run in runs if run.isdecimal())
    is_name = digits <= 3 if len(text) <= 8 else digits <= 2 and sum(map(len, runs)) >= 2.5 * len(runs)
    return text if is_name and _IDENTIFIER.fullmatch(text) else f"…({len(text)})"


def _address(url: str) -> str:
    """Origin and path; parts that do not read like names are left out."""
    origin = origin_of(url)
    if origin == INVALID:
        return "(unreadable)"
    scheme, _, host = origin.partition("://")
    name, colon, port = host.partition(":")
    labels = ".".join(_part(label) for label in name.split("."))
    return f"{scheme}://{labels}{colon}{port}" + "/".join(
        _part(part) for part in urlsplit(url).path.split("/")
    )


def _part(text: str) -> str:
    return text if not text or (text.isdecimal() and len(text) <= 3) else _identifier(text)


def _texts(document: Any) -> Iterator[str]:
    """The title and what can be read on the page, a line for each piece."""
    typed = sorted(islice(_typed(document), 200), key=len, reverse=True)
    pieces = [str(each) for each in document.xpath("//title/text()")]
    walk = etree.iterwalk(document, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event != "start":
            pieces.append(element.tail or "")
        elif element.tag in _UNREAD or _is_hidden(element):
            walk.skip_subtree()
        else:
            pieces.append(element.text or "")
    for piece in pieces:
        if words := _readable(piece, typed):
            yield words


def _typed(document: Any) -> Iterator[str]:
    """What fields hold: the page may repeat it in its texts."""
    for field in document.iter("input", "textarea"):
        value = (field.get("value") if field.tag == "input" else field.text_content()) or ""
        if len(value.strip()) > 2 and field.get("type") not in _PRESSED:
            yield plain(value, 4000)


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return (
        element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style
    )


def _readable(text: str, typed: list[str]) -> str:
    """*text* on one line, without what may be nobody else's business."""
    text = plain(text, 4000)
    for value in typed:
        text = text.replace(value, "(value)")
    for pattern, instead in ((_E_MAIL, "(address)"), (_LINK, "(link)"), (_NUMBER, "(number)")):
        text = pattern.sub(instead, text)
    return plain(_TOKEN.sub(lambda run: run[0] if _WORDS.fullmatch(run[0]) else "(token)", text))
