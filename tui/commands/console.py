"""``fumidai-tui console PROFILE [--print]``: the console of a profile, by a link that is no secret."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.commands.failing import Failed

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_console(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "console",
        help="open the AWS console of a profile",
        description="Open the AWS console in the browser of the profile: a target by its switch-role link, a"
        " bastion by Google's.",
    )
    parser.add_argument("profile", metavar="PROFILE")
    parser.add_argument(
        "--print", action="store_true", dest="prints", help="print the link instead of opening it"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Open or print the link. Raises ``AuthError``, ``Failed``."""
    from profiles.model import Kind
    from tui.browsers import CannotOpen, browser_for, open_public
    from tui.commands.surroundings import profile_called, surroundings
    from tui.console_links import NoLink, google_link, switch_link
    from tui.memory import recall

    around = surroundings(options)
    listing = (snapshot := around.snapshot()).listing
    profile = profile_called(options.profile, snapshot, around.paths)
    memory = recall(around.paths)
    try:
        if profile.kind is Kind.BASTION:
            link = google_link(profile, around.places)
        else:
            link = switch_link(profile, listing, around.places, memory.console)
    except NoLink as no:
        raise Failed(no.what) from None
    if options.prints:
        print(link.url)
        return 0
    try:
        open_public(link.url, browser_for(profile, listing, memory.browsers), profile, around.env)
    except CannotOpen as cannot:
        raise Failed(f"No browser was opened. {cannot.why} --print shows the link.") from None
    return 0
