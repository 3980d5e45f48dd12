"""The command ``fumidai-tui``. Nothing heavy is imported before it is known what is wanted."""

import argparse
import os
import sys
from collections.abc import Sequence

from tui import __version__
from tui.commands.console import add_console
from tui.commands.credential_process import add_credential_process
from tui.commands.env import add_env
from tui.commands.exec import add_exec
from tui.commands.status import add_status

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
    # What comes after -- is a command, and none of its words is for us.
    words = list(sys.argv[1:] if arguments is None else arguments)
    own = words[: words.index("--")] if "--" in words else words
    parser = _parser()
    options = parser.parse_args(own)
    options.command = words[len(own) + 1 :]
    if len(own) < len(words) and not options.takes_command:
        parser.error("only exec takes a command after --")
    if options.demo and options.sandbox:
        parser.error("--demo starts a sandbox of its own; leave --sandbox out")
    if options.run is not None:
        if options.demo:
            parser.error("--demo starts the screen; commands work on your own files")
        return _without_screen(options)
    from tui.run import run

    return run(demo=options.demo, sandbox=options.sandbox)


def _without_screen(options: argparse.Namespace) -> int:
    try:
        code = int(options.run(options))
        sys.stdout.flush()  # Here, where a failure can still be told.
        return code
    except KeyboardInterrupt:
        return 130  # as a shell tells of Ctrl+C
    except Exception as error:
        from tui.commands.failing import tell

        return tell(error)


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
    parser.set_defaults(run=None, takes_command=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (add_status, add_env, add_exec, add_console, add_credential_process):
        add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
