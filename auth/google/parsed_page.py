"""A parsed page, with the questions that ``auth.google.pages`` asks of it: words, forms, messages beside a field."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from auth.google.forms import Form, base_of, read_form
from auth.origins import join
from auth.plain import plain

MOST_LOOKS = 20
"""Elements of one kind that are looked at: a page with more of them is no sign-in page, and must not cost time."""
CHALLENGE = re.compile(r"/challenge/([a-z]+)(?:/|$)")
"""The kind of a challenge in an address or a form's action."""
NUMBER_TO_MATCH = "feLNVc"
"""``jsname`` of the number to match in a device push; its tag has changed over the years."""
_MASKED_NUMBER = re.compile(r"[+(]?[\d•*·xX.()\-\s]*[•*·]{2}[\d•*·()\-\s]*[\dX]{2}")
_HIDDEN_TAGS = frozenset({"script", "style", "noscript", "head", "template", "svg"})


class ParsedPage:
    """A parsed page, with the questions the rules ask of it."""

    def __init__(self, url: str, document: Any, status: int, origin: str) -> None:
        self.url, self.document, self.status, self.origin = url, document, status, origin
        self.path = urlsplit(url).path
        self.query = parse_qs(urlsplit(url).query)
        self.base = base_of(document, url)
        self.forms = [(element, read_form(element, self.base, url)) for element in document.forms]

    def first(self, xpath: str) -> Any:
        found = self.document.xpath(xpath)
        return found[0] if found else None

    @property
    def canonical(self) -> str:
        """The path of ``<link rel="canonical">``, which tells the page where the address does not."""
        link = self.first("//link[@rel='canonical']/@href")
        return urlsplit(join(self.url, str(link))).path if link else ""

    def form_with(self, *names: str) -> tuple[Any, Form] | None:
        """The first form that holds one of the inputs *names*."""
        return next((pair for pair in self.forms if pair[1].names.intersection(names)), None)

    @property
    def main(self) -> tuple[Any, Form] | None:
        """The form that carries the conversation on."""
        for element, form in self.forms:
            if element.get("id") in {"challenge", "gaia_loginform"}:
                return element, form
        for element, form in self.forms:
            if "/v3/signin/" in form.path and element.get("data-challengeentry") is None:
                return element, form
        return None

    @property
    def kind(self) -> str:
        """The challenge's name in the form's action, else in the address: ``totp``, ``dp``, …"""
        for path in (self.main[1].path if self.main else "", self.path):
            if found := CHALLENGE.search(path):
                return found.group(1)
        return ""

    @property
    def another_way(self) -> Form | None:
        """The form that asks for another method, ready to post."""
        for _element, form in self.forms:
            if form.path.endswith("/skip"):
                return form
        if self.main and "/v3/signin/" in self.main[1].path:
            form = self.main[1]
            if (value := form.button("action", other_than="1")) is not None:
                return Form(form.action, (*form.fields, ("action", value)), form.names, (), form.trust_boxes)
        return None

    def words(self, element: Any = None, limit: int = 300) -> str:
        """The text a person would see in *element* (the whole page by default)."""
        return plain(" ".join(_visible(self.document if element is None else element)), limit)

    def message(self, *ids: str, near: str = "") -> str:
        """What the page says beside a field: non-empty text of the elements *ids*, or of the v3 field's own."""
        for each in ids:
            for element in self.document.xpath("//*[@id=$id]", id=each)[:MOST_LOOKS]:
                if words := self.words(element):
                    return words
        if near:
            for field in self.document.xpath("//input[@name=$name]", name=near)[:MOST_LOOKS]:
                if words := self._field_message(field):
                    return words
        return ""

    def _field_message(self, field: Any) -> str:
        """The text of the nearest ``jsname=B34EJ``, the place where v3 pages answer a field."""
        holder = field.getparent()
        for _step in range(8):
            if holder is None or holder.tag in {"form", "section", "body"}:
                return ""
            if found := holder.xpath(".//*[@jsname='B34EJ']"):
                return self.words(found[0])
            holder = holder.getparent()
        return ""

    @property
    def form_words(self) -> str:
        return self.words(self.main[0] if self.main else None)

    @property
    def sent_to(self) -> str:
        """A masked phone number somewhere in the form's words."""
        found = _MASKED_NUMBER.search(self.form_words)
        return plain(found.group()) if found else ""

    def number_to_match(self, *xpaths: str) -> str:
        for xpath in xpaths:
            for element in self.document.xpath(xpath):
                if found := re.search(r"\d{1,3}", " ".join(map(str, element.itertext()))):
                    return found.group()
        return ""


def _visible(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN_TAGS or is_hidden(element):
        return
    if element.get("jsname") == NUMBER_TO_MATCH or any(child.get("type") == "checkbox" for child in element):
        return  # The number is shown by itself, and what stands beside a box to tick is no news.
    if element.tag not in {"button", "select", "textarea"} and element.text:
        yield element.text
    for child in element:
        if child.tag not in {"button", "select"}:
            yield from _visible(child)
        if child.tail:
            yield child.tail


def is_hidden(element: Any) -> bool:
    return (
        element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or "display:none" in (element.get("style") or "").replace(" ", "")
    )
