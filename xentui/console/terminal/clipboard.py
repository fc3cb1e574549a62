"""The sequence that puts a text on the clipboard of the operator's terminal (OSC 52), through tmux and GNU screen."""

import base64
from collections.abc import Mapping

MOST_BYTES = 74_994
"""xterm and hterm take no sequence of more than 100,000 bytes; base64 makes four of three."""
_SCREEN_CHUNK = 240
"""GNU screen before 4.1 cuts a string after 256 bytes, and prints the rest."""
_START, _END = "\x1b]52;c;", "\a"


def fits(text: str) -> bool:
    """Whether a terminal takes so much; it would drop more, or print it."""
    return len(text.encode("utf-8", "replace")) <= MOST_BYTES


def copying(text: str, environ: Mapping[str, str]) -> str:
    """What to write to the terminal for a text that fits; whether it obeys is never known."""
    plain = f"{_START}{base64.b64encode(text.encode('utf-8', 'replace')).decode('ascii')}{_END}"
    if "TMUX" in environ:
        # The first is for `set-clipboard on`, the second for `allow-passthrough on`; tmux ignores the other one.
        return plain + _through_tmux(plain)
    if "STY" in environ or environ.get("TERM", "").startswith("screen"):
        return _through_screen(plain)
    return plain


def _through_tmux(sequence: str) -> str:
    """tmux(1), allow-passthrough."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def _through_screen(sequence: str) -> str:
    """screen(1), VIRTUAL TERMINAL: the text of ESC P ... ESC \\ goes to the terminal as it is, piece by piece."""
    chunks = (sequence[at : at + _SCREEN_CHUNK] for at in range(0, len(sequence), _SCREEN_CHUNK))
    return "".join(f"\x1bP{chunk}\x1b\\" for chunk in chunks)
