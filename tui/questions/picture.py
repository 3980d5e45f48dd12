"""A captcha: the picture drawn with half blocks, and always its link."""

from io import BytesIO

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""What sign-in pages show. Of Pillow's other formats one, PostScript, would run a program."""
WIDEST = 66
"""Cells: what fits the dialog at 80 columns."""
LOWEST = 9
"""Lines that fit beside field and words at 24 rows."""


class Picture(Widget):
    """Two pixels a cell, one above the other: the upper one is the colour of ``▀``, the lower one its ground."""

    DEFAULT_CSS = "Picture { height: auto; width: auto; }"

    def __init__(self, data: bytes, highest: int = LOWEST) -> None:
        super().__init__()
        self._lines = half_blocks(data, highest)

    @property
    def is_readable(self) -> bool:
        """Whether the bytes were a picture."""
        return bool(self._lines)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._lines[0].cell_length if self._lines else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width)


def half_blocks(data: bytes, highest: int = LOWEST) -> list[Strip]:
    """The picture in *highest* lines of half blocks at most; none where *data* is no picture."""
    # Pillow costs 50 ms and is needed on few days.
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            if opened.width * opened.height > 4_000_000:
                return []
            picture = opened.convert("RGB")
    except Exception:  # Pillow raises many types for damaged pictures, and the link stands beside it anyway.
        return []
    scale = min(WIDEST / picture.width, highest * 2 / picture.height, 1.0)
    width, height = max(1, round(picture.width * scale)), max(2, round(picture.height * scale))
    small = picture.resize((width, height + height % 2), Image.Resampling.LANCZOS)
    pixels = small.load()
    assert pixels is not None  # noqa: S101 - an opened picture has pixels

    def colour(x: int, y: int) -> str:
        value = pixels[x, y]
        assert isinstance(value, tuple)  # noqa: S101 - RGB
        return "#{:02x}{:02x}{:02x}".format(*map(int, value[:3]))

    return [
        Strip(
            [Segment("▀", Style(color=colour(x, y), bgcolor=colour(x, y + 1))) for x in range(small.width)],
            small.width,
        )
        for y in range(0, small.height, 2)
    ]
