"""The one place where HTTP leaves for Google.

Redirects are followed by hand, so that no answer of the person is ever sent again to another host, and the
conversation learns where it ended. One stable, honest User-Agent: Google serves its forms without JavaScript to
clients that do not claim to be a browser.
"""

import platform
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.utils import get_environ_proxies

from auth.errors import Unreachable, no_certificates
from auth.google import jar
from auth.google.steps import Exchange, Response
from auth.keeping import KeptSession
from auth.origins import join, origin_of
from auth.plain import plain
from profiles.secret import Secret

USER_AGENT: Final = f"fumidai-tui/1 ({platform.system() or 'unknown'}; terminal)"
MOST_REDIRECTS: Final = 20
# Python knows more than pages are written in, some of it slow without bound (punycode) or no text at all (hex).
_ENCODINGS: Final = re.compile(
    r"utf-?8|us-ascii|iso-8859-(?:[1-9]|1[0134568])|windows-125[0-8]|shift_jis|euc-(?:jp|kr)|iso-2022-jp|gbk|gb18030"
    r"|big5|koi8-[ru]",
    re.IGNORECASE,
)
MOST_BYTES: Final = 1_000_000
CONNECT_SECONDS: Final = 10.0
READ_SECONDS: Final = 30.0


class GoogleTransport:
    """An HTTP conversation with one sign-in origin: cookies, limits, time-outs.

    *ca_bundle* is a file of certificates to trust beside the usual ones' place (None: the usual ones). *direct*
    leaves every proxy out, as the sandbox on loopback needs.
    """

    def __init__(self, origin: str, *, ca_bundle: str | None = None, direct: bool = False) -> None:
        self.origin = origin
        self._direct = direct
        self._session = requests.Session()
        # Off: .netrc passwords and the like must not go along. Proxies and certificates are set below.
        self._session.trust_env = False
        self._session.verify = ca_bundle or True
        self._session.headers.update(
            {
                "User-Agent": USER_AGENT,
                "Accept": "text/html,application/xhtml+xml",
                "Accept-Language": "en-US",
            }
        )

    def __call__(self, exchange: Exchange) -> Response:
        """Send one request and follow its redirects. Raises ``Unreachable``.

        A redirect that leaves the origin is not followed: the response tells its address, with no page.
        """
        method, url, body = exchange.method, exchange.url, _revealed(exchange)
        referer = exchange.referer
        for _redirect in range(MOST_REDIRECTS):
            if origin_of(url) != self.origin:
                return Response(url, 0, "")
            response = self._send(method, url, body, referer)
            if response.status_code not in {301, 302, 303, 307, 308} or "location" not in response.headers:
                return Response(url, response.status_code, _text(response, _body(response)))
            response.close()
            referer, url = url, join(url, response.headers["location"])
            if response.status_code not in {307, 308}:
                method, body = "GET", None
        raise Unreachable(
            "Google's sign-in redirects without end.",
            f"Stopped after {MOST_REDIRECTS}.",
            "Press r to try again.",
        )

    def fetch(self, url: str) -> bytes:
        """The bytes at *url*, if it lies on the sign-in host; empty where they cannot be had."""
        if origin_of(url) != self.origin:
            return b""
        try:
            response = self._send("GET", url, None, "")
            body = _body(response)
        except Unreachable:
            return b""
        return body if response.status_code == 200 else b""

    def cookies(self, now: datetime, *, trust_asked: bool = False) -> Secret:
        """The session as it is, to be kept: see ``auth.google.jar``."""
        return jar.dump(self._session.cookies, self.origin, now, trust_asked=trust_asked)

    def restore(self, kept: Secret, now: datetime) -> KeptSession | None:
        """Take up what has not expired of a kept session; None if it is none, or not for this origin."""
        if not jar.load(kept, self._session.cookies, self.origin, now):
            return None
        return KeptSession(jar.trust_was_asked(kept))

    def close(self) -> None:
        """Give up the connections that wait. A request on its way goes on: who asked takes no notice of its answer."""
        self._session.close()

    def _send(
        self, method: str, url: str, body: list[tuple[str, str]] | None, referer: str
    ) -> requests.Response:
        headers: Mapping[str, str] = {"Referer": referer} if referer else {}
        try:
            return self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                proxies=proxies_for(url, self._direct),
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                stream=True,
            )
        except (requests.RequestException, ValueError, OSError) as error:
            bundle = self._session.verify
            if isinstance(bundle, str) and not Path(bundle).exists():
                raise no_certificates(bundle) from None
            raise unreachable(url, error) from None


def _body(response: requests.Response) -> bytes:
    """What the answer holds, of which no more than ``MOST_BYTES`` is read. Raises ``Unreachable``."""
    parts, size = [], 0
    try:
        for part in response.iter_content(65536):
            parts.append(part)
            size += len(part)
            if size > MOST_BYTES:
                break
    except (requests.RequestException, ValueError, OSError) as error:
        raise unreachable(response.url, error) from None
    finally:
        response.close()
    return b"".join(parts)


def _text(response: requests.Response, body: bytes) -> str:
    """*body* in the encoding of the answer, if that is one of the web's, else in UTF-8."""
    encoding = response.encoding if "charset" in response.headers.get("content-type", "") else "utf-8"
    known = _ENCODINGS.fullmatch(encoding or "")
    return body.decode(encoding if known and encoding else "utf-8", "replace")


def proxies_for(url: str, direct: bool) -> dict[str, str]:
    """The environment's proxies for *url*, or none at all."""
    return {"http": "", "https": ""} if direct else dict(get_environ_proxies(url))


def _revealed(exchange: Exchange) -> list[tuple[str, str]] | None:
    if exchange.method == "GET":
        return None
    return [(name, value.reveal() if isinstance(value, Secret) else value) for name, value in exchange.fields]


def unreachable(url: str, error: Exception) -> Unreachable:
    """The words for a request that got no answer. Nothing of the request's content is in them."""
    host = plain(urlsplit(url).netloc)
    if isinstance(error, requests.exceptions.SSLError):
        return Unreachable(
            f"The certificate of {host} is not trusted.",
            "Often a company proxy opens the connection with a certificate of its own.",
            "Set AWS_CA_BUNDLE or REQUESTS_CA_BUNDLE to the company's certificate file and start again.",
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return Unreachable(
            f"The proxy did not let us through to {host}.",
            "",
            "Check HTTPS_PROXY and NO_PROXY, then press r.",
        )
    # In the middle of a body requests says ConnectionError, around the time-out.
    causes = (error, *error.args)
    if any(isinstance(each, requests.Timeout | urllib3.exceptions.ReadTimeoutError) for each in causes):
        return Unreachable(
            f"{host} did not answer in time.", "The network is slow or blocks it.", "Press r to try again."
        )
    return Unreachable(
        f"{host} cannot be reached.",
        "There is no network, or something blocks it.",
        "Check it, then press r.",
    )
