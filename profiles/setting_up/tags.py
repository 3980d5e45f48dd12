"""Tags of IAM roles and users: read from one line, and why they cannot be so.

Limits (AWS docs, "Tagging IAM resources", and botocore's IAM model): 50 tags; a key of 1 to 128 and a value of up
to 256 letters, digits, spaces or `_.:/=+-@`; `aws:` is AWS's own; keys of one resource differ in more than
upper and lower case.
"""

from __future__ import annotations

import unicodedata

from profiles.setting_up.setups import Tags

MOST_TAGS = 50
LONGEST_KEY = 128
LONGEST_VALUE = 256


def read_tags(text: str) -> Tags:
    """`Team=Web, Cost centre=42` -> its tags; a word without `=` is a key with an empty value."""
    parts = (part.partition("=") for part in text.split(",") if part.strip())
    return tuple((key.strip(), value.strip()) for key, _, value in parts)


def tags_reason(tags: Tags) -> str | None:
    if len(tags) > MOST_TAGS:
        return f"These are {len(tags)} tags; AWS takes {MOST_TAGS}."
    seen: set[str] = set()
    for key, value in tags:
        if reason := tag_reason(key, value):
            return reason
        if key.lower() in seen:
            return f"The tag {key} is there twice; upper and lower case count as the same."
        seen.add(key.lower())
    return None


def tag_reason(key: str, value: str) -> str | None:
    if not key:
        return "A tag has no key. Write tags as Key=Value."
    if len(key) > LONGEST_KEY:
        return f"The key of a tag has {len(key)} characters; AWS takes {LONGEST_KEY}."
    if len(value) > LONGEST_VALUE:
        return f"The value of the tag {key} has {len(value)} characters; AWS takes {LONGEST_VALUE}."
    if key.lower().startswith("aws:"):
        return f"The tag {key} begins with aws:, which AWS keeps for itself."
    wrong = next((each for each in key + value if not _may_be_in_a_tag(each)), None)
    if wrong is None:
        return None
    if not wrong.isprintable():
        return "A tag holds a character that cannot be seen."
    return f"A tag cannot hold “{wrong}”: only letters, digits, spaces and _.:/=+-@."


def _may_be_in_a_tag(character: str) -> bool:
    known = unicodedata.category(character)[0] in "LZN" or character in "_.:/=+-@"
    return known and character.isprintable()
