"""Which page of Google's sign-in this is.

``read`` is pure: an address and a text in, a typed page out. Pages are told apart by final URL, form action, input
names and attributes, never by wording or class names, so the language of the page does not matter. Three
generations are known: v1 (``form#gaia_loginform``), v2 (``form#challenge``) and v3 (a form without an id whose
action lies under ``/v3/signin/``). Words of a page are kept only to be shown.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml.etree import ParserError

from auth.google.forms import Form
from auth.google.page_kinds import (
    BadRequestPage,
    CaptchaPage,
    ChooserPage,
    CodePage,
    ElsewherePage,
    Entry,
    IdentifierPage,
    InterstitialPage,
    KeyPage,
    MethodsPage,
    NotAssignedPage,
    OldPhonePromptPage,
    Page,
    PasswordPage,
    PhoneNumberPage,
    PhonePromptPage,
    RejectedPage,
    SamlPage,
    SendCodePage,
    TooManyAttemptsPage,
    UnknownPage,
)
from auth.google.parsed_page import CHALLENGE, MOST_LOOKS, NUMBER_TO_MATCH, ParsedPage, is_hidden
from auth.origins import GOOGLE, join, origin_of
from auth.plain import plain
from auth.prompts import Factor
from profiles.secret import Secret

__all__ = [
    "BadRequestPage",
    "CaptchaPage",
    "ChooserPage",
    "CodePage",
    "ElsewherePage",
    "Entry",
    "IdentifierPage",
    "InterstitialPage",
    "KeyPage",
    "MethodsPage",
    "NotAssignedPage",
    "OldPhonePromptPage",
    "Page",
    "PasswordPage",
    "PhoneNumberPage",
    "PhonePromptPage",
    "RejectedPage",
    "SamlPage",
    "SendCodePage",
    "TooManyAttemptsPage",
    "UnknownPage",
    "read",
]


def read(url: str, html: str, *, status: int = 200, origin: str = GOOGLE) -> Page:
    """The page at the final address *url* with the text *html*. Never raises.

    *origin* is Google's sign-in origin; the sandbox has one of its own.
    """
    if origin_of(url) != origin:
        return ElsewherePage(plain(urlsplit(join(url, "")).hostname or "an unreadable address"))
    try:
        document = lxml.html.document_fromstring(html.replace("\x00", ""))
    except (ParserError, ValueError):
        return BadRequestPage() if status == 400 else UnknownPage("", origin, urlsplit(url).path, "", status)
    reader = ParsedPage(url, document, status, origin)
    return next(page for rule in _RULES if (page := rule(reader)) is not None)


# What the numbers of ``challengeType`` and ``data-challengetype`` mean, as seen in saved pages.
_FACTOR_OF_TYPE = {
    "1": Factor.PASSWORD,
    "2": Factor.SECURITY_KEY,
    "4": Factor.OLD_PHONE_PROMPT,
    "5": Factor.OFFLINE_CODE,
    "6": Factor.TOTP,
    "8": Factor.BACKUP_CODE,
    "9": Factor.TEXT_OR_CALL,
    "37": Factor.KEY_CODE,
    "39": Factor.PHONE_PROMPT,
    "53": Factor.PASSKEY,
}
_NOT_ASSIGNED = re.compile(r"app_not_[a-z_]+")


def _saml(page: ParsedPage) -> Page | None:
    found = page.form_with("SAMLResponse")
    if found is None:
        return None
    value = dict(found[1].fields).get("SAMLResponse", "")
    return SamlPage(found[1].action, Secret("".join(value.split())))


def _http_error(page: ParsedPage) -> Page | None:
    if found := _NOT_ASSIGNED.search(page.words(limit=5000)):
        return NotAssignedPage(found.group(), page.words())
    if page.status == 400:
        return BadRequestPage(page.words())
    if page.status >= 400:
        return _unknown(page)
    return None


def _rejected(page: ParsedPage) -> Page | None:
    address, canonical = page.path.endswith("/signin/rejected"), page.canonical.endswith("/signin/rejected")
    if not (address or canonical):
        return None
    reasons = page.query.get("rhlk", []), page.query.get("rrk", [])
    javascript = "js" in reasons[0] or "47" in reasons[1]
    # The plain rejection explains itself in one paragraph; the organisation's policy is told in one before it.
    paragraphs = [words for each in page.document.xpath("//section//p") if (words := page.words(each))]
    policy = canonical and not javascript and len(paragraphs) > 1
    return RejectedPage(page.words(), javascript, policy)


def _interstitial(page: ParsedPage) -> Page | None:
    if "/speedbump/" not in page.path:
        return None
    return InterstitialPage(plain(page.path.split("/speedbump/", 1)[1]), page.words())


def _too_many_attempts(page: ParsedPage) -> Page | None:
    for element in page.document.xpath("//span[@jsname='Ud7fr']")[:MOST_LOOKS]:
        hidden = any(is_hidden(parent) for parent in element.iterancestors())
        if not hidden and (words := page.words(element)):
            return TooManyAttemptsPage(words)
    return None


def _chooser(page: ParsedPage) -> Page | None:
    if "accountchooser" not in page.path.lower():
        return None
    for element, form in page.forms:
        accounts = tuple(
            (control.get("name") or "", control.get("value") or "", address)
            for control in element.iter("button", "input")
            if (control.tag == "button" or control.get("type") == "submit")
            and "@" in (address := plain(control.get("value") or control.get("data-identifier") or ""))
        )
        if accounts:
            return ChooserPage(form, accounts)
    return None


def _methods(page: ParsedPage) -> Page | None:
    if page.main and page.main[1].path.endswith("/challenge/selection"):
        element, form = page.main
        entries = [
            Entry(
                _FACTOR_OF_TYPE.get(entry.get("data-challengetype", ""), Factor.OTHER),
                _label(entry),
                form,
                tuple(
                    (button.get("name"), button.get("value") or "")
                    for button in entry.iter("button")
                    if button.get("name") == "challenge"
                ),
                entry.get("data-challengeunavailable") != "true",
            )
            for entry in element.xpath(".//*[@data-action='selectchallenge']")
        ]
        return MethodsPage(tuple(entry for entry in entries if entry.changes))
    if "/selectchallenge" in page.path:
        return MethodsPage(
            tuple(
                Entry(
                    _factor_of_form(form),
                    plain(" ".join(element.itertext())),
                    form,
                    usable=element.get("data-unavailable") is None,
                )
                for element, form in page.forms
                if element.get("data-challengeentry") is not None
            )
        )
    return None


def _label(entry: Any) -> str:
    """The text of a method's button, else of the whole entry."""
    button = entry.find(".//button")
    return plain(" ".join(map(str, button.itertext() if button is not None else ()))) or plain(
        " ".join(map(str, entry.itertext()))
    )


