"""Carries out what a sign-in asks of the world: requests to Google, calls to STS, the keyring, commands, a browser.

The one driver-side object; it blocks, so the screen calls it in a thread. Everything heavy comes in with it.
"""

import threading
from collections.abc import Callable

from auth.bastion import Surroundings, sts_place
from auth.browser.steps import Browse
from auth.errors import NoBrowser
from auth.google.steps import Exchange, FetchPicture, Response, Tapped, WaitForTap
from auth.google.taps import wait_for_tap
from auth.google.transport import GoogleTransport
from auth.keeping import Keeping, Kept
from auth.places import Places
from auth.sts import AssumeRole, Credentials, assume_role_with_saml
from profiles.config import Profile
from profiles.secret import Secret

Errand = Exchange | FetchPicture | AssumeRole | Keeping | Browse
Result = Response | bytes | Credentials | Secret | Kept


def _no_browser(_step: Browse, _stop: threading.Event) -> Secret:
    raise NoBrowser("No browser is used here.", "", "Press r in fumidai-tui.")


class Wire:
    """For one sign-in of one bastion."""

    def __init__(
        self,
        profile: Profile,
        places: Places,
        around: Surroundings,
        keeper: Callable[[Keeping, GoogleTransport], Kept] = lambda _step, _google: None,
        browse: Callable[[Browse, threading.Event], Secret] = _no_browser,
    ) -> None:
        self._profile, self._places, self._around, self._keeper = profile, places, around, keeper
        self._browse, self._closed = browse, threading.Event()
        self._ca_bundle = places.ca_bundle or around.google_ca_bundle()
        self._google = GoogleTransport(places.google, ca_bundle=self._ca_bundle, direct=places.is_sandbox)
        self._stop = threading.Event()

    def __call__(self, errand: Errand) -> Result:
        """Carry out one step. Raises ``AuthError``."""
        match errand:
            case Exchange():
                return self._google(errand)
            case FetchPicture():
                return self._google.fetch(errand.url)
            case AssumeRole():
                place = sts_place(self._profile, errand.role_arn, self._places, self._around)
                return assume_role_with_saml(errand, place)
            case Browse():
                return self._browse(errand, self._closed)
            case _:
                return self._keeper(errand, self._google)

    def tapped(self, step: WaitForTap) -> Tapped:
        """Wait for the phone. Never raises."""
        self._stop = threading.Event()
        return wait_for_tap(
            step,
            self._places.googleapis,
            ca_bundle=self._ca_bundle,
            direct=self._places.is_sandbox,
            stop=self._stop,
        )

    def stop_waiting(self) -> None:
        """The person chose otherwise."""
        self._stop.set()

    def close(self) -> None:
        """Nothing waits any more, and a browser is closed; a request on its way goes on unheard."""
        self._stop.set()
        self._closed.set()
        self._google.close()
