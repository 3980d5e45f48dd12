"""Profiles that come from elsewhere: other tools' texts read, and compared with what is there. Pure.

`read_text` recognises a text and gives its candidates, and of every line that is not taken over the reason.
`compare` says of each candidate what importing it would change, and why it cannot be where it cannot.

    reading = read_text(text, listing, source="sts")
    missing_sources(reading, listing)  # ask for these, and read again with sources={"base": "sts"}
    for proposal in compare(reading, listing):
        ...  # proposal.difference, .changes, .reason, .needs; write proposal.values with profiles.editor

Candidates may be renamed or left out (`dataclasses.replace`) before they are compared.

- `reading`: candidates and what was not taken; what a reader knows.
- `recognising`: which format a text is in.
- `aesr`, `aws_config` (with `gsts`), `saml2aws`, `role_list`, `switch_links`: one format each.
- `google_link`: the ids in a link of Google's; the bastion wizard asks for it too.
- `accounts`, `pattern`, `naming`: many targets at once.
- `comparing`: candidates beside the present profiles.
- `left_open`, `picking`, `many_targets`: what a text leaves open, what is ticked, what was typed for many.
"""

from profiles.google_link import GoogleIds, google_ids
from profiles.importing.comparing import Change, Difference, Proposal, compare, missing_sources
from profiles.importing.reading import Candidate, Format, NotTaken, Reading
from profiles.importing.recognising import read_text, recognise

__all__ = [
    "Candidate",
    "Change",
    "Difference",
    "Format",
    "GoogleIds",
    "NotTaken",
    "Proposal",
    "Reading",
    "compare",
    "google_ids",
    "missing_sources",
    "read_text",
    "recognise",
]
