"""A pasted text for `profiles.ini`, unless it is of a kind that would keep the parser busy for minutes.

Python's parser joins its errors, and `shlex` the letters of a name, in time that grows with the square of
their number. No file that a person keeps comes near these bounds.
"""

from __future__ import annotations

from pathlib import Path

from profiles.importing.reading import NotTaken, numbered
from profiles.ini import Document, read

_LONGEST_HEADER = 1_000
"""Characters between the brackets of a section."""
_MOST_LOOSE = 2_000
"""Lines that are neither sections nor keys nor notes."""
_MOST_INHERITED = 100_000
"""Keys that `[DEFAULT]` hands down to all sections together."""


def read_ini(text: str, file_name: str) -> tuple[Document, list[NotTaken]]:
    """The document, and what botocore refuses in it. The document is empty if the text is out of bounds."""
    path = Path(file_name)
    nothing = Document(path, (), {})
    loose = 0
    for number, line in numbered(text):
        code = line.strip()
        if code.startswith("[") and len(code) > _LONGEST_HEADER:
            return nothing, [NotTaken(number, "The name of this section is too long.")]
        loose += bool(code) and not _is_setting(code)
        if loose > _MOST_LOOSE:
            return nothing, [NotTaken(number, "Up to here most of this text is no settings.")]
    document = read(text.encode(errors="backslashreplace"), path)
    if len(document.defaults) * len(document.sections) > _MOST_INHERITED:
        line_of_first = next(iter(document.defaults.values())).line
        return nothing, [NotTaken(line_of_first, "[DEFAULT] holds too many keys for this text.")]
    return document, [NotTaken(flaw.line, flaw.what) for flaw in document.flaws]


def _is_setting(code: str) -> bool:
    if code.startswith("["):
        return "]" in code
    return code.startswith(("#", ";")) or (("=" in code or ":" in code) and not code.startswith(("=", ":")))
