"""The step ``Browse`` of a sign-in: start the person's browser, wait for Google's answer, close it. Blocks.

Every account has a folder of its own for its browser, in which Google's session lives on: the next time it is tried
without a window first.
"""

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from auth.acs import Consumers
from auth.browser.finding import find_browser, folder_name, has_display
from auth.browser.pipe import Message, PipeClosed
from auth.browser.program import Program
from auth.browser.shut_in import shut_in
from auth.browser.steps import FOR_A_PERSON, Browse
from auth.browser.watching import FIRST_PAGE, Watching
from auth.errors import AuthError, BrowserFailed, Cancelled, NoBrowser, PersonWanted, Unreachable
from auth.plain import plain
from profiles.secret import Secret

WITHOUT_ONE: Final = timedelta(seconds=20)
"""A live session answers in two or three seconds."""
_MUTE: Final = timedelta(seconds=30)
"""A browser that can be watched answers when it starts, and that takes some seconds on a slow computer."""
_QUIET: Final = timedelta(seconds=5)
"""A page that stands still for so long waits for somebody."""
_LOOK_AGAIN: Final = 0.2
"""Seconds."""
_PROFILE_IN_USE: Final = 21
"""What Chromium ends with where it cannot hand over, as without a window (chrome/common/chrome_result_codes.h)."""
_NOTHING: Final = "Nothing was changed."
_OTHERWISE: Final = "Press r to open it again, or take another way."


@dataclass(frozen=True, slots=True)
class BrowserRoad:
    """Which browser, and everything around it."""

    folders: Path
    """Where the folders of all accounts lie."""
    env: Mapping[str, str]
    now: Callable[[], datetime]
    consumers: Consumers = field(default_factory=Consumers)
    wanted: str = ""
    """The browser that the person's settings name."""
    platform: str = sys.platform

    def __call__(self, step: Browse, stop: threading.Event) -> Secret:
        """The SAML response. Raises ``AuthError``; ``Cancelled`` once *stop* is set."""
        program = find_browser(self.wanted, self.env, self.platform)
        if step.window and not has_display(self.env, self.platform):
            raise NoBrowser(
                "There is no display here to show a browser window.",
                "This is a session over SSH."
                if self.env.get("SSH_CONNECTION")
                else "Neither DISPLAY nor WAYLAND_DISPLAY is set.",
                "Press p: sign in with the browser in front of you, and paste its answer here.",
            )
        if kind := shut_in(Path(program)):
            raise NoBrowser(
                f"{program} is a {kind}, which cannot be watched.",
                "It is shut out of the folder that would be its own here.",
                "Install Chrome or Chromium from a package, or press p to paste the answer.",
            )
        folder = self.folders / folder_name(step.account)
        with _alone(folder, stop):
            if step.afresh:
                _empty(folder)
            if not step.window and not _was_used(folder):
                raise PersonWanted(
                    "Nobody has signed in with this browser yet.",
                    "Its folder holds no Google session.",
                    "Press r to sign in.",
                )
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
            return self._watch(step, folder, _command(program, folder, window=step.window), stop)

    def _watch(self, step: Browse, folder: Path, command: list[str], stop: threading.Event) -> Secret:
        watching = Watching(step.link, self.consumers)
        # The keys of a shell are none of a browser's business.
        env = {name: value for name, value in self.env.items() if not name.startswith("AWS_")}
        try:
            program = Program(command, env)
        except OSError as error:
            raise NoBrowser(
                f"{command[0]} cannot be started.",
                f"{error.strerror or 'No reason was given'}.",
                "Name another browser in settings.toml: sign_in_browser.",
            ) from None
        with program:
            try:
                for message in watching.begin():
                    program.pipe.send(message)
                with _shown(folder) if step.window else nullcontext():
                    self._listen(step, program, watching, stop)
            except PipeClosed:
                raise _gone(program, watching) from None
        if watching.response is None:
            raise BrowserFailed(
                "The browser had no SAML response for AWS.",
                f"What it was about to send to {plain(watching.consumer, 120)} is something else; it was stopped.",
                "Ask the Google administrator whether the AWS application is set up rightly.",
            )
        return watching.response

    def _listen(self, step: Browse, program: Program, watching: Watching, stop: threading.Event) -> None:
        begun = moved = self.now()
        limit = FOR_A_PERSON if step.window else WITHOUT_ONE
        while not watching.is_done:
            if stop.is_set():
                raise Cancelled
            now = self.now()
            if not timedelta(0) <= now - begun < limit:  # a clock that was set back counts as too late
                raise _too_late(step)
            message = program.pipe.receive(_LOOK_AGAIN)
            if message is not None:
                moved = now
                for answer in _taken(watching, message):
                    program.pipe.send(answer)
            elif watching.is_closed:  # and no other page comes in place of the last one
                raise _closed()
            if not watching.heard and now - begun >= _MUTE:
                raise _mute(program.name)
            if not step.window:
                _check_alone(watching, quiet=now - moved >= _QUIET)


