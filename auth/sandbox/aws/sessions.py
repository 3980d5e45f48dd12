"""The sessions that STS has given out: which keys belong to which token, whose they are and when they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from profiles.arns import RoleArn

Clock = Callable[[], datetime]
"""Gives the present time, aware."""


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary keys of a role."""

    access_key_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    role: RoleArn
    role_id: str
    """`AROA…`, the role's unique id."""
    name: str
    """The session's name: the last part of its ARN."""
    expires: datetime
    """Aware UTC."""
    chained: bool
    """Taken by a session of another role, not by SAML or by an IAM user."""

    @property
    def arn(self) -> str:
        """`arn:aws:sts::<account>:assumed-role/<role without its path>/<session name>`."""
        return f"arn:{self.role.partition}:sts::{self.role.account}:assumed-role/{self.role.name}/{self.name}"


class Sessions:
    """Grows only; one dictionary, so threads may use it without a lock."""

    def __init__(self) -> None:
        self._by_key: dict[str, Session] = {}

    def add(self, session: Session) -> Session:
        self._by_key[session.access_key_id] = session
        return session

    def of_key(self, access_key_id: str) -> Session | None:
        return self._by_key.get(access_key_id)

    def lookup(self, access_key_id: str, secret: str, token: str) -> Session | None:
        """The session with exactly these three, ended or not; None: AWS never gave them out together.

        For the console's federation endpoint, which gets the three as they are instead of a signature.
        """
        session = self._by_key.get(access_key_id)
        return session if session and (session.secret, session.token) == (secret, token) else None
