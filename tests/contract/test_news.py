"""What happens to a domain is told at once, whoever brings it about: no poll is needed for it to be seen."""

import threading
from collections.abc import Callable

from tests.contract.worlds import BOOT_S, SLOWNESS, World
from tests.waiting import until
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import NotCounted

PATIENCE_S = BOOT_S * SLOWNESS

Act = Callable[[World, Domain], object]


def xl(*words: str) -> Act:
    """By somebody else, as it were: the driver knows nothing of it. `DOMID` is the guest's."""

    def act(world: World, guest: Domain) -> None:
        argv = ("xl", *(str(guest.domid) if word == "DOMID" else word for word in words))
        world.backend.transport(world.a.host_name).run(argv, timeout_s=60.0 * SLOWNESS)

    return act


class Told:
    """How often there was news of a host whose sampler is at work."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._told = threading.Event()
        world.a.news.subscribe(self._told.set)

    def settle(self) -> None:
        """Until the watches are set, and what has happened before is read."""
        deadline_s = self._world.backend.clock.monotonic_s() + PATIENCE_S
        while not self._is_settled():
            assert self._world.backend.clock.monotonic_s() < deadline_s
            self._world.backend.clock.wait(1.0)

    def come(self) -> None:
        until(self._told.is_set, timeout_s=PATIENCE_S, every_s=0.2)

    def _is_settled(self) -> bool:
        self._told.clear()
        try:
            self._world.a.counters.read()
        except NotCounted:
            return False
        facts = self._world.a.counters.facts
        return facts is not None and facts.follows and not self._told.is_set()


ACTS: tuple[Act, ...] = (
    xl("mem-set", "DOMID", "100"),
    xl("rename", "DOMID", "other"),
    lambda world, _: world.tiny("t"),
    xl("destroy", "t"),
    xl("shutdown", "DOMID"),
)


def test_whatever_happens_is_told_and_told_again_after_the_next_reading(world: World) -> None:
    guest = world.booting("web")
    told = Told(world)
    for act in ACTS:
        told.settle()
        act(world, guest)
        told.come()
