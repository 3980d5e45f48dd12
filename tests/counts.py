"""How many cases a long test runs: a fixed share in the gate, all of them by `python3 -m tests --full`."""

from __future__ import annotations

import os

FULL = bool(os.environ.get("FUMIDAI_FULL"))


def count(share: int, full: int) -> int:
    """The number of seeded cases to run now: `for seed in range(count(50, 5000))`."""
    return full if FULL else share
