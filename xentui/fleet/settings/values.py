"""What the operator has set."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from xentui_driver.model.dataclass import dataclass, field

if TYPE_CHECKING:
    from xentui_driver.jobs.actions import Guard

Colour = Literal["red", "yellow", "green", "blue", "magenta", "cyan"]
Bell = Literal["auto", "always", "never"]
COLOURS: tuple[Colour, ...] = get_args(Colour)
BELLS: tuple[Bell, ...] = get_args(Bell)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, as they hold for one host."""

    read_only: bool = False
    """Look and change nothing."""
    label: str = ""
    """Which host this is to the operator (PROD), in the header."""
    label_colour: Colour = "red"
    protected: tuple[str, ...] = ()
    """Patterns of names as fnmatch has them, and whole UUIDs."""
    at_once: int = 4
    """How many jobs of a set run at the same time."""
    jobs_folder: str = ""
    """Where jobs are kept; an empty folder is the usual one of what it is for."""
    stash_folder: str = ""
    definitions_folder: str = ""
    keep_jobs: int = 500
    keep_days: int = 90
    confirm: "Mapping[str, Guard]" = field(default_factory=lambda: MappingProxyType({}))
    """How sure the operator must be, by the action's id, where it isn't as the action has it."""
    audit_file: str = ""
    audit_syslog: bool = True
    audit_required: bool = True
    """Do nothing that can't be written down."""
    bell: Bell = "auto"
    toasts: bool = True
    notice_command: tuple[str, ...] = ()
    """Run for each notice, as words without a shell."""


DEFAULTS = Settings()
