"""Opens the page of a guest's end, and keeps what is found of one while it is still there."""

from collections import deque
from collections.abc import Iterable

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.death import DeathPage
from xentui.console.threads import in_thread
from xentui.fleet.find_death import FiguresBefore, figures_before, find_death, keep_death
from xentui.fleet.host import Host
from xentui_driver.model.domain import ALIVE_STATES
from xentui_driver.model.errors import XenError
from xentui_driver.model.identity import identifies, same_guest
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject

_MOST_WAITING = 50
"""Where a whole host of guests ends at once, the first ones are kept."""


class ShowDeath:
    """Nothing here blocks."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._waiting: deque[tuple[Host, Subject]] = deque()
        self._is_keeping = False

    def show(self, host: Host, subject: Subject) -> None:
        """Open the page and look for it."""

        def read() -> None:
            self._stage.work(self._look, host, subject, page)

        def listed() -> object:
            return _listed(self._stage.fleet.instances_of(host), subject)

        name = self._name(host, subject.name)
        page = DeathPage(name, self._stage.symbols, self._stage.keys, read=read, listed=listed)
        self._stage.app.push_screen(page)

    def _name(self, host: Host, name: str) -> str:
        return self._stage.names.on(host.name, name or "(no name)")

    async def _look(self, host: Host, subject: Subject, page: DeathPage) -> None:
        figures = self._figures(host, subject)
        try:
            found = await in_thread(lambda: find_death(host, subject, figures))
        except XenError as error:
            if page.is_attached:
                page.show_error(self._stage.error_words(error))
            return
        if page.is_attached:
            page.show(found, self._name(host, found.last.death.evidence.name))

    def keep(self, host: Host, subject: Subject) -> None:
        """Keep what is left of it now: one after the other, in a thread."""
        if len(self._waiting) >= _MOST_WAITING:
            return
        self._waiting.append((host, subject))
        if not self._is_keeping:
            self._is_keeping = True
            self._stage.work(self._keep_all)

    async def _keep_all(self) -> None:
        try:
            while self._waiting:
                host, subject = self._waiting.popleft()
                await self._keep(host, subject, self._figures(host, subject))
        finally:
            self._is_keeping = False

    async def _keep(self, host: Host, subject: Subject, figures: FiguresBefore) -> None:
        try:
            await in_thread(lambda: keep_death(host, subject, figures))
        except XenError as error:
            self._stage.tell_error(host, subject.name, error)

    def _figures(self, host: Host, subject: Subject) -> FiguresBefore:
        clock = host.hypervisor.clock
        past = self._stage.fleet.states[host.name].past_of_guest(subject)
        return figures_before(past, clock.epoch_s() - clock.monotonic_s())


def _listed(instances: Iterable[Instance], subject: Subject) -> frozenset[tuple[str, int | None, bool]]:
    """What a look at the guest is true of: its name, its id, and whether it runs."""
    has_uuid = identifies(subject.uuid)
    return frozenset(
        (each.name, each.domid, each.domain is not None and each.domain.state in ALIVE_STATES)
        for each in instances
        if (same_guest(each.uuid, subject.uuid) if has_uuid else each.name == subject.name)
    )
