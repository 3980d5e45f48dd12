"""botocore's providers for one profile: on our files, in our environment, and nothing else of this process.

What they read by themselves (``AWS_PROFILE``, exported keys, the home folder) is given to them instead. Imports
botocore, so it is imported where keys are wanted.
"""

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import botocore.session
from botocore.config import Config
from botocore.credentials import LoginProvider, ProcessProvider, SSOProvider
from botocore.exceptions import BotoCoreError, ClientError
from botocore.tokens import SSOTokenProvider
from botocore.utils import JSONFileCache

from auth.bastion import Surroundings
from auth.children import Child
from auth.errors import AuthError
from auth.own_login_refusals import in_words
from auth.sts import ONLY_OURS, make_client
from auth.ways import Ways
from profiles.endpoints import EndpointRefused, service_endpoint
from profiles.model import Profile
from profiles.own_login import OwnLogin
from profiles.secret import Secret
from profiles.sessions import StoredKeys

_ANYTHING_WRONG: Final = (
    BotoCoreError,
    ClientError,
    OSError,
    subprocess.SubprocessError,
    RuntimeError,  # botocore: keys that have ended already
    ValueError,  # no JSON, no time, no text
    TypeError,
    LookupError,
    AttributeError,
)
"""What botocore raises for files and answers that are not as they should be."""


def given_keys(
    root: Profile, way: OwnLogin, ways: Ways, *, fresh: bool, env: Mapping[str, str]
) -> StoredKeys:
    """The keys that botocore's provider of *way* has for *root*. Blocks. Raises ``AuthError``.

    *fresh*: the AWS CLI's cached keys of an SSO role do not count. *env*: of a ``credential_process``.
    """
    trouble: AuthError
    try:
        credentials = _provider(root, way, ways, fresh=fresh, env=env).load()
        frozen = credentials.get_frozen_credentials()
        # botocore tells the end nowhere else.
        end = getattr(credentials, "_expiry_time", None)
        return StoredKeys(
            str(frozen.access_key),
            Secret(str(frozen.secret_key)),
            Secret(str(frozen.token)) if frozen.token else None,
            end.astimezone(UTC) if isinstance(end, datetime) else None,
        )
    except EndpointRefused as refused:
        trouble = AuthError(refused.what, remedy=refused.remedy)
    except _ANYTHING_WRONG as error:
        trouble = in_words(error, root.name, way)
    # Not where it was met: what botocore raises may hold a token, or what a program printed.
    raise trouble from None


def _provider(root: Profile, way: OwnLogin, ways: Ways, *, fresh: bool, env: Mapping[str, str]) -> Any:
    paths, session = ways.paths, _Session(root, ways)
    login_tokens: Any = _Tokens(paths.login_cache)  # in the place of a dict
    sso_tokens: Any = _Tokens(paths.sso_cache)
    kept: Any = {} if fresh else _Kept(paths.cli_cache)

    def load_config() -> Any:
        return session.full_config

    match way:
        case OwnLogin.LOGIN:
            return LoginProvider(load_config, session.create_client, root.name, login_tokens)
        case OwnLogin.SSO:
            by_token = SSOTokenProvider(session, cache=sso_tokens, profile_name=root.name)
            return SSOProvider(
                load_config,
                session.create_client,
                root.name,
                cache=kept,
                token_cache=sso_tokens,
                token_provider=by_token,
            )
        case OwnLogin.PROCESS:
            return ProcessProvider(root.name, load_config, popen=_Once(env))


class _Session(botocore.session.Session):
    """botocore with our files instead of its own, and clients that are made as all of ours are."""

    def __init__(self, root: Profile, ways: Ways) -> None:
        files = {"config_file": ways.paths.config, "credentials_file": ways.paths.credentials}
        variables: Any = {name: (None, None, str(path), None) for name, path in files.items()}
        super().__init__(session_vars={**variables, "profile": (None, None, None, None)})
        self._root, self._ways = root, ways

    def create_client(self, service_name: str, *_: Any, **given: Any) -> Any:
        """Unsigned clients: all that the providers want."""
        ways, root = self._ways, self._root
        around = Surroundings(ways.env, ways.listing.services)
        is_sandbox = ways.places.is_sandbox
        endpoint = service_endpoint(
            service_name.replace("-", "_"), ways.env, root.values, ways.listing.services
        )
        url = endpoint.url if endpoint else None
        if is_sandbox and not (endpoint and endpoint.is_loopback):
            url = ways.places.aws
        wanted: Config = given["config"]
        ours = Config(
            **ONLY_OURS,
            connect_timeout=10,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 2},
            proxies={} if is_sandbox else None,
        )
        named = (
            given.get("region_name"),
            getattr(wanted, "region_name", None),
            root.region,
            ways.env.get("AWS_REGION"),
            ways.env.get("AWS_DEFAULT_REGION"),
        )
        return make_client(
            service_name,
            region_name=next(filter(None, named), "us-east-1"),
            endpoint_url=url,
            verify=ways.places.ca_bundle if is_sandbox else around.aws_ca_bundle(root),
            config=wanted.merge(ours),
        )


class _Tokens(JSONFileCache):
    """A folder of tokens. What is renewed is written as AWS tools write it: AWS has ended the one before."""

    def __init__(self, folder: Any) -> None:
        super().__init__(str(folder), dumps_func=_dumps)


class _Kept(JSONFileCache):
    """The AWS CLI's keys of SSO roles: read, never written; a broken file is none."""

    def __init__(self, folder: Any) -> None:
        super().__init__(str(folder))

    def __contains__(self, key: Any) -> bool:
        try:
            return isinstance(self[key]["Credentials"]["Expiration"], str)
        except (LookupError, TypeError):
            return False

    def __setitem__(self, key: Any, value: Any) -> None:
        """Nothing: what we asked for is kept in memory."""


def _dumps(value: Any) -> str:
    """As botocore's ``tokens._sso_json_dumps``."""
    import json

    def in_text(each: Any) -> Any:
        return each.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(each, datetime) else each

    return json.dumps(value, default=in_text)


class _Once:
    """Runs the program once, without a terminal and for a minute at most; whoever asks again gets the same answer.

    botocore would run it again at once where its keys end soon.
    """

    def __init__(self, env: Mapping[str, str], seconds: float = 60.0) -> None:
        self._env, self._seconds = env, seconds
        self._answer: tuple[bytes, bytes] | None = None
        self.returncode = 0

    def __call__(self, command: Any, **_: Any) -> "_Once":
        if self._answer is None:
            child = Child()
            try:
                printed, complained = child.start(command, self._env)
                self.returncode = child.wait(self._seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                raise
            finally:
                child.let_go()
            self._answer = printed.data(), complained.data()
        return self

    def communicate(self) -> tuple[bytes, bytes]:
        """What it printed, and what it complained."""
        return self._answer or (b"", b"")
