"""The sampler on real Xen, through what may befall a dom0: guests made and destroyed in a loop, a xenstored that stops
or dies, and its own sudden end. No figure ever comes under another guest's name.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from tests.contract.worlds import SLOWNESS
from tests.figures import SAID
from tests.lab import guests
from tests.lab.guest_system import BOOT_DISK
from tests.lab.host import LabHost
from tests.lab.lab import lone_host
from tests.lab.transport import SshTransport
from tests.waiting import looks, until
from xentui_driver.host.counters import voucher
from xentui_driver.host.counters.session import CounterSession
from xentui_driver.host.counters.voucher import Sampled
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.errors import NotCounted
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.limits import Limits
from xentui_driver.transport.protocol import Completed

pytestmark = pytest.mark.lab

LIMITS = Limits().scaled(SLOWNESS)
NAMES = ("one", "two", "three")
CHURN_S = 60
SILENT_FOR_S = 30.0
PATIENCE_S = 240.0
EVERY_S = 0.2
CHURN = """\
end=$(($(date +%s) + $1)); made=0
while [ $(date +%s) -lt $end ]; do
    for name in one two three; do xl create /etc/xen/$name.cfg >/dev/null 2>&1 && made=$((made + 1)); done
    for name in two one three; do xl destroy $name >/dev/null 2>&1; done
done
echo $made
"""


class Counting(SshTransport):
    """Counts how often xl is asked for the domains."""

    listings = 0

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        self.listings += tuple(argv) == commands.list_domains()
        return super().run(argv, timeout_s=timeout_s)


class AtWork(NamedTuple):
    """A sampler on a host."""

    transport: Counting
    session: CounterSession

    def settle(self) -> None:
        """Until names are followed: then xl isn't asked for the next reading."""

        def is_settled() -> bool:
            before = self.transport.listings
            return _read(self.session) is not None and self.transport.listings == before

        until(is_settled, timeout_s=PATIENCE_S, every_s=0.5)


@contextmanager
def sampled(host: LabHost) -> Iterator[AtWork]:
    """A sampler at work on the host."""
    transport = Counting(host.name, host.ssh)
    driver = Hypervisor(transport, SystemClock(), limits=LIMITS)
    try:
        until(lambda: _read(driver.counters), timeout_s=PATIENCE_S, every_s=1.0)
        yield AtWork(transport, driver.counters)
    finally:
        driver.close()


def _read(session: CounterSession) -> Sampled | None:
    """None while it rests after a failure."""
    try:
        return session.read()
    except NotCounted:
        return None


@pytest.fixture
def no_check_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """xl is asked for what the sampler tells alone."""
    monkeypatch.setattr(voucher, "CHECK_EVERY_S", 100 * PATIENCE_S)


def uuid_of(name: str) -> str:
    return f"00000000-0000-4000-8000-{NAMES.index(name):012d}"


def names_of(sampled: Sampled) -> dict[str, str]:
    """The names of guests by their UUIDs."""
    return {each.uuid: each.name for each in sampled.listing.domains if each.role is not DomainRole.DOM0}


def test_a_minute_of_guests_made_and_destroyed(empty_host: LabHost) -> None:
    for name in NAMES:
        empty_host.put(f"/etc/xen/{name}.cfg", guests.tiny(name, uuid=uuid_of(name)).encode())
    empty_host.run_script(f"({CHURN}) >/tmp/churned 2>&1 </dev/null & ", str(CHURN_S))
    seen: set[tuple[str, int]] = set()
    with sampled(empty_host) as (_, session):
        while empty_host.run(("cat", "/tmp/churned")).stdout == "":
            for _look in looks(2.0, EVERY_S):
                if (read := _read(session)) is not None:
                    seen |= {(each.uuid, each.domid) for each in read.listing.domains}
                    assert all(name == "" or uuid == uuid_of(name) for uuid, name in names_of(read).items())
        assert int(empty_host.run(("cat", "/tmp/churned")).stdout) > len(NAMES)
        assert len(seen) > len(NAMES)
        last = until(lambda: _read(session), timeout_s=PATIENCE_S, every_s=1.0)
        assert last is not None
        assert names_of(last) == {}


@pytest.mark.usefixtures("no_check_due")
def test_a_xenstored_that_is_stopped_for_a_while(empty_host: LabHost) -> None:
    domid = empty_host.start_guest("/etc/xen/one.cfg", guests.tiny("one", uuid=uuid_of("one")))
    with sampled(empty_host) as at_work:
        at_work.settle()
        transport, session = at_work
        asked = transport.listings
        signal_xenstored(empty_host, "STOP")
        try:
            problems: list[str] = []
            for _ in looks(SILENT_FOR_S, 1.0):
                read = session.read()
                assert names_of(read) == {uuid_of("one"): "one"}
                assert {each.domid for each in read.listing.domains} == {0, domid}
                problems += read.listing.problems
            assert transport.listings == asked, "xl would hang too"
        finally:
            signal_xenstored(empty_host, "CONT")
        assert any("xenstored has not answered for" in each for each in problems)
        until(lambda: not session.read().listing.problems, timeout_s=PATIENCE_S, every_s=1.0)


