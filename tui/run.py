"""Puts the application together for the person's own files, for the demonstration, or for a running sandbox."""

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from auth.errors import AuthError
from auth.places import sample_files, sandbox_at
from auth.plain import plain
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
            print(f"fumidai-tui: {plain(str(error), 1000)}", file=sys.stderr)
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
    home = stack.enter_context(throw_away_home(*sample_files(places)))
    inner = inside(home, env, places.aws or "")
    # A demonstration touches nobody's files; a sandbox takes those it is given, if they are nobody's either.
    if not demo:
        inner |= files_for_a_sandbox(env)
    env = inner
    paths = Paths.from_env(env)
    return Setup(paths, env, places, shell_lines=shell_lines(env, places.ca_bundle), memory=recall(paths))


def files_for_a_sandbox(env: Mapping[str, str]) -> dict[str, str]:
    """Both file variables, resolved, where both are set and name files outside the person's ``~/.aws``; else none."""
    if not (env.get("AWS_CONFIG_FILE") and env.get("AWS_SHARED_CREDENTIALS_FILE")):
        return {}
    # As they would be opened: with ~ and $NAME filled in and links followed.
    paths = Paths.from_env(env)
    config, credentials = paths.config.resolve(), paths.credentials.resolve()
    own = Path(env.get("HOME") or Path.home()) / ".aws"
    if any(_is_in(file, own) for file in (config, credentials)):
        return {}
    return {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials)}


def _is_in(file: Path, own: Path) -> bool:
    """Whether *file* lies in the folder *own*, or is one of the two files in it under another name."""
    theirs = [own / "config", own / "credentials"]
    if file.is_relative_to(own.resolve()) or file in [each.resolve() for each in theirs]:
        return True
    try:
        if any(parent.samefile(own) for parent in file.parents if own.exists()):
            return True
        return file.exists() and any(file.samefile(each) for each in theirs if each.exists())
    except OSError:
        return True  # What cannot be looked at is not taken for nobody's.
