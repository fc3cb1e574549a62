"""The rows of `xl list`, byte for byte as list_domains prints them (xl_info.c)."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.simulator.domain import SimulatedDomain

HEADER = "Name                                        ID   Mem VCPUs\tState\tTime(s)"
VERBOSE_HEADER = "   UUID                            Reason-Code\tSecurity Label"
NO_NAME = "(null)"
"""What printf prints for a missing name."""

_VERBOSE, _CONTEXT, _CPUPOOL, _NUMA = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns to print beside the usual ones."""

    verbose: bool = False
    context: bool = False
    cpupool: bool = False
    numa: bool = False

    def key(self) -> int:
        return self.verbose * _VERBOSE + self.context * _CONTEXT + self.cpupool * _CPUPOOL + self.numa * _NUMA


def header(columns: Columns) -> str:
    return (
        HEADER
        + (VERBOSE_HEADER if columns.verbose else "")
        + ("   Security Label" if columns.context and not columns.verbose else "")
        + ("         Cpupool" if columns.cpupool else "")
        + (" NODE Affinity" if columns.numa else "")
        + "\n"
    )


def rows(domains: list[SimulatedDomain], columns: Columns, now_s: float) -> str:
    """All rows; one that can't have changed since it was last printed isn't made again."""
    key = columns.key()
    lines: list[str] = []
    for domain in domains:
        row = None if domain.moving else domain.rows.get(key)
        if row is None:
            ends = domain.row_ends.get(key)
            if ends is None:
                ends = domain.row_ends[key] = _before(domain), _after(domain, columns)
            row = domain.rows[key] = f"{ends[0]}{_figures(domain, now_s)}{ends[1]}"
        lines.append(row)
    return "".join(lines)


def padded(name: str | None, width: int) -> str:
    """printf's `%-40s` counts bytes, not characters."""
    shown = NO_NAME if name is None else name
    if shown.isascii():
        return shown.ljust(width)
    return shown + " " * (width - len(shown.encode("utf-8", "surrogateescape")))


def _before(domain: SimulatedDomain) -> str:
    return f"{padded(domain.name, 40)} {domain.domid:5d} "


def _figures(domain: SimulatedDomain, now_s: float) -> str:
    cpu_time_ns = _float(domain.cpu_time_s(now_s) * 1e9)
    memory_mib = domain.memory_kib(now_s) >> 10
    return f"{memory_mib:5d} {domain.online_vcpus:5d}     {domain.state(now_s)}  {cpu_time_ns / 1e9:8.1f}"


def _float(value: float) -> float:
    """In the 32 bits to which xl casts the nanoseconds before it divides them."""
    cell = memoryview(bytearray(4)).cast("f")
    cell[0] = value
    return cell[0]


def _after(domain: SimulatedDomain, columns: Columns) -> str:
    row = ""
    if columns.verbose:
        reason = "-" if domain.shutdown_reason is None else f"{domain.shutdown_reason:x}"
        row += f" {domain.uuid} {reason:>8}"
    if columns.verbose or columns.context:
        row += f" {'-':>16}"
    if columns.cpupool:
        row += f"{'Pool-0':>16}"
    if columns.numa:
        row += " all"
    return row + "\n"
