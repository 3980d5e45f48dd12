"""A form goes back as the page sent it; and which origin an address has, as that decides where a secret may go."""

from __future__ import annotations

import lxml.html
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from auth.google.forms import Fields, Form, read_form
from auth.origins import GOOGLE, INVALID, is_loopback, join, origin_of
from profiles.secret import Secret

PAGE = f"{GOOGLE}/v3/signin/challenge/totp?TL=x"


def form(inside: str) -> Form:
    document = lxml.html.document_fromstring(f"<body><form action='/send' method=post>{inside}</form></body>")
    return read_form(next(document.iter("form")), PAGE, PAGE)


def shown(fields: Fields) -> list[tuple[str, str]]:
    return [(name, value.reveal() if isinstance(value, Secret) else value) for name, value in fields]


# What goes back


def test_every_named_input_with_a_value_goes_back_in_the_order_of_the_page() -> None:
    found = form(
        "<input name=b value=1><input type=hidden name=a value=2><select name=c><option value=3></select>"
    )
    assert found.filled({}) == (("b", "1"), ("a", "2"), ("c", "3"))


def test_inputs_without_a_name_are_left_out() -> None:
    assert form('<input type=hidden value=x><input type=hidden name="" value=y>').filled({}) == ()


def test_empty_values_are_kept() -> None:
    assert form('<input type=hidden name=domain value="">').filled({}) == (("domain", ""),)


def test_a_ticked_box_without_a_value_says_on() -> None:
    assert form("<input type=checkbox name=agreed checked>").filled({}) == (("agreed", "on"),)


def test_a_box_that_is_not_ticked_says_nothing() -> None:
    found = form("<input type=checkbox name=agreed value=yes>")
    assert found.filled({}) == ()
    assert "agreed" in found.names


def test_an_input_without_a_value_waits_to_be_filled() -> None:
    found = form("<input name=Pin><input type=hidden name=token>")
    assert found.filled({}) == ()
    assert found.names == {"Pin", "token"}
    assert found.filled({"Pin": "123456"}) == (("Pin", "123456"),)


def test_a_field_that_is_switched_off_is_left_out() -> None:
    found = form("<input name=a value=1 disabled>")
    assert found.filled({}) == ()
    assert found.names == frozenset()


def test_a_trap_for_programs_is_left_out_whatever_it_holds() -> None:
    found = form("<input type=password name=hiddenPassword aria-hidden=true value=x><input name=a value=1>")
    assert found.filled({}) == (("a", "1"),)
    assert found.names == {"a"}


def test_buttons_are_pressed_and_never_sent_by_themselves() -> None:
    found = form(
        "<button name=SendMethod value=SMS>Send</button><input type=submit name=signIn value=Next>"
        "<button>plain</button><button name=off value=1 disabled>off</button><button name=action value=2>Other</button>"
    )
    assert found.filled({}) == ()
    assert found.buttons == (("SendMethod", "SMS"), ("signIn", "Next"), ("action", "2"))
    assert found.button("action", other_than="1") == "2"
    assert found.button("action", other_than="2") is None


def test_a_change_takes_the_place_of_the_pages_value() -> None:
    found = form("<input name=a value=1><input name=b value=2><input name=a value=3>")
    assert found.filled({"a": "x"}) == (("a", "x"), ("b", "2"), ("a", "x"))


def test_a_secret_stays_a_secret_in_the_fields() -> None:
    fields = form("<input name=Passwd>").filled({"Passwd": Secret("correct horse")})
    assert "correct" not in repr(fields)
    assert shown(fields) == [("Passwd", "correct horse")]


def test_bgresponse_goes_back_as_the_page_sent_it() -> None:
    assert form("<input type=hidden name=bgresponse value=js_disabled>").filled({}) == (
        ("bgresponse", "js_disabled"),
    )


BOXES = (
    "<input type=checkbox name=TrustDevice checked><input type=checkbox name=PersistentCookie value=yes checked>"
    "<input type=checkbox name=other checked>"
)


