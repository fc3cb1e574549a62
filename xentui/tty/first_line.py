"""One line on the terminal until the screen is drawn: the program is there before it is loaded, which takes a while.

It is plain ASCII and leaves the cursor at its beginning, so that whatever is written next, an error, a traceback or the
shell's prompt, is written over it: no terminal need know a control sequence for it.
"""

import os
from contextlib import suppress

WORDS = b"xentui: starting"
_KEYBOARD, _SCREEN = 0, 1
_is_shown = False


def show() -> None:
    """Show it, where there is a terminal that the screen could be drawn on."""
    global _is_shown
    if not _is_shown and os.isatty(_KEYBOARD) and os.isatty(_SCREEN):
        _is_shown = _written(WORDS + b"\r")


def take_away() -> None:
    """Leave the line as it was before; does nothing where it isn't shown."""
    global _is_shown
    if _is_shown:
        _is_shown = not _written(b"\r" + b" " * len(WORDS) + b"\r")


def _written(line: bytes) -> bool:
    """A terminal that is stopped (ctrl+s) isn't waited for."""
    import select  # no command that answers needs it

    with suppress(OSError):
        if select.select((), (_SCREEN,), (), 0)[1]:
            return os.write(_SCREEN, line) == len(line)
    return False
