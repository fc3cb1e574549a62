"""What a line of a log says: only guests print for a terminal, the tools write plain text."""

from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.model.printed import LONGEST_LINE, Piece, printed
from xentui_driver.model.text import harmless

Pieces = tuple[Piece, ...]


def pieces_of(kind: LogKind, line: bytes) -> Pieces:
    """A line of such a log as safe text in a few styles."""
    return printed(line) if kind is LogKind.CONSOLE else _plain(line)


def text_of(kind: LogKind, line: bytes) -> str:
    """The same without its styles."""
    return "".join(piece.text for piece in pieces_of(kind, line))


def _plain(line: bytes) -> Pieces:
    """A carriage return starts a line over, as in the reports of progress."""
    text = line.decode("utf-8", "surrogateescape").rstrip("\r").rsplit("\r", 1)[-1].expandtabs()
    return (Piece(harmless(text, LONGEST_LINE)),) if text else ()
