"""Lists the domains of a host, with every row of `xl list` checked against xenstore, whose ids no name can forge."""

from collections.abc import Mapping

from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, UnreadableRow
from xentui_driver.model.errors import CommandFailed, CommandTimedOut, StoreDown, XenError
from xentui_driver.model.identity import is_same, same_guest
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse import xl_list
from xentui_driver.toolstack.parse.xenstore import parse_domids
from xentui_driver.toolstack.parse.xl_list import ListedLine
from xentui_driver.toolstack.row_doubts import Doubts, Mark, find_doubts, mark_of
from xentui_driver.toolstack.stub_domains import StubDomains
from xentui_driver.transport.protocol import Completed, Runner

MAX_EXAMINED = 64
"""The most rows that one listing asks xl for one by one; more than that is garbage, not names."""
_PROBE_S = 3.0
_CANT_BE_READ = "this line of xl list can't be read"
_NOT_LOOKED_INTO = "this line contradicts others, and there are too many such lines to check each"
LINE_BREAK_PROBLEM = "its name contains a line break and imitates other lines of xl list"


@dataclass(frozen=True, slots=True)
class Listing:
    """Every domain once, in the order of domids, and the lines that belong to no domain."""

    domains: tuple[Domain, ...]
    unreadable: tuple[UnreadableRow, ...] = ()
    problems: tuple[str, ...] = ()
    is_checked: bool = True
    """Whether it was checked against xenstore; if not, a domain may be missing."""

    def by_uuid(self, uuid: str) -> tuple[Domain, ...]:
        """Every domain of that guest, the halves of a migration too; none for a UUID of zeros, which many have."""
        return tuple(domain for domain in self.domains if same_guest(domain.uuid, uuid))

    def same(self, ref: DomainRef) -> Domain | None:
        """The very same domain, if it is listed."""
        return next((domain for domain in self.domains if is_same(domain, ref)), None)

    def successors(self, ref: DomainRef) -> tuple[Domain, ...]:
        """The domain itself, and all other domains of its guest."""
        return tuple(d for d in self.domains if is_same(d, ref) or same_guest(d.uuid, ref.uuid))


class RowMemory:
    """What earlier listings of a host found out, so that it isn't asked for at every poll. For any thread."""

    def __init__(self) -> None:
        self.confirmed: frozenset[Mark] = frozenset()
        """The nameless rows that are known to be true."""
        self.leftovers: frozenset[int] = frozenset()
        """The domids that xenstore still has and Xen no longer knows."""
        self.lines: Mapping[str, Domain | None] = {}
        """The lines of the last listing, most of which come again in the next one, and the domains that they claim."""


def read_listing(
    runner: Runner, timeout_s: float, memory: RowMemory | None = None, stubs: StubDomains | None = None
) -> Listing:
    """The domains that are on the host now.

    A name may contain a line break, so that one domain prints what looks like the row of another (xl checks no names).
    Each domain prints exactly one row of its own, in ascending order; xenstore has the true domids. Where a row doesn't
    fit, xl is asked for that one domain. Raises XenError.
    """
    memory = memory or RowMemory()
    completed = ask_for_list(runner, timeout_s)
    if completed.exit_status != 0:
        from xentui_driver.toolstack.known_messages import reading_error

        raise reading_error(completed)
    lines = xl_list.parse_lines(completed.stdout, memory.lines)
    memory.lines = {line.raw: line.domain for line in lines}
    domids, problems = _domids(runner, timeout_s)
    doubts = find_doubts(lines, domids, confirmed=memory.confirmed, leftovers=memory.leftovers)
    found = _Examination(runner, timeout_s).examine(lines, domids, doubts)
    nameless = {mark_of(each) for each in found.domains if each.role is DomainRole.NAMELESS}
    memory.confirmed = (memory.confirmed | found.confirmed) & nameless
    memory.leftovers = ((memory.leftovers | found.leftovers) & (domids or frozenset())) - {
        each.domid for each in found.domains
    }
    domains = (stubs or StubDomains()).told(runner, timeout_s, found.domains)
    return Listing(domains, found.unreadable, problems + found.problems, is_checked=domids is not None)


