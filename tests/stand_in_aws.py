"""A stand-in for AWS CLI 2.32: checks its arguments, and leaves what ``aws login`` and ``aws sso login`` leave.

No CLI on PyPI or Debian has ``aws login``, so this was written from botocore's reading half of it. It finds the
profile, the folders and the names of the files by botocore itself, in the environment it is started in.
``STAND_IN_AWS`` names a JSON file of what to leave and whether to fail.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from botocore.session import Session
from botocore.utils import JSONFileCache, LoginTokenLoader, SSOTokenLoader, get_login_token_cache_directory

VERSION = "aws-cli/2.32.6 Python/3.13.9 Linux/6.18 exe/x86_64.debian.12"


def main(arguments: list[str], orders: dict[str, Any]) -> int:
    if arguments == ["--version"]:
        print(orders.get("version", VERSION))
        return 0
    match arguments:
        case ["login", "--profile", name]:
            write = _login
        case ["sso", "login", "--profile", name]:
            write = _sso
        case _:
            print(f"aws: [ERROR]: unknown arguments {arguments}", file=sys.stderr)
            return 252
    exported = sorted(
        each for each in os.environ if each.startswith(("AWS_ACCESS", "AWS_SECRET", "AWS_SESSION"))
    )
    if exported:
        print(f"aws: [ERROR]: started with {exported}", file=sys.stderr)
        return 253
    print(f"Log in as {name}? Press Enter.", flush=True)
    if sys.stdin.isatty():
        input()
    if orders.get("fails"):
        print("aws: [ERROR]: the browser was closed", file=sys.stderr)
        return 1
    if not orders.get("forgets"):
        write(Session(profile=name).get_scoped_config(), orders)
    print("Updated.")
    return 0


def _login(profile: dict[str, Any], orders: dict[str, Any]) -> None:
    cache: Any = JSONFileCache(get_login_token_cache_directory())
    LoginTokenLoader(cache).save_token(profile["login_session"], orders["login"])


def _sso(profile: dict[str, Any], orders: dict[str, Any]) -> None:
    cache: Any = JSONFileCache(os.path.expanduser("~/.aws/sso/cache"))
    loader = SSOTokenLoader(cache)
    start_url = str(profile.get("sso_start_url", ""))
    loader.save_token(start_url, orders["sso"], session_name=profile.get("sso_session"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], json.loads(Path(os.environ["STAND_IN_AWS"]).read_text())))
