"""The command ``fumidai-tui``. Nothing heavy is imported before it is known what is wanted."""

import argparse
import os
import sys
from collections.abc import Sequence

from tui import __version__

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
    """Run the command; return its exit code: 0, 1 for a failure told on standard error, 2 for wrong usage, and what
    the commands give."""
    # Textual's variables for developers write every key, and so every password, into a file or to another host.
    for name in [name for name in os.environ if name.startswith("TEXTUAL") and name not in _HARMLESS]:
        del os.environ[name]
    options = _parser().parse_args(arguments)
    if options.demo and options.run is not None:
        _parser().error("--demo starts the screen; commands work on your own files")
    if options.demo and options.sandbox:
        _parser().error("--demo starts a sandbox of its own; leave --sandbox out")
    if options.run is not None:
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
    _add_commands(parser.add_subparsers(title="commands", metavar="COMMAND"))
    return parser


def _add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    # Imported here: a bare start has no use for them, and each loads what it needs when it runs.
    from tui.commands.credential_process import add_credential_process
    from tui.commands.env import add_env
    from tui.commands.status import add_status

    add_status(commands)
    add_env(commands)
    add_credential_process(commands)


if __name__ == "__main__":
    sys.exit(main())
