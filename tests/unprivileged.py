"""Somebody without rights, for whom a browser starts with its own sandbox: what runs as them, and what they may see.

Tests often run as root, for whom no browser starts. Where they do not, this is whoever runs them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.tools import skip_without

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "nobody"
SOMEBODY_ELSE = "daemon"
"""A third user, who looks where they have no business."""


@dataclass(frozen=True)
class Unprivileged:
    """A home of their own, and a Python that finds the project."""

    home: Path
    python: Path
    python_path: str

    def env(self, **more: str) -> dict[str, str]:
        """Everything of their environment."""
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": self.python_path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(self.home / "tmp"),
            "LANG": "C.UTF-8",
            **more,
        }

    def command(self, *words: str | Path) -> list[str]:
        """*words*, run as them, for programs that start others (tmux)."""
        return [*_as(NOBODY), *map(str, words)]

    def give(self, path: Path) -> Path:
        """*path* belongs to them."""
        if os.getuid() == 0:
            shutil.chown(path, NOBODY)
        return path


@contextmanager
def unprivileged() -> Iterator[Unprivileged]:
    """Removes their home at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fumidai-somebody-"))
    folder.chmod(0o755)
    python, paths = _python(folder)
    somebody = Unprivileged(folder / "home", python, os.pathsep.join(map(str, paths)))
    for each in (somebody.home, somebody.home / "tmp"):
        each.mkdir(mode=0o700)
        somebody.give(each)
    try:
        yield somebody
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_as_somebody_else(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """As a third user, who has no rights either."""
    return subprocess.run(
        [*_as(SOMEBODY_ELSE), *map(str, command)], cwd="/", capture_output=True, text=True, timeout=60
    )


def processes_of(somebody: Unprivileged) -> list[Path]:
    """Folders in ``/proc`` of what they run."""
    home = f"TMPDIR={somebody.home / 'tmp'}\0".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if home in (folder / "environ").read_bytes() + b"\0":
                found.append(folder)
        except OSError:
            continue
    return found


def _as(user: str) -> list[str]:
    if os.getuid() != 0:
        return []
    group = str(pwd.getpwnam(user).pw_gid)
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]


def _python(folder: Path) -> tuple[Path, list[Path]]:
    """A Python that they may run, and where it finds the project and what that needs."""
    if os.getuid() != 0:
        return Path(sys.executable), [ROOT]
    # Where this process has them from: a virtual environment may lead on to another.
    packages = [each for each in map(Path, dict.fromkeys(sys.path)) if each.name.endswith("-packages")]
    python = Path(sys.executable)
    if not _is_open(python.resolve()):  # under the home of root, say
        python = Path(f"/usr/bin/python3.{sys.version_info.minor}")
    if not (python.exists() and all(map(_is_open, packages))):
        skip_without("a Python that another user may run", "apt-get install python3")
    project = ROOT
    if not _is_open(ROOT):
        project = folder / "project"
        for name in ("auth", "profiles", "tui", "tests"):
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    return python, [project, *packages]


def _is_open(path: Path) -> bool:
    """Whether everybody may go there and read."""
    needed = 0o005
    return path.stat().st_mode & needed == needed and all(
        each.stat().st_mode & 0o001 for each in path.parents
    )
