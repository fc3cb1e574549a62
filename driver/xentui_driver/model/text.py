"""Makes text from hosts and guests harmless, once, where it enters the model."""

import re

from xentui_driver.model.lazy_pattern import lazy_pattern

LIMIT_CHARACTERS = 4096

# C0, DEL, C1, soft hyphen, bidi controls, zero width, separators, variation selectors, lone surrogates,
# private-use tags: whatever moves a cursor, hides, reorders or breaks a line.
_HARMFUL = lazy_pattern(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)

_HARMFUL_IN_ASCII = lazy_pattern("[\x00-\x1f\x7f]")
"""The same for text in ASCII, which is most of it: to compile the other takes a thousandth of a second."""


def _visible(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)  # control pictures: ␛ for ESC, ␊ for a line feed
    return "\u2421" if code == 0x7F else "\ufffd"


def harmless(text: str, limit: int = LIMIT_CHARACTERS) -> str:
    """`text` as one line that no terminal obeys: control characters become visible, the length is cut."""
    shown = text[:limit]
    if not shown.isascii():
        return _HARMFUL.sub(_visible, shown)
    return shown if shown.isprintable() else _HARMFUL_IN_ASCII.sub(_visible, shown)


def harmless_lines(text: str, limit_lines: int = 200) -> tuple[str, ...]:
    """The last lines of `text`, each harmless; a carriage return starts its line over, as on a terminal."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return tuple(harmless(line.rsplit("\r", 1)[-1]) for line in lines[-limit_lines:])
