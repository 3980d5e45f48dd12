"""The question with a picture: drawn in the terminal, and its link always at hand."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from textual.app import App, ComposeResult

from auth.prompts import AskCaptcha
from tui.questions import question_for
from tui.questions.picture import LOWEST, WIDEST, Picture, half_blocks
from tui.questions.question import Question

LINK = "https://accounts.google.com/Captcha?v=2&ctoken=" + "x" * 60


def picture(width: int = 200, height: int = 70) -> bytes:
    file = BytesIO()
    image = Image.new("RGB", (width, height), "white")
    image.paste((200, 0, 0), (0, 0, width // 2, height))
    image.save(file, "PNG")
    return file.getvalue()


async def no_hint() -> str:
    return ""


class Asked(App[None]):
    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data, self.replies = data, list[object]()

    def compose(self) -> ComposeResult:
        yield question_for(AskCaptcha(LINK, 2, "Please enter the characters", self.data), no_hint)

    def on_question_answered(self, event: Question.Answered) -> None:
        self.replies.append(event.reply)


def test_a_picture_fits_the_dialog_and_keeps_its_colours() -> None:
    lines = half_blocks(picture())
    assert len(lines) <= LOWEST
    assert all(line.cell_length <= WIDEST for line in lines)
    first, *_, last = list(lines[0])
    assert first.style is not None
    assert last.style is not None
    assert first.style.color is not None
    assert last.style.color is not None
    assert first.style.color.name == "#c80000"
    assert last.style.color.name == "#ffffff"


def test_a_taller_terminal_shows_a_larger_picture() -> None:
    assert len(half_blocks(picture(), highest=18)) > len(half_blocks(picture()))


async def test_the_characters_are_answered_and_the_link_can_be_copied() -> None:
    app = Asked(picture())
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.query_one(Picture).is_readable
        await pilot.press("ctrl+y")
        assert app.clipboard == LINK
        await pilot.press(*"wakefurd", "enter")
        await pilot.pause()
    assert app.replies == ["wakefurd"]


async def test_without_a_picture_the_link_stands_alone() -> None:
    app = Asked(b"not a picture")
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.query(Picture)
        await pilot.press("ctrl+y")
        assert app.clipboard == LINK
