"""Everything a sign-in can end in, other than a session.

AuthError
├── Cancelled              the person pressed Esc
├── Unreachable            no answer from a host: network, proxy, certificate, time-out
├── GoogleRefused          Google said no, in its own words
│   ├── BrowserWanted      this account must sign in with a browser that runs JavaScript
│   ├── PolicyNotMet       the organisation's 2-Step Verification policy is not met
│   ├── TooManyAttempts    Google has stopped listening for a while
│   ├── NotAssigned        the SAML application is missing, off, or not this person's (HTTP 403)
│   ├── BadLink            the identity provider or service provider id is wrong (HTTP 400 at the start)
│   └── NoUsableMethod     the account has only methods that need a browser (security key, passkey)
├── BrowserStepWanted      Google shows a page that a person must see once in a browser
├── OtherIdentityProvider  the organisation signs in somewhere else than at Google
├── OutOfStep              Google answered 400 in mid-conversation
├── UnknownPage            a page nobody here has met
├── WrongHost              a form would have carried a secret away from Google's sign-in host
├── AssertionRefused       what Google handed out is not an assertion we can use
├── NoRole                 signed in, but no role fits
├── StsRefused             AWS said no, with its code and its words
├── NoKeys                 there are no keys from which to go on
│   ├── LoginWanted        … before a login of AWS's own (``auth.own_login_refusals``)
│   └── CodeWanted         … before the code of an AWS MFA device is given
├── PersonWanted           a sign-in that should ask nobody came to a question
├── BrowserFailed          a browser that was watched brought no answer: closed, ended, in use, too late
│   └── NoBrowser          … could not be started: none here that can be watched, or no display
├── ConsoleRefused         the console's sign-in said no, or will not be asked
│   └── ConsoleLengthRefused   … for so long
├── ColourRefused          the account's colour cannot be read or set
├── NoVault                no keyring, or none that answers (``auth.vault``)
└── CommandFailed          the person's own command gave no password or code (``auth.commands``)

Each says *what* happened, *why* (as far as known) and what to do next (*remedy*), in words for people.
``quote`` is the other side's own text, already made safe to show. No error carries a secret.
"""

from dataclasses import dataclass


@dataclass(eq=False)
class AuthError(Exception):
    """A sign-in that ended without a session."""

    what: str
    """What happened, one sentence."""
    why: str = ""
    """The cause, as far as it is known."""
    remedy: str = "Press r to try again."
    """What to do next."""
    quote: str = ""
    """Google's or AWS's own words, cleaned."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.remedy) if part)


class Cancelled(AuthError):
    """The person pressed Esc."""

    def __init__(self) -> None:
        super().__init__("Sign-in cancelled.", "Nothing was changed.", "Press r to start again.")


class Unreachable(AuthError):
    """No answer from a host."""


def no_certificates(path: str) -> Unreachable:
    """For a file of certificates that is not there."""
    return Unreachable(
        f"There are no certificates at {path}.",
        "AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE or ca_bundle in the profile names a file that does not exist.",
        "Correct the path, or take the setting out, and start again.",
    )


class GoogleRefused(AuthError):
    """Google said no."""


class BrowserWanted(GoogleRefused):
    """Google asks this account for a browser with JavaScript."""


class PolicyNotMet(GoogleRefused):
    """The account's settings do not meet the organisation's policy."""


class TooManyAttempts(GoogleRefused):
    """Google has stopped listening for a while."""


class NotAssigned(GoogleRefused):
    """The SAML application is missing, off, or not this person's."""


class BadLink(GoogleRefused):
    """The ids of the sign-in link are wrong."""


class NoUsableMethod(GoogleRefused):
    """Only methods that need a browser are left."""


class BrowserStepWanted(AuthError):
    """A page that a person must see once in a browser."""


class OtherIdentityProvider(AuthError):
    """The organisation signs in somewhere else."""


class OutOfStep(AuthError):
    """HTTP 400 in mid-conversation: our form and Google's state disagree."""


class UnknownPage(AuthError):
    """A page nobody here has met."""


class WrongHost(AuthError):
    """A form would have left Google's sign-in host."""


class AssertionRefused(AuthError):
    """Not an assertion we can use."""


class NoRole(AuthError):
    """Signed in, but no role fits."""


class NoKeys(AuthError):
    """No keys to go on from: nobody has signed in, the session is over, or the keys are of another kind."""


@dataclass(eq=False)
class CodeWanted(NoKeys):
    """A step of the way asks for the code of an AWS MFA device."""

    profile: str = ""
    """Whose ``mfa_serial`` it is."""
    serial: str = ""


class PersonWanted(AuthError):
    """A sign-in without a person came to a question."""


class BrowserFailed(AuthError):
    """A browser that was watched brought no answer."""


class NoBrowser(BrowserFailed):
    """No browser to watch could be started."""


class ConsoleRefused(AuthError):
    """The console's sign-in said no, or what was wanted of it cannot be."""


class ColourRefused(AuthError):
    """AWS does not read or set the account's colour for this session."""


class ConsoleLengthRefused(ConsoleRefused):
    """The console would have opened, but not for so long."""


@dataclass(eq=False)
class StsRefused(AuthError):
    """AWS said no."""

    code: str = ""
    """AWS's error code, such as ``AccessDenied``."""

    @property
    def is_duration_too_long(self) -> bool:
        """Whether a shorter session may be granted.

        Both texts AWS uses: the role's own maximum (without a number in it) and the API's bound.
        """
        beyond_the_api = "durationSeconds" in self.quote and "less than or equal" in self.quote
        return self.code == "ValidationError" and ("MaxSessionDuration" in self.quote or beyond_the_api)
