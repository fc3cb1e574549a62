"""Reads a log for its page in threads: the part around a line, its end, what is appended, and what is searched for."""

import threading
from collections.abc import Callable

from xentui.console.guest.reader import Work
from xentui.console.logs.held import MARGIN_BYTES, WINDOW_BYTES, Held, grown, held_of
from xentui.console.logs.page import LogPage
from xentui.console.threads import in_thread
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.follow_log import LogChange, LogNews
from xentui_driver.host.logs.log_lines import LogLine
from xentui_driver.host.logs.log_source import LogSource
from xentui_driver.host.logs.search_log import FoundLine, Wanted, find_line
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import FileMissing, XenError
from xentui_driver.transport.protocol import FilePart

_BECAME = {
    LogChange.REPLACED: "another file has its name now",
    LogChange.EMPTIED: "it was emptied, and goes on from its beginning",
    LogChange.GONE: "its file is gone; this was in it",
}
_KEPT = {
    LogChange.REPLACED: "replaced since; this is the old file",
    LogChange.EMPTIED: "emptied since; this was in it",
    LogChange.GONE: _BECAME[LogChange.GONE],
}
"""For what isn't followed: the operator reads something there, and it stays."""


class LogReader:
    """Of one log; one reading at a time."""

    def __init__(
        self, host: Hypervisor, source: LogSource, page: LogPage, *, work: Work, changed: Callable[[], object]
    ) -> None:
        """`changed` is called when something was read, or is known to be unreadable."""
        self.page = page
        self.follows = True
        self.error: XenError | None = None
        """Why the last reading has failed."""
        self.note = ""
        """What has become of the log meanwhile, or of a search."""
        self.searched_bytes: int | None = None
        """How far a search is; None while there is none."""
        self._host, self._source = host, source
        self._work, self._changed = work, changed
        self._is_reading = False
        self._read_around = -1
        self._next: Callable[[], None] | None = None
        """What was asked for while something was read."""
        self._stop = threading.Event()

    @property
    def is_read(self) -> bool:
        """Whether anything was read so far."""
        return bool(self.page.held.size_bytes) or self.page.held.place.inode != 0

    def read_end(self) -> None:
        """Show the end, and follow it."""
        self.follows = True
        self._begin(self._end, lambda held: self.page.hold(held, at_end=True), is_asked_for=True)

    def read_beginning(self) -> None:
        self.follows = False
        self._begin(lambda: self._noticed(self._around(0)), lambda held: self.page.hold(held, at=0), is_asked_for=True)

    def read_more(self) -> None:
        """Read what the page wants around its cursor, once for each line that the cursor is on.

        Of lines that are very long no part holds as many as the page wants.
        """
        line = self.page.line
        if line is not None and self.page.wants and not self._is_reading and line.offset != self._read_around:
            self._read_around = line.offset
            self._begin(lambda: self._more(line.offset), self.page.hold)

    def look(self) -> None:
        """See whether there is more to follow, or what has become of the log; to be called every now and then."""
        if self.error is not None and not self.is_read:
            self.read_end()
        elif self.follows:
            self._begin(self._news, self._take_news)
        elif self._source.path:
            self._begin(self._standing, self.page.hold)

    def search(self, wanted: Wanted, *, backwards: bool, from_here: bool) -> None:
        """Go to the next line with it, or the one before, and past the end of the log on from its other end.

        With `from_here` the line under the cursor is the first that is looked at, otherwise the last.
        """
        line = self.page.line
        if line is None or self.searched_bytes is not None:
            return
        self._stop.clear()
        self.searched_bytes = line.offset

        async def searching() -> None:
            found, missed = None, f"nothing found in {self._source.title}"
            try:
                if await in_thread(self._is_as_held):
                    found = await in_thread(lambda: self._find(wanted, line.offset, backwards, from_here))
                else:
                    missed = self.note
            except XenError as error:
                missed = error.summary
            self.searched_bytes = None
            if found is not None:
                self.note = _found_words(found, line, backwards) if found.is_round else ""
                self._go_to(found.line)
            else:
                self.note = "search stopped" if self._stop.is_set() else missed
            self._changed()

        self._work(searching)

    def stop(self) -> bool:
        """End a search; false where there is none."""
        self._stop.set()
        return self.searched_bytes is not None

    def _go_to(self, line: LogLine) -> None:
        self.follows = False
        held = self.page.held
        if held.lines and held.lines[held.index_of(line.offset)] == line:
            self.page.hold(held, at=line.offset)
        else:
            at = line.offset
            self._begin(lambda: self._around(at), lambda held: self.page.hold(held, at=at), is_asked_for=True)

    def _begin(self, read: Callable[[], Held], take: Callable[[Held], object], *, is_asked_for: bool = False) -> None:
        """What the operator has asked for follows the reading that is under way; anything else is left out."""
        if self._is_reading:
            if is_asked_for:
                self._next = lambda: self._begin(read, take)
            return
        self._is_reading = True

        def drawn_ahead() -> Held:
            held = read()
            if self.follows:
                self.page.draw_ahead(held)
            return held

        async def reading() -> None:
            try:
                held = await in_thread(drawn_ahead)
            except XenError as error:
                is_kept = isinstance(error, FileMissing) and bool(self.page.held.lines)
                self.error = None if is_kept else error
                self.note = _KEPT[LogChange.GONE] if is_kept else self.note
            else:
                self.error = None
                take(held)
            self._is_reading = False
            self._changed()
            following, self._next = self._next, None
            if following is not None:
                following()

        self._work(reading)

    def _take_news(self, held: Held) -> None:
        at_end = self.page.is_at_end or not self.page.held.lines
        self.page.hold(held, at_end=at_end and self.follows)

    def _end(self) -> Held:
        """Blocks."""
        return self._noticed(held_of(self._host.log_tail(self._source, WINDOW_BYTES)))

    def _noticed(self, held: Held) -> Held:
        """The same, once it is noted where it isn't of the file that was read before."""
        before, now = self.page.held.place, held.place
        if before.inode and (before.device, before.inode) != (now.device, now.inode):
            self.note = _BECAME[LogChange.REPLACED]
        return held

    def _standing(self) -> Held:
        """What is held, with the size that its log has by now, unless that isn't the same any more. Blocks."""
        held = self.page.held
        news = self._compared(held)
        if news.change is not LogChange.WENT_ON:
            return held
        return replace(held, size_bytes=news.place.offset + news.behind_bytes)

    def _is_as_held(self) -> bool:
        """Whether the log still has what is held of it. Blocks."""
        held = self.page.held
        return not (self._source.path and held.place.inode) or self._compared(held).change is LogChange.WENT_ON

    def _compared(self, held: Held) -> LogNews:
        """Nothing is read of what was appended; what has become of the log is noted. Blocks."""
        news = self._host.follow_log(self._source, held.place, limit_bytes=0)
        is_back = news.change is LogChange.WENT_ON and self.note in _KEPT.values()
        self.note = _KEPT.get(news.change, "" if is_back else self.note)
        return news

    def _more(self, offset: int) -> Held:
        """What is around there, as long as it is of the same log. Blocks."""
        return self._around(offset) if self._is_as_held() else self.page.held

    def _around(self, offset: int) -> Held:
        """Blocks."""
        start = max(0, offset - WINDOW_BYTES // 2)
        first = max(0, start - MARGIN_BYTES)
        return held_of(self._read(first, WINDOW_BYTES + start - first))

    def _news(self) -> Held:
        """Blocks. Where it is written faster than it is read, or isn't what it was, its end is read instead."""
        held = self.page.held
        if not held.has_end and held.lines:
            return self._end()
        try:
            news = self._host.follow_log(self._source, held.place, limit_bytes=WINDOW_BYTES)
        except FileMissing:
            return held
        is_back = news.change is LogChange.WENT_ON and self.note == _BECAME[LogChange.GONE]
        self.note = _BECAME.get(news.change, "" if news.content or is_back else self.note)
        if news.change is LogChange.GONE:
            return held
        if news.behind_bytes or news.change is not LogChange.WENT_ON or not self._source.path:
            return self._end() if news.content or news.change is not LogChange.WENT_ON else held
        return grown(held, news)

    def _find(self, wanted: Wanted, offset: int, backwards: bool, from_here: bool) -> FoundLine | None:
        """Blocks, for as long as the log is large."""

        def goes_on(searched_bytes: int) -> bool:
            self.searched_bytes = searched_bytes
            return not self._stop.is_set()

        return find_line(self._read, wanted, offset, backwards=backwards, from_here=from_here, goes_on=goes_on)

    def _read(self, offset: int, limit_bytes: int) -> FilePart:
        return self._host.read_log(self._source, offset=offset, limit_bytes=limit_bytes)


def _found_words(found: FoundLine, begun_at: LogLine, backwards: bool) -> str:
    """Of what was found past an end of the log."""
    if found.line.offset == begun_at.offset:
        return "found in no other line"
    return f"found again from the {'end' if backwards else 'top'}"
