"""The domains of a host, with every row of `xl list` checked against what no name can forge."""

from dataclasses import dataclass, replace

from xentui_driver import commands
from xentui_driver.errors import CommandFailed, CommandTimedOut, ParseError, StoreDown, XenError
from xentui_driver.identity import is_same, same_guest
from xentui_driver.model import Domain, DomainRef, DomainRole, UnreadableRow
from xentui_driver.parse import xl_list
from xentui_driver.parse.xenstore import parse_domids
from xentui_driver.parse.xl_list import ListedLine
from xentui_driver.recognise import reading_error
from xentui_driver.transport import Completed, Runner

MAX_EXAMINED = 64
"""Rows asked for one by one in a single listing; more than that is garbage, not names."""
_PROBE_S = 3.0
LINE_BREAK_PROBLEM = "its name contains a line break and imitates other rows of xl list"
DEVICE_MODEL_SUFFIX = "-dm"


@dataclass(frozen=True, slots=True)
class Listing:
    """Every domain once, in the order of domids, and the lines that belong to none."""

    domains: tuple[Domain, ...]
    unreadable: tuple[UnreadableRow, ...] = ()
    problems: tuple[str, ...] = ()
    is_checked: bool = True
    """Against xenstore: else it may lack a domain."""

    def by_uuid(self, uuid: str) -> tuple[Domain, ...]:
        """Every domain of that guest, the halves of a migration too; none for a UUID of zeros, which many have."""
        return tuple(domain for domain in self.domains if same_guest(domain.uuid, uuid))

    def same(self, ref: DomainRef) -> Domain | None:
        """The very domain, if it is there."""
        return next((domain for domain in self.domains if is_same(domain, ref)), None)

    def successors(self, ref: DomainRef) -> tuple[Domain, ...]:
        """The domain itself and every other one of its guest."""
        return tuple(d for d in self.domains if is_same(d, ref) or same_guest(d.uuid, ref.uuid))


def read_listing(runner: Runner, timeout_s: float) -> Listing:
    """What runs on the host now.

    A name may hold a line break, so that one domain prints the row of another (xl checks no names). Each domain
    prints exactly one row of its own, in ascending order; xenstore has the true domids. Where a row doesn't fit,
    xl is asked for that one domain. Raises XenError.
    """
    completed = ask_for_list(runner, timeout_s)
    if completed.exit_status != 0:
        raise reading_error(completed)
    lines = xl_list.parse_lines(completed.stdout)
    domids, problems = _domids(runner, timeout_s)
    if _is_sound(lines, domids):
        domains = tuple(line.domain for line in lines if line.domain is not None)
        return Listing(_with_device_models(domains), (), problems, is_checked=domids is not None)
    return _examine(runner, timeout_s, lines, domids, problems)


def ask_for_list(runner: Runner, timeout_s: float) -> Completed:
    """`xl list -v`; raises StoreDown when it hangs for xenstored, CommandTimedOut when for something else.

    Through the kernel neither ever ends.
    """
    try:
        return runner.run(commands.list_domains(), timeout_s=timeout_s)
    except CommandTimedOut as hung:
        try:
            runner.run(commands.list_domids(), timeout_s=min(timeout_s, _PROBE_S))
        except CommandTimedOut:
            raise StoreDown("xenstored doesn't answer: xl list and xenstore-list hang.") from hung
        raise


def _domids(runner: Runner, timeout_s: float) -> tuple[frozenset[int] | None, tuple[str, ...]]:
    try:
        completed = runner.run(commands.list_domids(), timeout_s=timeout_s)
    except XenError as error:
        return None, (f"the rows of xl list could not be checked: {error.summary}",)
    if completed.exit_status != 0:
        return None, ("the rows of xl list could not be checked: xenstore-list failed",)
    return parse_domids(completed.stdout), ()


def _is_sound(lines: tuple[ListedLine, ...], domids: frozenset[int] | None) -> bool:
    last = -1
    for line in lines:
        if line.domain is None or line.domain.domid <= last:
            return False
        last = line.domain.domid
        # A domain that is being destroyed has left xenstore already (libxl_domain.c).
        if domids is not None and last not in domids and line.domain.role is not DomainRole.NAMELESS:
            return False
    return domids is None or domids <= {line.domain.domid for line in lines if line.domain is not None}


def _examine(
    runner: Runner,
    timeout_s: float,
    lines: tuple[ListedLine, ...],
    domids: frozenset[int] | None,
    problems: tuple[str, ...],
) -> Listing:
    doubtful = _doubtful_domids(lines, domids)
    if len(doubtful) > MAX_EXAMINED:
        raise ParseError(xl_list.SOURCE, 2, lines[0].raw, f"{len(doubtful)} of its rows contradict xenstore")
    domains = {
        line.domain.domid: line.domain
        for line in lines
        if line.domain is not None and line.domain.domid not in doubtful
    }
    explained: set[str] = set()
    for domid in sorted(doubtful):
        domain, name = _ask_for_one(runner, timeout_s, domid)
        if domain is None:
            continue  # forged, or gone since: either way there is no such domain
        if "\n" in name:
            explained.update(name.split("\n"))
            domain = replace(domain, problems=(*domain.problems, LINE_BREAK_PROBLEM))
        domains[domid] = domain
    unreadable = tuple(
        line.unreadable("this line of xl list can't be read")
        for line in lines
        if line.domain is None and line.raw not in explained
    )
    ordered = tuple(domains[domid] for domid in sorted(domains))
    return Listing(_with_device_models(ordered), unreadable, problems, is_checked=domids is not None)


def _doubtful_domids(lines: tuple[ListedLine, ...], domids: frozenset[int] | None) -> set[int]:
    """The domids claimed twice, out of order, unknown to xenstore, in a row behind such a line, or not at all."""
    doubtful: set[int] = set()
    seen: set[int] = set()
    last = -1
    after_doubt = False
    for line in lines:
        domain = line.domain
        if domain is None:
            after_doubt = True
            continue
        unknown = domids is not None and domain.domid not in domids
        doubt = domain.domid <= last or domain.domid in seen or unknown
        if doubt or after_doubt:
            doubtful.add(domain.domid)
        after_doubt = doubt
        seen.add(domain.domid)
        last = max(last, domain.domid)
    return doubtful | ((domids or frozenset()) - seen)


def _ask_for_one(runner: Runner, timeout_s: float, domid: int) -> tuple[Domain | None, str]:
    completed = runner.run(commands.list_domain(domid), timeout_s=timeout_s)
    if completed.exit_status != 0:
        error = reading_error(completed)
        if not isinstance(error, CommandFailed):
            raise error
        return None, ""
    domain, name = xl_list.parse_single(completed.stdout)
    if domain is None or domain.domid != domid:
        return None, ""
    return domain, name


def _with_device_models(domains: tuple[Domain, ...]) -> tuple[Domain, ...]:
    """A stub domain is called after the guest that it serves (libxl_utils.c)."""
    if not any(domain.name.endswith(DEVICE_MODEL_SUFFIX) for domain in domains):
        return domains
    names = {domain.name for domain in domains}
    return tuple(
        replace(domain, role=DomainRole.DEVICE_MODEL)
        if domain.role is DomainRole.GUEST
        and domain.name.endswith(DEVICE_MODEL_SUFFIX)
        and domain.name.removesuffix(DEVICE_MODEL_SUFFIX) in names
        else domain
        for domain in domains
    )
