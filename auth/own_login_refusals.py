"""What botocore's errors mean for the person whose root has a login of its own: why, and what to do next.

Told by the names of their classes, so that botocore need not be loaded for it. Source: botocore, `exceptions`.
"""

from dataclasses import dataclass
from typing import Final

from auth.errors import AuthError, NoKeys, StsRefused, Unreachable
from auth.plain import plain
from profiles.own_login import OwnLogin


class LoginWanted(NoKeys):
    """A person has to log in again, by ``aws login`` or ``aws sso login``."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """For the error called *error*; ``{name}`` is the profile."""

    error: str
    kind: type[AuthError]
    what: str
    why: str
    remedy: str


_LOG_IN: Final = "Press r on {name} to log in."
_AGAIN: Final = "Press r on {name} to log in again."
_NO_LOGIN: Final = "There is no login of {name} on this computer."
_SSO_OVER: Final = (
    LoginWanted,
    "The SSO sign-in of {name} has ended.",
    "AWS does not take its token any more.",
    _AGAIN,
)
MEANINGS: Final = (
    Meaning(
        "MissingDependencyException",
        AuthError,
        "The keys of {name} cannot be got: a part of boto3 is missing.",
        "Keys of aws login are renewed with the package awscrt, which is not installed beside fumidai-tui.",
        "Install it there: pip install 'fumidai-tui[login]', or with pipx: pipx inject fumidai-tui 'botocore[crt]'.",
    ),
    Meaning(
        "LoginTokenLoadError",
        LoginWanted,
        _NO_LOGIN,
        "Nobody has run aws login for it here, or what it left is damaged.",
        _LOG_IN,
    ),
    Meaning(
        "LoginRefreshRequired",
        LoginWanted,
        "The login of {name} has ended.",
        "It lasts 12 hours at most, and ends when the password is changed.",
        _AGAIN,
    ),
    Meaning(
        "LoginInsufficientPermissions",
        AuthError,
        "AWS does not let {name} renew its keys.",
        "It lacks the permission signin:CreateOAuth2Token.",
        "Ask the AWS administrator for the managed policy SignInLocalDevelopmentAccess.",
    ),
    Meaning(
        "LoginError", LoginWanted, "AWS does not renew the login of {name}.", "It does not say why.", _AGAIN
    ),
    Meaning(
        "SSOTokenLoadError",
        LoginWanted,
        _NO_LOGIN,
        "Nobody has run aws sso login for it here, or what it left is damaged.",
        _LOG_IN,
    ),
    Meaning("UnauthorizedSSOTokenError", *_SSO_OVER),
    Meaning("TokenRetrievalError", *_SSO_OVER),
    Meaning(
        "SSLError",
        Unreachable,
        "The certificate of AWS is not trusted.",
        "Often a company proxy opens the connection with a certificate of its own.",
        "Set AWS_CA_BUNDLE to the company's certificate file and start again.",
    ),
    Meaning(
        "ProxyConnectionError",
        Unreachable,
        "The proxy did not let us through to AWS.",
        "",
        "Check HTTPS_PROXY.",
    ),
    Meaning(
        "TimeoutExpired",
        NoKeys,
        "The credential process of {name} did not end within a minute.",
        "It may be waiting for an answer that nobody can give it here.",
        "Run an AWS CLI command with --profile {name} in a shell to see what it waits for.",
    ),
)
_MEND: Final = "Correct the profile {name}: press e, or open the file."


def in_words(error: Exception, name: str, way: OwnLogin) -> AuthError:
    """The error for the person. Never holds what a program printed on standard output."""
    name = plain(name)
    kinds = [each.__name__ for each in type(error).__mro__]
    found = next((each for kind in kinds for each in MEANINGS if each.error == kind), None)
    if found is not None:
        return found.kind(*(text.format(name=name) for text in (found.what, found.why, found.remedy)))
    if "ClientError" in kinds:
        return _refused(error, name)
    if "InvalidConfigError" in kinds or "ConfigParseError" in kinds:
        what = f"AWS tools cannot use the profile {name}."
        return AuthError(what, plain(str(error)), _MEND.format(name=name))
    if way is OwnLogin.PROCESS:
        return _process(error, kinds, name)
    if "BotoCoreError" in kinds or isinstance(error, OSError):
        return Unreachable(
            "AWS cannot be reached.",
            "There is no network, or something blocks it.",
            "Check it, then press r.",
            plain(str(error)),
        )
    # What lies in the cache is no token: a KeyError, a TypeError, a time that is none, …
    return LoginWanted(
        _NO_LOGIN.format(name=name), "What AWS tools left is damaged.", _AGAIN.format(name=name)
    )


def _refused(error: Exception, name: str) -> AuthError:
    said = getattr(error, "response", {}).get("Error", {})
    code, message = plain(str(said.get("Code", ""))), plain(str(said.get("Message", "")))
    return StsRefused(
        f"AWS gives no keys to {name}: {code}.",
        "The role or the account may be wrong, or not assigned to you.",
        "Compare them with what AWS's access portal shows, or ask the AWS administrator.",
        message,
        code=code,
    )


def _process(error: Exception, kinds: list[str], name: str) -> AuthError:
    see = f"Run an AWS CLI command with --profile {name} in a shell to see more."
    if isinstance(error, OSError):
        return NoKeys(
            f"The credential process of {name} cannot be started.",
            f"{error.strerror}." if error.strerror else "",
            "Correct credential_process in the profile: a program that is there, without ~ or variables.",
        )
    if "CredentialRetrievalError" in kinds:
        # Its complaint, as every AWS tool shows it.
        words = getattr(error, "kwargs", {}).get("error_msg", "")
        return NoKeys(f"The credential process of {name} gave no keys.", "", see, plain(str(words)))
    return NoKeys(
        f"The credential process of {name} did not answer as AWS tools want it.",
        "It has to print JSON with Version 1, keys and an Expiration that is to come.",
        see,
    )
