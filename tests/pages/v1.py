"""The first generation, `form#gaia_loginform` (2017 to 2024)."""

from __future__ import annotations

from auth.origins import GOOGLE
from tests.pages.base import BACK, USER, Shown, document, inputs

HIDDEN = {
    "Page": "PasswordSeparationSignIn",
    "gxf": "v1-gxf:1",
    "continue": BACK,
    "followup": BACK,
    "ltmpl": "popup",
    "scc": "1",
    "ProfileInformation": "",
    "SessionState": "state",
    "_utf8": "☃",
    "bgresponse": "js_disabled",
    "pstMsg": "0",
    "checkConnection": "",
    "checkedDomains": "youtube",
}
STAY = "<label><input type=checkbox name=PersistentCookie value=yes checked> Stay signed in</label>"


def identifier(refusal: str = "", captcha: str = "", captcha_refusal: str = "") -> Shown:
    """An empty ``.error-msg`` and a hidden captcha box are there all the time."""
    picture = f'<img src="/Captcha?v=2&amp;ctoken={captcha}">' if captcha else ""
    return Shown(
        f"{GOOGLE}/ServiceLogin?passive=1209600&continue=x",
        document(
            f'<form id=gaia_loginform method=post action="{GOOGLE}/signin/v1/lookup" novalidate>'
            f'{inputs(HIDDEN)}<input type=hidden value="">'
            '<input type=email id=Email name=Email value="">'
            f'<div id="identifier-captcha" class="captcha-box" {"" if captcha else "style=display:none"}>'
            f'<input type=hidden id=identifier-token name=identifiertoken value="{captcha}">'
            '<input type=hidden id=identifier-token-audio name=identifiertoken_audio value="">'
            f"<div class=captcha-img>{picture}</div>"
            "<input type=text id=identifier-captcha-input name=identifier-captcha-input>"
            f"<span class=captcha-msg role=alert>{captcha_refusal}</span></div>"
            f"<span role=alert class=error-msg id=errormsg_0_Email>{refusal}</span>"
            f"<input id=next name=signIn type=submit value=Next>{STAY}</form>"
        ),
    )


def password(refusal: str = "", captcha: str = "") -> Shown:
    box = (
        '<div class=captcha-container><img src="/Captcha?v=2">'
        f"{inputs({'logintoken': captcha, 'url': f'{GOOGLE}/Captcha?v=2&ctoken={captcha}'})}"
        "<input type=text name=logincaptcha></div>"
    )
    return Shown(
        f"{GOOGLE}/signin/challenge/sl/password",
        document(
            f'<form id=gaia_loginform method=post action="{GOOGLE}/signin/challenge/sl/password">'
            f'{inputs(HIDDEN)}<input type=email name=Email value="{USER}" readonly>'
            f"<input type=password id=Passwd name=Passwd>{box if captcha else ''}"
            f"<span class=error-msg id=errormsg_0_Passwd>{refusal}</span>"
            f"<input type=submit name=signIn value='Sign in'>{STAY}</form>"
        ),
    )
