"""The command ``fumidai-tui``. Nothing heavy is imported before it is known what is wanted."""

import argparse
import os
import sys
from collections.abc import Sequence

from tui import __version__
from tui.commands.env import add_env

_HARMLESS = frozenset(
    {
        "TEXTUAL_ANIMATIONS",
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_FPS",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_ESCAPE_DELAY",
    }
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0, 1 for a failure told on standard error, 2 for wrong usage."""
    # Textual's variables for developers write every key, and so every password, into a file or to another host.
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in _HARMLESS]:
        del os.environ[name]
    options = _parser().parse_args(arguments)
    if options.demo and options.sandbox:
        _parser().error("--demo starts a sandbox of its own; leave --sandbox out")
    if options.run is not None:
        if options.demo or options.sandbox:
            _parser().error("--demo and --sandbox start the application; leave them out before a command")
        return int(options.run(options))
    from tui.run import run

    return run(demo=options.demo, sandbox=options.sandbox)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fumidai-tui",
        description="AWS bastions and switch-roles in one full-screen terminal application: sign in with Google,"
        " see what ends when, open the console.",
        epilog="Files are found as the AWS CLI finds them: AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE. Without"
        " a command the application starts on your own files.",
    )
    parser.add_argument("--version", action="version", version=f"fumidai-tui {__version__}")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="try everything on a sandbox and sample files; leaves nothing behind",
    )
    parser.add_argument(
        "--sandbox", metavar="URL", help="use a running sandbox (python -m auth.sandbox) on this computer"
    )
    parser.set_defaults(run=None)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    add_env(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
