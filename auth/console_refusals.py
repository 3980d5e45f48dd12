"""What the console's sign-in host says instead of a token, and what that means for the person.

The host answers a refusal with HTTP 400 and a web page; the words on it are the only hint. None of its text is shown
but the words known here, since a page may repeat what it was sent.
"""

from typing import Final

from auth.errors import AuthError, ConsoleLengthRefused, ConsoleRefused, Unreachable

_KEYS_REFUSED: Final = "Invalid Credentials Parameter"
"""Seen in the field for keys that have ended, are unknown there, or cannot have a ``SessionDuration``."""


def said_no(host: str, status: int, body: bytes) -> AuthError:
    """For every status but 200."""
    if status == 400 and b"SessionDuration" in body:
        return ConsoleLengthRefused(
            "AWS did not grant a console session of this length.",
            "The role does not allow it.",
            "Choose a shorter one, or leave the length to AWS.",
        )
    if status == 400:
        return ConsoleRefused(
            "AWS did not open its console with these keys.",
            "The session has ended or was revoked, or it belongs to another partition than this console.",
            "Press r to sign in again, then open the console once more.",
            _KEYS_REFUSED if _KEYS_REFUSED.encode() in body else "",
        )
    if status == 429 or status >= 500:
        return Unreachable(
            f"{host} has trouble: it answered with HTTP {status}.",
            "AWS's sign-in is overloaded or out of order, or a proxy on the way is.",
            "Wait a moment, then open the console again.",
        )
    if status == 407:
        return _no_proxy(host)
    if 200 <= status < 400:
        return answered_otherwise(host)
    return ConsoleRefused(
        f"{host} does not take this request: HTTP {status}.",
        "A proxy or firewall on the way may forbid it.",
        "Check it, then open the console again.",
    )


def answered_otherwise(host: str) -> Unreachable:
    """For a page where a token should be."""
    return Unreachable(
        f"{host} did not answer as AWS does.",
        "Something on the way may have answered instead: a network that wants a login, a proxy.",
        "Check it, then open the console again.",
    )


def slow(host: str) -> Unreachable:
    """For an answer that does not come to its end."""
    return Unreachable(
        f"{host} did not answer in time.",
        "The network is slow or blocks it.",
        "Check it, then open the console again.",
    )


def lost(host: str, error: Exception) -> Unreachable:
    """For a request without an answer. Nothing of *error* but its kind is in the words."""
    import requests
    import urllib3.exceptions

    if isinstance(error, requests.exceptions.SSLError):
        return Unreachable(
            f"The certificate of {host} is not trusted.",
            "Often a company proxy opens the connection with a certificate of its own.",
            "Set AWS_CA_BUNDLE to the company's certificate file and start again.",
        )
    if isinstance(error, requests.exceptions.ProxyError | requests.exceptions.InvalidProxyURL):
        return _no_proxy(host)
    # In the middle of a body requests says ConnectionError, around the time-out.
    causes = (error, *error.args)
    if any(isinstance(each, requests.Timeout | urllib3.exceptions.ReadTimeoutError) for each in causes):
        return slow(host)
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return answered_otherwise(host)
    return Unreachable(
        f"{host} cannot be reached.",
        "There is no network, or something blocks it.",
        "Check it, then open the console again.",
    )


def _no_proxy(host: str) -> Unreachable:
    return Unreachable(
        f"The proxy did not let us through to {host}.",
        "It is not there, or it wants a password.",
        "Check HTTPS_PROXY and NO_PROXY, then open the console again.",
    )
