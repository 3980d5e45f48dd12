"""What of a profile can be handed to a shell, a program or a person: each thing with its letter and its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from auth.errors import NoKeys
from auth.places import Places
from auth.role_keys import SessionKeys, session_keys
from profiles.config import Kind, Listing, Profile
from profiles.key_texts import credentials_json, dotenv
from profiles.paths import Paths
from profiles.secret import Secret
from profiles.sessions import stored_keys
from profiles.shell_lines import Shell, key_variables, lines, profile_variables, secret_lines
from tui.console_links import NoLink, PublicLink, google_link, switch_link
from tui.text import account_number


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to copy or to show."""

    key: str
    label: str
    about: str
    text: Callable[[], str] | None = None
    """Made when it is wanted. Raises ``CannotQuote``."""
    secret: Callable[[], Secret] | None = None
    """The same for a secret; blocks while AWS is asked. Raises ``AuthError``, ``CannotQuote``. Where both are None
    there is no such thing, and ``about`` says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where things come from: what is needed to take keys, given to the call that takes them."""

    listing: Listing
    paths: Paths
    places: Places
    env: Mapping[str, str]
    now: Callable[[], datetime]

    def keys(self, profile: Profile) -> SessionKeys:
        """As ``handed_keys``."""
        return handed_keys(profile, self.listing, self.paths, self.places, self.env, self.now())


def handed_keys(
    profile: Profile, listing: Listing, paths: Paths, places: Places, env: Mapping[str, str], now: datetime
) -> SessionKeys:
    """The keys of the session of *profile*. Blocks; raises ``AuthError``, also for the permanent keys of a user."""
    keys = stored_keys(profile)
    takes_a_role = "role_arn" in profile.values and profile.kind is not Kind.BASTION
    if keys is not None and keys.token is None and not takes_a_role:
        raise NoKeys(
            f"The keys of {profile.name} are permanent keys of an IAM user.",
            "They never end, so they are not handed out.",
            "Hand out the profile's name instead.",
        )
    return session_keys(profile, listing, paths, places, env, now)


def things(profile: Profile, shell: Shell, role_arn: str | None, source: Source) -> Iterator[Thing]:
    """What can be handed out of *profile*, in the order of the menu. *role_arn*: the role it is known to lead to."""
    yield Thing(
        "p",
        "Profile",
        f"lines for {shell.value}: AWS_PROFILE and region",
        lambda: lines(shell, profile_variables(profile.name, profile.region)),
    )
    yield Thing("x", "Keys", f"lines for {shell.value}", secret=partial(_key_lines, profile, shell, source))
    yield Thing("e", "Keys, .env", "for Docker and others", secret=partial(_dotenv, profile, source))
    yield Thing("c", "Keys, JSON", "as credential_process", secret=partial(_json, profile, source))
    account = profile.account
    if account:
        yield Thing("a", "Account id", account_number(account), lambda: account)
    else:
        yield Thing("a", "Account id", "No account of this profile is known here.")
    if role_arn:
        yield Thing("r", "Role ARN", role_arn, lambda: role_arn)
    if profile.kind is Kind.TARGET:
        yield _link("s", "Switch link", partial(switch_link, profile, source.listing, source.places))
    root = source.listing.get(profile.root)
    if root is not None and root.kind is Kind.BASTION:
        yield _link("g", "Google link", partial(google_link, root, source.places))


def _link(key: str, label: str, make: Callable[[], PublicLink]) -> Thing:
    try:
        link = make()
    except NoLink as no:
        return Thing(key, label, f"{no.what} {no.remedy}")
    return Thing(key, label, link.about, lambda: link.url)


def _key_lines(profile: Profile, shell: Shell, source: Source) -> Secret:
    return secret_lines(shell, _variables(profile, source))


def _dotenv(profile: Profile, source: Source) -> Secret:
    return dotenv(_variables(profile, source))


def _json(profile: Profile, source: Source) -> Secret:
    keys = source.keys(profile)
    return credentials_json(keys.access_key_id, keys.secret, keys.token, keys.ends)


def _variables(profile: Profile, source: Source) -> Mapping[str, str | Secret | None]:
    keys = source.keys(profile)
    return key_variables(keys.access_key_id, keys.secret, keys.token, keys.ends, profile.region)
