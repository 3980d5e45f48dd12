"""Text from outside (files, Google, AWS) made safe to show on a terminal.

Nothing from outside may move the cursor, ring, colour, or reverse the reading direction of our own words.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def plain(text: str, limit: int = 300) -> str:
    """One line of at most *limit* characters, without control, format, surrogate or private-use characters.

    >>> plain("a\\x1b[31m  b\\n c")
    'a[31m b c'
    """
    folded = _SPACES.sub(" ", text)
    kept = "".join(
        char for char in folded if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    kept = _SPACES.sub(" ", kept).strip()  # again: what stood between two spaces may be gone
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"
