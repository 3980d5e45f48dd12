"""The forms of a page the simulator sent, and whether a request fits one of them.

Google accepts a post that carries the tokens of a form which Google itself sent. The simulator does so in the
plainest way: it reads the forms back out of the page it is about to send, keeps them, and holds the next post
against them. So no list of fields exists twice, and what a client left out or added is known for every page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html
from lxml.html import HtmlElement

GUARDS: Final = ("TL", "gxf", "at", "challengeId")
"""Fields whose value must come back as it was sent, or the answer is HTTP 400."""
QUERY_GUARDS: Final = ("TL", "ifkv")
"""The same, in the query of a third-generation action."""
PRESENT: Final = ("bgresponse",)
"""Fields that must come back with any value."""
FREE: Final = ("TrustDevice", "PersistentCookie")
"""Fields that are the person's choice."""
ON_THEIR_OWN: Final = frozenset({"checkbox", "radio", "submit", "button", "image"})


@dataclass(frozen=True, slots=True)
class Form:
    """What one form of a page would send."""

    path: str
    query: Mapping[str, str]
    fixed: Mapping[str, str]
    """Hidden inputs with a value, and inputs that came filled."""
    typed: frozenset[str]
    """Inputs that wait for a person."""
    loose: frozenset[str]
    """Inputs that may come or not: boxes, inputs without a value, the honeypot."""
    buttons: Mapping[str, frozenset[str]]

    def mismatch(self, path: str, query: Mapping[str, str], fields: Mapping[str, str]) -> str | None:
        """Why a post is not an answer to this form (the name of the first thing that differs), or None."""
        if path != self.path:
            return "path"
        for name in QUERY_GUARDS:
            if name in self.query and before_second_question_mark(query.get(name, "")) != (
                before_second_question_mark(self.query[name])
            ):
                return f"?{name}"
        for name in GUARDS:
            if name in self.fixed and fields.get(name) != self.fixed[name]:
                return name
        return next((name for name in PRESENT if name in self.fixed and name not in fields), None)

    def presses_next(self, fields: Mapping[str, str]) -> bool:
        """Whether the post answers the page, rather than asking for another way."""
        return fields.get("action", "1") in {"1", "VERIFY"}

    def deviations(self, query: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, list[str]]:
        """Names (never values) that a post left out, added or changed, against what the page sent."""
        needed = {*self.fixed, *(self.typed if self.presses_next(fields) else ())} - {*FREE}
        known = {*self.fixed, *self.typed, *self.loose, *self.buttons, *FREE}
        changed = {name for name, value in self.fixed.items() if name in fields and fields[name] != value}
        changed |= {
            name for name, values in self.buttons.items() if fields.get(name, "") not in {*values, ""}
        }
        changed |= {"hiddenPassword"} if fields.get("hiddenPassword") else set()
        found = {
            "left_out": sorted(needed - {*fields}) + sorted(f"?{name}" for name in {*self.query} - {*query}),
            "added": sorted({*fields} - known) + sorted(f"?{name}" for name in {*query} - {*self.query}),
            "changed": sorted(changed - {*FREE, *self.typed})
            + sorted(f"?{name}" for name in {*query} & {*self.query} if query[name] != self.query[name]),
        }
        return {what: names for what, names in found.items() if names}


def before_second_question_mark(text: str) -> str:
    """Google lets clients hang `?hl=en` on an action that has a query already; the last value swallows it."""
    return text.partition("?")[0]


def out_of_sight(item: HtmlElement) -> bool:
    """Whether a box around *item* is not displayed."""
    return any("display:none" in (each.get("style") or "") for each in item.iterancestors())


def forms_of(html: str, url: str) -> Iterator[Form]:
    """The forms of the page *html* at *url*."""
    page = lxml.html.document_fromstring(html)
    base = next((str(each.get("href")) for each in page.iter("base")), url)
    for element in page.iter("form"):
        target = urlsplit(urljoin(base, str(element.get("action") or url)))
        fixed: dict[str, str] = {}
        typed: set[str] = set()
        loose: set[str] = set()
        buttons: dict[str, set[str]] = {}
        for item in element.iter("input", "button", "select"):
            name, kind, value = item.get("name"), item.get("type", "text"), item.get("value")
            if not name:
                continue
            if item.tag == "button" or kind == "submit":
                buttons.setdefault(name, set()).add(value or "")
            elif kind == "hidden":
                if value is None:
                    loose.add(name)
                else:
                    fixed[name] = value
            elif kind in ON_THEIR_OWN or item.get("aria-hidden") == "true" or out_of_sight(item):
                loose.add(name)
            elif item.get("readonly") is not None and value is not None:
                fixed[name] = value
            else:
                typed.add(name)
        yield Form(
            path=target.path,
            query=dict(parse_qsl(target.query, keep_blank_values=True)),
            fixed=fixed,
            typed=frozenset(typed),
            loose=frozenset(loose),
            buttons={name: frozenset(values) for name, values in buttons.items()},
        )
