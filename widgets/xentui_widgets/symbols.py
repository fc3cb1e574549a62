"""Every glyph the widgets draw: for terminals with Unicode, for the Linux console, and in plain ASCII."""

from collections.abc import Mapping
from typing import Literal

from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.text import LIMIT_CHARACTERS, harmless
from xentui_widgets import graphs

_LEVELS = str.maketrans(graphs.LEVELS, graphs.LEVELS_IN_ASCII)
_METER = str.maketrans(graphs.FULL + graphs.EMPTY, "#.")
_PICTURES = range(0x2400, 0x2420)
_PICTURE_OF_DELETE = 0x2421


@dataclass(frozen=True, slots=True)
class Symbols:
    """One set of glyphs; all are one cell wide and, but for the levels of graphs, in the fonts of the Linux console."""

    ascii_only: bool
    cursor: str
    mark: str
    flag: str
    ascending: str
    descending: str
    ellipsis: str
    line: str
    scroll_thumb: str
    scroll_track: str
    gauge_dom0: str
    gauge_used: str
    gauge_xen: str
    gauge_free: str
    gauge_open: str
    gauge_close: str
    chart_full: str
    chart_half: str
    chart_zero: str
    """What is known to be nothing, which is more than what isn't known."""
    chart_most: str
    separator: str
    prompt: str
    border: Literal["solid", "ascii"]
    """The name of Textual's border type that draws a frame with the same glyphs."""
    has_braille: bool = False
    """Charts are drawn with eight dots to a cell."""
    instead: Mapping[int, int] = field(default_factory=dict)
    """What stands for glyphs of graphs that there aren't, as `str.translate` takes it."""

    def show(self, text: str, limit: int = LIMIT_CHARACTERS) -> str:
        """`text` as this set can show it: never a control character; in ASCII `^X` or `?` for the rest."""
        text = harmless(text, limit)
        if text.isascii():
            return text
        if self.instead:
            text = text.translate(self.instead)
        if not self.ascii_only:
            return text
        return "".join(map(_ascii, text))


def _ascii(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return character
    if code in _PICTURES:
        return "^" + chr(code - _PICTURES.start + 0x40)
    return "^?" if code == _PICTURE_OF_DELETE else "?"


UNICODE = Symbols(
    ascii_only=False,
    cursor="▶",
    mark="+",
    flag="!",
    ascending="▲",
    descending="▼",
    ellipsis="…",
    line="─",
    scroll_thumb="█",
    scroll_track="│",
    gauge_dom0="▒",
    gauge_used="■",
    gauge_xen="═",
    gauge_free="·",
    gauge_open="",
    gauge_close="",
    chart_full="█",
    chart_half="▄",
    chart_zero="_",
    chart_most="·",
    separator="·",
    prompt="$",
    border="solid",
    has_braille=True,
)

LINUX_CONSOLE = replace(
    UNICODE, ellipsis="~", gauge_used="█", has_braille=False, instead=_LEVELS | str.maketrans(graphs.FULL, "█")
)
"""Its fonts have the full block and the half ones, and none between; the kernel's own (cp437.uni) has no ellipsis."""

ASCII = Symbols(
    ascii_only=True,
    cursor=">",
    mark="+",
    flag="!",
    ascending="^",
    descending="v",
    ellipsis="~",
    line="-",
    scroll_thumb="#",
    scroll_track="|",
    gauge_dom0="=",
    gauge_used="#",
    gauge_xen="x",
    gauge_free=".",
    gauge_open="[",
    gauge_close="]",
    chart_full="#",
    chart_half=":",
    chart_zero="_",
    chart_most="'",
    separator="-",
    prompt="$",
    border="ascii",
    instead=_LEVELS | _METER,
)
