"""The browser road in a process of its own, run as somebody without rights: `python -m tests.browser_child`.

Its first line of input is what to do, as JSON; later lines are `stop` (Esc) and `late` (six minutes have passed). It
answers with one line of JSON: the length of the response, or the error. The response itself is never printed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from auth.acs import Consumers
from auth.browser.road import BrowserRoad
from auth.browser.steps import Browse
from auth.errors import AuthError
from auth.saml import read_assertion


class Blind(Consumers):
    """Looks out for nothing: our interception, switched off."""

    patterns = ()

    def takes(self, url: str) -> bool:
        return False

    def is_identity_center(self, url: str) -> bool:
        return False


def main() -> None:
    told = json.loads(sys.stdin.readline())
    stop, passed = threading.Event(), [timedelta()]

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() == "stop":
                stop.set()
            else:
                passed[0] = timedelta(minutes=6)

    threading.Thread(target=listen, daemon=True).start()
    road = BrowserRoad(
        Path(told["folders"]),
        dict(os.environ),
        lambda: datetime.now().astimezone() + passed[0],
        (Consumers if told.get("catch", True) else Blind)(told.get("sandbox", "")),
        told.get("browser", ""),
    )
    step = Browse(told["link"], told["account"], told["window"], afresh=told.get("afresh", False))
    answer: dict[str, Any]
    try:
        response = road(step, stop)
        roles = [each.role_arn for each in read_assertion(response).roles] if told.get("read", True) else []
        answer = {"length": len(response.reveal()), "roles": roles}
    except AuthError as error:
        answer = {"error": type(error).__name__, "words": str(error)}
    print(json.dumps(answer), flush=True)
    os._exit(0)  # the listening thread may wait for a line


if __name__ == "__main__":
    main()
