"""What carries out the steps of a sign-in, as the screen sees it."""

from typing import Protocol

from auth.google.flow import Exchange, Response
from auth.sts import AssumeRole, Credentials


class Carrier(Protocol):
    """``auth.bastion.Wire``, whose module is imported late because it brings requests and lxml."""

    def __call__(self, step: Exchange | AssumeRole, /) -> Response | Credentials:
        """Carry out one step. Raises ``AuthError``. Blocks."""
        ...

    def close(self) -> None:
        """A request on its way fails."""
        ...