def _command(program: str, folder: Path, *, window: bool) -> list[str]:
    """As a person would start it, but for the folder and the pipe. It never says ``--no-sandbox``."""
    return [
        program,
        f"--user-data-dir={folder}",
        "--remote-debugging-pipe",
        "--no-first-run",
        "--no-default-browser-check",
        *(() if window else ("--headless=new",)),
        FIRST_PAGE,
    ]


def _taken(watching: Watching, message: Message) -> list[Message]:
    """What to answer to *message*. It may hold Google's answer, so no error of ours may carry it to a traceback."""
    try:
        return watching.take(message)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BrowserFailed(
            "The browser said something that is not understood here.",
            "It may be much older or newer than this application.",
            "Update both, or take another way.",
        ) from None


def _check_alone(watching: Watching, *, quiet: bool) -> None:
    """Whether it makes sense to wait on without a person."""
    if watching.unreachable:
        raise Unreachable(
            "The browser got no answer from Google.",
            f"It says: {plain(watching.unreachable, 200)}.",
            "Check the network, then press r.",
        )
    if watching.crashed:
        raise BrowserFailed(
            "The page of Google's sign-in crashed in the browser.", _NOTHING, "Press r to try again."
        )
    if watching.asks_person or (watching.loaded and quiet):
        raise PersonWanted(
            "Google's session in this browser has ended.",
            "Google asks for something only you can answer.",
            "Press r to sign in.",
        )


def _closed() -> BrowserFailed:
    return BrowserFailed("The browser window was closed before Google's answer came.", _NOTHING, _OTHERWISE)


def _gone(program: Program, watching: Watching) -> BrowserFailed:
    """Why the pipe has ended without our doing."""
    code = program.ended(2.0)
    if code == 0 and watching.opened:
        return _closed()
    if code in {0, _PROFILE_IN_USE}:
        return _in_use()  # Chromium hands its command line over to the one that runs, and ends.
    if code is not None and code < 0:
        return BrowserFailed(f"The browser crashed (signal {-code}).", _NOTHING, _OTHERWISE)
    if watching.opened:
        return BrowserFailed("The browser ended by itself.", _NOTHING, _OTHERWISE)
    return NoBrowser(
        "The browser ended before it showed anything.",
        "It does not start for root, nor where the display does not answer.",
        "Start it once by itself to see what it says, or take another way.",
    )


def _mute(program: str) -> NoBrowser:
    return NoBrowser(
        f"{program} does not tell what goes on in it.",
        "Only Chrome, Chromium, Edge, Brave, Vivaldi and their kin can be watched.",
        "Name one of them in settings.toml: sign_in_browser. Or press p to paste the answer.",
    )


def _in_use() -> BrowserFailed:
    return BrowserFailed(
        "The browser for this Google account is open already.",
        "A window of an earlier sign-in, or of another fumidai-tui, uses its folder.",
        "Close that window, then press r.",
    )


def _too_late(step: Browse) -> AuthError:
    if not step.window:
        return PersonWanted(
            "The browser without a window got no answer in time.",
            "Google may ask for something.",
            "Press r to sign in.",
        )
    return BrowserFailed(
        "Google's answer did not come within five minutes.", "The window was closed.", _OTHERWISE
    )


@contextmanager
def _alone(folder: Path, stop: threading.Event) -> Iterator[None]:
    """One browser at a time in a folder. Raises ``BrowserFailed``.

    One without a window, or one that is closing, is waited for: several profiles may be renewed side by side.
    """
    import filelock

    give_up = time.monotonic() + WITHOUT_ONE.total_seconds()
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.parent.chmod(0o700)
        lock = filelock.FileLock(str(folder) + ".lock", mode=0o600)
        while True:
            try:
                lock.acquire(timeout=_LOOK_AGAIN)
                break
            except filelock.Timeout:
                if stop.is_set():
                    raise Cancelled from None
                if _sign(folder).exists() or time.monotonic() > give_up:
                    raise _in_use() from None
    except (OSError, NotImplementedError) as error:
        raise BrowserFailed(
            "The browser's folder cannot be used.",
            f"{folder}: {getattr(error, 'strerror', None) or error}.",
            "Give yourself the right to write there.",
        ) from None
    try:
        yield
    except OSError as error:
        raise BrowserFailed(
            "The browser's folder cannot be used.",
            f"{folder}: {error.strerror or error}.",
            "Give yourself the right to write there.",
        ) from None
    finally:
        lock.release()


@contextmanager
def _shown(folder: Path) -> Iterator[None]:
    """Tell others that a person sits at a window. After a crash the sign stays; without the lock it says nothing."""
    try:
        _sign(folder).touch(mode=0o600)
        yield
    finally:
        _sign(folder).unlink(missing_ok=True)


def _sign(folder: Path) -> Path:
    return Path(f"{folder}.window")


def _was_used(folder: Path) -> bool:
    return (folder / "Local State").exists()


def _empty(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def forget_browser(folders: Path, account: str) -> None:
    """Remove the folder of *account*, and the Google session in it. Raises ``BrowserFailed``."""
    folder = folders / folder_name(account)
    if folder.exists():
        with _alone(folder, threading.Event()):
            _empty(folder)
    for each in (_sign(folder), Path(f"{folder}.lock")):
        with suppress(OSError):
            each.unlink()
