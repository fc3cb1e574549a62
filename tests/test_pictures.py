"""The pictures of the README are of the program as it is, and show what the README says they show."""

import html
import re
from pathlib import Path

import pytest

from benchmarks.screenshot import PICTURES, Picture, drawn

DOCS = Path(__file__).parents[1] / "docs"
SHOWN = {
    "screenshot.svg": ("3 need you", "mail.example.net", "crashed", "ignored a stop", "2 MIN", "test-01", "is back"),
    "memory.svg": ("48.0 -> 56.0 GiB (+8.0)", "host free 103.0 -> 95.0 GiB", "$ xl mem-set 3 "),
    "new-guest.svg": ("install from", "/srv/iso/debian-12.iso", 'name = "desk-01"', "Save+start"),
}
ADDRESSES = {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
"""A namespace, and who wrote the drawing code: nothing that a browser would fetch."""


def words(svg: str) -> str:
    """The text of a picture, without its runs of blanks."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return " ".join(html.unescape("".join(texts)).split())


EACH = pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)


def missing(picture: Picture, svg: str) -> list[str]:
    return [text for text in SHOWN[picture.name] if text not in words(svg)]


@EACH
def test_a_picture_that_is_drawn_now_shows_what_it_is_there_for(picture: Picture) -> None:
    assert missing(picture, drawn(picture)) == []


@EACH
def test_the_kept_picture_shows_it_and_fetches_nothing(picture: Picture) -> None:
    kept = (DOCS / picture.name).read_text("utf-8")
    assert missing(picture, kept) == []
    assert set(re.findall(r"https?://[^\s\"'<)]+", kept)) <= ADDRESSES


def test_the_readme_shows_every_picture_and_no_other() -> None:
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert re.findall(r"\]\(docs/([\w-]+\.svg)\)", readme) == [picture.name for picture in PICTURES]
