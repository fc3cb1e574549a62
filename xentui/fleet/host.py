"""One host of the fleet: its hypervisor, its settings and its jobs."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from xentui.fleet.settings.values import Settings
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.transport.protocol import Transport

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs

Recorder = Callable[[str], None]
"""Takes the lines of a recording."""


class Host:
    """A host as the application knows it; no two of a fleet have the same name.

    A module of `xentui/fleet/hosts/` opens it, and says in this one value how it is reached and how its jobs are
    performed.
    """

    def __init__(
        self, hypervisor: Hypervisor, settings: Settings, open_jobs: "Callable[[], Jobs]", *, is_simulated: bool = False
    ) -> None:
        """`settings` apply to this host; `open_jobs` is called when its jobs are first needed."""
        self.hypervisor = hypervisor
        self.settings = settings
        self.is_simulated = is_simulated
        self._open_jobs = open_jobs

    @cached_property
    def jobs(self) -> "Jobs":
        """The jobs of this host. A command that only looks needs none, and loads no module of them."""
        return self._open_jobs()

    @property
    def known_jobs(self) -> "tuple[Jobs, ...]":
        """Its jobs where they have been opened: before that none is known, and asking opens nothing."""
        return (self.jobs,) if "jobs" in vars(self) else ()

    @property
    def name(self) -> str:
        return self.hypervisor.host_name

    @property
    def words(self) -> str:
        """The host's name in dialogs, with its label."""
        label = self.settings.label
        return f"{self.name} [{label}]" if label else self.name

    def close(self) -> None:
        """End what waits for it; its jobs go on where they can."""
        self.hypervisor.close()


def guarded(transport: Transport, settings: Settings, recorder: Recorder | None) -> Transport:
    """A way to a host as far as its settings allow to touch it; what is refused is in no recording."""
    if recorder is not None:
        from xentui_driver.transport.recording import RecordingTransport

        transport = RecordingTransport(transport, recorder)
    if settings.read_only:
        from xentui_driver.toolstack.read_only import ReadOnlyTransport

        transport = ReadOnlyTransport(transport)
    return transport
