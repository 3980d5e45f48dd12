"""Which page of Google's sign-in this is.

``read`` is pure: an address and a text in, a typed page out. Pages are told apart by final URL, form action, input
names and attributes, never by wording or class names, so the language of the page does not matter. Three
generations are known: v1 (``form#gaia_loginform``), v2 (``form#challenge``) and v3 (a form without an id whose
action lies under ``/v3/signin/``). Words of a page are kept only to be shown.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
from lxml.etree import ParserError

from auth.google.forms import Form, base_of, read_form
from auth.origins import GOOGLE, join, origin_of
from auth.plain import plain
from auth.prompts import Factor
from profiles.secret import Secret


@dataclass(frozen=True, slots=True)
class IdentifierPage:
    """Asks for the e-mail address."""

    form: Form
    field: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class CaptchaPage:
    """Asks for the characters of a picture, beside the address or the password."""

    form: Form
    field: str
    picture_url: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Asks for the password."""

    form: Form
    account: str = ""
    refusal: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class CodePage:
    """Asks for a one-time code."""

    factor: Factor
    form: Form
    field: str
    sent_to: str = ""
    message: str = ""
    """What the page says by the field. A refusal only if a code was just sent: the text-message page greets
    with "Enter a code" before any."""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class SendCodePage:
    """Offers to send a code by text message or call."""

    form: Form
    ways: tuple[str, ...]
    sent_to: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class PhoneNumberPage:
    """Asks for a phone number that can receive a code."""

    form: Form
    message: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class PhonePromptPage:
    """Waits for a tap on the phone; the form is posted afterwards (device push)."""

    form: Form
    number: str = ""
    words: str = ""
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class OldPhonePromptPage:
    """Waits for a tap on the phone; an endpoint of its own tells when it came."""

    form: Form
    api_key: str
    transaction: str
    lifetime: float
    """Seconds that Google keeps the question open."""
    number: str = ""
    words: str = ""
    another_way: Form | None = None
    resend: Form | None = None


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Wants a security key or a passkey, which only a browser can offer."""

    factor: Factor
    another_way: Form | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One method of a list, with what choosing it posts."""

    factor: Factor
    label: str
    form: Form
    changes: tuple[tuple[str, str], ...] = ()
    usable: bool = True


