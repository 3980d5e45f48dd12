"""From a bastion's row to its sign-in dialog: what it asks, how it reaches hosts, where it saves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from auth.acs import Consumers
from auth.aliases import account_alias
from auth.bastion import Surroundings, sign_in_request, sts_place
from auth.browser.road import BrowserRoad, forget_browser
from auth.errors import AuthError, BrowserFailed
from auth.keeper import MEMORY, Keeper, forget_google
from auth.kept import FileStore, vault_for
from auth.kept_sessions import keep_credentials
from auth.signin import Companion, Granted, SignedIn
from auth.vault import NoKeyring, NoVault
from auth.wire import Wire
from profiles.arns import RoleArn
from profiles.config import Listing, Profile
from profiles.endpoints import EndpointRefused, sts_endpoint
from profiles.files import FileRefused, Paths, Snapshot, save_session
from profiles.kept import is_kept
from tui.console_memory import remember_console_seconds
from tui.demo_hints import DemoHints
from tui.lengths import Lengths
from tui.memory import (
    Memory,
    forget_companions,
    recall,
    remember_alias,
    remember_keep,
    remember_lengths,
    remember_roles,
)
from tui.roads import remember_road
from tui.screens.signin import Sitting
from tui.setup import Setup


def sitting_for(root: Profile, setup: Setup, snapshot: Snapshot) -> Sitting:
    """Everything the dialog needs. Raises ``AuthError`` where the profile or the environment says too little."""
    around = Surroundings(setup.env, snapshot.listing.services)
    memory = recall(setup.paths)
    request = sign_in_request(root, setup.places)
    commands = {} if setup.places.is_sandbox else memory.commands
    account = replace(
        request.account,
        keep=memory.keep(request.account.username) if request.account.username else None,
        aws_google_auth_keyring=bool(root.google and root.google.keyring) and not setup.places.is_sandbox,
        password_command="password" in commands,
        code_command="code" in commands,
    )
    request = replace(
        request,
        account=account,
        last_role=memory.last_role(root.name),
        longest=memory.longest(setup.now().date()),
        companions=tuple(companions(root, snapshot.listing)),
        ticked=memory.companions(root.name),
    )
    keeper = Keeper(vault_for(setup.places), file_store(setup.paths, memory), commands, setup.now)
    return Sitting(
        root.name,
        request,
        partial(Wire, root, setup.places, around, keeper, browser_road(setup, memory)),
        partial(save, setup, snapshot.listing, root.name, setup.now().date(), keeper.notices),
        DemoHints(setup.places),
        setup.now,
        setup.paths.state.parent / "records",
        _notice(root, setup, around),
        memory.aliases,
        memory.keep_in_file,
        keeper.notices,
        memory.roads.of(root.name),
        partial(remember_road, setup.paths, root.name),
    )


def browser_folders(paths: Paths) -> Path:
    """Where the browser's folders for Google accounts lie, beside the private state."""
    return paths.state.parent / "browsers"


def browser_road(setup: Setup, memory: Memory) -> BrowserRoad:
    """The browser road, on this computer."""
    consumers = Consumers((setup.places.console or "") if setup.places.is_sandbox else "")
    return BrowserRoad(browser_folders(setup.paths), setup.env, setup.now, consumers, memory.sign_in_browser)


def file_store(paths: Paths, memory: Memory) -> FileStore | None:
    """The private file for Google sessions, where the settings ask for one."""
    return FileStore(paths.state.parent / "google-sessions.json") if memory.keep_in_file else None


def companions(root: Profile, listing: Listing) -> Iterator[Companion]:
    """The other bastions of the same Google application and person that name their role."""
    own = root.google
    for profile in listing.profiles:
        google = profile.google
        if (
            google is None
            or own is None
            or profile.name == root.name
            or google.ask_role
            or not google.role_arn
        ):
            continue
        if (google.idp_id, google.sp_id, google.username) == (own.idp_id, own.sp_id, own.username):
            yield Companion(profile.name, google.role_arn, google.duration)


def save(
    setup: Setup, listing: Listing, name: str, today: date, notices: list[str], signed_in: SignedIn
) -> None:
    """Write all keys where every AWS tool finds them, or into the keyring where they are kept there; then what was
    learnt.

    Raises ``FileRefused`` and ``NoVault`` for the bastion itself; what failed for another one goes into *notices*.
    """
    paths = setup.paths
    others = [(other, granted) for other, granted in signed_in.companions if isinstance(granted, Granted)]
    sessions = [(name, signed_in.granted), *others]
    for each, granted in sessions:
        keys = granted.credentials
        try:
            profile = listing.get(each)
            if profile is not None and is_kept(profile):
                keep_credentials(each, keys, paths, setup.places)
            else:
                save_session(paths, each, keys.access_key_id, keys.secret, keys.token, keys.expires)
        except (FileRefused, NoVault) as refused:
            if each == name:
                raise
            notices.append(f"The keys of {each} were not saved. {refused}")
    shorter = {
        granted.role_arn: granted.seconds
        for _, granted in sessions
        if granted.seconds < granted.wanted_seconds
    }
    try:
        remember_roles(
            paths,
            longest=shorter,
            today=today,
            last_role=(name, signed_in.granted.role_arn),
            companions=None if signed_in.ticked is None else (name, signed_in.ticked),
        )
        remember_lengths(paths, lengths_of(sessions, signed_in.session_seconds, today))
        remember_console_seconds(paths, [each for each, _ in sessions], signed_in.session_seconds)
        if signed_in.keep is not None and signed_in.username:
            remember_keep(paths, signed_in.username, signed_in.keep)
    except FileRefused:
        pass  # The keys are what counts; what was learnt is learnt again next time.


def lengths_of(
    sessions: Iterable[tuple[str, Granted]], session_seconds: int | None, today: date
) -> dict[str, Lengths]:
    """What a sign-in showed about the lengths of the sessions, by profile."""
    return {
        name: Lengths(granted.wanted_seconds, granted.seconds, session_seconds, today)
        for name, granted in sessions
    }


def learn_alias(root: Profile, setup: Setup, snapshot: Snapshot, signed_in: SignedIn) -> None:
    """Ask for the account's name and remember it, where that works. Blocks."""
    around = Surroundings(setup.env, snapshot.listing.services)
    granted = signed_in.granted
    try:
        place = sts_place(root, granted.role_arn, setup.places, around)
        if place.endpoint_url and not setup.places.is_sandbox:
            return  # The endpoint is STS's; where IAM is then, nobody said.
        alias = account_alias(granted.credentials, place)
        if alias:
            remember_alias(setup.paths, RoleArn.parse(granted.role_arn).account, alias)
    except (AuthError, FileRefused, ValueError):
        return


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of what was kept of a Google account."""

    failures: Sequence[str]
    """What could not be removed, in words."""
    no_keyring: str
    """Why there was no keyring to look into, if so."""


def forget(root: str, account: str, setup: Setup) -> Forgotten:
    """Remove what is kept of a Google account and of the bastion *root*'s answers. Blocks."""
    file = FileStore(setup.paths.state.parent / "google-sessions.json")
    refused = forget_google(account, (MEMORY, file, vault_for(setup.places)))
    failures = [each.what for each in refused if not isinstance(each, NoKeyring)]
    try:
        forget_browser(browser_folders(setup.paths), account)
    except BrowserFailed as failed:
        failures.append(str(failed))
    try:
        remember_keep(setup.paths, account, None)
        forget_companions(setup.paths, root)
    except FileRefused as failed:
        failures.append(str(failed))
    return Forgotten(failures, " ".join(each.what for each in refused if isinstance(each, NoKeyring)))


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
