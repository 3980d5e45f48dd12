"""From a bastion's row to its sign-in dialog: what it asks, how it reaches hosts, where it saves."""

from functools import partial

from auth.bastion import Surroundings, sign_in_request
from auth.errors import AuthError
from auth.signin import SignedIn
from auth.wire import Wire
from profiles.config import Profile
from profiles.endpoints import EndpointRefused, sts_endpoint
from profiles.files import Paths, Snapshot, save_session
from tui.demo_hints import DemoHints
from tui.screens.signin import Sitting
from tui.setup import Setup


def sitting_for(root: Profile, setup: Setup, snapshot: Snapshot) -> Sitting:
    """Everything the dialog needs. Raises ``AuthError`` where the profile or the environment says too little."""
    around = Surroundings(setup.env, snapshot.listing.services)
    return Sitting(
        root.name,
        sign_in_request(root, setup.places),
        partial(Wire, root, setup.places, around),
        partial(save, setup.paths, root.name),
        DemoHints(setup.places),
        _notice(root, setup, around),
    )


def save(paths: Paths, name: str, signed_in: SignedIn) -> None:
    """Write the keys where every AWS tool finds them. Raises ``FileRefused``."""
    keys = signed_in.granted.credentials
    save_session(paths, name, keys.access_key_id, keys.secret, keys.token, keys.expires)


def _notice(root: Profile, setup: Setup, around: Surroundings) -> str:
    """Names an endpoint outside AWS before a password is typed."""
    if setup.places.is_sandbox:
        return ""
    try:
        endpoint = sts_endpoint(setup.env, root.values, around.services)
    except EndpointRefused as refused:
        raise AuthError(refused.what, remedy=refused.remedy) from None
    if endpoint is None or endpoint.is_aws:
        return ""
    return f"Keys will come from {endpoint.url}, which is not AWS ({endpoint.source})."