def _factor_of_form(form: Form) -> Factor:
    if found := CHALLENGE.search(form.path):
        return _factor_of_kind(found.group(1))
    return _FACTOR_OF_TYPE.get(dict(form.fields).get("challengeType", ""), Factor.OTHER)


def _factor_of_kind(kind: str) -> Factor:
    return next((factor for factor in Factor if factor.value == kind), Factor.OTHER)


def _captcha(page: ParsedPage) -> Page | None:
    for field, picture in (
        ("ca", "//img[@id='captchaimg']/@src"),
        ("identifier-captcha-input", "//*[@id='identifier-captcha']//img/@src"),
        ("logincaptcha", "//input[@name='url']/@value"),
    ):
        found = page.form_with(field)
        source = page.first(picture)
        if found is None or not source:
            continue
        if field == "identifier-captcha-input" and not dict(found[1].fields).get("identifiertoken"):
            continue  # v1 pages carry this box empty and hidden all the time.
        url = join(page.base, str(source))
        return CaptchaPage(found[1], field, url, page.message(near=field))
    return None


def _password(page: ParsedPage) -> Page | None:
    found = page.form_with("Passwd")
    if found is None:
        return None
    values = dict(found[1].fields)
    account = plain(values.get("Email") or values.get("identifier") or "")
    refusal = page.message("passwordError", "errormsg_0_Passwd", "errorMsg", near="Passwd")
    return PasswordPage(found[1], account, refusal, page.another_way)


