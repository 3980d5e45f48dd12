"""Which link opens the console of a profile."""

from dataclasses import dataclass

from auth.places import Places
from profiles.config import Kind, Profile
from profiles.links import initsso_url, switch_obstacle, switch_role_url


@dataclass(frozen=True, slots=True)
class ConsoleLink:
    """A link that is no secret, and what happens after it."""

    title: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class NoLink(Exception):
    """There is no console for this profile, and what to do instead."""

    what: str
    remedy: str


def console_link(profile: Profile, places: Places) -> ConsoleLink:
    """The switch-role link of a target, Google's sign-in link of a bastion. Raises ``NoLink``."""
    google = profile.google
    if profile.kind is Kind.BASTION and google is not None:
        if not google.idp_id or not google.sp_id:
            raise NoLink(f"{profile.name} does not say where to sign in.", "Its ids for Google are missing.")
        return ConsoleLink(
            f"{profile.name} · console",
            initsso_url(google.idp_id, google.sp_id, base=places.google),
            "Google signs you in and hands you to the AWS console.",
        )
    if profile.role is None:
        raise NoLink(
            f"{profile.name} names no role, so there is no link to it.", "A target has one: press n."
        )
    if obstacle := switch_obstacle(profile):
        raise NoLink(obstacle, "AWS tools can still use the profile.")
    return ConsoleLink(
        f"{profile.name} · switch role",
        switch_role_url(
            profile.role,
            account=profile.account_alias,
            display_name=profile.display_name,
            colour=profile.colour,
            base=places.console,
        ),
        f"The page is filled in: press Switch Role there. Sign in to {profile.root}'s console first (c on its row).",
    )
