"""Puts the application together for the person's own files, for the demonstration, or for a running sandbox."""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from auth.errors import AuthError
from auth.places import Places, sample_files, sandbox_at
from profiles.files import FileRefused, Paths, load
from tui.demo import DemoFailed, demo_sandbox, inside, shell_lines, throw_away_home
from tui.memory import recall
from tui.setup import Setup


def run(*, demo: bool = False, sandbox: str | None = None) -> int:
    """Start the application; return the exit code. What goes wrong before the first paint goes to standard error."""
    # A closed terminal or a shutdown must take the throw-away home and the sandbox along.
    for each in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, each):
            signal.signal(getattr(signal, each), lambda number, _frame: sys.exit(128 + number))
    with ExitStack() as stack:
        try:
            setup = _setup(demo, sandbox, stack)
            snapshot = load(setup.paths)
        except (AuthError, DemoFailed, FileRefused) as error:
            print(f"fumidai-tui: {error}", file=sys.stderr)
            return 1
        from tui.app import FumidaiApp

        app = FumidaiApp(setup, snapshot)
        app.run()
        return app.return_code or 0


def _setup(demo: bool, sandbox: str | None, stack: ExitStack) -> Setup:
    env = dict(os.environ)
    if demo:
        sandbox = stack.enter_context(demo_sandbox())
    if sandbox is None:
        paths = Paths.from_env(env)
        return Setup(paths, env, memory=recall(paths))
    places = sandbox_at(sandbox)
    env = _sandbox_env(env, places, stack)
    paths = Paths.from_env(env)
    return Setup(paths, env, places, shell_lines=shell_lines(env, places.ca_bundle), memory=recall(paths))


def _sandbox_env(env: Mapping[str, str], places: Places, stack: ExitStack) -> dict[str, str]:
    """A throw-away home; the files in it are samples, unless both file variables name others outside ``~/.aws``."""
    config, credentials = env.get("AWS_CONFIG_FILE"), env.get("AWS_SHARED_CREDENTIALS_FILE")
    home = stack.enter_context(throw_away_home(*sample_files(places)))
    inner = inside(home, env, places.aws or "")
    if config and credentials and _is_nobodys(config) and _is_nobodys(credentials):
        inner |= {"AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": credentials}
    return inner


def _is_nobodys(file: str) -> bool:
    """Whether *file* lies outside the person's ``~/.aws``, links resolved."""
    own = (Path.home() / ".aws").resolve()
    return not Path(file).expanduser().resolve().is_relative_to(own)
