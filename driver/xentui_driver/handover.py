"""The halves of a migration as operations of one host each, with a real check behind every one."""

from dataclasses import dataclass
from enum import Enum

from xentui_driver.model import DomainRef, Outcome
from xentui_driver.xl import Report, Xl


@dataclass(frozen=True, slots=True)
class MigrationInfo:
    """What the target must know of a guest to say whether it can take it (Ganeti: MigrationInfo)."""

    name: str
    uuid: str
    type: str | None
    memory_kib: int
    """What it holds now, with the overhead that libxl adds on the target."""
    disks: tuple[str, ...]
    """Paths that must exist on the target too."""
    bridges: tuple[str, ...]
    xen_version: str | None
    problems: tuple[str, ...] = ()
    """Why it can't be migrated whatever the target is: a passed-through device, vNUMA, nomigrate, no PV drivers, ..."""


class MigrationState(Enum):
    """Where a guest is in its move, as one host sees it."""

    NOT_HERE = "not here"
    HERE = "here"
    ARRIVING = "arriving"
    HANDED_OVER = "handed over"


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """What one host sees of a move."""

    state: MigrationState
    ref: DomainRef | None
    words: str


def versions_safe(source: str | None, target: str | None) -> bool:
    """Whether a guest may go from one Xen to the other: the same major, the same minor or one more."""
    raise NotImplementedError


def migration_info(xl: Xl, ref: DomainRef) -> MigrationInfo:
    """On the source, before. Raises XenError."""
    raise NotImplementedError


def accept_migration(xl: Xl, info: MigrationInfo) -> None:
    """On the target, before: room, name and UUID free, disks and bridges there, versions. Raises MigrationRefused."""
    raise NotImplementedError


def migration_status(xl: Xl, uuid: str) -> MigrationStatus:
    """On either, at any time. Raises XenError."""
    raise NotImplementedError


def finalize_source(xl: Xl, uuid: str, *, success: bool, report: Report) -> Outcome:
    """On the source, afterwards: a copy that was handed over is cleared away, or gets its name back."""
    raise NotImplementedError


def finalize_target(xl: Xl, uuid: str, *, success: bool, report: Report) -> Outcome:
    """On the target, afterwards: after a failure only a paused `--incoming` copy is destroyed."""
    raise NotImplementedError
