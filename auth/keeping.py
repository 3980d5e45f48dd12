"""Steps of a sign-in that remember, recall or run something on this computer.

The conversation yields them; the driver carries them out and answers. None of them fails: what cannot be had is
answered with None, and the conversation asks the person instead.
"""

from dataclasses import dataclass

from profiles.secret import Secret


@dataclass(frozen=True, slots=True)
class Keep:
    """What a person lets this computer keep of their Google account."""

    session: bool = False
    password: bool = False


@dataclass(frozen=True, slots=True)
class AskKeep:
    """Asked once for an account. Answer: ``Keep``."""

    account: str


@dataclass(frozen=True, slots=True)
class KeptSession:
    """What was known of a Google session when it was kept. Of its cookies all, some or none may have expired since."""

    trust_asked: bool = False
    """Google was asked, with a second factor that it took, to trust this computer."""


@dataclass(frozen=True, slots=True)
class RecallSession:
    """Take up the kept Google session of *account*. Answer: ``KeptSession``, or None where there is none."""

    account: str


@dataclass(frozen=True, slots=True)
class KeepSession:
    """Keep the Google session as it is now. Answer: None."""

    account: str
    trust_asked: bool = False
    """As in ``KeptSession``."""


@dataclass(frozen=True, slots=True)
class RecallPassword:
    """The kept password of *account*. Answer: Secret or None."""

    account: str
    of_aws_google_auth: bool = False
    """Also look where aws-google-auth keeps it."""


@dataclass(frozen=True, slots=True)
class KeepPassword:
    """Keep a password that Google accepted. Answer: None."""

    account: str
    password: Secret


@dataclass(frozen=True, slots=True)
class ForgetPassword:
    """Remove a kept password that Google refused. Answer: True once it is gone."""

    account: str
    of_aws_google_auth: bool = False
    """The one that aws-google-auth keeps too: it would be refused at every sign-in again."""


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Run the person's own command for the password or the code. Answer: Secret, or None where there is none."""

    what: str
    """``password`` or ``code``."""
    account: str


Keeping = RecallSession | KeepSession | RecallPassword | KeepPassword | ForgetPassword | RunCommand
Kept = KeptSession | Secret | bool | None
"""The answers of them all."""
