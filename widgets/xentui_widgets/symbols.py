"""Every glyph the widgets draw, once for terminals with Unicode and once in plain ASCII."""

from typing import Literal

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.text import LIMIT_CHARACTERS, harmless

_PICTURES = range(0x2400, 0x2420)
_PICTURE_OF_DELETE = 0x2421


@dataclass(frozen=True, slots=True)
class Symbols:
    """One set of glyphs; all are one cell wide and in the fonts of the Linux console."""

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
    gauge_guests: str
    gauge_xen: str
    gauge_free: str
    gauge_open: str
    gauge_close: str
    separator: str
    prompt: str
    border: Literal["solid", "ascii"]
    """The name of Textual's border type that draws a frame with the same glyphs."""

    def show(self, text: str, limit: int = LIMIT_CHARACTERS) -> str:
        """`text` as this set can show it: never a control character; in ASCII `^X` or `?` for the rest."""
        text = harmless(text, limit)
        if not self.ascii_only or text.isascii():
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
    gauge_guests="█",
    gauge_xen="═",
    gauge_free="░",
    gauge_open="",
    gauge_close="",
    separator="·",
    prompt="$",
    border="solid",
)

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
    gauge_guests="#",
    gauge_xen="x",
    gauge_free=".",
    gauge_open="[",
    gauge_close="]",
    separator="-",
    prompt="$",
    border="ascii",
)
