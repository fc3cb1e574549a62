"""What threads bring to be told, until it is: of each thing only the newest, so that a reader may be slow for hours."""

from collections.abc import Callable, Hashable, Iterable
from threading import Condition

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class News:
    """What has come about a host, and when."""

    came_s: float
    """In seconds since the epoch."""
    host: str
    lines: Callable[[], Iterable[str]]
    """Called in the thread that tells it."""


class Inbox:
    """Filled by any thread, emptied by one; in the order in which the newest of each thing has come."""

    def __init__(self) -> None:
        self._filled = Condition()
        self._news: dict[Hashable, News] = {}

    def put(self, about: Hashable, news: News) -> None:
        """Replace what has not been taken yet about the same thing."""
        with self._filled:
            self._news.pop(about, None)
            self._news[about] = news
            self._filled.notify()

    def take(self, wait_s: float) -> News | None:
        """The oldest; None when nothing comes for that long."""
        with self._filled:
            self._filled.wait_for(lambda: self._news, wait_s)
            oldest = next(iter(self._news), None)
            return self._news.pop(oldest) if oldest is not None else None
