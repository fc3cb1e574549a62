"""Keeps the history of one host on the disk, in a thread of its own: nothing waits for it or depends on it."""

import threading
from collections.abc import Callable, Iterator, Mapping

from xentui.fleet.history import History
from xentui.fleet.kept.blocks import DOM0_KEY, HOST_KEY, Block, Kind, key_of, uuid_of
from xentui.fleet.kept.folder import HistoryFolder, HistoryWriter, Kept
from xentui.fleet.past import NO_PAST, Past
from xentui_driver.model.clock import Clock
from xentui_driver.model.counters import Identity
from xentui_driver.model.domain import DOM0_DOMID
from xentui_driver.transport.safe_files import words_of

_PAUSE_S = 30.0
_EVER_S = -1e9


class Keeper(threading.Thread):
    """Reads once what earlier consoles have kept, then writes each minute that is over."""

    def __init__(
        self,
        folder: HistoryFolder,
        clock: Clock,
        history: Callable[[], History],
        *,
        loaded: Callable[[Mapping[bytes, Past]], object],
        failed: Callable[[str], object],
    ) -> None:
        """All three functions are called in this thread; `failed` gets the reason once until it is another one."""
        super().__init__(name="history", daemon=True)
        self._folder = folder
        self._clock = clock
        self._history = history
        self._loaded = loaded
        self._failed = failed
        self._told = ""
        self._leaving = threading.Event()
        self._written_s: dict[Kind, float] = {}
        """The beginning of the last summary of each kind that is on the disk, on the clock of the history.

        Not since the epoch: that clock may be put right at any time.
        """

    def leave(self) -> None:
        """Returns at once."""
        self._leaving.set()

    def run(self) -> None:
        self._try(self._load)
        while not self._leaving.is_set():
            self._try(self._keep)
            self._leaving.wait(_PAUSE_S)

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except (OSError, ValueError) as error:
            reason = words_of(error)
            if reason != self._told:
                self._told = reason
                self._failed(reason)
        else:
            self._told = ""

    def _load(self) -> None:
        """Raises OSError, ValueError."""
        kept = self._folder.read(self._clock.epoch_s())
        if kept:
            self._loaded({key: each.past(self._offset_s) for key, each in sorted(kept.items(), key=_by_age)})

    def _keep(self) -> None:
        """As long as this console is the one that writes, and the disk takes it. Raises OSError, ValueError."""
        if not any(True for _ in self._history().host_past.minutes_since(_EVER_S)):
            return  # nothing is written before there is something to keep
        with self._folder.writing() as writer:
            if writer is None:
                return
            self._written_s = self._kept_until()
            while not self._leaving.is_set():
                self.write_to(writer)
                self._leaving.wait(_PAUSE_S)

    def write_to(self, writer: HistoryWriter) -> None:
        """What is over and not yet written. Raises OSError."""
        offset_s = self._offset_s
        for block in new_blocks(self._history(), self._written_s):
            writer.append([block._replace(began_s=block.began_s + offset_s)])
            self._written_s[block.kind] = block.began_s
        writer.drop_old(self._clock.epoch_s())
        self._told = ""

    def _kept_until(self) -> dict[Kind, float]:
        """The console that wrote before may have kept what this one has read too."""
        kept, offset_s = self._folder.read(self._clock.epoch_s()).values(), self._offset_s
        minutes = (each.minutes[-1][0] for each in kept if each.minutes)
        sixes = (each.six_minutes[-1][0] for each in kept if each.six_minutes)
        return {
            Kind.MINUTES: max(minutes, default=_EVER_S) - offset_s,
            Kind.SIX_MINUTES: max(sixes, default=_EVER_S) - offset_s,
        }

    @property
    def _offset_s(self) -> float:
        return self._clock.epoch_s() - self._clock.monotonic_s()


def new_blocks(history: History, written_s: Mapping[Kind, float]) -> Iterator[Block]:
    """The summaries of each time that began after what is written, the oldest first; all on the history's clock.

    A UUID that doesn't identify a guest keeps nothing.
    """
    for kind, host_since, since in (
        (Kind.MINUTES, Past.minutes_since, History.minutes_since),
        (Kind.SIX_MINUTES, Past.six_minutes_since, History.six_minutes_since),
    ):
        after_s = written_s.get(kind, _EVER_S) + kind.size_s / 2
        blocks: dict[float, dict[bytes, bytes]] = {}
        for began_s, figures in host_since(history.host_past, after_s):
            blocks.setdefault(began_s, {})[HOST_KEY] = figures
        for identity, (began_s, figures) in since(history, after_s):
            if (key := _key(identity)) is not None:
                blocks.setdefault(began_s, {})[key] = figures
        yield from (Block(kind, began_s, blocks[began_s]) for began_s in sorted(blocks))


def _key(identity: Identity) -> bytes | None:
    uuid, domid = identity
    return DOM0_KEY if domid == DOM0_DOMID else key_of(uuid)


def _by_age(kept: tuple[bytes, Kept]) -> float:
    return kept[1].latest_s


def with_kept(history: History, kept: Mapping[bytes, Past]) -> History:
    """The history with what earlier consoles have kept, by key, the oldest first."""
    own = {_key(identity) for identity in history.usages()} | {HOST_KEY, DOM0_KEY}
    gone = {uuid_of(key): past for key, past in kept.items() if key not in own}
    return history.with_earlier(
        kept.get(HOST_KEY, NO_PAST), lambda identity: kept.get(_key(identity) or b"", NO_PAST), gone
    )
