"""How a conversation written as a generator is moved on.

A conversation asks and never does: it yields steps (a request to send, a question for the person, a word of
progress) and is sent the answers. Whoever drives it, the screen or a test, needs ``advance`` and nothing else.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
A = TypeVar("A")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """The conversation is over; its result."""

    value: R


def advance(flow: Generator[S, A, R], answer: A | Exception) -> S | Done[R]:
    """Send *answer* into *flow* (throw it, if it is an exception); return the next step, or the result.

    The only place that knows of StopIteration, which must not cross an ``async`` function.
    """
    try:
        return flow.throw(answer) if isinstance(answer, Exception) else flow.send(answer)
    except StopIteration as end:
        return Done(end.value)
