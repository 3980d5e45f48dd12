"""Why a question comes although this computer keeps something that could have spared it. Pure; each is told once."""

from dataclasses import dataclass, field

from auth.keeping import KeptSession
from auth.prompts import Reason


@dataclass(slots=True)
class Reasons:
    """What a conversation has found out about what was kept."""

    looked: bool = False
    """A session was to be kept, so one was looked for."""
    kept: KeptSession | None = None
    """The one that was found, and sent to Google."""
    anew: bool = False
    """Google has asked who it is, or for the password: it takes no session."""
    password_forgotten: bool | None = None
    """Google refused the kept password, and whether it is gone from this computer; None where it did not."""
    _told: set[Reason] = field(default_factory=set)

    def of_password(self) -> Reason | None:
        """Why the password is asked for."""
        refused = {True: Reason.KEPT_REFUSED, False: Reason.KEPT_STAYS, None: None}
        return self._first(refused[self.password_forgotten], self._session())

    def of_second_factor(self, *, password_sent: bool) -> Reason | None:
        """Why a second factor is asked for, or what can take the place of a password that was not sent."""
        if self.anew and not password_sent:
            return self._first(self._session())
        untrusted = Reason.NOT_TRUSTED if self.kept and self.kept.trust_asked else None
        beside = Reason.MORE_THAN_SESSION if self.kept else None
        return self._first(untrusted, self._session() if self.anew else beside)

    def _session(self) -> Reason | None:
        if not self.looked:
            return None
        return Reason.SESSION_ENDED if self.kept else Reason.NO_SESSION

    def _first(self, *reasons: Reason | None) -> Reason | None:
        """The first one there is that was not told before. None of them is told later."""
        found = next((each for each in reasons if each and each not in self._told), None)
        self._told.update(each for each in reasons if each)
        return found
