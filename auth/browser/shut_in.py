"""Whether a browser is shut out of hidden folders of the home, where our own files and folders lie.

Snap and flatpak do that to their programs.
"""

import os
from pathlib import Path


def shut_in(program: Path) -> str | None:
    """``snap`` or ``flatpak`` where *program*, as it was found, is one; else None.

    Snaps are links to ``snap`` in ``/snap/bin``, flatpaks are exported scripts; Ubuntu's ``/usr/bin/firefox`` is a
    script that starts a snap.
    """
    real = Path(os.path.realpath(program))
    if real.name == "snap" or any(each.is_relative_to("/snap") for each in (program, real)):
        return "snap"
    script = _script(real)
    if "flatpak/exports/bin" in str(program) or "flatpak run" in script:
        return "flatpak"
    return "snap" if "/snap/bin/" in script else None


def _script(program: Path) -> str:
    """The text of a program that is a script; long ones are no mere starters."""
    try:
        with program.open("rb") as file:
            data = file.read(4096)
    except OSError:
        return ""
    return data.decode(errors="replace") if data.startswith(b"#!") else ""