def _identifier(page: ParsedPage) -> Page | None:
    for field in ("identifier", "Email"):
        found = page.form_with(field)
        if found is not None and not page.kind:
            return IdentifierPage(found[1], field, page.message("errormsg_0_Email", near=field))
    return None


def _challenge(page: ParsedPage) -> Page | None:
    if not page.main:
        return None
    rule = _CHALLENGES.get(page.kind)
    return rule(page, page.main[1]) if rule else None


def _code(page: ParsedPage, form: Form) -> Page | None:
    factor = _factor_of_kind(page.kind)
    ways = tuple(value for name, value in form.buttons if name in {"SendMethod", "sendMethod"})
    field = next((name for name in ("Pin", "pin", "totpPin") if name in form.names), None)
    if field is None:
        return SendCodePage(form, ways, page.sent_to, page.another_way) if ways else None
    return CodePage(factor, form, field, page.sent_to, page.message("errorMsg", near=field), page.another_way)


def _phone_number(page: ParsedPage, form: Form) -> Page | None:
    if "phoneNumber" in form.names:
        return PhoneNumberPage(form, page.message("errorMsg", near="phoneNumber"), page.another_way)
    return _code(page, form)


def _phone_prompt(page: ParsedPage, form: Form) -> Page | None:
    number = page.number_to_match(f"//*[@jsname='{NUMBER_TO_MATCH}']")
    return PhonePromptPage(form, number, page.form_words, page.another_way)


def _old_phone_prompt(page: ParsedPage, form: Form) -> Page | None:
    context = page.first("//*[@data-api-key][@data-tx-id]")
    if context is None:
        return None
    lifetime = context.get("data-tx-lifetime") or ""
    resend = next((each for element, each in page.forms if element.get("data-challengeentry")), None)
    return OldPhonePromptPage(
        form,
        context.get("data-api-key") or "",
        context.get("data-tx-id") or "",
        int(lifetime) / 1000 if lifetime.isdecimal() and len(lifetime) < 8 else 180.0,
        page.number_to_match("//*[@jsname='EKvSSd']", "//*[@id='azApprovalMsg']//b"),
        page.words(page.first("//*[@id='azApprovalMsg']")),
        page.another_way,
        resend,
    )


def _key(page: ParsedPage, form: Form) -> Page | None:
    return KeyPage(_factor_of_kind(page.kind), page.another_way)


_CHALLENGES: dict[str, Callable[[ParsedPage, Form], Page | None]] = {
    "totp": _code,
    "ipp": _code,
    "iap": _phone_number,
    "ootp": _code,
    "skotp": _code,
    "bc": _code,
    "dp": _phone_prompt,
    "az": _old_phone_prompt,
    "sk": _key,
    "pk": _key,
}


def _unknown(page: ParsedPage) -> UnknownPage:
    title = page.first("//title")
    return UnknownPage(
        plain(title.text_content() if title is not None else ""),
        plain(urlsplit(page.url).netloc),
        plain(page.path),
        page.words(),
        page.status,
    )


# The first rule that knows the page decides, so the order matters: the end first, then what overrules forms.
_RULES: tuple[Callable[[ParsedPage], Page | None], ...] = (
    _saml,
    _http_error,
    _rejected,
    _interstitial,
    _too_many_attempts,
    _chooser,
    _methods,
    _captcha,
    _password,
    _challenge,
    _identifier,
    _unknown,
)
