"""The line of tabs: which one is shown is seen without colours, and a narrow screen loses titles and no tab."""

import pytest

from tests.widgets.gallery import Gallery, play, text_lines
from xentui_widgets.symbols import ASCII
from xentui_widgets.tab_line import TabLine, TabName

TABS = (TabName("Now", "Now", "1"), TabName("Disks and networks", "Devices", "2"), TabName("Jobs", "Jobs"))


def drawn(width: int, shown: int) -> str:
    line, lines = TabLine(TABS, symbols=ASCII), list[str]()

    async def script(_pilot: object) -> None:
        line.show(shown)
        lines.extend(text_lines(line))

    play(Gallery(line), script, size=(width, 5))
    return lines[0]


@pytest.mark.parametrize(
    ("width", "shown", "seen"),
    [
        (80, 0, "[1 Now] 2 Disks and networks  Jobs"),
        (80, 1, " 1 Now [2 Disks and networks] Jobs"),
        (26, 2, " 1 Now  2 Devices [Jobs]"),
        (20, 1, " 1 [2 Devices] J"),
    ],
)
def test_the_shown_tab_is_in_brackets_and_titles_give_way(width: int, shown: int, seen: str) -> None:
    assert drawn(width, shown) == seen
