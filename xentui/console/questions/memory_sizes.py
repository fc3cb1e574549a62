"""The sizes of one guest or of several, as they are chosen: typed or moved in steps, out of one pool for each host."""

from collections.abc import Callable, Sequence

from xentui.console.names import Names
from xentui.console.questions.asking import Asking
from xentui.console.questions.memory import HostMemory, TargetFigures
from xentui.console.questions.memory_picture import one_guest, several_guests
from xentui.console.questions.memory_pool import Pool, Sizing
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.memory_lens import KnownSizes, MemoryLens
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import Action, Request
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DOM0_DOMID, DomainMemory
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory
from xentui_driver.model.units import MIB_KIB
from xentui_driver.operations.balloon import least_kib

_STEPS = 32
"""In so many steps from nothing to the maximum."""
LARGE = 4
"""A large step is so many small ones."""
_HALF_GIB_KIB = 512 * MIB_KIB


class Sizes:
    """What has been chosen so far; changed only from the event loop."""

    def __init__(
        self, action: Action, instances: Sequence[Instance], host_memory: Callable[[str], Memory | None], names: Names
    ) -> None:
        self.at = 0
        """The guest whose size is chosen now."""
        self._host_memory = host_memory
        self._names = names
        self._action = action
        self._guests = [
            TargetFigures(action, each, None, self._left_for(place), names) for place, each in enumerate(instances)
        ]
        self._wanted: list[int | None] = [None] * len(instances)
        self._texts = [""] * len(instances)

    @property
    def are_several(self) -> bool:
        return len(self._guests) > 1

    @property
    def text(self) -> str:
        """What was typed for the guest that is chosen now."""
        return self._texts[self.at]

    @property
    def requests(self) -> tuple[Request, ...]:
        """Those whose size is to change."""
        pairs = zip(self._guests, self._wanted, strict=True)
        return tuple(
            Request(guest.instance, kib) for guest, kib in pairs if kib is not None and kib != guest.present_kib
        )

    @property
    def change(self) -> tuple[str, ...]:
        """From what to what, of all of them."""
        pairs = zip(self._guests, self._wanted, strict=True)
        return tuple(
            f"{guest.instance.name}: {guest.change_alone(kib)}"
            for guest, kib in pairs
            if kib is not None and kib != guest.present_kib
        )

    def know(self, memories: Sequence[DomainMemory]) -> None:
        """Take what was read."""
        pairs = zip(self._guests, memories, strict=True)
        self._guests = [replace(guest, memory=memory) for guest, memory in pairs]

    def choose(self, step: int) -> None:
        """Go to the guest below, or with -1 to the one above."""
        self.at = (self.at + step) % len(self._guests)

    def parse(self, text: str) -> int:
        """The size for the guest that is chosen now. Raises ValueError with words."""
        self._texts[self.at], self._wanted[self.at] = text, None
        kib = self._guests[self.at].parse(text)
        self._wanted[self.at] = kib
        return kib

    def clear(self) -> None:
        """Nothing is typed for it any more."""
        self._texts[self.at], self._wanted[self.at] = "", None

    def meaning(self, kib: int) -> Meaning:
        """Of the guest that is chosen now; its host's memory is in the picture where there are several."""
        guest = self._guests[self.at]
        if not self.are_several:
            return guest.meaning(kib)
        steps = [
            step
            for request in self.requests
            for step in self._names.steps(request.instance.host, self._action.steps(request))
        ]
        return Meaning((guest.change_alone(kib),), tuple(steps))

    def moved(self, steps: int) -> str | None:
        """The text of a size that is so many steps larger; None while its figures aren't known."""
        guest = self._guests[self.at]
        memory, present_kib = guest.memory, guest.present_kib
        if memory is None or present_kib is None:
            return None
        wanted_kib = self._wanted[self.at]
        step_kib = _step_kib(max(memory.maximum_kib or 0, present_kib) if guest.has_limit else present_kib)
        before_kib = present_kib if wanted_kib is None else wanted_kib
        rounded = -(-before_kib // step_kib) if steps < 0 else before_kib // step_kib
        kib = (rounded + steps) * step_kib
        return _text_of(min(max(kib, least_kib(guest.instance.domid)), max(guest.most_kib, present_kib)))

    def picture(self, room: int) -> tuple[str, ...]:
        """In so many cells."""
        symbols = self._names.symbols
        drawn = [guest.drawn(kib) for guest, kib in zip(self._guests, self._wanted, strict=True)]
        hosts = dict.fromkeys(guest.instance.host for guest in self._guests)
        pools = [(host, pool) for host in hosts if (pool := self._pool(host)) is not None]
        if not self.are_several:
            return one_guest(drawn[0], pools[0][1].as_it_will_be if pools else None, room, symbols)
        label = len(hosts) > 1
        bars = [(f"{host if label else 'host'} free", pool.memory, pool.as_it_will_be) for host, pool in pools]
        return several_guests(drawn, self.at, bars, room, symbols)

    def _pool(self, host: str) -> Pool | None:
        memory = self._host_memory(host)
        return Pool(memory, [sizing for _, sizing in self._sizings(host)]) if memory is not None else None

    def _sizings(self, host: str) -> list[tuple[int, Sizing]]:
        """Of those on that host whose figures are known, each with its place."""
        triples = zip(self._guests, self._wanted, range(len(self._guests)), strict=True)
        return [
            (place, Sizing(guest.memory, kib, guest.instance.domid == DOM0_DOMID))
            for guest, kib, place in triples
            if guest.memory is not None and guest.instance.host == host
        ]

    def _left_for(self, place: int) -> HostMemory:
        """The memory of its host as far as it is there for that guest."""

        def left() -> Memory | None:
            host = self._guests[place].instance.host
            memory, own = self._host_memory(host), self._sizings(host)
            if memory is None:
                return None
            others = [sizing for at, sizing in own if at != place]
            return Pool(memory, others).without_taken if others else memory

        return left


def sizes_asking(
    action: Action,
    instances: Sequence[Instance],
    hypervisors: Sequence[Hypervisor],
    host_memory: Callable[[str], Memory | None],
    names: Names,
) -> Asking:
    """The lens on the memory of these guests, each with its hypervisor; their figures come once they are read."""
    sizes = Sizes(action, instances, host_memory, names)
    title = f"Memory of {names.instance(instances[0])}" if len(instances) == 1 else f"Memory of {len(instances)} guests"
    refs = [each.ref for each in instances]

    def load() -> KnownSizes:
        pairs = zip(hypervisors, refs, strict=True)
        return KnownSizes(memories=tuple(host.memory_of(ref) for host, ref in pairs if ref is not None))

    return Asking(MemoryLens(title, sizes, names.symbols), load)


def _step_kib(most_kib: int) -> int:
    """The power of two, in MiB, that is about a thirty-second of it; at least 1 MiB."""
    return MIB_KIB << max(0, (most_kib // _STEPS // MIB_KIB).bit_length() - 1)


def _text_of(kib: int) -> str:
    """A size as it is typed: whole and half GiB in GiB."""
    return f"{kib / (2 * _HALF_GIB_KIB):g}g" if kib % _HALF_GIB_KIB == 0 else f"{kib // MIB_KIB}m"
