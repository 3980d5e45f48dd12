"""What to tell the person for each page that ends a conversation: Google's words, ours, and what to do next."""

from auth.errors import (
    AuthError,
    BrowserStepWanted,
    BrowserWanted,
    NotAssigned,
    NoUsableMethod,
    OtherIdentityProvider,
    PolicyNotMet,
    TooManyAttempts,
    UnknownPage,
)
from auth.google import pages

# Known by its words alone: nobody has saved the page. In another language it is told as an unknown page.
_SOMEONE_ELSE = "someone else might be trying to access your Google Account"
_IN_A_BROWSER = "Press b: sign in with a browser window. Over SSH, p: paste the answer of any browser."

# The three codes of Google's SAML error page. Google Workspace admin help: "SAML app error messages".
_NOT_ASSIGNED = {
    "app_not_configured": (
        "There is no SAML application with this service provider id in the organisation.",
        "Check google_config.google_sp_id, or ask the Google administrator for the application's id.",
    ),
    "app_not_configured_for_user": (
        "This account is not in the organisation or unit that the application belongs to.",
        "Check that google_config.google_username is your work account, or ask the Google administrator to add you.",
    ),
    "app_not_enabled_for_user": (
        "The application is switched off for the unit this account is in.",
        "Ask the Google administrator to turn the AWS application on for your organisational unit.",
    ),
}


def error_for(page: pages.Page) -> AuthError:
    """The error that *page* stands for."""
    match page:
        case pages.RejectedPage(policy=True):
            return PolicyNotMet(
                "Google does not let this account in.",
                "Its settings do not meet the organisation's 2-Step Verification policy.",
                "Set up 2-Step Verification in your Google account in a browser, then press r.",
                page.words,
            )
        case pages.RejectedPage():
            return BrowserWanted(
                "Google wants a browser for this sign-in.",
                "Your password was not refused. Google asks some accounts for a browser with JavaScript; that is its"
                " choice, not an error of yours.",
                _IN_A_BROWSER,
                page.words,
            )
        case pages.TooManyAttemptsPage():
            return TooManyAttempts(
                "Google has stopped listening for a while.",
                "There were too many failed attempts.",
                "Wait some hours, or sign in once in your browser, then press r.",
                page.words,
            )
        case pages.NotAssignedPage():
            why, remedy = _NOT_ASSIGNED.get(
                page.code, ("Google did not say more.", "Ask the Google administrator about this code.")
            )
            return NotAssigned(
                f"Signed in, but Google refused the AWS application: {page.code}.", why, remedy
            )
        case pages.InterstitialPage():
            return BrowserStepWanted(
                f"Google shows a page that you must answer yourself ({page.kind}).",
                "New terms, a recovery address or a phone check come once, and only a browser can show them.",
                _IN_A_BROWSER,
                page.words,
            )
        case pages.ElsewherePage():
            return OtherIdentityProvider(
                f"Google sent the sign-in on to {page.host}.",
                "Your organisation signs in to Google through another identity provider, which is not spoken here.",
                _IN_A_BROWSER,
            )
        case pages.KeyPage():
            return NoUsableMethod(
                "Google asks for a security key or passkey and offers nothing else.",
                "Those work in a browser only.",
                f"Add an authenticator app or phone prompt to your Google account. Or: {_IN_A_BROWSER}",
            )
        case pages.UnknownPage():
            return _unknown(page)
        case _:
            return UnknownPage(
                "Google showed a page that cannot be answered here.",
                f"It is known as {type(page).__name__}.",
                _IN_A_BROWSER,
            )


def _unknown(page: pages.UnknownPage) -> AuthError:
    if page.status >= 500:
        return UnknownPage(
            f"Google is having trouble (HTTP {page.status}).",
            "This is not about you or your password.",
            "Wait a minute, then press r.",
            page.words,
        )
    if page.path.endswith("/challenge/recaptcha"):
        return BrowserWanted(
            "Google shows a puzzle that only a browser can show (reCAPTCHA).",
            "It does so when a sign-in looks unusual: a new network, or many tries.",
            _IN_A_BROWSER,
            page.words,
        )
    if _SOMEONE_ELSE in page.words:
        return BrowserStepWanted(
            "Google thinks that someone else may be signing in to this account.",
            "A sign-in from a new place or program does that.",
            "Sign in once in your browser and tell Google that it was you, then press r.",
            page.words,
        )
    name = f"“{page.title}”" if page.title else "a page without a title"
    status = "" if page.status == 200 else f" with HTTP {page.status}"
    what = f"Google answered{status} with a page nobody here has met: {name}."
    return UnknownPage(what, f"It came from {page.host}{page.path}.", _IN_A_BROWSER, page.words)


def no_usable_method(page: pages.MethodsPage) -> NoUsableMethod:
    """For a list in which nothing can be done from a terminal."""
    offered = ", ".join(entry.label for entry in page.entries) or "nothing"
    return NoUsableMethod(
        "Google offers no way to confirm it is you that works in a terminal.",
        f"It offers: {offered}.",
        f"Add an authenticator app or phone prompt to your Google account. Or: {_IN_A_BROWSER}",
    )


def account_not_listed(username: str) -> BrowserStepWanted:
    """For an account chooser that does not list *username*."""
    return BrowserStepWanted(
        f"Google asks which account to use and does not list {username}.",
        "The kept Google session belongs to other accounts.",
        _IN_A_BROWSER,
    )
