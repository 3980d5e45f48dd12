"""What every page of these tests is made with."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from auth.google.pages import Page, read
from auth.origins import GOOGLE

BACK = f"{GOOGLE}/o/saml2/initsso?idpid=C01test&spid=101000000001&forceauthn=false"
USER = "ada@example.com"


class Shown(NamedTuple):
    """What HTTP gives: the final address, the text, the status."""

    url: str
    html: str
    status: int = 200


def see(shown: Shown) -> Page:
    """The page as it is understood."""
    return read(shown.url, shown.html, status=shown.status)


def inputs(fields: Mapping[str, str]) -> str:
    """Hidden inputs."""
    return "".join(f'<input type="hidden" name="{name}" value="{escape(fields[name])}">' for name in fields)


def document(body: str, head: str = "", title: str = "Sign in") -> str:
    return f"<!doctype html><html lang=en><head>{head}<title>{title}</title></head><body>{body}</body></html>"
