"""What a sign-in showed about the lengths of a bastion's sessions, where they do not fit together."""

from dataclasses import dataclass
from datetime import date

from profiles.session_length import sign_in_notes, span


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds, as the last sign-in of a bastion found them."""

    wanted: int
    granted: int
    session_duration: int | None
    """Google's attribute ``SessionDuration``; None where Google sent none."""
    on: date

    @property
    def notes(self) -> tuple[str, ...]:
        """What does not fit together, in sentences; empty where everything does."""
        return sign_in_notes(self.wanted, self.granted, self.session_duration)

    @property
    def word(self) -> str:
        """The same for a row: ``4 h of 12 h``, or ``console 1 h``; empty where everything fits."""
        if not self.notes:
            return ""
        if self.granted < self.wanted:
            return f"{span(self.granted)} of {span(self.wanted)}"
        return f"console {span(self.session_duration or 0)}"
