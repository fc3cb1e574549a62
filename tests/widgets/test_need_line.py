"""The line for what needs somebody."""

import pytest
from textual.pilot import Pilot

from tests.widgets.gallery import Gallery, play, text_lines
from xentui_widgets.need_line import NeedLine, NeedWords
from xentui_widgets.symbols import UNICODE, Symbols

MAIL = NeedWords("mail", "crashed", "crashed")
STAGING = NeedWords("staging.cfg", "broken", "broken")
ERP = NeedWords("legacy-erp", "ignored a stop", "warning")


def drawn(*needs: NeedWords, width: int = 80, symbols: Symbols = UNICODE) -> str:
    line, found = NeedLine(symbols=symbols), [""]

    async def script(pilot: Pilot[None]) -> None:
        line.show(needs, "!")
        await pilot.pause()
        if line.display:
            (found[0],) = text_lines(line)

    play(Gallery(line), script, (width, 24))
    return found[0]


def test_it_is_not_there_while_nothing_needs_anybody() -> None:
    assert drawn() == ""


def test_it_counts_and_names_them_and_says_which_key_shows_them() -> None:
    line = drawn(MAIL, STAGING, ERP, width=100)
    assert line.startswith(" ! 3 need you: mail crashed · staging.cfg broken · legacy-erp ignored a stop ")
    assert line.endswith("! shows them")
    assert drawn(MAIL).startswith(" ! 1 needs you: mail crashed ")


def test_what_finds_no_room_is_counted() -> None:
    assert "mail crashed · staging.cfg broken +1" in drawn(MAIL, STAGING, ERP)


@pytest.mark.parametrize("width", range(40, 130, 3))
def test_its_key_is_there_at_every_width(width: int) -> None:
    line = drawn(*[MAIL, STAGING, ERP] * 4, width=width)
    assert line.endswith("! shows them")
    assert "12 need you" in line


def test_hostile_names_are_harmless() -> None:
    assert "a␛[31m crashed" in drawn(NeedWords("a\x1b[31m", "crashed", "crashed"))
