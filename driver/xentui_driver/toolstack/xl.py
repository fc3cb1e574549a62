"""Runs the toolstack's commands for one host and looks at what they did."""

import threading
from collections.abc import Callable

from xentui_driver.model.clock import Clock
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import Domain, DomainMemory, DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import (
    Cancelled,
    CommandFailed,
    DomainChanged,
    FileUnreadable,
    NoSuchDomain,
    StillRunning,
    XenError,
)
from xentui_driver.model.text import harmless_lines
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import errors_in
from xentui_driver.toolstack.commands import Argv
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.listing import Listing, RowMemory, read_listing
from xentui_driver.toolstack.parse.xenstore import parse_kib, parse_used_kib
from xentui_driver.toolstack.stub_domains import StubDomains
from xentui_driver.transport.protocol import Completed, Operation, Transport

Report = Callable[[str], None]
"""Gets a line of progress: harmless text, from the thread that does the work."""


_MEANWHILE_EVERY_S = 1.0
_MAY_STILL = "The guest may still do what it was asked to do."


def silent(_line: str) -> None:
    """A Report that ignores everything."""


def never() -> bool:
    """A `cancelled` for a wait that nobody cancels."""
    return False


@dataclass(frozen=True, slots=True)
class Xl:
    """The toolstack of one host: what every operation needs."""

    transport: Transport
    clock: Clock
    limits: Limits
    wake: threading.Event
    """Set when the program leaves: every wait ends, and nothing that was started is stopped."""
    cancelled: Callable[[], bool] = never
    """Whether the operator has stopped waiting for a guest."""
    rows: RowMemory = field(default_factory=RowMemory)
    stubs: StubDomains = field(default_factory=StubDomains)

    def listing(self) -> Listing:
        return read_listing(self.transport, self.limits.read_s, self.rows, self.stubs)

    def find(self, ref: DomainRef) -> Domain:
        """The domain as it is at this moment. Raises NoSuchDomain, or DomainChanged when it was restarted."""
        listing = self.listing()
        if (same := listing.same(ref)) is not None:
            return same
        if found := listing.by_uuid(ref.uuid):
            raise DomainChanged(
                f"{ref.name} is no longer the same domain: it had id {ref.domid} and now has id {found[0].domid}.",
                state_now="It was restarted meanwhile; nothing was done.",
            )
        raise NoSuchDomain(f"{ref.name} (id {ref.domid}) no longer exists.", state_now="Nothing was done.")

    def find_guest(self, ref: DomainRef, what: str) -> Domain:
        """Like `find`, for an operation that is for guests only."""
        domain = self.find(ref)
        if domain.role is DomainRole.DOM0:
            raise CommandFailed(
                f"{what} is not possible for Domain-0.", state_now="Nothing was done.", next_step="Choose a guest."
            )
        return domain

    def find_alive(self, ref: DomainRef, what: str) -> Domain:
        """Like `find_guest`, for an operation that the guest itself must respond to."""
        return require_alive(self.find_guest(ref, what), what)

    def change(
        self, argv: Argv, timeout_s: float, report: Report, meanwhile: Callable[[float], None] | None = None
    ) -> Completed:
        """Run a changing command to its end and report its lines as they come.

        `meanwhile` is called about once a second with the seconds that it has been running.

        Raises StillRunning after its time, and Cancelled when the operator stops waiting: the command is left alone,
        for half a change is worse than a slow one.
        """
        return self.follow(self.transport.start(argv), timeout_s, report, meanwhile)

    def follow(
        self,
        operation: Operation,
        timeout_s: float,
        report: Report,
        meanwhile: Callable[[float], None] | None = None,
    ) -> Completed:
        """The second half of `change`: the command has begun. Raises as `change` does."""
        argv = operation.argv
        started_s = told_s = self.clock.monotonic_s()
        told = 0
        while True:
            status = operation.exit_status()
            output = _output_of(operation)
            lines = harmless_lines(output[: output.rfind("\n") + 1] if status is None else output, 10_000)
            for line in lines[told:]:
                report(line)
            told = max(told, len(lines))
            if status is not None:
                return Completed(tuple(argv), status, output, "")
            self.leave_if_cancelled(f"`{' '.join(argv)}` was left alone and is still running. {_MAY_STILL}")
            leaving, now_s = self.wake.is_set(), self.clock.monotonic_s()
            if leaving or now_s - started_s >= timeout_s:
                raise StillRunning(
                    f"`{' '.join(argv)}` {'goes on' if leaving else f'has not ended after {timeout_s:.0f} s'}.",
                    argv=argv,
                    detail="\n".join(dict.fromkeys((*errors_in("\n".join(lines)), *lines[-5:]))),
                    state_now="It was not touched and is still running.",
                    next_step=f"Its output is in {operation.output_path}.",
                )
            if meanwhile is not None and now_s - told_s >= _MEANWHILE_EVERY_S:
                meanwhile(now_s - started_s)
                told_s = now_s
            self.clock.wait(0.1, self.wake)

    def look_until(
        self, look: Callable[[Listing], bool], timeout_s: float, report: Callable[[float], None]
    ) -> Listing | None:
        """List until `look` returns true; None when the time is up.

        A listing that fails is no answer: the next one is asked for. Raises the last failure if none succeeded,
        Cancelled when the operator stops waiting.
        """
        start_s = self.clock.monotonic_s()
        failure: XenError | None = None
        listing: Listing | None = None
        while True:
            try:
                listing = self.listing()
            except XenError as error:
                failure = error
            else:
                if look(listing):
                    return listing
            self.leave_if_cancelled()
            passed_s = self.clock.monotonic_s() - start_s
            if passed_s >= timeout_s or self.wake.is_set():
                if listing is None and failure is not None:
                    raise failure
                return None
            report(passed_s)
            self.clock.wait(self.limits.look_every_s, self.wake)

    def leave_if_cancelled(self, state_now: str = _MAY_STILL) -> None:
        """To be called at each look of a wait, with how things stand. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled("xentui no longer waits for it.", state_now=state_now)

    def domain_memory(self, domain: Domain) -> DomainMemory:
        """Actual, target and maximum of one domain."""
        return DomainMemory(
            actual_kib=domain.memory_kib,
            target_kib=self._store_kib(domain.domid, "target"),
            maximum_kib=self._store_kib(domain.domid, "static-max"),
        )

    def video_memory_kib(self, domain: Domain) -> int:
        """What of its target an HVM guest has as video memory: xl takes that off before it sets it (libxl_mem.c)."""
        return self._store_kib(domain.domid, "videoram") or 0

    def used_memory_kib(self, domain: Domain) -> int | None:
        """What the guest's agent says that it uses; None where it has none, or says nothing that can be."""
        folder = f"/local/domain/{domain.domid}/data"
        argv = commands.read_store(f"{folder}/meminfo_total", f"{folder}/meminfo_free")
        completed = self.transport.run(argv, timeout_s=self.limits.read_s)
        used_kib = parse_used_kib(completed.stdout) if completed.exit_status == 0 else None
        return used_kib if used_kib is not None and used_kib <= domain.memory_kib else None

    def _store_kib(self, domid: int, key: str) -> int | None:
        argv = commands.read_store(f"/local/domain/{domid}/memory/{key}")
        completed = self.transport.run(argv, timeout_s=self.limits.read_s)
        return parse_kib(completed.stdout) if completed.exit_status == 0 else None

    def read(self, argv: Argv, timeout_s: float | None = None) -> str:
        """The output of a reading command. Raises XenError when it failed."""
        completed = self.transport.run(argv, timeout_s=timeout_s or self.limits.read_s)
        if completed.exit_status != 0:
            from xentui_driver.toolstack.known_messages import reading_error

            raise reading_error(completed)
        return completed.stdout