def test_boxes_that_trust_this_device_are_sent_only_if_that_was_asked_for() -> None:
    assert form(BOXES).filled({}) == (("other", "on"),)
    assert form(BOXES).filled({}, trust=True) == (
        ("TrustDevice", "on"),
        ("PersistentCookie", "yes"),
        ("other", "on"),
    )


def test_a_box_that_google_left_empty_is_not_ticked_by_us() -> None:
    assert form("<input type=checkbox name=TrustDevice>").filled({}, trust=True) == ()


# Where it goes


def test_the_action_says_origin_and_path() -> None:
    found = form("")
    assert (found.action, found.origin, found.path) == (f"{GOOGLE}/send", GOOGLE, "/send")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://accounts.google.com/x?y#z", GOOGLE),
        ("https://accounts.google.com", GOOGLE),
        ("https://accounts.google.com:443/", GOOGLE),
        ("HTTPS://ACCOUNTS.GOOGLE.COM/", GOOGLE),
        ("https://accounts.google.com:/", GOOGLE),
        ("http://accounts.google.com/", "http://accounts.google.com"),
        ("http://127.0.0.1:8400/x", "http://127.0.0.1:8400"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1"),
        ("http://[::1]:8400/x", "http://[::1]:8400"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "accounts.google.com",
        "/v3/signin",
        "https://",
        "https:///v3",
        "https://accounts.google.com:port/",
        "https://accounts.google.com:99999/",
        "https://ada@accounts.google.com/",
        "https://accounts.google.com\\@evil.example/",
        "https://accounts.google.com%2eevil.example/",
        "https://[::1/",
        "https://аccounts.google.com/",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_or_none_has_no_origin(url: str) -> None:
    assert origin_of(url) == INVALID


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com.evil.example/",
        "https://accounts.google.com./",
        "https://evil.example/https://accounts.google.com/",
        "https://evil.example?https://accounts.google.com/",
        "https://evil.example#https://accounts.google.com/",
        "https://accounts.google.com@evil.example/",
        "//accounts.google.com/",
        "javascript:https://accounts.google.com/",
        "data:text/html,https://accounts.google.com/",
        "ftp://accounts.google.com/",
    ],
)
def test_what_only_looks_like_google_has_another_origin(url: str) -> None:
    assert origin_of(url) != GOOGLE


TRICKY = st.lists(
    st.sampled_from(
        ["https:", "http:", "//", "/", "\\", "@", ":", "443", "#", "?", "%2e", "%40", "\t", "\n", " ", "\x00", ".",
         "accounts.google.com", "evil.example", "[::1]", "[", "]", "ａ", "é", "\u3002", "xn--"]
    ),
    max_size=9,
).map("".join)  # fmt: skip


@given(TRICKY)
def test_a_request_goes_to_the_origin_that_was_read_or_nowhere(url: str) -> None:
    origin = origin_of(url)
    if origin == INVALID:
        return
    try:
        sent_to = requests.Request("POST", url).prepare().url
    except (requests.RequestException, ValueError):
        return
    assert sent_to is not None
    if sent_to.startswith(("http:", "https:")):  # requests sends nothing to the others
        assert origin_of(sent_to) == origin


@given(st.text(), st.text())
def test_no_address_whatsoever_makes_join_fail(base: str, reference: str) -> None:
    origin_of(join(base, reference))
    is_loopback(join(base, reference))


@given(TRICKY, TRICKY)
def test_no_tricky_address_makes_join_fail(base: str, reference: str) -> None:
    origin_of(join(base, reference))
    is_loopback(join(base, reference))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1", "http://127.9.9.9:80/x", "https://[::1]:8400", "http://localhost:1"]
)
def test_loopback_is_this_very_computer(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url", ["", "https://accounts.google.com", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
            "http://10.0.0.1", "http://[::2]", "http://[", "127.0.0.1"]
)  # fmt: skip
def test_everything_else_is_not_loopback(url: str) -> None:
    assert not is_loopback(url)