@dataclass(frozen=True, slots=True)
class MethodsPage:
    """Offers several methods."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ChooserPage:
    """Asks which of several signed-in accounts; each is a button."""

    form: Form
    accounts: tuple[tuple[str, str, str], ...]
    """Button name, button value, e-mail address."""


@dataclass(frozen=True, slots=True)
class InterstitialPage:
    """A page a person must see once in a browser, such as the terms for new users."""

    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """Google does not let this client in."""

    words: str
    javascript: bool = False
    policy: bool = False


@dataclass(frozen=True, slots=True)
class TooManyAttemptsPage:
    """Google has stopped listening."""

    words: str


@dataclass(frozen=True, slots=True)
class NotAssignedPage:
    """The SAML application is not for this person."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class BadRequestPage:
    """HTTP 400."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """The conversation has left Google."""

    host: str


@dataclass(frozen=True, slots=True)
class SamlPage:
    """The end: the assertion, in the form that would carry it to AWS."""

    action: str
    response: Secret
    """``SAMLResponse`` as the page holds it: base64."""


@dataclass(frozen=True, slots=True)
class UnknownPage:
    """A page nobody here has met."""

    title: str
    host: str
    path: str
    words: str = ""
    status: int = 200


Page = (
    IdentifierPage
    | CaptchaPage
    | PasswordPage
    | CodePage
    | SendCodePage
    | PhoneNumberPage
    | PhonePromptPage
    | OldPhonePromptPage
    | KeyPage
    | MethodsPage
    | ChooserPage
    | InterstitialPage
    | RejectedPage
    | TooManyAttemptsPage
    | NotAssignedPage
    | BadRequestPage
    | ElsewherePage
    | SamlPage
    | UnknownPage
)


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
    reader = _Reader(url, document, status, origin)
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
_CHALLENGE = re.compile(r"/challenge/([a-z]+)(?:/|$)")
_MASKED_NUMBER = re.compile(r"[+(]?[\d•*·xX.()\-\s]*[•*·]{2}[\d•*·()\-\s]*[\dX]{2}")
_NOT_ASSIGNED = re.compile(r"app_not_[a-z_]+")
_NUMBER = "feLNVc"
"""``jsname`` of the number to match in a device push; its tag has changed over the years."""
_HIDDEN_TAGS = frozenset({"script", "style", "noscript", "head", "template", "svg"})


class _Reader:
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
            if found := _CHALLENGE.search(path):
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
            for element in self.document.xpath("//*[@id=$id]", id=each):
                if words := self.words(element):
                    return words
        if near:
            for field in self.document.xpath("//input[@name=$name]", name=near):
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
    if not isinstance(element.tag, str) or element.tag in _HIDDEN_TAGS or _is_hidden(element):
        return
    if element.get("jsname") == _NUMBER or any(child.get("type") == "checkbox" for child in element):
        return  # The number is shown by itself, and what stands beside a box to tick is no news.
    if element.tag not in {"button", "select", "textarea"} and element.text:
        yield element.text
    for child in element:
        if child.tag not in {"button", "select"}:
            yield from _visible(child)
        if child.tail:
            yield child.tail


def _is_hidden(element: Any) -> bool:
    return (
        element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or "display:none" in (element.get("style") or "").replace(" ", "")
    )


def _saml(page: _Reader) -> Page | None:
    found = page.form_with("SAMLResponse")
    if found is None:
        return None
    value = dict(found[1].fields).get("SAMLResponse", "")
    return SamlPage(found[1].action, Secret("".join(value.split())))


def _http_error(page: _Reader) -> Page | None:
    if found := _NOT_ASSIGNED.search(page.words(limit=5000)):
        return NotAssignedPage(found.group(), page.words())
    if page.status == 400:
        return BadRequestPage(page.words())
    if page.status >= 400:
        return _unknown(page)
    return None


def _rejected(page: _Reader) -> Page | None:
    address, canonical = page.path.endswith("/signin/rejected"), page.canonical.endswith("/signin/rejected")
    if not (address or canonical):
        return None
    reasons = page.query.get("rhlk", []), page.query.get("rrk", [])
    javascript = "js" in reasons[0] or "47" in reasons[1]
    # The plain rejection explains itself in one paragraph; the organisation's policy is told in one before it.
    paragraphs = [words for each in page.document.xpath("//section//p") if (words := page.words(each))]
    policy = canonical and not javascript and len(paragraphs) > 1
    return RejectedPage(page.words(), javascript, policy)


def _interstitial(page: _Reader) -> Page | None:
    if "/speedbump/" not in page.path:
        return None
    return InterstitialPage(plain(page.path.split("/speedbump/", 1)[1]), page.words())


def _too_many_attempts(page: _Reader) -> Page | None:
    for element in page.document.xpath("//span[@jsname='Ud7fr']"):
        hidden = any(_is_hidden(parent) for parent in element.iterancestors())
        if not hidden and (words := page.words(element)):
            return TooManyAttemptsPage(words)
    return None


def _chooser(page: _Reader) -> Page | None:
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


def _methods(page: _Reader) -> Page | None:
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
    if found := _CHALLENGE.search(form.path):
        return _factor_of_kind(found.group(1))
    return _FACTOR_OF_TYPE.get(dict(form.fields).get("challengeType", ""), Factor.OTHER)


def _factor_of_kind(kind: str) -> Factor:
    return next((factor for factor in Factor if factor.value == kind), Factor.OTHER)


def _captcha(page: _Reader) -> Page | None:
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


def _password(page: _Reader) -> Page | None:
    found = page.form_with("Passwd")
    if found is None:
        return None
    values = dict(found[1].fields)
    account = plain(values.get("Email") or values.get("identifier") or "")
    refusal = page.message("passwordError", "errormsg_0_Passwd", "errorMsg", near="Passwd")
    return PasswordPage(found[1], account, refusal, page.another_way)


def _identifier(page: _Reader) -> Page | None:
    for field in ("identifier", "Email"):
        found = page.form_with(field)
        if found is not None and not page.kind:
            return IdentifierPage(found[1], field, page.message("errormsg_0_Email", near=field))
    return None


def _challenge(page: _Reader) -> Page | None:
    if not page.main:
        return None
    rule = _CHALLENGES.get(page.kind)
    return rule(page, page.main[1]) if rule else None


def _code(page: _Reader, form: Form) -> Page | None:
    factor = _factor_of_kind(page.kind)
    ways = tuple(value for name, value in form.buttons if name in {"SendMethod", "sendMethod"})
    field = next((name for name in ("Pin", "pin", "totpPin") if name in form.names), None)
    if field is None:
        return SendCodePage(form, ways, page.sent_to, page.another_way) if ways else None
    return CodePage(factor, form, field, page.sent_to, page.message("errorMsg", near=field), page.another_way)


def _phone_number(page: _Reader, form: Form) -> Page | None:
    if "phoneNumber" in form.names:
        return PhoneNumberPage(form, page.message("errorMsg", near="phoneNumber"), page.another_way)
    return _code(page, form)


def _phone_prompt(page: _Reader, form: Form) -> Page | None:
    number = page.number_to_match(f"//*[@jsname='{_NUMBER}']")
    return PhonePromptPage(form, number, page.form_words, page.another_way)


def _old_phone_prompt(page: _Reader, form: Form) -> Page | None:
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


def _key(page: _Reader, form: Form) -> Page | None:
    return KeyPage(_factor_of_kind(page.kind), page.another_way)


_CHALLENGES: dict[str, Callable[[_Reader, Form], Page | None]] = {
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


def _unknown(page: _Reader) -> UnknownPage:
    title = page.first("//title")
    return UnknownPage(
        plain(title.text_content() if title is not None else ""),
        plain(urlsplit(page.url).netloc),
        plain(page.path),
        page.words(),
        page.status,
    )


# The first rule that knows the page decides, so the order matters: the end first, then what overrules forms.
_RULES: tuple[Callable[[_Reader], Page | None], ...] = (
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
