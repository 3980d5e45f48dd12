"""`python -m auth.sandbox`: the sandbox as a process of its own.

Prints one line when it is ready: `sandbox.json`. Ends with Ctrl+C, or with `--with-parent` when its standard
input is closed, so that it never outlives what started it.
"""

import argparse
import contextlib
import json
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Final

DESCRIPTION: Final = "A stand-in for Google's sign-in, AWS and the console, on this machine alone."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; 0, or 2 where the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m auth.sandbox", description=DESCRIPTION)
    parser.add_argument("--port", type=int, default=0, help="of the first origin (default: any free one)")
    parser.add_argument("--tls", action="store_true", help="https, with a throw-away certificate authority")
    parser.add_argument(
        "--list", action="store_true", help="print who can sign in and what to answer, then end"
    )
    parser.add_argument("--with-parent", action="store_true", help="end when standard input is closed")
    asked = parser.parse_args(arguments)
    if asked.list:
        print(listing())
        return 0
    from .server import Sandbox  # flask: 200 ms that --list and --help need not wait for

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with Sandbox(asked.port, tls=asked.tls, warm=True) as sandbox:
            print(json.dumps(sandbox.document()), flush=True)
            if asked.with_parent:
                threading.Thread(target=wait_for_parent, args=(stop,), daemon=True).start()
            stop.wait()
    except OSError as error:
        print(f"The sandbox cannot start: {error}. Choose another --port.", file=sys.stderr)
        return 2
    return 0


def wait_for_parent(stop: threading.Event) -> None:
    """Set *stop* when standard input ends."""
    with contextlib.suppress(OSError, ValueError):
        while sys.stdin.buffer.read(4096):
            pass
    stop.set()


def listing() -> str:
    """Everybody, with what happens to them and what to answer."""
    from .people import PASSWORD
    from .scenarios import PEOPLE

    width = max(len(user) for user in PEOPLE)
    lines = [f'The password of everybody is "{PASSWORD}". Codes: GET /sandbox/code/<user>.', ""]
    for person in PEOPLE.values():
        lines.append(f"{person.user:{width}}  {person.pages.value}  {person.about}")
        lines.append(f"{'':{width}}      -> {person.answer}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
