"""Draws the simulator's captchas: letters a person can read, as a PNG, with nothing but the standard library.

Readable at the width of a terminal on purpose: what is tested is that a picture arrives and is shown, not
eyesight.
"""

import secrets
import struct
import zlib
from typing import Final

LETTERS: Final = {
    "A": "01110 10001 10001 11111 10001 10001 10001",
    "C": "01111 10000 10000 10000 10000 10000 01111",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "F": "11111 10000 10000 11110 10000 10000 10000",
    "H": "10001 10001 10001 11111 10001 10001 10001",
    "K": "10001 10010 10100 11000 10100 10010 10001",
    "L": "10000 10000 10000 10000 10000 10000 11111",
    "M": "10001 11011 10101 10101 10001 10001 10001",
    "N": "10001 11001 10101 10101 10011 10001 10001",
    "P": "11110 10001 10001 11110 10000 10000 10000",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "T": "11111 00100 00100 00100 00100 00100 00100",
    "U": "10001 10001 10001 10001 10001 10001 01110",
    "X": "10001 10001 01010 00100 01010 10001 10001",
    "Y": "10001 10001 01010 00100 00100 00100 00100",
    "Z": "11111 00001 00010 00100 01000 10000 11111",
}
"""Five by seven dots, one word per row."""

LENGTH: Final = 6
SCALE: Final = 5
MARGIN: Final = 2
"""In dots."""


def make_text() -> str:
    """Something to read."""
    return "".join(secrets.choice([*LETTERS]) for _ in range(LENGTH))


def draw(text: str) -> bytes:
    """*text* as a greyscale PNG, each letter a little higher or lower than the one before."""
    width = (len(text) * 6 + 2 * MARGIN) * SCALE
    height = (7 + 2 + 2 * MARGIN) * SCALE
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    for index, letter in enumerate(text):
        for row, dots in enumerate(LETTERS[letter].split()):
            for column, dot in enumerate(dots):
                if dot == "1":
                    left = (MARGIN + index * 6 + column) * SCALE
                    top = (MARGIN + row) * SCALE + (index * 7 % 5) * 2
                    for line in rows[top : top + SCALE]:
                        line[left : left + SCALE] = b"\x20" * SCALE
    packed = zlib.compress(b"".join(b"\x00" + bytes(row) for row in rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
