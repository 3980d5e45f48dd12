"""A person's own command that prints a secret: ``password_command`` and ``code_command`` of the settings.

It is an argument list, no shell reads it. It has no terminal: a command that wants to ask there fails instead of
drawing over the screen.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from auth.children import MOST_BYTES, Child, Reader
from auth.errors import AuthError
from auth.plain import plain
from profiles.secret import Secret


class CommandFailed(AuthError):
    """The command gave no secret."""


def run_for_secret(command: Sequence[str], seconds: float = 30) -> Secret:
    """The first line that *command* prints, without its line ending. Blocks for *seconds* at most.

    Raises ``CommandFailed``. When the time is over, or the application ends, the command is killed with its children.
    """
    name = plain(Path(command[0]).name, 60) if command else ""
    if not name:
        raise CommandFailed(
            "The command is empty.", "", "Write a program and its arguments into the settings."
        )
    child = Child()
    try:
        printed, complained = child.start(command)
        code = child.wait(seconds)
    except (OSError, ValueError) as error:
        why = f"{error.strerror}." if isinstance(error, OSError) and error.strerror else ""
        raise CommandFailed(
            f"The command {name} cannot be started.", why, "Check its path in the settings."
        ) from None
    except subprocess.TimeoutExpired:
        child.kill()
        raise CommandFailed(
            f"The command {name} did not end within {seconds:g} seconds.",
            "It may be waiting for an answer that nobody can give it there.",
            "Run it in a shell to see what it waits for, then press r.",
        ) from None
    finally:
        child.let_go()
    return _secret(name, code, printed, complained)


def _secret(name: str, code: int, printed: Reader, complained: Reader) -> Secret:
    text = printed.text()
    line = text.partition("\n")[0].removesuffix("\r")
    remedy = "Run it in a shell to see why, then press r."
    if code != 0:
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        # What it printed, or traces ("+ …"), may be the secret; a complaint after that may repeat it.
        complaints = [] if text else complained.text().splitlines()
        words = [line for line in complaints if line.strip() and line[0] != "+"][-1:]
        raise CommandFailed(f"The command {name} {ended}.", "", remedy, plain("".join(words)))
    if not line:
        raise CommandFailed(f"The command {name} printed nothing.", "Its first line is empty.", remedy)
    if "\ufffd" in line or len(line) >= MOST_BYTES:
        raise CommandFailed(f"The command {name} printed something that is no line of text.", "", remedy)
    return Secret(line)