def ask_for_list(runner: Runner, timeout_s: float) -> Completed:
    """`xl list -v`. Raises StoreDown when it hangs because of xenstored, CommandTimedOut when for another reason.

    Through the kernel's xenbus neither request ever ends.
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
        return None, (f"the output of xl list could not be checked: {error.summary}",)
    if completed.exit_status != 0:
        return None, ("the output of xl list could not be checked: xenstore-list failed",)
    return parse_domids(completed.stdout), ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """xl's answer for one domid."""

    domain: Domain | None
    """None when there is no such domain."""
    name: str = ""
    """The whole name, line breaks included."""

    @property
    def is_plain(self) -> bool:
        """Whether the domain exists and its name prints no other row."""
        return self.domain is not None and "\n" not in self.name


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows that remain when every doubt is settled."""

    domains: tuple[Domain, ...]
    unreadable: tuple[UnreadableRow, ...]
    problems: tuple[str, ...]
    confirmed: frozenset[Mark]
    leftovers: frozenset[int]


class _Examination:
    """Settles the doubts about one listing, with a limited number of questions."""

    def __init__(self, runner: Runner, timeout_s: float) -> None:
        self._runner = runner
        self._timeout_s = timeout_s
        self._answers: dict[int, _Answer] = {}
        self._questions_left = MAX_EXAMINED

    def examine(self, lines: tuple[ListedLine, ...], domids: frozenset[int] | None, doubts: Doubts) -> _Found:
        doubtful, confirmed = self._ask_vouchers(doubts)
        for domid in sorted(doubtful, key=lambda domid: (domids is not None and domid not in domids, domid)):
            self._ask(domid)  # those that xenstore knows come first: a flood of forged rows must not hide them
        leftovers = self._ask_newborn(doubts.newborn)
        domains = {
            line.domain.domid: line.domain
            for line in lines
            if line.domain is not None and line.domain.domid not in doubtful
        }
        domains |= {domid: _answered(answer) for domid, answer in self._answers.items() if answer.domain is not None}
        gone = {domid for domid, answer in self._answers.items() if answer.domain is None}
        unasked = doubtful - self._answers.keys()
        unreadable = self._unreadable(lines, frozenset(each for each in unasked if domids is None or each in domids))
        return _Found(
            tuple(domains[domid] for domid in sorted(domains.keys() - gone)),
            unreadable,
            _unasked_words(sum(1 for each in unasked if domids is not None and each not in domids)),
            confirmed,
            leftovers | (gone & (domids or frozenset())),
        )

    def _ask_vouchers(self, doubts: Doubts) -> tuple[frozenset[int], frozenset[Mark]]:
        """All doubtful domids, and the nameless rows that a plain answer shows to be true."""
        doubtful, confirmed = set(doubts.domids), set[Mark]()
        for domid, marks in doubts.vouched.items():
            answer = self._ask(domid)
            if answer is not None and answer.is_plain:
                confirmed.update(marks)
            else:
                doubtful.update(domid for domid, _ in marks)
        return frozenset(doubtful), frozenset(confirmed)

    def _unreadable(self, lines: tuple[ListedLine, ...], unasked: frozenset[int]) -> tuple[UnreadableRow, ...]:
        explained = {
            line for answer in self._answers.values() if "\n" in answer.name for line in answer.name.split("\n")
        }
        return tuple(
            line.unreadable(_CANT_BE_READ if line.domain is None else _NOT_LOOKED_INTO)
            for line in lines
            if (line.raw not in explained if line.domain is None else line.domain.domid in unasked)
        )

    def _ask_newborn(self, domids: frozenset[int]) -> frozenset[int]:
        """The leftovers among the domids that only xenstore knows.

        Xen counts its domains upwards: an id below one that is gone was there before the rows were printed.
        """
        for domid in sorted(domids, reverse=True):
            answer = self._ask(domid)
            if answer is None:
                return frozenset()
            if answer.domain is None:
                return frozenset(each for each in domids if each <= domid)
        return frozenset()

    def _ask(self, domid: int) -> _Answer | None:
        """Ask xl for one domid; None when there are too many to ask for, or when it didn't answer in time.

        Raises XenError.
        """
        if domid not in self._answers and self._questions_left:
            self._questions_left -= 1
            try:
                self._answers[domid] = _ask_for_one(self._runner, self._timeout_s, domid)
            except CommandTimedOut:  # the others would take as long, and hold up the table
                self._questions_left = 0
        return self._answers.get(domid)


def _answered(answer: _Answer) -> Domain:
    assert answer.domain is not None, "it exists"
    if answer.is_plain:
        return answer.domain
    return replace(answer.domain, problems=(*answer.domain.problems, LINE_BREAK_PROBLEM))


def _unasked_words(count: int) -> tuple[str, ...]:
    return (f"{count} more lines of xl list contradict xenstore and are not shown",) if count else ()


def _ask_for_one(runner: Runner, timeout_s: float, domid: int) -> _Answer:
    completed = runner.run(commands.list_domain(domid), timeout_s=timeout_s)
    if completed.exit_status != 0:
        from xentui_driver.toolstack.known_messages import reading_error

        error = reading_error(completed)
        if not isinstance(error, CommandFailed):
            raise error
        return _Answer(None)
    domain, name = xl_list.parse_single(completed.stdout)
    if domain is None or domain.domid != domid:
        return _Answer(None)
    return _Answer(domain, name)
