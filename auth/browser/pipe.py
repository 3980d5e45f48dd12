"""Messages to and from a browser: JSON texts, each ended by a NUL, over two pipes.

Source: Chromium, ``--remote-debugging-pipe`` (content/browser/devtools/devtools_pipe_handler.cc): the browser reads
from its file descriptor 3 and writes to 4.
"""

import json
import os
import queue
import threading
from typing import Any, Final

Message = dict[str, Any]
_CHUNK: Final = 65536


class PipeClosed(Exception):
    """The browser is gone."""


class Pipe:
    """Our two ends. A thread of its own reads, since not every system lets one wait for a pipe with a time limit."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._received: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="browser pipe", daemon=True)
        self._reader.start()

    def send(self, message: Message) -> None:
        """Raises ``PipeClosed``."""
        left = memoryview(json.dumps(message).encode() + b"\0")
        try:
            while left:
                left = left[os.write(self._writing, left) :]
        except OSError:
            raise PipeClosed from None

    def receive(self, seconds: float) -> Message | None:
        """The next message, or None where none comes in that time. Raises ``PipeClosed``."""
        try:
            message = self._received.get(timeout=seconds)
        except queue.Empty:
            return None
        if message is None:
            self._received.put(None)
            raise PipeClosed
        return message

    def close(self) -> None:
        """After the browser has ended, which ends the reading."""
        os.close(self._writing)
        self._reader.join(timeout=5)

    def _read(self) -> None:
        rest = bytearray()
        with open(self._reading, "rb", buffering=0) as file:
            while chunk := _some(file.fileno()):
                rest += chunk
                *texts, rest = rest.split(b"\0") if b"\0" in chunk else [rest]
                for text in texts:
                    try:
                        message = json.loads(text)
                    except (ValueError, RecursionError):
                        continue
                    if isinstance(message, dict):
                        self._received.put(message)
        self._received.put(None)


def _some(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:
        return b""
