"""`fumidai-tui credential-process PROFILE`: the answer that AWS tools ask for, and nothing else."""

from __future__ import annotations

import argparse
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from profiles.sessions import StoredKeys
    from tui.commands.surroundings import Around

PATIENCE = 150.0
"""Seconds until it gives up: a keyring may wait for a password in a window nobody sees."""


def add_credential_process(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "credential-process",
        help="print a profile's keys as AWS tools want them from a credential_process; never asks",
        description="For credential_process in ~/.aws/config. Prints JSON on standard output and nothing else; with"
        " less than 15 minutes left the keys are renewed first, where nobody needs to be asked.",
    )
    parser.add_argument("profile", metavar="PROFILE")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the keys. Raises ``AuthError``, ``FileRefused``, ``Failed``."""
    from auth.handing_out import contract
    from tui.commands.failing import Failed
    from tui.commands.surroundings import surroundings

    around = surroundings(options)
    outcome: list[str | Exception] = []

    def work() -> None:
        try:
            outcome.append(contract(handed_out(options.profile, around)))
        except Exception as error:
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if not outcome:
        raise Failed(
            "The keys did not come in time: the keyring or the network does not answer. Unlock the keyring."
        )
    answer = outcome[0]
    if isinstance(answer, Exception):
        raise answer
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()
    return 0


def handed_out(name: str, around: Around) -> StoredKeys:
    """Keys of the profile called *name*, renewed if that takes nobody; of a target's bastion first.

    Those of a login that is not ours come as botocore has them, and end when it says so.

    Raises ``AuthError``, ``FileRefused``, ``Failed``.
    """
    from auth.handing_out import hand_out, keys_at_hand
    from profiles.config import Kind, Profile
    from profiles.own_login import own_login_of
    from tui.commands.surroundings import profile_called

    def profile() -> Profile:
        return profile_called(name, around.snapshot(), around.paths)

    def look() -> StoredKeys | None:
        return keys_at_hand(profile(), around.paths, around.places)

    def renewed() -> None:
        from tui.renewals import renew

        root = around.snapshot().listing.get(profile().root)
        if profile().kind is Kind.TARGET and root is not None and root.kind is Kind.BASTION:
            handed_out(root.name, around)
        renew(profile(), around.setup(), around.snapshot())

    if own_login_of(profile()) is not None:
        from auth.own_login import own_keys
        from auth.ways import Ways

        ways = Ways(around.snapshot().listing, around.paths, around.places, around.env)
        return own_keys(profile(), ways, around.now())
    return hand_out(name, look, around.paths.state.parent, around.now, renewed)
