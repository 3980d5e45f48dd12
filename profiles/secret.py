"""A text that must not be seen: keys, tokens, passwords.

A `Secret` never prints: its `repr`, `str` and formatted form are the same mask, it cannot be pickled or
copied into other text, and two secrets are equal only if they are the same object. Whoever really needs the
text calls `reveal()`.
"""

from __future__ import annotations

from typing import NoReturn

MASK = "Secret(…)"


class Secret:
    """One secret text. `bool(secret)` says whether it is not empty."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Call it where it is used, never where it is kept."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")
