"""The keys of a root with a login that is not ours (``aws login``, AWS SSO, a ``credential_process``), through
botocore's own providers, as any AWS tool gets them.

Blocks: AWS may be asked, or a program be run. botocore renews what can be renewed without a person, and then writes
the new token where AWS tools keep it, since AWS ends the one before.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final

from auth.errors import AuthError, NoKeys
from auth.own_login_refusals import LoginWanted
from auth.ways import Ways
from profiles.expiry import ENDING, StoredSession
from profiles.files import Snapshot, load
from profiles.model import Profile
from profiles.own_login import ALWAYS, TOKEN_RENEWS, OwnLogin, own_login_of, own_session, sso_token_file
from profiles.paths import Paths
from profiles.sessions import StoredKeys

ASKED_FOR: Final = "FUMIDAI_ASKED_FOR"
"""In the environment of a ``credential_process``: the profiles it is run for, one a line, so that one that leads back
here does not go round for ever."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose keys: the profile, and by what it gets them now."""

    file: Path
    profile: str
    way: object


@dataclass(slots=True)
class Said:
    """Keys that others gave while this process runs: nobody keeps those of a program, and nobody but the AWS CLI those
    of an SSO role."""

    _keys: dict[Asked, StoredKeys] = field(default_factory=dict)
    _locks: dict[tuple[Path, str], Lock] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)

    @contextmanager
    def turn(self, profile: Profile) -> Iterator[None]:
        """One asks at a time: the token with which AWS renews keys is good for once."""
        with self._guard:
            lock = self._locks.setdefault((profile.origin.path, profile.name), Lock())
        with lock:
            yield

    def known(self, asked: Asked) -> StoredKeys | None:
        """What was said last, ended or not."""
        return self._keys.get(asked)

    def remember(self, asked: Asked, keys: StoredKeys) -> None:
        """In place of what was said before."""
        with self._guard:
            self._keys[asked] = keys

    def forget(self, profile: Profile) -> bool:
        """Whether there was something to forget."""
        with self._guard:
            mine = [
                each
                for each in self._keys
                if (each.file, each.profile) == (profile.origin.path, profile.name)
            ]
            for each in mine:
                del self._keys[each]
        return bool(mine)


SAID: Final = Said()
"""For this run."""


def own_keys(root: Profile, ways: Ways, now: datetime, *, fresh: bool = False) -> StoredKeys:
    """The keys of *root*, which has a login of its own. *fresh*: not those that were got before.

    Raises ``LoginWanted`` where a person has to log in first, ``NoKeys``, ``StsRefused``, ``Unreachable``, and
    ``AuthError`` for a profile that must be mended.
    """
    way = own_login_of(root)
    if way is None:
        words = f"It gets its keys by: {root.reached_by}."
        raise NoKeys(
            f"{root.name} has no login of its own.", words, "Sign in with the program that gets them."
        )
    if root.is_broken:
        problem = next(each for each in root.problems if each.breaks)
        raise AuthError(f"The profile {root.name} cannot be used as it is.", problem.what, problem.remedy)
    with SAID.turn(root):
        known = None if fresh else SAID.known(_asked(root, way, ways.paths))
        if known is not None and known.expires is not None and known.expires - now > ENDING:
            return known
        env = _env_of_process(root, ways.env) if way is OwnLogin.PROCESS else ways.env
        from auth.own_login_providers import given_keys

        keys = given_keys(root, way, ways, fresh=fresh, env=env)
        if keys.expires is not None and keys.expires <= now:
            raise NoKeys(
                f"The keys that {root.name} got have ended already.",
                "Or this computer's clock is wrong.",
                f"Check the clock, then press r on {root.name}.",
            )
        if way is not OwnLogin.LOGIN:  # Whose keys end in minutes, and lie in its cache.
            SAID.remember(_asked(root, way, ways.paths), keys)
    return keys


def renew_own(root: Profile, ways: Ways, now: datetime) -> None:
    """Renew the login of *root* without a person; nothing while it need not be. Raises as ``own_keys``."""
    before = own_session(root, ways.paths)
    if before is not None and before.renewable_until is None:
        raise LoginWanted(
            f"The login of {root.name} cannot be renewed without you.",
            "There is nothing by which AWS would renew it.",
            f"Press r on {root.name} to log in again.",
        )
    own_keys(root, ways, now, fresh=True)
    after = own_session(root, ways.paths)
    if own_login_of(root) is not OwnLogin.SSO or after is None or after.expires is None:
        return
    if after.expires - now <= TOKEN_RENEWS:  # botocore goes on with the old token, and says nothing.
        raise LoginWanted(
            f"AWS does not renew the login of {root.name}.",
            "It does not say why.",
            f"Press r on {root.name} to log in again.",
        )


def load_with_said(paths: Paths) -> Snapshot:
    """What the files say, and what programs of a ``credential_process`` said while this process runs."""
    return with_said(load(paths))


def with_said(snapshot: Snapshot) -> Snapshot:
    """The snapshot, with what programs said."""
    said = {
        profile.name: session
        for profile in snapshot.listing.profiles
        if own_login_of(profile) is OwnLogin.PROCESS and (session := _said(profile)) is not None
    }
    return replace(snapshot, sessions={**snapshot.sessions, **said}) if said else snapshot


def forget_said(profiles: Iterable[Profile]) -> tuple[str, ...]:
    """Forget what others gave for *profiles*; the names of those whose programs gave something."""
    forgotten = [each for each in profiles if SAID.forget(each)]
    return tuple(each.name for each in forgotten if own_login_of(each) is OwnLogin.PROCESS)


def _said(profile: Profile) -> StoredSession | None:
    keys = SAID.known(Asked(profile.origin.path, profile.name, _line(profile)))
    if keys is None:
        return None
    return StoredSession(
        keys.expires,
        permanent=keys.token is None,
        source="what its process said last",
        notes=("Other AWS tools run it anew.",),
        renewable_until=ALWAYS,
    )


def _asked(root: Profile, way: OwnLogin, paths: Paths) -> Asked:
    return Asked(root.origin.path, root.name, _line(root) if way is OwnLogin.PROCESS else _token(root, paths))


def _line(root: Profile) -> object:
    return root.values.get("credential_process")


def _token(root: Profile, paths: Paths) -> object:
    """Tells one sign-in from the next, and from none."""
    path = sso_token_file(root, paths)
    names = ("sso_session", "sso_start_url", "sso_account_id", "sso_role_name")
    role = tuple(root.values.get(name) for name in names)
    try:
        status = path.stat() if path is not None else None
    except OSError:
        status = None
    return role, status and (status.st_mtime_ns, status.st_size, status.st_ino)


def _env_of_process(root: Profile, env: Mapping[str, str]) -> dict[str, str]:
    before = [name for name in env.get(ASKED_FOR, "").split("\n") if name]
    if root.name in before:
        raise NoKeys(
            f"The credential process of {root.name} leads back to {root.name}.",
            "It would go round for ever.",
            f"Correct credential_process in {root.name}.",
        )
    return {**env, ASKED_FOR: "\n".join((*before, root.name))}
