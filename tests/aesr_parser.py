"""AESR's own parser (npm `aesr-config`), asked as often as one likes in one node process."""

from __future__ import annotations

import json
import subprocess
from types import TracebackType
from typing import Any

from tests.environments import aesr

_PROGRAM = """
import { createInterface } from "node:readline";
import { ConfigParser } from "aesr-config";
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try { answer = { parsed: ConfigParser.parseIni(JSON.parse(line)) }; }
  catch (error) { answer = { refused: String(error.message || error) }; }
  process.stdout.write(JSON.stringify(answer) + "\\n");
}
"""


class AesrRefuses(Exception):
    """AESR does not take this text; `str()` is its own message."""


class AesrParser:
    """To be used in a `with`."""

    def __enter__(self) -> AesrParser:
        self._node = subprocess.Popen(
            ["node", "--input-type=module", "-e", _PROGRAM],
            cwd=aesr(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._node.communicate(timeout=30)

    def parse(self, text: str) -> dict[str, Any]:
        """`{"singles": […], "complexes": […]}`. Raises `AesrRefuses`."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(text) + "\n")
        self._node.stdin.flush()
        answer: dict[str, Any] = json.loads(self._node.stdout.readline())
        if "refused" in answer:
            raise AesrRefuses(answer["refused"])
        parsed: dict[str, Any] = answer["parsed"]
        return parsed
