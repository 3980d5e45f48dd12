"""How long sessions last, and which lengths do not fit together. Sentences for people; pure.

Sources: AWS docs, AssumeRole and AssumeRoleWithSAML (900 s to the role's maximum session, itself 1 to 12 hours; role
chaining at most 1 hour) and "Configure SAML assertions for the authentication response" (`SessionDuration` is for
the console).
"""

from __future__ import annotations

HOUR = 3600

ROLE_MAXIMUM = (
    "A role has a maximum session, 1 to 12 hours. Nobody gets keys for longer, whatever is asked for; 1 hour is the "
    "default."
)
CONSOLE_SESSION = (
    "Google's attribute SessionDuration says how long the console stays open after a sign-in through Google. The "
    "keys that tools get do not depend on it."
)
CHAINING = (
    "Keys of a target come from keys of the bastion. AWS calls that role chaining and gives 1 hour at most, even "
    "where the target's maximum session is longer."
)


def span(seconds: int) -> str:
    """`8 h`, `1 h 30 min`, `15 min`; seconds that make no whole minute are left out."""
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def granted_note(wanted: int, granted: int) -> str | None:
    """After a sign-in: the bastion asked for `wanted` seconds and AWS gave `granted`."""
    if granted >= wanted:
        return None
    return (
        f"The session lasts {span(granted)}; {span(wanted)} were asked for, and the role allows no more. "
        "Raise the role's maximum session, or ask for less."
    )


def console_note(session_duration: int | None, wanted: int, granted: int) -> str | None:
    """After a sign-in: Google's `SessionDuration` (None: not sent) beside the keys.

    Where the person asked for no more than they got, the role's maximum is not known and nothing is above it.
    """
    if session_duration is None or session_duration == granted:
        return None
    if session_duration < granted:
        return (
            f"Google's SessionDuration closes the console after {span(session_duration)}, while the keys last "
            f"{span(granted)}. Ask the Google administrator to raise it."
        )
    if granted == wanted:
        return None
    return (
        f"Google's SessionDuration is {span(session_duration)}, but the role allows {span(granted)}. "
        "Raise the role's maximum session, or lower the attribute."
    )


def sign_in_notes(wanted: int, granted: int, session_duration: int | None) -> tuple[str, ...]:
    """All that does not fit together after a sign-in, for the bastion's row."""
    found = (granted_note(wanted, granted), console_note(session_duration, wanted, granted))
    return tuple(note for note in found if note is not None)


def attribute_note(session_duration: int, role_maximum: int) -> str | None:
    """While setting up: Google's `SessionDuration` above the maximum session of the role it opens."""
    if session_duration <= role_maximum:
        return None
    return (
        f"SessionDuration is {span(session_duration)}, and the role's maximum session {span(role_maximum)}. "
        "Raise the role's maximum session, or lower the attribute."
    )


def target_maximum_note(max_session_seconds: int) -> str | None:
    """While setting up a target: a maximum session that nobody who comes from the bastion can use."""
    if max_session_seconds <= HOUR:
        return None
    return (
        f"A maximum session of {span(max_session_seconds)} helps only those who do not come from a bastion: role "
        "chaining gives 1 h at most."
    )
