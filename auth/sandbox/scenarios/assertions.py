"""Sign-ins that work and end in an odd assertion: what administrators type, and clocks."""

from typing import Final

from auth.sandbox.people import Person


def _ends_with(saml: str, about: str) -> Person:
    return Person(f"{saml}@example.com", f"assertion: {about}", "password", saml=saml)


ASSERTIONS: Final = (
    _ends_with("no-roles", "no role at all"),
    _ends_with("one-role", "a single role"),
    _ends_with("absent-role", "a role that does not exist"),
    _ends_with("provider-first", "provider before role"),
    _ends_with("commas", "trailing comma, spaces and line breaks"),
    _ends_with("two-providers", "one role by two providers"),
    _ends_with("partitions", "roles of three partitions"),
    _ends_with("no-fractions", "times without fractions of a second"),
    _ends_with("session-duration", "with SessionDuration"),
    _ends_with("expired", "issued twenty minutes ago"),
    _ends_with("not-yet", "issued twenty minutes from now"),
    _ends_with("other-audience", "for another audience"),
    _ends_with("no-session-name", "without RoleSessionName"),
    _ends_with("unsigned", "without a signature"),
    _ends_with("other-key", "signed with a key that AWS does not know"),
    _ends_with("no-assertion", "a response that carries an error instead"),
)
