"""Which links open the console of a profile: those that are no secret, and those made with a session's keys."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from auth.console import LONGEST, ConsoleVisit, FederatedLink, federated_link
from auth.errors import ConsoleRefused
from auth.places import Places
from auth.role_keys import session_keys
from profiles.config import Kind, Listing, Profile
from profiles.console_pages import HOME, ConsolePage, destination, page_of
from profiles.kept import is_kept, kept_ends
from profiles.links import initsso_url, switch_obstacle, switch_role_url
from profiles.partitions import PARTITIONS, UnknownPartition, partition
from profiles.paths import Paths
from profiles.sessions import stored_keys
from tui.console_memory import ConsoleFirst, ConsoleSettings
from tui.memory import Memory
from tui.setup import Setup


@dataclass(frozen=True, slots=True)
class PublicLink:
    """A link that is no secret."""

    label: str
    about: str
    url: str
    words: str
    """What happens after it."""
    opens: str | None = None
    """The bastion whose console Google then opens."""
    colour: str | None = None
    """Six hexadecimal digits: how the console will show the switched role."""


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link that signs in whoever has it: not made yet, since that takes keys and a word with AWS."""

    label: str
    about: str
    profile: str
    words: str
    fetch: Callable[[], FederatedLink]
    """Blocks. Raises ``AuthError``, and ``PageRefused`` for a page that has no address."""
    opens: str | None = None
    """The bastion whose console it is."""
    sign_out_first: bool = False


Link = PublicLink | SignInLink


@dataclass(frozen=True, slots=True)
class NoLink(Exception):
    """There is no such console for this profile, and what to do instead."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Links:
    """What ``c`` offers: the links in their order, and the one that is opened by itself, if any."""

    links: tuple[Link, ...]
    at_once: int | None


@dataclass(frozen=True, slots=True)
class Visit:
    """Where to go with a sign-in: a page, a region of the partition, and whether to sign out before."""

    page: ConsolePage
    region: str | None = None
    """The profile's own where None."""
    sign_out_first: bool = False

    @classmethod
    def home(cls) -> "Visit":
        """The console's own first page."""
        return cls(page_of(HOME))


def console_links(
    profile: Profile, listing: Listing, setup: Setup, memory: Memory, open_until: datetime | None
) -> Links:
    """What leads to the console of *profile*. *open_until*: when its bastion's console closes that is known to be open.

    Raises ``NoLink``.
    """
    if profile.kind is Kind.BASTION:
        return Links((bastion_link(profile, listing, setup, memory),), 0)
    switch = switch_link(profile, listing, setup.places, memory.console)
    root = listing.get(profile.root)
    try:
        first = bastion_link(root, listing, setup, memory) if root and root.kind is Kind.BASTION else None
    except NoLink:
        first = None
    if first is None:
        return Links((switch,), 0)
    asks = memory.console.first
    is_known = asks is ConsoleFirst.NEVER or (asks is ConsoleFirst.ASK and open_until is not None)
    return Links((first, switch), 1 if is_known else None)


def bastion_link(bastion: Profile, listing: Listing, setup: Setup, memory: Memory) -> Link:
    """Into the console of *bastion*: with its session while that lives, else by Google. Raises ``NoLink``."""
    if is_live(bastion, setup.paths, setup.now()):
        return sign_in_link(bastion, listing, setup, memory, Visit.home())
    return google_link(bastion, setup.places)


def switch_link(
    profile: Profile, listing: Listing, places: Places, settings: ConsoleSettings | None = None
) -> PublicLink:
    """The switch-role link of a target. Raises ``NoLink``."""
    if profile.role is None:
        raise NoLink(
            f"{profile.name} names no role, so there is no link to it.", "A target has one: press n."
        )
    if obstacle := switch_obstacle(profile):
        raise NoLink(obstacle, "C, then t, signs in to its own console without a switch.")
    try:
        url = switch_role_url(
            profile.role,
            account=profile.account_alias,
            display_name=profile.display_name,
            colour=profile.colour,
            base=places.console,
        )
    except UnknownPartition as unknown:
        raise NoLink(str(unknown), "Correct the role's ARN: press e.") from None
    return PublicLink(
        f"Switch to {profile.name}",
        f"{profile.role.name} in {profile.account_alias or profile.role.account}",
        url,
        _switch_words(profile, listing, settings or ConsoleSettings()),
        colour=profile.colour,
    )


def google_link(bastion: Profile, places: Places) -> PublicLink:
    """The link at which Google signs in to a bastion's console. Raises ``NoLink``."""
    google = bastion.google
    if google is None or not google.idp_id or not google.sp_id:
        raise NoLink(
            f"{bastion.name} does not say where to sign in: its ids for Google are missing.",
            "Press e and paste Google's link.",
        )
    return PublicLink(
        f"Sign in to {bastion.name}",
        "by Google",
        initsso_url(google.idp_id, google.sp_id, base=places.google),
        "Google signs you in and hands you to the AWS console.",
        opens=bastion.name,
    )


