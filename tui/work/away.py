"""The terminal given away to another program, and taken back."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import SuspendNotSupported

from tui.work.base import HomeBase


class AwayWork(HomeBase):
    """What runs in the terminal while we wait."""

    async def away(
        self, name: str, run: Callable[[], int], *, elsewhere: str, program: str = "The shell", look: str = ""
    ) -> int | None:
        """Give the terminal away while *run* runs, which blocks; return what it returns, or None after a word why
        it did not run. Afterwards the same row is selected, and the files are read anew.

        *elsewhere*: what to type in another terminal, where this one cannot be given away. *program* and *look*: what
        could not be started, and where to look then.
        """
        code: int | None = None
        trouble: OSError | ValueError | None = None
        try:
            with self.app.suspend():
                # Nothing may be raised in here: the application would not come back.
                try:
                    code = run()
                except (OSError, ValueError) as error:
                    trouble = error
        except SuspendNotSupported:
            self.say("This terminal cannot be given away for a while.", f"In another one, run: {elsewhere}")
            return None
        if isinstance(trouble, OSError):
            self.say(f"{trouble.filename or program} cannot be started: {trouble.strerror}.", look)
        elif trouble is not None:
            self.say(
                "A name or a key in the files holds a character that no variable can hold.", "Correct it: e."
            )
        await self.reload()
        if code is not None:
            self.remember_use(name)
        return code


def ended(code: int) -> str:
    """How a command ended that did not end well."""
    if code < 0:
        return f"The command was ended by signal {-code}."
    return f"The command ended with exit code {code}."
