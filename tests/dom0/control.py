"""The requests that a test sends to the server: one function each, JSON in and JSON out."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from tests.dom0.holds import Hold, Holds, Moment
from tests.dom0.records import Records
from tests.dom0.world import World
from xentui_driver.simulator.guest import GuestBehaviour

Request = Mapping[str, Any]


class Control:
    """Answers requests that have a `control` in them."""

    def __init__(self, world: World, records: Records, holds: Holds) -> None:
        self._holds = holds
        self._answers: Mapping[str, Callable[[Request], Any]] = {
            "log": lambda _: [asdict(command) for command in records.all()],
            "hold": self._hold,
            "held": lambda _: None if (held := holds.held) is None else asdict(held),
            "go": lambda _: holds.go(),
            "fault": lambda request: world.set_fault(request["fault"], request["on"], request["host"]),
            "guest": lambda request: world.set_guest(request["name"], GuestBehaviour(**request["behaviour"])),
            "crash": lambda request: world.crash(request["name"]),
            "domains": lambda request: [asdict(guest) for guest in world.guests(request["host"])],
            "run": lambda request: world.run(request["host"], tuple(request["argv"])),
        }

    def answer(self, request: Request) -> Any:
        """Raises KeyError for an unknown request."""
        return self._answers[request["control"]](request)

    def _hold(self, request: Request) -> None:
        self._holds.set(
            Hold(
                number=request["number"],
                words=tuple(request["words"]),
                changing=request["changing"],
                moment=Moment(request["moment"]),
                saying=request["saying"],
            )
        )
