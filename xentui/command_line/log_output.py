"""Prints lines of a log, safe for a terminal and the same for a pipe, and goes on as it is written."""

from collections.abc import Iterable

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.follow_log import LogChange, place_after
from xentui_driver.host.logs.log_lines import BREAK_BYTES, LogLine, lines_of
from xentui_driver.host.logs.log_source import LogSource
from xentui_driver.host.logs.log_text import text_of
from xentui_driver.transport.protocol import FilePart

_AT_ONCE_BYTES = 1 << 20
_EVERY_S = 1.0


class LogOutput:
    """Only lines with `grep` in them, whatever its case."""

    def __init__(self, host: Hypervisor, source: LogSource, grep: str) -> None:
        self._host, self._source = host, source
        self._grep = grep.casefold()

    def print_lines(self, lines: Iterable[LogLine]) -> None:
        """Raises OSError."""
        texts = (text_of(self._source.kind, line.content) for line in lines)
        said = "".join(f"{text}\n" for text in texts if self._grep in text.casefold())
        if said:
            print(said, end="", flush=True)

    def follow(self, part: FilePart) -> None:
        """Print what is written after that part of the log, until ctrl+c.

        A line is printed once it is whole, or is as long as a line can be. Raises XenError, OSError.
        """
        place, begun = place_after(part), b""
        while True:
            news = self._host.follow_log(self._source, place, limit_bytes=_AT_ONCE_BYTES)
            place = news.place
            if news.change is not LogChange.WENT_ON and begun:
                self._print(begun)
                begun = b""
            begun = self._print_whole(begun + news.content)
            if not news.behind_bytes:
                self._host.clock.wait(_EVERY_S)

    def _print_whole(self, content: bytes) -> bytes:
        """Print the lines that are whole; the rest is returned."""
        whole, feed, rest = content.rpartition(b"\n")
        if feed:
            self._print(whole + feed)
        if len(rest) < BREAK_BYTES:
            return rest
        self._print(rest)
        return b""

    def _print(self, content: bytes) -> None:
        self.print_lines(lines_of(content, 0))
