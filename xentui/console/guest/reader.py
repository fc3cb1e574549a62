"""Reads something about the guest in a thread, one reading at a time, and again when what it depends on has changed."""

from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, Protocol, TypeVar

from xentui.console.threads import in_thread
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance

Value = TypeVar("Value")
Known = TypeVar("Known", covariant=True)


@dataclass(frozen=True, slots=True)
class Read(Generic[Known]):
    """What is known of it."""

    value: Known | None = None
    """The last one that could be read."""
    error: XenError | None = None
    """Why the last reading has none."""
    taken_s: float | None = None
    """When the last reading was complete, in seconds since the epoch; None before that."""
    is_under_way: bool = False


class Work(Protocol):
    """Goes on with something that waits."""

    def __call__(self, conversation: Callable[[], Coroutine[object, object, None]], /) -> object: ...


class Reader(Generic[Value]):
    """A host that doesn't answer delays this reading and nothing else."""

    def __init__(
        self,
        read: Callable[[Instance], Value],
        *,
        work: Work,
        now_s: Callable[[], float],
        arrived: Callable[[], object],
    ) -> None:
        """`read` blocks and raises XenError; `arrived` is called when a reading is complete."""
        self._read = read
        self._work = work
        self._now_s = now_s
        self._arrived = arrived
        self._basis: Hashable = None
        self._ref: DomainRef | None = None
        self.known: Read[Value] = Read()

    def keep_up(self, instance: Instance, basis: Hashable) -> None:
        """Read, unless it is being read or was read as of `basis`: what the value depends on.

        What is known of another domain, one that ran before, is forgotten.
        """
        if instance.ref != self._ref:
            self._ref = instance.ref
            self.known = Read(is_under_way=self.known.is_under_way)
        if not self.known.is_under_way and basis != self._basis:
            self._basis = basis
            self.read_again(instance)

    def read_again(self, instance: Instance) -> None:
        if self.known.is_under_way:
            return
        known = self.known
        self.known = Read(known.value, known.error, known.taken_s, is_under_way=True)

        async def reading() -> None:
            await self._take(instance)

        self._work(reading)

    async def _take(self, instance: Instance) -> None:
        value, error = self.known.value, None
        try:
            value = await in_thread(lambda: self._read(instance))
        except XenError as failure:
            error = failure
        self.known = Read(value, error, self._now_s()) if instance.ref == self._ref else Read()
        self._arrived()


AnyReader = Reader[Any]
