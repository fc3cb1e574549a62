"""The logs whose screen is open: which there are, which one is shown, and its reader."""

from collections.abc import Callable, Iterator, Sequence

from xentui.console.guest.paper import Paper
from xentui.console.guest.reader import Work
from xentui.console.logs.page import LogPage
from xentui.console.logs.reader import LogReader
from xentui.console.threads import in_thread
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.log_source import FoundLog, LogKind, LogSource
from xentui_driver.model.errors import XenError
from xentui_widgets.lines import Line
from xentui_widgets.symbols import Symbols

EVERY_S = 1.0
"""Between two looks at a file that is followed."""
_COMMAND_EVERY = 3
_FIND_EVERY = 2
"""In looks: what a command prints is printed again as a whole, and a log that isn't there seldom comes."""


class OpenedLog:
    """One of them, shown or not."""

    def __init__(
        self, host: Hypervisor, kind: LogKind, symbols: Symbols, *, work: Work, changed: Callable[[], object]
    ) -> None:
        self.source = LogSource(kind)
        self.found: FoundLog | None = None
        """None until it was looked for."""
        self.page = LogPage(kind, symbols)
        self._host, self._work, self._changed = host, work, changed
        self.reader = self._new_reader()

    @property
    def title(self) -> str:
        return self.source.title

    @property
    def is_readable(self) -> bool:
        return self.found is not None and self.found.is_readable

    def take(self, found: FoundLog) -> None:
        """It was looked for."""
        if found.source != self.source:
            self.source = found.source
            self.reader = self._new_reader()
        self.found = found

    def _new_reader(self) -> LogReader:
        return LogReader(self._host, self.source, self.page, work=self._work, changed=self._changed)

    def why_nothing(self, paper: Paper) -> Iterator[Line]:
        """What is shown in place of its lines."""
        if self.reader.error is not None:
            yield from paper.error(self.reader.error)
        elif self.found is not None and not self.found.is_readable:
            yield from paper.text(self.found.why_not, "paused")
            if self.found.next_step:
                yield from paper.advice(self.found.next_step, indent=3)
            if self.source.path:
                yield from paper.text(f"It would be {self.source.path}", "dim", indent=3)
        elif self.reader.is_read:
            yield from paper.text("It is empty.", "dim")
        else:
            yield from paper.text("~ reading", "transition")


class OpenedLogs:
    """Nothing here blocks but what it calls in threads."""

    def __init__(
        self,
        host: Hypervisor,
        kinds: Sequence[LogKind],
        title: str,
        find: Callable[[], tuple[FoundLog, ...]],
        symbols: Symbols,
        *,
        work: Work,
        changed: Callable[[], object],
    ) -> None:
        """`find` looks for them, of these kinds and in this order, and blocks."""
        self.title = title
        self.logs = tuple(OpenedLog(host, kind, symbols, work=work, changed=changed) for kind in kinds)
        self.at = 0
        self.error: XenError | None = None
        self._find, self._work, self._changed = find, work, changed
        self._is_finding = False
        self._is_chosen = False
        self._looks = 0

    @property
    def shown(self) -> OpenedLog:
        return self.logs[self.at]

    @property
    def needle(self) -> str:
        """What was searched for last, in whichever log."""
        return self.shown.page.needle

    @needle.setter
    def needle(self, needle: str) -> None:
        for log in self.logs:
            log.page.needle = needle

    def why_nothing(self, paper: Paper) -> Iterator[Line]:
        """What is shown in place of the lines of the one that is shown."""
        if self.error is not None and self.shown.found is None:
            return paper.error(self.error)
        return self.shown.why_nothing(paper)

    def begin(self) -> None:
        """Find them, and show the first that can be read."""
        if self._is_finding:
            return
        self._is_finding = True

        async def finding() -> None:
            try:
                found = await in_thread(self._find)
            except XenError as error:
                self.error = error
            else:
                self.error = None
                self._take(found)
            self._is_finding = False
            self._changed()

        self._work(finding)

    def look(self) -> None:
        """See whether there is more; to be called every `EVERY_S`."""
        self._looks += 1
        if not self.shown.is_readable:
            if self._looks % _FIND_EVERY == 0:
                self.begin()
        elif self.shown.source.path or self._looks % _COMMAND_EVERY == 0:
            self.shown.reader.look()

    def turn_to(self, index: int) -> None:
        self._is_chosen = True
        self.shown.reader.stop()
        self.at = index
        self._read_first()

    def read_again(self) -> None:
        self.begin()
        if self.shown.is_readable:
            self.shown.reader.read_end()

    def wrap(self) -> None:
        """Wrap the lines of all of them, or cut them again."""
        wraps = not self.shown.page.wraps
        for log in self.logs:
            log.page.wraps = wraps

    def _take(self, found: Sequence[FoundLog]) -> None:
        for log, each in zip(self.logs, found, strict=True):
            log.take(each)
        if not self._is_chosen:
            self.at = next((at for at, log in enumerate(self.logs) if log.is_readable), 0)
            self._is_chosen = self.shown.is_readable
        self._read_first()

    def _read_first(self) -> None:
        if self.shown.is_readable and not self.shown.reader.is_read:
            self.shown.reader.read_end()
