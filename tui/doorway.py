"""The way from a link to the person's browser, and what is remembered of it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auth.handover import Handover, clear_left_over, hand_over
from profiles.config import Profile
from profiles.paths import Paths
from profiles.secret import Secret
from tui.browsers import Browser, open_file, open_public
from tui.console_links import Link, PublicLink


@dataclass(frozen=True, slots=True)
class Doorway:
    """The browser in which the console of *profile* is opened, that of its bastion included: a switch starts from
    the session that is signed in there."""

    profile: Profile
    browser: Browser
    paths: Paths
    env: Mapping[str, str]
    opened: Callable[[Link, datetime | None], None]
    """Called when a link went to the browser or was taken for one; with the end of the console, where known."""

    def open(self, link: PublicLink) -> None:
        """Open *link*. Raises ``CannotOpen``."""
        open_public(link.url, self.browser, self.profile, self.env)
        self.opened(link, None)

    def hand_over(self, url: Secret) -> Handover:
        """Let the browser get to a secret *url*. Blocks. Raises ``CannotOpen``, ``FileRefused``."""
        given = hand_over(url, private_folder(self.paths, self.env))
        try:
            open_file(given.file, self.browser, self.profile, self.env)
        except Exception:
            given.close()
            raise
        return given


def private_folder(paths: Paths, env: Mapping[str, str]) -> Path:
    """Where nobody else can look, and nothing outlives the session of this computer if that can be had."""
    runtime = env.get("XDG_RUNTIME_DIR", "")
    # After su it may still be another user's; a relative one is none (XDG Base Directory Specification).
    if os.path.isabs(runtime) and os.path.isdir(runtime) and os.access(runtime, os.W_OK | os.X_OK):
        return Path(runtime) / "fumidai-tui"
    return (paths.state.parent / "handover").absolute()


def clear_up(paths: Paths, env: Mapping[str, str]) -> None:
    """Remove what a crash left there. Never raises."""
    clear_left_over(private_folder(paths, env))
