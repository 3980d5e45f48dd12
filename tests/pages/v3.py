"""The third generation (since 2024): a form without an id, everything in the query of its action."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from auth.origins import GOOGLE
from tests.pages.base import BACK, USER, Shown, document, inputs

TOO_MANY = "Too many failed attempts"

QUERY = (
    f"continue={BACK.replace('&', '%26')}&dsh=S1:2&faa=1&flowEntry=ServiceLogin&flowName=WebLiteSignIn&hl=en"
)
HIDDEN = {"bgresponse": "js_disabled", "at": "v3-at:1"}
NEXT = "<button name=action value=1>Next</button>"


def hidden_section(visible: bool = False) -> str:
    """Every page has it: class ``aN1Vld``, meant for script."""
    attribute = "" if visible else "aria-hidden=true style='display:none'"
    return f"<section class=aN1Vld {attribute}><h2><span jsname=Ud7fr>{TOO_MANY}</span></h2></section>"


def widget(name: str, type_: str = "text", refusal: str = "", value: str | None = None) -> str:
    """A field with the place where its error comes."""
    answer = f"<div jsname=B34EJ><span>{refusal}</span></div>" if refusal else ""
    given = "" if value is None else f'value="{value}"'
    wrong = "aria-invalid=true" if refusal else ""
    return (
        f"<div jsname=dWPKW><label><input type={type_} name={name} {given} {wrong}>Enter it</label>"
        f"<div jsname=h9d3hd>{answer}</div></div>"
    )


def page(
    where: str,
    inside: str,
    *,
    hidden: Mapping[str, str] = HIDDEN,
    buttons: str = NEXT + "<button name=action value=2>Try another way</button>",
    query: str = "TL=v3-TL&" + QUERY + "&ifkv=v3-ifkv:1",
    too_many: bool = False,
) -> Shown:
    """``section.aN1Vld`` means nothing."""
    url = f"{GOOGLE}/v3/signin/{where}?{query}"
    return Shown(
        url,
        document(
            f'<c-wiz><h1>2-Step Verification</h1><form action="{escape(url)}" method=POST novalidate>'
            f'<input type=hidden name="" value=""><section class=aN1Vld>{inside}</section>'
            f"{hidden_section(too_many)}{inputs(hidden)}<div>{buttons}</div></form></c-wiz>",
            f'<base href="{GOOGLE}/v3/signin/"><link rel=canonical href="{GOOGLE}/v3/signin/{where}">'
            f"<noscript><meta http-equiv=refresh content='0; url={GOOGLE}/v3/signin/rejected?rrk=47'></noscript>",
            "Sign in - Google Accounts",
        ),
    )


IDENTIFIER_HIDDEN = {"usi": "S1:2", "domain": "", "region": "DE", **HIDDEN}
HONEYPOT = "<input type=password name=hiddenPassword aria-hidden=true tabindex=-1 value=x>"


def identifier(refusal: str = "") -> Shown:
    return page(
        "identifier",
        widget("identifier", "email", refusal) + HONEYPOT,
        hidden=IDENTIFIER_HIDDEN,
        buttons=NEXT,
        query=QUERY + "&ifkv=v3-ifkv:1",
    )


def captcha(refusal: str = "", ct: str = "ct-1") -> Shown:
    """On the identifier's address."""
    picture = f'<div data-auto-init=CaptchaInput><img id=captchaimg src="/Captcha?v=2&amp;ctoken={ct}"></div>'
    shown = page(
        "identifier",
        widget("identifier", "email", value=USER) + HONEYPOT + picture + widget("ca", refusal=refusal),
        hidden={"ct": ct, **IDENTIFIER_HIDDEN},
        buttons=NEXT,
        query=QUERY + "&ifkv=v3-ifkv:1?hl%3Den",
    )
    return shown._replace(html=shown.html.replace(f'<base href="{GOOGLE}/v3/signin/">', ""))


def password(refusal: str = "", *, too_many: bool = False) -> Shown:
    return page(
        "challenge/pwd",
        f'<div data-profile-identifier>{USER}</div><input type=email name=identifier id=hiddenEmail value="{USER}">'
        "<input type=email id=identifierId hidden>" + widget("Passwd", "password", refusal),
        hidden={"TrustDevice": "true", "historicalPassword": "false", **HIDDEN},
        buttons=NEXT + "<button name=action value=3>Try another way</button>",
        too_many=too_many,
    )


TRUST = "<label><input type=checkbox name=TrustDevice checked> Do not ask again</label>"


def code(kind: str, refusal: str = "", pin: str = "Pin") -> Shown:
    return page(f"challenge/{kind}", f"<span>Enter the code</span>{widget(pin, 'tel', refusal)}{TRUST}")


def totp(refusal: str = "") -> Shown:
    return code("totp", refusal)


def send_text(*ways: str) -> Shown:
    buttons = "".join(f"<button name=SendMethod value={way}>Send</button>" for way in ways or ("SMS",))
    return page("challenge/ipp", f"<span>Code to <span>(•••) •••-••42</span></span>{buttons}{TRUST}")


def push(number: str = "23") -> Shown:
    match = f"<samp jsname=feLNVc>{number}</samp>" if number else ""
    return page("challenge/dp", f"<p>Google sent a notification to your phone</p>{match}{TRUST}")


def key(kind: str = "pk") -> Shown:
    return page(
        f"challenge/{kind}",
        "<span>Use your passkey</span>",
        buttons="<button name=action value=2>Other</button>",
    )


def number(refusal: str = "") -> Shown:
    radios = (
        "<input type=radio name=sendMethod value=SMS checked><input type=radio name=sendMethod value=VOICE>"
    )
    return page("challenge/iap", widget("phoneNumber", "tel", refusal) + radios)


def methods() -> Shown:
    """One form; every way is a button in a box that tells its type."""

    def entry(number: int, type_: int, label: str, method: str = "undefined", attribute: str = "") -> str:
        return (
            f"<li><div data-action=selectchallenge data-challengeid={number} data-challengetype={type_} {attribute}>"
            f'<button name=challenge value="{number},{method}">{label}</button></div>'
        )

    return page(
        "challenge/selection",
        "<ul>"
        + entry(10, 2, "Security key", attribute="data-challengeunavailable=true")
        + entry(5, 37, "Code of a key")
        + entry(11, 39, "Tap Yes on your phone")
        + entry(9, 5, "Offline code")
        + entry(4, 6, "Authenticator app")
        + entry(7, 9, "Text (•••) •••-••42", "SMS", "data-sendmethod=SMS")
        + entry(6, 53, "Passkey")
        + entry(12, 999, "Something new")
        + "<li><div data-action=accountrecovery><button name=accountrecovery>Get help</button></div></ul>",
        hidden={"challengeListId": "2", **HIDDEN},
        buttons="",
    )
