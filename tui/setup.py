"""What the application is started with: everything that comes from outside, named once."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auth.places import REAL, Places
from profiles.files import Paths
from tui.memory import Memory


def local_now() -> datetime:
    """The wall clock, in the person's time zone. Never a counter: laptops sleep."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Setup:
    """The composition root's value: the command line, the demo and the tests each make one."""

    paths: Paths
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    places: Places = REAL
    now: Callable[[], datetime] = local_now
    shell_lines: tuple[str, ...] = ()
    """For a demonstration: the lines with which a real AWS CLI works on the same files."""
    memory: Memory = field(default_factory=Memory)
    watch_seconds: float = 1.0
    """How often the files are looked at."""
