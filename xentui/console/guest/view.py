"""What the screen of a guest shows, as it is known at one moment."""

from xentui.console.guest.reader import Read
from xentui.fleet.past import Past
from xentui_driver.host.console import Vnc
from xentui_driver.host.describe import Description
from xentui_driver.host.last_end import LastEnd
from xentui_driver.host.logs.log_source import FoundLog
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import DomainMemory
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job
from xentui_driver.model.memory_fit import MemoryFit
from xentui_driver.model.rates import DeviceRates
from xentui_driver.transport.protocol import FilePart
from xentui_widgets.diff import Difference
from xentui_widgets.event_log import Event


@dataclass(frozen=True, slots=True)
class Described:
    """The guest beside its definition."""

    description: Description
    text: tuple[str, ...] | None = None
    """The lines of the file, without passwords; None where there is none, or it can't be read."""
    written_back: Difference | None = None
    """What writing back would change in the file; None when there is nothing to write back."""


@dataclass(frozen=True, slots=True)
class ConsoleTail:
    """The end of what the guest has printed, where that is kept."""

    found: FoundLog
    part: FilePart = FilePart(b"", 0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class GuestView:
    """Frozen, so that it is seen whether anything has changed."""

    instance: Instance
    notices: tuple[str, ...]
    """What has become of it since its screen was opened."""
    job: Job | None
    """What is being done with it."""
    jobs: tuple[Job, ...]
    """What was done with it, the newest first."""
    events: tuple[Event, ...]
    """What has happened to it, the newest first."""
    memory: Read[DomainMemory | None]
    end: Read[LastEnd | None]
    """When and why it has ended, where it has."""
    vnc: Read[Vnc | None]
    """Where its screen is, where it has one."""
    described: Read[Described]
    may_change: bool
    """False where its host is only looked at, and once it is gone."""
    stale_s: float | None
    """How old all of it is, where it is older than it should be."""
    is_there: bool
    """False once it is gone: the rest is how it was last seen."""
    past: Past = Past()
    """Its figures of the last day."""
    devices: DeviceRates = field(default_factory=DeviceRates)
    """What passes through each of its disks and networks."""
    fit: MemoryFit | None = None
    """Whether its next start finds enough memory; None while it runs, or where that isn't known."""
    console: Read[ConsoleTail] = field(default_factory=Read)
    """What it has printed last; read while the tab is shown."""
