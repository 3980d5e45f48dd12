"""How recently and how often something was used, as one number that halves with time.

Each use adds one; what was there before counts half as much after every half-life. So yesterday's one use stands
over last month's ten, and two numbers keep their order however much time goes by: nothing has to be counted anew
before the next use. (The idea is known as frecency, from Firefox's address bar.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_LIFE = timedelta(days=14)
KEPT = 200
"""Of no more profiles than this it is kept how much they are used."""


@dataclass(frozen=True, slots=True)
class Use:
    """What all uses until now come to: *score* as it was at *at*."""

    score: float
    at: datetime


def score_at(use: Use | None, now: datetime) -> float:
    """The score at *now*; a clock that was set back changes nothing."""
    if use is None:
        return 0.0
    age = max(timedelta(0), now - use.at)
    return float(use.score * 0.5 ** (age / HALF_LIFE))


def with_use(uses: Mapping[str, Use], name: str, now: datetime) -> dict[str, Use]:
    """*uses* after one use more of *name*; where they get more than ``KEPT``, the lowest scores go."""
    scores = {other: score_at(use, now) for other, use in uses.items() if other != name}
    best = sorted(scores, key=lambda other: scores[other], reverse=True)[: KEPT - 1]
    kept = {other: uses[other] for other in best}
    return {**kept, name: Use(1 + score_at(uses.get(name), now), now)}
