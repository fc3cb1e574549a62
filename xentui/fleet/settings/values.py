"""The values of all settings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from xentui.fleet.intervals import DEFAULT_INTERVAL_S
from xentui_driver.model.dataclass import dataclass, field

if TYPE_CHECKING:
    from xentui_driver.jobs.actions import Guard

Colour = Literal["red", "yellow", "green", "blue", "magenta", "cyan"]
Bell = Literal["auto", "always", "never"]
COLOURS: tuple[Colour, ...] = get_args(Colour)
BELLS: tuple[Bell, ...] = get_args(Bell)
Theme = Literal["dark", "light"]
THEMES: tuple[Theme, ...] = get_args(Theme)
COLUMNS = (
    *("name", "host", "id", "state", "type", "cpu", "two_minutes", "vcpus", "memory", "of_maximum", "maximum"),
    *("net", "disk", "up", "boot", "disks", "networks", "console", "problems"),
)
"""The columns of the instances' table, by their ids (`instance_columns.py`)."""
ORDERS = ("trouble", *COLUMNS)
"""What they are sorted by."""


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows to begin with, and how."""

    columns: tuple[str, ...] = ()
    """In their order; none means the usual ones."""
    sort: str = "trouble"
    """One of `ORDERS`; with `-` before it, the other way round than one looks at it first."""
    filter: str = ""
    interval_s: float = DEFAULT_INTERVAL_S
    mouse: bool = True
    theme: Theme = "dark"
    """What the terminal's background is; the colours are the terminal's own."""
    escape_delay_ms: int | None = None
    """How long an escape character waits for what may follow it; None for the usual time."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, as they apply to one host."""

    read_only: bool = False
    """Only look: change nothing."""
    label: str = ""
    """What the operator calls this host (PROD), shown in the header."""
    label_colour: Colour = "red"
    protected: tuple[str, ...] = ()
    """Patterns of names (fnmatch), and whole UUIDs."""
    at_once: int = 4
    """How many jobs of a set run at the same time."""
    jobs_folder: str = ""
    """Where jobs are kept; for this and each folder below an empty text means the default one."""
    stash_folder: str = ""
    definitions_folder: str = ""
    keep_jobs: int = 500
    keep_days: int = 90
    confirm: "Mapping[str, Guard]" = field(default_factory=lambda: MappingProxyType({}))
    """The level of confirmation for each action's id, where it differs from the action's own."""
    audit_file: str = ""
    audit_syslog: bool = True
    audit_required: bool = True
    """Refuse every operation whose line can't be written."""
    bell: Bell = "auto"
    toasts: bool = True
    notice_command: tuple[str, ...] = ()
    """The command to run for each notice, as words without a shell."""
    console_escape: str = ""
    """The key that leaves a console where Xen can be told; empty for the usual one."""
    console_follows: bool = False
    """When its guest reboots, a console is attached again as soon as the guest is back."""
    console_viewer: tuple[str, ...] = ()
    """The command that opens a guest's screen, as words without a shell, before the address."""
    preset: str = "default"
    """Whose keys there are (`key_presets.py`)."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The operator's own keys, by the id of what they stand for."""
    view: View = View()
    views: Mapping[str, View] = field(default_factory=lambda: MappingProxyType({}))
    """The named ones."""


DEFAULTS = Settings()