def test_its_own_sudden_end(empty_host: LabHost) -> None:
    empty_host.start_guest("/etc/xen/one.cfg", guests.tiny("one", uuid=uuid_of("one")))
    with sampled(empty_host) as (_, session):
        empty_host.run(("pkill", "-KILL", "-f", "xentui_driver[.]sampler"))
        with pytest.raises(NotCounted):
            session.read()
        again = until(lambda: _read(session), timeout_s=PATIENCE_S, every_s=1.0)
        assert again is not None
        assert names_of(again) == {uuid_of("one"): "one"}


@pytest.mark.usefixtures("no_check_due")
def test_a_new_name_is_told_long_before_a_check_is_due(empty_host: LabHost) -> None:
    domid = empty_host.start_guest("/etc/xen/one.cfg", guests.tiny("one", uuid=uuid_of("one")))
    with sampled(empty_host) as at_work:
        at_work.settle()
        assert empty_host.run(("xl", "rename", str(domid), "two")).exit_status == 0
        session = at_work.session
        until(lambda: names_of(session.read()) == {uuid_of("one"): "two"}, timeout_s=PATIENCE_S, every_s=EVERY_S)


@pytest.mark.lab_long
def test_a_xenstored_that_dies() -> None:
    """On a host of its own, for nothing brings xenstored back."""
    with lone_host("host-b") as host:
        host.start_guest("/etc/xen/one.cfg", guests.tiny("one", uuid=uuid_of("one")))
        with sampled(host) as at_work:
            at_work.settle()
            signal_xenstored(host, "KILL")
            for _ in looks(SILENT_FOR_S, 1.0):
                assert names_of(at_work.session.read()) == {uuid_of("one"): "one"}


@pytest.mark.lab_long
@pytest.mark.parametrize("count", [20, 60])
def test_what_a_poll_costs(
    empty_host: LabHost, installed_xentui: str, count: int, request: pytest.FixtureRequest
) -> None:
    request.node.user_properties.append((SAID, cost_of_a_poll(empty_host, installed_xentui, count)))


@pytest.mark.lab_long
@pytest.mark.parametrize("count", [20, 60])
def test_what_a_poll_costs_on_4_20(
    empty_host_c: LabHost, installed_on_c: str, count: int, request: pytest.FixtureRequest
) -> None:
    request.node.user_properties.append((SAID, cost_of_a_poll(empty_host_c, installed_on_c, count)))


def cost_of_a_poll(host: LabHost, folder: str, count: int) -> str:
    """Guests with a disk and a network each: the sampler beside `xl list -v` and xentop, in CPU time of the dom0."""
    for number in range(count):
        definition = guests.tiny(f"guest-{number}", disk=(f"{BOOT_DISK},raw,xvda,ro",), vif=("script=/bin/true",))
        host.start_guest("/etc/xen/guest.cfg", definition)
    python = ("env", f"PYTHONPATH={folder}", "python3")
    said = json.loads(host.run((*python, "-m", "xentui", "sources", "--json"), 600.0).stdout)
    assert all(each["error"] is None for each in said["sources"])
    whole = {each["name"]: round(each["cpu_ms"], 1) for each in said["sources"]}
    measured = json.loads(host.run((*python, "-c", COMMANDS), 600.0).stdout)
    shares = {what: round(ms / measured["xl list -v"], 3) for what, ms in measured.items()}
    assert shares["the sampler"] < 1 / 6
    assert shares["its domains alone"] < 1 / 25
    assert whole["counters"] < whole["listing"] / 6
    return (
        f"A poll of {count} guests, CPU ms: {json.dumps(measured)}; of xl list -v: {json.dumps(shares)}; with all that "
        f"is made of the answers: by the sampler {whole['counters']}, by xl {whole['listing']}"
    )


COMMANDS = """\
import json, resource, subprocess, time
from xentui_driver.sampler.process import Sampler

def of_commands():
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime

def least(used, work, times):
    took = []
    for _ in range(times):
        before = used()
        work()
        took.append(used() - before)
    return round(1000 * min(took), 2)

sampler = Sampler()
sampler.sample()
costs = {
    "the sampler": least(time.process_time, sampler.sample, 20),
    "its domains alone": least(time.process_time, sampler._control.domains, 20),
}
for command in ("xl list -v", "xentop -b -i 1", "xl info", "true"):
    run = lambda: subprocess.run(command.split(), stdout=subprocess.DEVNULL, check=True)
    costs[command] = least(of_commands, run, 3)
print(json.dumps(costs))
"""


def signal_xenstored(host: LabHost, signal: str) -> None:
    done = host.run(("pkill", f"-{signal}", "-x", "oxenstored|xenstored"))
    assert done.exit_status == 0, done.stderr
