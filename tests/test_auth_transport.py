"""The one place where HTTP leaves for Google, against tiny servers on loopback."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from auth.errors import Unreachable
from auth.google import transport
from auth.google.pages import ElsewherePage, read
from auth.google.steps import Exchange, Response
from auth.google.transport import USER_AGENT, GoogleTransport
from auth.sandbox.tls import Certificates, make_certificates
from profiles.secret import Secret
from tests.loopback import Answering, Reply, Server, free_port, page, proxying, serving, to

FIELDS = (("Email", "ada@example.com"), ("Passwd", Secret("correct horse & battery")), ("domain", ""))


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


def get(server: Server, path: str = "/", *, google: GoogleTransport | None = None) -> Response:
    return send(server, Exchange("GET", server.origin + path), google=google)


def post(server: Server, path: str = "/", referer: str = "") -> Response:
    return send(server, Exchange("POST", server.origin + path, FIELDS, referer))


def send(server: Server, exchange: Exchange, *, google: GoogleTransport | None = None) -> Response:
    google = google or GoogleTransport(server.origin, direct=True)
    try:
        return google(exchange)
    finally:
        google.close()


def routes(**by_path: Reply | None) -> Answering:
    """Answers by the name of the path; what is not named is a page that says its path."""
    return lambda asked: by_path.get(asked.path.strip("/").partition("?")[0], page(f"at {asked.path}"))


def trouble(answer: Answering) -> Unreachable:
    """The error that a server with this answer ends in."""
    with serving(answer) as server, pytest.raises(Unreachable) as caught:
        post(server)
    return caught.value


# Requests


def test_a_form_goes_out_field_by_field_in_order_with_its_empty_values() -> None:
    with serving(routes()) as server:
        post(server, "/send?a=b?c=d")
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/send?a=b?c=d")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.fields == [
        ("Email", "ada@example.com"),
        ("Passwd", "correct horse & battery"),
        ("domain", ""),
    ]


def test_every_request_says_who_we_are_and_which_page_it_comes_from() -> None:
    with serving(routes(start=to("/next"))) as server:
        post(server, "/start", referer="https://before.example/")
    first, second = server.asked
    assert first.headers["user-agent"] == second.headers["user-agent"] == USER_AGENT
    assert "Mozilla" not in USER_AGENT
    assert first.headers["referer"] == "https://before.example/"
    assert second.headers["referer"] == f"{server.origin}/start"
    assert first.headers["accept-language"] == "en-US"


def test_cookies_are_kept_from_request_to_request() -> None:
    first = page("hello", **{"Set-Cookie": "SID=abc; Path=/; HttpOnly"})
    with serving(routes(first=first, moved=to("/last", cookie="HSID=def; Path=/"))) as server:
        google = GoogleTransport(server.origin, direct=True)
        google(Exchange("GET", f"{server.origin}/first"))
        google(Exchange("GET", f"{server.origin}/moved"))
        google.close()
    assert [each.headers.get("cookie") for each in server.asked] == [None, "SID=abc", "SID=abc; HSID=def"]


def test_passwords_of_a_netrc_file_stay_at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login ada password of-another-service\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(routes()) as server:
        get(server)
    assert "authorization" not in server.asked[0].headers


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_is_followed_without_the_form(status: int) -> None:
    with serving(routes(start=to("/end?x=1", status))) as server:
        answer = post(server, "/start")
    assert answer == Response(f"{server.origin}/end?x=1", 200, "at /end?x=1")
    assert server.lines == ["POST /start", "GET /end?x=1"]
    assert server.asked[1].body == b""


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_form_keeps_it_on_the_same_origin_only(status: int) -> None:
    with (
        serving(routes()) as other,
        serving(routes(near=to("/end", status), far=to(other.origin, status))) as server,
    ):
        assert post(server, "/near").html == "at /end"
        assert post(server, "/far") == Response(other.origin, 0, "")
    assert server.asked[1].fields == server.asked[0].fields
    assert other.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "host", ["http://localhost:1/x", "https://login.company.example/saml?a=b", "//evil.example/"]
)
def test_a_redirect_that_leaves_is_told_and_not_followed(status: int, host: str) -> None:
    with serving(routes(start=to(host, status))) as server:
        answer = post(server, "/start")
    assert answer == Response(f"http:{host}" if host.startswith("//") else host, 0, "")
    assert server.lines == ["POST /start"]
    assert isinstance(read(answer.url, answer.html, origin=server.origin), ElsewherePage)


def test_another_port_of_the_same_host_is_another_origin() -> None:
    with serving(routes()) as other, serving(routes(start=to(f"{other.origin}/x"))) as server:
        assert get(server, "/start").status == 0
    assert other.asked == []


def test_nothing_is_sent_to_an_address_outside_of_the_origin() -> None:
    with serving(routes()) as other, serving(routes()) as server:
        google = GoogleTransport(server.origin, direct=True)
        assert google(Exchange("POST", f"{other.origin}/x", FIELDS)) == Response(f"{other.origin}/x", 0, "")
        assert google.fetch(f"{other.origin}/picture") == b""
        google.close()
    assert server.asked == other.asked == []


def test_a_relative_redirect_counts_from_where_it_came() -> None:
    with serving(lambda asked: to("../b/c") if asked.path == "/a/a" else page(asked.path)) as server:
        assert get(server, "/a/a").html == "/b/c"


@pytest.mark.parametrize(
    "location", ["http://[", "http://127.0.0.1:99999/", "\x01", "http://127.0.0.1:port/", "é"]
)
def test_a_redirect_that_nobody_can_read_is_no_crash(location: str) -> None:
    with serving(lambda asked: to(location) if asked.path == "/start" else page("fine")) as server:
        try:
            answer = get(server, "/start")
        except Unreachable:
            return
    assert answer.html == "fine" or answer.status == 0


def test_a_redirect_without_a_location_is_a_page() -> None:
    with serving(lambda _asked: Reply(302, b"moved")) as server:
        assert get(server) == Response(f"{server.origin}/", 302, "moved")


def test_redirects_without_end_are_told() -> None:
    with (
        serving(lambda asked: to(asked.path + "x")) as server,
        pytest.raises(Unreachable, match="without end"),
    ):
        get(server, "/")
    assert len(server.asked) == transport.MOST_REDIRECTS


# Answers


@pytest.mark.parametrize("status", [200, 400, 403, 404, 500, 503])
def test_the_page_comes_with_its_status(status: int) -> None:
    with serving(lambda _asked: Reply(status, b"words")) as server:
        assert get(server) == Response(f"{server.origin}/", status, "words")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=utf-8", "日本語".encode()),
        ("text/html", "日本語".encode()),
        ("text/html; charset=shift_jis", "日本語".encode("shift_jis")),
    ],
)
def test_a_page_is_read_in_its_own_encoding_and_else_in_utf_8(content_type: str, body: bytes) -> None:
    with serving(lambda _asked: Reply(200, body, {"Content-Type": content_type})) as server:
        assert get(server).html == "日本語"


@pytest.mark.parametrize("charset", ["klingon", "idna", "undefined", "hex", "punycode", "rot13", '""'])
def test_an_encoding_that_nobody_knows_is_no_crash(charset: str) -> None:
    reply = Reply(200, b"words \xff", {"Content-Type": f"text/html; charset={charset}"})
    with serving(lambda _asked: reply) as server:
        assert "words" in get(server).html


def test_no_more_is_read_of_a_page_than_anybody_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MOST_BYTES", 100_000)
    big = b"x" * 3_000_000
    packed = Reply(200, gzip.compress(big), {"Content-Encoding": "gzip"})
    with serving(routes(plain=Reply(200, big), packed=packed)) as server:
        for path in ("/plain", "/packed"):
            assert 100_000 <= len(get(server, path).html) <= 200_000


# A picture


def test_a_picture_is_fetched_as_it_is() -> None:
    with serving(
        routes(Captcha=Reply(200, b"\x89PNG\x00"), gone=Reply(404, b"no"), moved=to("/Captcha"))
    ) as server:
        google = GoogleTransport(server.origin, direct=True)
        assert google.fetch(f"{server.origin}/Captcha?v=2") == b"\x89PNG\x00"
        assert google.fetch(f"{server.origin}/gone") == b""
        assert google.fetch(f"{server.origin}/moved") == b""
        google.close()


@pytest.mark.parametrize(
    "broken",
    [Reply(200, b"\x89PN", length=1000), Reply(200, b"no gzip", {"Content-Encoding": "gzip"}), None],
    ids=["cut", "damaged", "silent"],
)
def test_a_picture_that_breaks_off_is_no_picture(
    broken: Reply | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    with serving(lambda _asked: broken) as server:
        google = GoogleTransport(server.origin, direct=True)
        assert google.fetch(f"{server.origin}/Captcha") == b""
        google.close()


# No answer


def test_nobody_there_is_told_in_words() -> None:
    origin = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable) as caught:
        GoogleTransport(origin, direct=True)(Exchange("GET", f"{origin}/"))
    assert caught.value.what == f"{origin.removeprefix('http://')} cannot be reached."
    assert caught.value.remedy


def test_silence_is_told_as_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    assert "did not answer in time" in trouble(lambda _asked: None).what


def test_silence_in_the_middle_of_a_page_is_told_as_a_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    reply = Reply(200, b"<html>", length=1000, hangs=True)
    assert "did not answer in time" in trouble(lambda _asked: reply).what


def test_a_page_that_breaks_off_is_told() -> None:
    assert trouble(lambda _asked: Reply(200, b"<html>", length=1000)).what.endswith("cannot be reached.")


def test_no_words_of_a_request_are_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    for answer in (lambda _asked: None, lambda _asked: Reply(200, b"x", length=9)):
        error: BaseException | None = trouble(answer)
        told = ""
        while error is not None:
            told += f"{error!r} {error} {vars(error)}"
            assert error.__suppress_context__ or error.__context__ is None
            error = error.__cause__
        assert "correct horse" not in told
        assert "ada@example.com" not in told


# Certificates and proxies


@pytest.fixture
def secure(certificates: Certificates) -> Iterator[Server]:
    with serving(routes(), certificates.context) as server:
        yield server


def test_a_certificate_of_our_own_authority_is_trusted(secure: Server, certificates: Certificates) -> None:
    google = GoogleTransport(secure.origin, ca_bundle=str(certificates.ca), direct=True)
    assert get(secure, "/x", google=google).html == "at /x"


def test_a_certificate_of_nobody_we_know_is_told_in_words(secure: Server) -> None:
    with pytest.raises(Unreachable, match="certificate"):
        get(secure)
    assert secure.asked == []


def test_a_certificate_for_another_name_is_told_in_words(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("accounts.example").configure_cert(context)
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with serving(routes(), context) as server, pytest.raises(Unreachable, match="certificate"):
        get(server, google=GoogleTransport(server.origin, ca_bundle=str(bundle), direct=True))
    assert server.asked == []


def test_a_file_of_certificates_that_is_missing_is_told_in_words(tmp_path: Path) -> None:
    origin = f"https://127.0.0.1:{free_port()}"
    google = GoogleTransport(origin, ca_bundle=str(tmp_path / "none.pem"), direct=True)
    with pytest.raises(Unreachable, match=r"none\.pem"):
        google(Exchange("GET", f"{origin}/"))


def test_the_proxy_of_the_environment_is_used(
    secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        google = GoogleTransport(secure.origin, ca_bundle=str(certificates.ca))
        assert get(secure, "/x", google=google).html == "at /x"
        assert proxy.connected == [secure.origin.removeprefix("https://")]


def test_no_proxy_names_the_hosts_that_need_none(
    secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    google = GoogleTransport(secure.origin, ca_bundle=str(certificates.ca))
    assert get(secure, "/x", google=google).html == "at /x"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_stands_before_a_sandbox(
    secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with proxying() as proxy:
        monkeypatch.setenv(name, proxy.url)
        google = GoogleTransport(secure.origin, ca_bundle=str(certificates.ca), direct=True)
        assert get(secure, "/x", google=google).html == "at /x"
        assert proxy.connected == []


def test_the_certificates_of_the_environment_do_not_stand_in_for_those_we_were_given(
    secure: Server, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(certificates.ca))
    with pytest.raises(Unreachable, match="certificate"):
        get(secure)


def test_a_proxy_that_is_not_there_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:pass@127.0.0.1:{free_port()}")
    origin = f"https://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable, match="proxy") as caught:
        GoogleTransport(origin)(Exchange("GET", f"{origin}/"))
    assert "pass" not in str(caught.value)
