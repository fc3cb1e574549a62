"""The part of a log that is held in memory: lines around what is shown, never more than `MOST_BYTES` of them."""

from bisect import bisect_left

from xentui_driver.host.logs.follow_log import LogNews, LogPlace, place_after
from xentui_driver.host.logs.log_lines import BREAK_BYTES, LogLine, lines_of
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.transport.protocol import FilePart

WINDOW_BYTES = 256 << 10
"""Read at once."""
MOST_BYTES = 3 * WINDOW_BYTES
MARGIN_BYTES = 2 * BREAK_BYTES
"""Read before a window, so that its first line is whole."""


@dataclass(frozen=True, slots=True)
class Held:
    """Empty to begin with."""

    lines: tuple[LogLine, ...] = ()
    content: bytes = field(default=b"", repr=False)
    """From the first of the lines on."""
    start: int = 0
    size_bytes: int = 0
    """Of the whole log, when it was last read."""
    place: LogPlace = LogPlace()
    """For whoever follows the log; where the lines end."""

    @property
    def end(self) -> int:
        return self.start + len(self.content)

    @property
    def has_beginning(self) -> bool:
        return self.start == 0

    @property
    def has_end(self) -> bool:
        return self.end >= self.size_bytes

    def index_of(self, offset: int) -> int:
        """The line that begins there, or else the next one, or the last; 0 where there is none."""
        at = bisect_left(self.lines, offset, key=lambda line: line.offset)
        return max(0, min(at, len(self.lines) - 1))


def held_of(part: FilePart) -> Held:
    """Of a part that was read."""
    lines = lines_of(part.content, part.offset)
    start = lines[0].offset if lines else part.end
    content = part.content[start - part.offset :]
    return Held(lines, content, start, max(part.size_bytes, part.end), place_after(part))


def grown(held: Held, news: LogNews) -> Held:
    """With what was appended to the log, and without the first lines where it would be too much."""
    size = news.place.offset + news.behind_bytes
    if not news.content:
        return Held(held.lines, held.content, held.start, size, news.place)
    kept = held.lines[:-1]
    last = held.lines[-1].offset if held.lines else held.start
    content = held.content + news.content
    lines = (*kept, *lines_of(content[last - held.start :], last, begins=True))
    start = held.start
    if len(content) > MOST_BYTES:
        first = bisect_left(lines, start + len(content) - WINDOW_BYTES, key=lambda line: line.offset)
        lines = lines[min(first, len(lines) - 1) :]
        content = content[lines[0].offset - start :]
        start = lines[0].offset
    return Held(lines, content, start, size, news.place)
