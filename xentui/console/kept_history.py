"""The histories that outlive this console: each host's is read from the disk, and written, in a thread of its own."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.message import Message

from xentui.console.messages import NothingKept
from xentui.fleet.fleet import Fleet
from xentui.fleet.past import Past
from xentui.fleet.pollers import Pollers

if TYPE_CHECKING:
    from xentui.fleet.kept.keeper import Keeper


class KeptHistory:
    """One keeper a host; what they have to say comes as messages."""

    def __init__(self, fleet: Fleet, pollers: Pollers, post: Callable[[Message], object]) -> None:
        """`post` is called from the threads."""
        self._fleet = fleet
        self._pollers = pollers
        self._post = post
        self._keepers: list[Keeper] = []

    def keep(self, name: str) -> None:
        """Read what earlier consoles have kept of that host, and keep what this one reads. May be called anywhere."""
        from xentui.fleet.kept.folder import HistoryFolder, history_folder
        from xentui.fleet.kept.keeper import Keeper

        host = self._fleet.host(name)
        workplace = host.jobs.workplace
        keeper = Keeper(
            HistoryFolder(history_folder(workplace.jobs_folder, workplace.host)),
            host.hypervisor.clock,
            lambda: self._fleet.states[name].history,
            loaded=lambda kept: self.take(name, kept),
            failed=lambda reason: self._post(NothingKept(name, reason)),
        )
        self._keepers.append(keeper)
        keeper.start()

    def take(self, name: str, kept: Mapping[bytes, Past]) -> None:
        """Put what was kept before what has been read since. Not for the event loop, as `Pollers.change`."""
        from xentui.fleet.kept.keeper import with_kept

        self._pollers.change(name, lambda state: state.with_history(with_kept(state.history, kept)))

    def leave(self) -> None:
        """Returns at once."""
        for keeper in self._keepers:
            keeper.leave()
