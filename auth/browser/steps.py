"""What the browser road yields, as values."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

FOR_A_PERSON: Final = timedelta(minutes=5)
"""A window is closed after this time."""


@dataclass(frozen=True, slots=True)
class Browse:
    """Open *link* in a browser and wait until it would post a SAML response to AWS. Answer: Secret, the response."""

    link: str
    account: str
    """Whose folder it is."""
    window: bool
    """False: only as far as a live session leads. Fails with ``PersonWanted`` where Google wants the person."""
    why: str = ""
    """Why a window is needed, a sentence."""
    afresh: bool = False
    """With an empty folder: forget who is signed in there."""


@dataclass(frozen=True, slots=True)
class AskOtherPerson:
    """The browser is signed in as somebody else than the profile names.

    Answer: True to go on as *found*, False to forget that and sign in as *expected*; None is Esc.
    """

    expected: str
    found: str
