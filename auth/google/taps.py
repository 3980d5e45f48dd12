"""Waiting for a tap on the phone, where Google has an endpoint that tells (the old phone prompt only)."""

import threading
import time
from collections.abc import Callable

import requests

from auth.google.steps import Tapped, WaitForTap
from auth.google.transport import USER_AGENT, proxies_for

PATH = "/cryptauth/v1/authzen/awaittx"
PAUSE_SECONDS = 1.0
"""Between two questions where the endpoint answers HTTP 500 at once."""


def wait_for_tap(
    step: WaitForTap,
    origin: str,
    *,
    ca_bundle: str | None = None,
    direct: bool = False,
    stop: threading.Event,
    clock: Callable[[], float] = time.monotonic,
) -> Tapped:
    """Ask until the phone was tapped, the question ended, *step.seconds* are over or *stop* is set. Never raises."""
    ends = clock() + step.seconds
    session = requests.Session()
    session.trust_env = False
    try:
        while not stop.is_set() and (left := ends - clock()) > 0:
            try:
                answer = session.post(
                    origin + PATH,
                    params={"alt": "json", "key": step.api_key},
                    json={"txId": step.transaction},
                    headers={"Referer": step.referer, "User-Agent": USER_AGENT},
                    proxies=proxies_for(origin, direct),
                    verify=ca_bundle or True,
                    timeout=(10, min(left, 60)),
                    allow_redirects=False,
                )
                if answer.status_code == 200:
                    return Tapped(str(answer.json().get("txToken") or ""))
                if answer.status_code < 500:
                    return Tapped()
            except (OSError, ValueError, AttributeError):  # those of requests are OSErrors
                pass  # The wait is best effort: it is asked again, and the person can choose another way.
            stop.wait(PAUSE_SECONDS)
        return Tapped()
    finally:
        session.close()