def require_alive(domain: Domain, what: str) -> Domain:
    """The domain, if its code runs now. Raises DomainChanged."""
    if domain.state is DomainState.RUNNING and domain.role is DomainRole.GUEST:
        return domain
    from xentui_driver.toolstack.way_out import WAYS

    raise DomainChanged(
        f"{what} needs a running guest; {label(domain)} is {state_words(domain)}.",
        state_now="Nothing was done.",
        next_step=WAYS[domain.state]
        if domain.state is not DomainState.RUNNING
        else "It isn't a guest: choose the guest it belongs to.",
    )


def _output_of(operation: Operation) -> str:
    """The output so far; a file that is gone must not hide how the operation ends."""
    try:
        return operation.output()
    except FileUnreadable:
        return ""


def label(domain: Domain | DomainRef) -> str:
    """The name of a domain in messages."""
    return f"{domain.name or '(no name)'} (id {domain.domid})"


def state_words(domain: Domain) -> str:
    """The state of a domain in messages."""
    if domain.state is DomainState.MIGRATING:
        return "arriving in a migration" if domain.role is DomainRole.INCOMING else "leaving in a migration"
    words = {DomainState.SHUTDOWN: "shut down", DomainState.REBOOTING: "shut down for a reboot"}
    word = words.get(domain.state, domain.state.value)
    return f"{word} ({domain.reason})" if domain.reason not in ("", word, "crash") else word


def standing_words(domain: Domain, *, is_booting: bool = False) -> str:
    """The properties of a domain that operations change: its state, its number, its memory and vCPUs.

    While it boots xl lists only those vCPUs that its kernel has brought online so far: first a single one.
    """
    words = f"{state_words(domain)}, id {domain.domid}, {domain.memory_kib // MIB_KIB} MiB"
    return words if is_booting else f"{words}, {domain.vcpus} vCPUs"
