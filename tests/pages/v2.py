"""The second generation, `form#challenge` (2020 to 2024)."""

from __future__ import annotations

from auth.origins import GOOGLE
from tests.pages.base import BACK, USER, Shown, document, inputs

OLD = {"continue": BACK, "scc": "1", "sarp": "1", "checkedDomains": "youtube", "pstMsg": "0"}
TRUST = "<label><input type=checkbox id=trustDevice name=TrustDevice checked> Do not ask again</label>"


def page(kind: str, number: int, inside: str, *, type_: int, beside: str = "", base: bool = True) -> Shown:
    """``form#challenge`` with the skip form, whose tokens are its own."""
    path = f"/signin/challenge/{kind}/{number}"
    own = {
        "challengeId": str(number),
        "challengeType": str(type_),
        **OLD,
        "TL": "main-TL",
        "gxf": "main-gxf:1",
    }
    skip = {"challengeId": str(number), **OLD, "TL": "skip-TL", "gxf": "skip-gxf:1"}
    return Shown(
        f"{GOOGLE}{path}?continue=x",
        document(
            f"<h1>2-Step Verification</h1>{beside}"
            f'<form method=POST id=challenge action="{path}">{inputs(own)}{inside}{TRUST}</form>'
            f'<form method=POST action="/signin/challenge/skip">{inputs(skip)}'
            '<input id=skipChallenge type=submit value="Try another way"></form>',
            f'<base href="{GOOGLE}/">' if base else "",
            "Google Accounts",
        ),
    )


def password(refusal: str = "", number: int = 1) -> Shown:
    path = f"/signin/challenge/pwd/{number}"
    own = {"challengeId": str(number), "challengeType": "1", "ifkv": "v2-ifkv", **OLD, "TL": "pwd-TL"}
    wrong = f"<span id=passwordError class=Qx8Abe>{refusal}</span>" if refusal else ""
    return Shown(
        f"{GOOGLE}{path}?continue=x",
        document(
            f'<form method=post id=challenge action="{path}">{inputs({**own, "gxf": "pwd-gxf:1"})}'
            f'<input type=hidden name=Email value="{USER}" readonly>'
            f"<input type=password id=password name=Passwd>{wrong}<input type=submit id=submit value=Go>{TRUST}</form>"
            f'<form method=post action="/signin/challenge">{inputs({**own, "subAction": "requestHelp"})}'
            "<input type=submit id=needHelp value='Forgot password?'></form>",
            f'<base href="{GOOGLE}/">',
        ),
    )


def error_message(words: str) -> str:
    return f"<div id=pinErrorMessage><span id=errorMsg class=Qx8Abe>{words}</span></div>" if words else ""


def code(
    kind: str, type_: int, refusal: str = "", words: str = "", number: int = 2, pin: str = "Pin"
) -> Shown:
    inside = f'<p>{words}</p><input type=tel id=somePin name={pin} pattern="[0-9 ]*">{error_message(refusal)}'
    return page(kind, number, inside, type_=type_)


def totp(refusal: str = "") -> Shown:
    return code("totp", 6, refusal, "Get a code from your authenticator app")


def send_text(*ways: str) -> Shown:
    """Before the text is sent. Google's has no ``<base>``."""
    buttons = "".join(
        f"<button type=submit name=SendMethod value={way}>Send</button>" for way in ways or ("SMS",)
    )
    return page("ipp", 7, f"<p>Send a code to (•••) •••-••42</p>{buttons}", type_=9, base=False)


def text(refusal: str = "Enter a code") -> Shown:
    """Once the text is sent: "Enter a code" stands there before anybody has entered one."""
    return code("ipp", 9, refusal, "Sent to (•••) •••-••42</p><p>G-", number=7)


def push(number: str = "89", words: str = "Open the app on your phone") -> Shown:
    match = f"<div jsname=feLNVc>{number}</div>" if number else ""
    return page(
        "dp", 6, f"<p>{words}</p>{match}<button type=submit id=submit>I have responded</button>", type_=39
    )


def old_prompt(number: str = "", lifetime: str = "180000") -> Shown:
    match = f"<div jsname=EKvSSd>{number}</div>" if number else ""
    resend = {
        "subAction": "startChallenge",
        "challengeId": "5",
        "challengeType": "4",
        **OLD,
        "TL": "resend-TL",
    }
    shown = page(
        "az",
        5,
        f"<div id=azApprovalMsg>Tap Yes on your phone</div>{match}<input id=authzenToken type=hidden name=token>"
        "<input type=hidden name=action value=VERIFY><noscript><button id=nojssubmit>Done</button></noscript>",
        type_=4,
        beside=f'<form action="/signin/challenge" method=POST data-challengeentry=5>{inputs(resend)}</form>',
    )
    context = f'data-context=X data-api-key=the-key data-tx-id="the-tx=" data-tx-lifetime="{lifetime}"'
    return shown._replace(html=shown.html.replace("<h1>", f"<div {context}></div><h1>"))


def key(kind: str = "sk") -> Shown:
    return page(kind, 3, "<div jsname=C0oDBd data-challenge-ui=x></div><input type=hidden name=id-challenge value=x>",
              type_=2)  # fmt: skip


def number(refusal: str = "") -> Shown:
    """Asks for the number of a phone."""
    radios = "".join(f"<input type=radio name=sendMethod value={way}>" for way in ("SMS", "VOICE"))
    inside = f"<input type=tel id=phoneNumberId name=phoneNumber>{radios}{error_message(refusal)}"
    return page("iap", 3, inside.replace("value=SMS", "value=SMS checked"), type_=13)


def methods(*, unusable: bool = True) -> Shown:
    """A form for each way; the one for the phone prompt has the kind in ``challengeType`` only."""

    def entry(action: str, number: int, type_: int, label: str, more: str = "", attribute: str = "") -> str:
        own = {"subAction": "startChallenge", "challengeId": str(number), "challengeType": str(type_), **OLD}
        return (
            f'<li><form method=POST action="{action}" data-challengeentry={number} {attribute}>'
            f"{inputs({**own, 'TL': f'TL-{number}'})}{more}<button type=submit><span>{label}</span></button></form>"
        )

    return Shown(
        f"{GOOGLE}/signin/selectchallenge/2?continue=x",
        document(
            "<ol>"
            + entry("/signin/challenge/totp/2", 2, 6, "Authenticator app")
            + entry("/signin/challenge", 6, 39, "Tap Yes on your phone")
            + entry("/signin/challenge/ipp/7", 7, 9, "Text (•••) •••-••42", inputs({"SendMethod": "SMS"}))
            + entry(
                "/signin/challenge/sk/3", 3, 2, "Security key", attribute="data-unavailable=true" * unusable
            )
            + "</ol>"
        ),
    )
