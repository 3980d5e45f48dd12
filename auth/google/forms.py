"""A page's form, as a browser without JavaScript would send it.

Every named input with a value goes back as it came; a conversation changes its own fields only. Hard-coded
field lists are what breaks form clients whenever Google changes a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from auth.origins import join, origin_of
from profiles.secret import Secret

Value = str | Secret
Fields = tuple[tuple[str, Value], ...]

# Inputs that a person ticks. Unticked they are not sent at all.
TRUST_BOXES = frozenset({"TrustDevice", "PersistentCookie"})


@dataclass(frozen=True, slots=True)
class Form:
    """One form: where it goes and what it carries."""

    action: str
    """Absolute URL, resolved against ``<base href>`` or the page."""
    fields: tuple[tuple[str, str], ...]
    """Named inputs with a value, in page order; buttons and files are not among them."""
    names: frozenset[str]
    """Every named input, with or without a value."""
    buttons: tuple[tuple[str, str], ...] = ()
    """Named buttons that can be pressed: name and value."""
    trust_boxes: frozenset[str] = frozenset()
    """The names of checkboxes that ask to trust this device."""

    @property
    def origin(self) -> str:
        """Scheme, host and port of the action, such as ``https://accounts.google.com``."""
        return origin_of(self.action)

    @property
    def asks_for_trust(self) -> bool:
        """Whether Google is asked to trust this device, if the ticked boxes are sent."""
        return any(name == "TrustDevice" for name, _ in self.fields)

    @property
    def path(self) -> str:
        """The path of the action."""
        return urlsplit(self.action).path

    def filled(self, changes: Mapping[str, Value], *, trust: bool = False) -> Fields:
        """The fields to send: the page's own, with *changes*, and trust boxes only if *trust* is asked for."""
        kept = [
            (name, changes.get(name, value))
            for name, value in self.fields
            if trust or name not in self.trust_boxes
        ]
        present = {name for name, _ in kept}
        return (*kept, *((name, value) for name, value in changes.items() if name not in present))

    def button(self, name: str, *, other_than: str = "") -> str | None:
        """The value of the first button called *name* whose value is not *other_than*."""
        return next((value for each, value in self.buttons if each == name and value != other_than), None)


def base_of(document: Any, url: str) -> str:
    """What relative addresses of the page are resolved against."""
    for element in document.iter("base"):
        if href := element.get("href"):
            return join(url, str(href))
    return url


def read_form(element: Any, base: str, url: str) -> Form:
    """The form of an lxml ``<form>`` element, on the page at *url*. Without an action it goes to the page itself."""
    fields = []
    names = set()
    for control in element.inputs:
        name = control.get("name")
        if not name or control.get("disabled") is not None:
            continue
        if control.get("aria-hidden") == "true" and control.get("type") == "password":
            continue  # A trap for programs: a field no person sees.
        names.add(name)
    for name, value in element.form_values():
        if name in names:
            fields.append((name, value))
    boxes = {box.get("name") for box in element.iterfind(".//input[@type='checkbox']")} & TRUST_BOXES
    buttons = tuple(
        (button.get("name"), button.get("value") or "")
        for button in element.iter("button", "input")
        if button.get("name")
        and button.get("disabled") is None
        and (button.tag == "button" or button.get("type") == "submit")
    )
    action = (element.get("action") or "").strip()
    return Form(
        join(base, action) if action else url, tuple(fields), frozenset(names), buttons, frozenset(boxes)
    )
