"""What carries out the steps of a sign-in, as the screen sees it."""

from typing import Protocol

from auth.google.steps import Tapped, WaitForTap
from auth.wire import Errand, Result


class Carrier(Protocol):
    """``auth.wire.Wire``, or what stands in for it in a test."""

    def __call__(self, errand: Errand, /) -> Result:
        """Carry out one step. Raises ``AuthError``. Blocks."""
        ...

    def tapped(self, step: WaitForTap, /) -> Tapped:
        """Wait for the phone. Never raises. Blocks."""
        ...

    def stop_waiting(self) -> None:
        """The person chose otherwise than to tap."""
        ...

    def close(self) -> None:
        """Give up the connections."""
        ...
