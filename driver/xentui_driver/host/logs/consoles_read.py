"""What the consoles of a host show, as it was last read, and whose it is."""

from collections.abc import Iterable, Mapping

from xentui_driver.model.console_sign import ConsoleSaid
from xentui_driver.model.counters import Identity
from xentui_driver.model.dataclass import dataclass, field, replace
from xentui_driver.model.domain import INCOMING_SUFFIX
from xentui_driver.model.instance import Instance

_CLOCK_SLACK_S = 5.0
"""A log's time and a domain's are from different clocks."""


@dataclass(frozen=True, slots=True)
class ConsoleLog:
    """A log as it was last read."""

    size_bytes: int
    modified_s: float
    """Seconds since the epoch."""
    said: ConsoleSaid | None


@dataclass(frozen=True, slots=True)
class ConsolesRead:
    """The console logs by the names of their guests."""

    logs: Mapping[str, ConsoleLog] = field(default_factory=dict)

    def said_by(self, name: str) -> ConsoleSaid | None:
        """That of a guest that has migrated here goes on in the log of the name it arrived with."""
        found = [self.logs[each] for each in (name, f"{name}{INCOMING_SUFFIX}") if each in self.logs]
        return max(found, key=lambda log: log.modified_s).said if found else None


def with_said(
    rows: Iterable[Instance],
    consoles: ConsolesRead,
    built_s: Mapping[Identity, float],
    kept: Iterable[Instance] = (),
) -> tuple[Instance, ...]:
    """The rows, each with what its domain's console shows; what was printed before it was built isn't the domain's.

    Those that are one of `kept` have it already.
    """
    have_it = set(map(id, kept))
    return tuple(
        [
            row if id(row) in have_it else _with_said(row, _said(row, consoles, built_s) if consoles.logs else None)
            for row in rows
        ]
    )


def _said(row: Instance, consoles: ConsolesRead, built_s: Mapping[Identity, float]) -> ConsoleSaid | None:
    domain = row.domain
    said = consoles.said_by(domain.name) if domain is not None else None
    if domain is None or said is None:
        return None
    since_s = built_s.get((domain.uuid, domain.domid))
    return said if since_s is not None and said.written_s >= since_s - _CLOCK_SLACK_S else None


def _with_said(row: Instance, said: ConsoleSaid | None) -> Instance:
    return row if row.said == said else replace(row, said=said)