def sign_in_link(
    profile: Profile, listing: Listing, setup: Setup, memory: Memory, visit: Visit
) -> SignInLink:
    """The link that signs in to the console as *profile*. Nothing is asked of AWS before it is fetched."""
    is_bastion = profile.kind is Kind.BASTION
    hour = is_chained(profile, listing)
    about = "with its keys, an hour at most" if hour else "with its keys, up to 12 hours"
    if is_bastion and not is_live(profile, setup.paths, setup.now()):
        about = "with its keys: none now, r signs in"
    return SignInLink(
        f"Sign in to {profile.name}" if is_bastion else f"Sign in as {profile.name}",
        about,
        profile.name,
        "The keys come from another role's, so AWS ends them, and the console with them, after an hour at most."
        if hour
        else "The console stays open for as long as AWS allows, up to 12 hours.",
        partial(_fetch, profile, listing, setup, memory, visit),
        profile.name if is_bastion else None,
        visit.sign_out_first,
    )


def is_live(profile: Profile, paths: Paths, now: datetime) -> bool:
    """Whether *profile* has keys of a session that has not ended, in the files or in the keyring."""
    if is_kept(profile) and (end := kept_ends(paths).get(profile.name)) is not None:
        return end > now
    keys = stored_keys(profile)
    return keys is not None and keys.token is not None and keys.expires is not None and keys.expires > now


def is_chained(profile: Profile, listing: Listing) -> bool:
    """Whether the keys of *profile* are taken with a session's, for whose sake AWS gives an hour at most."""
    if profile.kind is not Kind.TARGET:
        return False
    root = listing.get(profile.root)
    keys = stored_keys(root) if root else None
    return len(profile.chain) > 2 or keys is None or keys.token is not None


def partition_id(profile: Profile, memory: Memory) -> str:
    """The partition whose console *profile* opens: that of its role, else of its region."""
    if profile.role is not None:
        return profile.role.partition
    last = (memory.last_role(profile.name) or "").split(":")
    if any(each.id == last[1] for each in PARTITIONS if len(last) > 2):  # It comes out of a file.
        return last[1]
    region = profile.region or ""
    return next((each.id for each in PARTITIONS if each.has_region(region)), "aws")


def own_region(profile: Profile, where: str) -> str | None:
    """The profile's region, if it lies in the partition called *where*."""
    return profile.region if profile.region and partition(where).has_region(profile.region) else None


def _switch_words(profile: Profile, listing: Listing, settings: ConsoleSettings) -> str:
    """From which session the console switches, and what to do there."""
    root = listing.get(profile.root)
    filled = "The page is filled in: press Switch Role there."
    if root is None or root.kind is not Kind.BASTION:
        return f"{filled} The console switches from the account you are signed in to there."
    if profile.source and profile.source != profile.root and not settings.multi_session:
        return (
            f"{filled} The console always switches from the session you signed in with, so this role has to trust"
            f" {profile.root}'s role too, not just {profile.source}'s."
        )
    if settings.multi_session:
        start = profile.source or profile.root
        return (
            f"{filled} With multi-session support the console switches from the session of the tab: open the link in"
            f" a tab of {start}'s. A browser holds five sessions at most."
        )
    return (
        f"{filled} The console switches from the session you signed in with: that has to be {profile.root}'s."
    )


def _fetch(profile: Profile, listing: Listing, setup: Setup, memory: Memory, visit: Visit) -> FederatedLink:
    where = partition_id(profile, memory)
    there = destination(where, visit.region or own_region(profile, where), visit.page)
    keys = session_keys(profile, listing, setup.paths, setup.places, setup.env, setup.now())
    issuer = _issuer(listing.get(profile.root), setup.places)

    def link(seconds: int | None) -> FederatedLink:
        wanted = ConsoleVisit(where, there, issuer, seconds, visit.sign_out_first)
        return federated_link(keys, wanted, setup.places, setup.now(), setup.env, profile)

    if keys.chained:
        return link(None)
    try:
        return link(LONGEST)
    except ConsoleRefused:
        # Not just for the words about a length: the host has also said "Invalid Credentials Parameter" to keys that
        # cannot have one. Without it the console lasts as long as the keys, and what is really wrong is said again.
        return link(None)


def _issuer(root: Profile | None, places: Places) -> str:
    """Where the console's page "session expired" leads: back to Google, where it began there."""
    try:
        return google_link(root, places).url if root else ""
    except NoLink:
        return ""
