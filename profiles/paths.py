"""Where every file lies, as the AWS CLI finds its own in the same environment."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APPLICATION = "fumidai-tui"
_HOME = "USERPROFILE" if sys.platform == "win32" else "HOME"
_DECIDES_FOLDERS = (_HOME, "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{([^}]*)\})")


@dataclass(frozen=True, slots=True)
class Paths:
    """Every file and folder we read or write."""

    config: Path
    credentials: Path
    cli_cache: Path
    """The folder of the AWS CLI's role cache. No variable moves it."""
    settings: Path
    state: Path
    login_folder: Path | None = None
    """The folder of `aws login`, where a variable moves it."""

    @property
    def login_cache(self) -> Path:
        """The tokens of `aws login`. Source: botocore, `utils.get_login_token_cache_directory`."""
        return self.login_folder or self.cli_cache.parent.parent / "login" / "cache"

    @property
    def sso_cache(self) -> Path:
        """The tokens of `aws sso login`. No variable moves it. Source: botocore, `SSOProvider`."""
        return self.cli_cache.parent.parent / "sso" / "cache"

    @property
    def versions(self) -> Path:
        """The last versions of the config, beside our state."""
        return self.state.with_name("versions.toml")

    @property
    def kept(self) -> Path:
        """When the sessions in the keyring end, beside our state."""
        return self.state.with_name("kept-sessions.toml")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Paths:
        """The files of this environment, honouring `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` and
        `AWS_LOGIN_CACHE_DIRECTORY`."""
        home = home_of(env)
        login = env.get("AWS_LOGIN_CACHE_DIRECTORY")
        config, data = _own_folders(env, home)
        return cls(
            config=_aws_file(env, "AWS_CONFIG_FILE", home, "config"),
            credentials=_aws_file(env, "AWS_SHARED_CREDENTIALS_FILE", home, "credentials"),
            cli_cache=home / ".aws" / "cli" / "cache",
            settings=config / "settings.toml",
            state=data / "state.toml",
            login_folder=None if login is None else expanded(login, env, home),
        )


def home_of(env: Mapping[str, str]) -> Path:
    """The home folder of this environment."""
    return Path(env.get(_HOME) or os.path.expanduser("~"))


def _aws_file(env: Mapping[str, str], variable: str, home: Path, name: str) -> Path:
    """botocore expands `$NAME` and `~`; a variable that is set but empty means no file at all."""
    text = env.get(variable)
    if text is None:
        return home / ".aws" / name
    if not text:
        return Path(os.devnull)
    return expanded(text, env, home)


def expanded(text: str, env: Mapping[str, str], home: Path) -> Path:
    """A path as a person types it, with `$NAME` and `~` filled in as botocore does."""
    text = _VARIABLE.sub(lambda found: env.get(found[1] or found[2] or "", found[0]), text)
    if text == "~" or text.startswith(("~/", "~" + os.sep)):
        return home / text[2:]
    return Path(os.path.expanduser(text))


def _own_folders(env: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """Folders of our settings and of our private state.

    platformdirs knows where they belong, but only for the environment of this process. An environment with
    another home (a sandbox's) keeps everything inside that home.
    """
    if all(env.get(name) == os.environ.get(name) for name in _DECIDES_FOLDERS):
        import platformdirs

        return (
            platformdirs.user_config_path(APPLICATION, appauthor=False),
            platformdirs.user_data_path(APPLICATION, appauthor=False),
        )
    config = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    data = Path(env.get("XDG_DATA_HOME") or home / ".local" / "share")
    return config / APPLICATION, data / APPLICATION
