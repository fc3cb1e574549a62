"""The rows of the table: a domain, a definition, or both."""

from functools import lru_cache

from xentui_driver.model.console_sign import ConsoleSaid
from xentui_driver.model.cpu_use import NO_CPU_USE, CpuUse
from xentui_driver.model.dataclass import dataclass, derived, replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import Domain, DomainRef, DomainRole, DomainState, UnreadableRow
from xentui_driver.model.rates import NO_RATES, Rates
from xentui_driver.model.row_key import RowKey


@dataclass(frozen=True, slots=True)
class Instance:
    """One line of the table: a domain, a definition, or both when they belong together."""

    key: str
    """It stays the same over restarts of the guest as long as its definition does."""
    domain: Domain | None = None
    definition: Definition | None = None
    unreadable: UnreadableRow | None = None
    cpu: CpuUse = NO_CPU_USE
    """Of the domain."""
    rates: Rates = NO_RATES
    """Of its networks and disks."""
    running_maximum_kib: int | None = None
    """The most memory that its domain can be given while it runs; None where there is none or it isn't known."""
    up_s: int | None = None
    """How long ago its domain was built on this host, in whole minutes, while it hasn't shut down."""
    rebooting: DomainRef | None = None
    """The domain that has ended, while the guest's next one isn't there or isn't complete yet."""
    rivals: tuple[Definition, ...] = ()
    """Other definitions of the running guest; `definition` is None where nothing tells which of them is its own."""

    copy_of: DomainRef | None = None
    """The running guest of which this is another definition."""

    departure: Departure | None = None
    """The note that its guest has left, for another host or into a file, and is not back."""
    host: str = ""
    """The name of the host that it is on; empty for what isn't a row of a host."""
    said: ConsoleSaid | None = None
    """What the console of its domain shows, where that is kept and tells something."""

    @property
    def is_undecided(self) -> bool:
        """Whether it has definitions and the operator must say which one is meant before it is used."""
        return self.definition is None and bool(self.rivals)

    def with_definition(self, path: str) -> "Instance":
        """The same with that one of its definitions chosen; unchanged where it has none of that path."""
        chosen = next((each for each in self.rivals if path in each.paths), None)
        if chosen is None:
            return self
        others = tuple(each for each in self.rivals if each is not chosen)
        before = (self.definition,) if self.definition is not None else ()
        return replace(self, definition=chosen, rivals=(*before, *others))

    @derived
    def row_key(self) -> RowKey:
        """The key of its row among the rows of all hosts."""
        return RowKey(self.host, self.key)

    @derived
    def name(self) -> str:
        if self.domain is not None:
            return self.domain.name
        if self.definition is not None:
            return self.definition.name
        return self.rebooting.name if self.rebooting is not None else ""

    @derived
    def state(self) -> DomainState:
        if self.domain is not None:
            return self.domain.state
        if self.rebooting is not None:
            return DomainState.REBOOTING
        if self.definition is not None and self.copy_of is not None:
            return DomainState.COPY
        if self.definition is not None:
            if self.definition.error:
                return DomainState.BROKEN
            if self.departure is None:
                return DomainState.STOPPED
            return DomainState.SAVED if self.departure.path else DomainState.MOVED
        return DomainState.UNKNOWN

    @property
    def state_words(self) -> str:
        """The state in words; for a guest that has left, also where to."""
        if self.departure is not None and self.state in (DomainState.MOVED, DomainState.SAVED):
            return self.departure.state_words
        return self.state.value

    @property
    def uuid(self) -> str | None:
        if self.domain is not None:
            return self.domain.uuid
        if self.rebooting is not None:
            return self.rebooting.uuid
        return self.definition.uuid if self.definition is not None else None

    @property
    def cpu_percent(self) -> float | None:
        """100 is one physical CPU; None until there are two readings of the same domain."""
        return self.cpu.percent

    @property
    def domid(self) -> int | None:
        return self.domain.domid if self.domain is not None else None

    @property
    def ref(self) -> DomainRef | None:
        return self.domain.ref if self.domain is not None else None

    @derived
    def kind(self) -> "Kind":
        """What it is counted as; the same object for all of one kind."""
        return _kind(self.state, self.domain.role if self.domain is not None else None)

    @property
    def starts_twice(self) -> bool:
        """Whether it has moved to another host and still starts with this one."""
        definition = self.definition
        return definition is not None and definition.autostart and self.state is DomainState.MOVED

    @property
    def problems(self) -> tuple[str, ...]:
        definition = self.definition
        found = self.domain.problems if self.domain is not None else ()
        if definition is not None:
            found += ((definition.error,) if definition.error else ()) + definition.problems
        if self.unreadable is not None:
            found += (self.unreadable.reason,)
        if self.said is not None and self.said.is_trouble:
            found += (self.said.words,)
        if self.starts_twice:
            found += (
                "it has moved to another host and still starts with this one: it would run twice; turn Autostart off",
            )
        return found if definition is not None or not self.is_undecided else (*found, undecided_words(self))

    @derived
    def has_trouble(self) -> bool:
        """Whether someone should look at it."""
        is_leaving = self.domain is not None and self.domain.is_leaving
        return (self.state in _TROUBLE and not is_leaving) or bool(self.problems)


Kind = tuple[DomainState, DomainRole | None]
"""The state of an instance, and the role of its domain, where it has one."""


@lru_cache
def _kind(state: DomainState, role: DomainRole | None) -> Kind:
    return state, role


_TROUBLE = frozenset({DomainState.CRASHED, DomainState.BROKEN, DomainState.UNKNOWN, DomainState.DYING})


_NO_GUESTS = frozenset({DomainRole.DOM0, DomainRole.DEVICE_MODEL})


def is_guest(instance: Instance) -> bool:
    """Whether it counts as a guest; Domain-0, device models and further definitions of running guests don't."""
    return kind_is_guest(*instance.kind)


def kind_is_guest(state: DomainState, role: DomainRole | None) -> bool:
    """The same of any instance with this state, whose domain has this role."""
    return role not in _NO_GUESTS and state is not DomainState.COPY


def undecided_words(instance: Instance) -> str:
    """Says that the operator must choose a definition, and lists the choices."""
    paths = ", ".join(each.path for each in instance.rivals)
    return f"it may have been started from any of {len(instance.rivals)} definitions: {paths}"
