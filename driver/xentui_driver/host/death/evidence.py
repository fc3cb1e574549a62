"""Evidence: everything that is known of a guest's end, as values; whoever judges it reads nothing more."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.job import Verdict


class Place(Enum):
    """Who has said it; the values are those of `xentui why --json`."""

    TOOLSTACK = "xl"
    """What xl and libxl said when the guest was to be started."""
    MONITOR = "monitor"
    """The log of the xl that watches the guest."""
    BOOTLOADER = "bootloader"
    DEVICE_MODEL = "device-model"
    HOTPLUG = "hotplug"
    CONSOLE = "console"
    """What the guest itself has printed."""
    XEN = "xen"
    """`xl dmesg`, as far as it is about the guest's domains."""


_OWN = frozenset({Place.MONITOR, Place.DEVICE_MODEL, Place.CONSOLE})
"""What only a guest that has been started here leaves."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The end of what was said in one place."""

    place: Place
    origin: str
    """A path or a command, for people; empty where the source is gone with its process."""
    lines: tuple[str, ...]
    """Harmless text, the newest last."""


@dataclass(frozen=True, slots=True)
class Touch:
    """An operation of xentui on the guest."""

    operation: str
    """The id of its action."""
    title: str
    who: str
    at_s: float
    """When it ended, or began if it hasn't ended; seconds since the epoch."""
    verdict: Verdict
    words: str
    """How it went, in one line."""
    domid: int | None = None
    """The domain that it was about."""
    next_step: str = ""
    """The advice of its error."""
    said: tuple[str, ...] = ()
    """What the tools said, where it failed."""


class Ending(Enum):
    """How a domain has ended, as far as Xen and its monitor say; the values are those of `xentui why --json`."""

    POWERED_OFF = "powered off"
    REBOOTED = "rebooted"
    SUSPENDED = "suspended"
    CRASHED = "crashed"
    WATCHDOG = "watchdog"
    DESTROYED = "destroyed"
    """Somebody has pulled the plug."""
    GONE = "gone"
    """There is no such domain, and nothing says how it has ended."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, of one guest at one moment."""

    name: str
    uuid: str | None
    is_running: bool
    ending: Ending | None = None
    """How its last domain has ended; None where no end is known, whether it runs or has never run."""
    domid: int | None = None
    """The domain that has ended; the one that runs where none has; None where none is known."""
    ended_s: float | None = None
    """Seconds since the epoch."""
    restarts: int = 0
    """How often its monitor has built it again after it ended by itself."""
    has_device_model: bool | None = None
    """Whether the process of its device model lives; None where it has none, or that can't be told."""
    excerpts: tuple[Excerpt, ...] = ()
    touches: tuple[Touch, ...] = ()
    """The newest last."""
    unkept: tuple[str, ...] = ()
    """That its console isn't kept, and how it would be; empty where it is."""

    @property
    def is_of_anyone(self) -> bool:
        """Whether anything at all is known of such a guest."""
        return self.is_running or self.domid is not None or any(each.place in _OWN for each in self.excerpts)

    def lines(self, place: Place) -> tuple[str, ...]:
        """What was said there, the newest last."""
        return tuple(line for excerpt in self.excerpts if excerpt.place is place for line in excerpt.lines)
