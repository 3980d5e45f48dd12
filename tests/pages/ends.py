"""What a sign-in ends in, well or not, of any generation."""

from __future__ import annotations

from auth.origins import GOOGLE
from tests.pages.base import BACK, Shown, document, inputs

SAML = "PHNhbWwycDpSZXNwb25zZS8+"


def saml(value: str = SAML, action: str = "https://signin.aws.amazon.com/saml") -> Shown:
    return Shown(
        f"{BACK}&from_login=1&as=x&authuser=0",
        document(
            f'<form method=POST action="{action}">{inputs({"SAMLResponse": value, "RelayState": ""})}</form>'
        ),
    )


def chooser(*users: str, where: str = "AccountChooser") -> Shown:
    buttons = "".join(f'<li><button type=submit name=Email value="{user}">{user}</button>' for user in users)
    form = f'<form method=POST action="/AccountChooser">{inputs({"continue": BACK})}<ul>{buttons}</ul></form>'
    return Shown(f"{GOOGLE}/{where}?continue=x", document(form))


def speedbump(kind: str) -> Shown:
    form = '<form action="/speedbump/accept"><button>I understand</button></form>'
    return Shown(f"{GOOGLE}/speedbump/{kind}?continue=x", document(f"<h1>Welcome</h1>{form}"))


def rejected(query: str = "rrk=88", *, v1: bool = False, policy: str = "") -> Shown:
    told = f"<p class=vOZun>{policy}</p>" if policy else ""
    link = "" if v1 else f'<link rel=canonical href="{GOOGLE}/v3/signin/rejected">'
    return Shown(
        f"{GOOGLE}{'' if v1 else '/v3'}/signin/rejected?{query}",
        document(
            "<h1>Couldn't sign you in</h1><section class=aN1Vld><input id=identifierId name=identifierInput hidden>"
            f"{told}<p class=vOZun>This browser or app may not be secure.</p></section>",
            link,
        ),
    )


def http_error(status: int, words: str = "", url: str = f"{GOOGLE}/v3/signin/challenge/totp?TL=x") -> Shown:
    text = f"<p><b>{status}.</b> <ins>That's an error.</ins></p><p>{words}</p>"
    return Shown(url, document(text, title=f"Error {status}"), status)


def unknown(words: str = "Nobody has seen this", path: str = "/v3/signin/something/new") -> Shown:
    return Shown(f"{GOOGLE}{path}?x=1", document(f"<p>{words}</p>", title="A new page"))


ELSEWHERE = Shown("https://login.company.example/saml?x=1", "", 0)


def led_away(shown: Shown) -> Shown:
    """The same page with all its forms leading to another host."""
    away = shown.html.replace('action="', 'action="https://evil.example/').replace(
        "example/https://", "example/"
    )
    assert away != shown.html
    return shown._replace(html=away)
