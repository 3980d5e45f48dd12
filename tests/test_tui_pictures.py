"""The README's pictures: one script makes them, the same each time, from files nobody owns."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "screenshots" / "make.py"


def made(folder: Path) -> dict[str, str]:
    """The pictures that the script makes, by name."""
    folder.mkdir()
    subprocess.run([sys.executable, SCRIPT, folder], env=os.environ, check=True, capture_output=True)
    return {path.name: path.read_text() for path in folder.iterdir()}


def words(svg: str) -> str:
    """The texts of a picture, in the order in which they are drawn."""
    return html.unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).replace("\xa0", " ")


def test_the_pictures_are_made_anew_byte_for_byte_and_hold_no_secret(tmp_path: Path, home: Path) -> None:
    pictures = made(tmp_path / "once")
    assert sorted(pictures) == [
        "console.svg",
        "edit.svg",
        "home.svg",
        "import.svg",
        "roads.svg",
        "signin.svg",
    ]
    assert pictures == made(tmp_path / "again")
    assert "11:42:07" in words(pictures["home.svg"])
    assert "this shell uses profile from_fumidai" in words(pictures["home.svg"])
    assert "Tap Yes on your phone, then this number:" in words(pictures["signin.svg"])
    assert "It stays open for 5:00." in words(pictures["roads.svg"])
    assert "+ color = 83d4e8" in words(pictures["edit.svg"])
    assert "2 things are not taken over:" in words(pictures["import.svg"])
    assert "Sign in as from_fumidai" in words(pictures["console.svg"])
    assert "cloudformation/home" in words(pictures["console.svg"])
    for picture in pictures.values():
        assert not re.search(r"secret|token|/tmp/|correct-horse", words(picture))
    assert list(home.rglob("*")) == []


def test_the_pictures_of_the_readme_are_there() -> None:
    readme = (SCRIPT.parent.parent / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\((screenshots/[^)]+)\)", readme)
    assert named
    assert all((SCRIPT.parent.parent / name).exists() for name in named)
