"""A guest that reboots itself is rebooting from its end to its next life, and never shown as stopped or paused."""

from collections.abc import Iterator

import pytest

from tests.driver.rebooting_guest import BETWEEN, NEVER_BUILT, UUID, Scene, ends, row_of
from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import row
from tests.xentui.fleet.watching import Watcher
from xentui.fleet.host_state import HostState
from xentui.fleet.restarts import Restarted
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import SourceName
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.simulator.monitor import BUILD_S, REBOOT_PAUSE_S
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_REBOOT
from xentui_driver.toolstack.limits import Limits
from xentui_driver.transport.recording import RecordingTransport
from xentui_driver.transport.replay import ReplayTransport


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


@pytest.fixture
def watcher(host: SimulatedHostWithDriver) -> Watcher:
    return Watcher(host.driver)


def states(watcher: Watcher, host: SimulatedHostWithDriver, every_s: float = 0.1) -> Iterator[HostState]:
    """What a console knows for six seconds."""
    for _ in range(int(6.0 / every_s)):
        host.clock.advance(every_s)
        yield watcher.look()


def web(state: HostState) -> Instance:
    assert state.snapshot is not None
    return row_of(state.snapshot)


class Watched(Scene):
    """A console looks at the scene."""

    def __init__(self, log: str | None, *, monitor: str = "/usr/lib/xen-4.17/bin/xl\0create\0web.cfg\0") -> None:
        super().__init__(log, monitor=monitor)
        self.watcher = Watcher(self.driver)

    def state(self, *rows: str, after_s: float = 1.0) -> DomainState:
        self.go_on(*rows, after_s=after_s)
        return web(self.watcher.look()).state


@pytest.mark.parametrize("every_s", [0.05, 0.3, 0.7, 1.3])
def test_a_guest_that_reboots_itself_is_rebooting_until_its_next_domain_runs(
    host: SimulatedHostWithDriver, watcher: Watcher, every_s: float
) -> None:
    before = host.started("web", f'uuid = "{UUID}"')
    watcher.look()
    ends(host)
    seen: list[DomainState] = []
    told: list[Restarted] = []
    for state in states(watcher, host, every_s):
        assert state.snapshot is not None
        assert len([i for i in state.snapshot.instances if i.uuid == UUID]) == 1
        seen.append(web(state).state)
        told += state.restarted
    lasted = [each is DomainState.REBOOTING for each in seen]
    assert set(seen) <= {DomainState.REBOOTING, DomainState.RUNNING, DomainState.RUNNING}
    assert lasted == sorted(lasted, reverse=True)
    assert sum(lasted) * every_s >= REBOOT_PAUSE_S + BUILD_S - every_s
    assert told == [Restarted(before.ref, host.domain("web").ref, REASON_REBOOT)]


def test_a_guest_without_a_definition_keeps_its_row_while_it_reboots(
    host: SimulatedHostWithDriver, watcher: Watcher
) -> None:
    before = host.started("web")
    host.transport.remove_file("/etc/xen/web.cfg")
    row_key = web(watcher.look()).row_key
    ends(host)
    for state in states(watcher, host):
        assert web(state).uuid == before.uuid
        assert web(state).domain is not None or web(state).row_key == row_key
    assert web(state).rebooting is None


def test_who_looks_for_the_first_time_meanwhile_sees_it_too(host: SimulatedHostWithDriver) -> None:
    host.started("web", f'uuid = "{UUID}"')
    ends(host)
    host.clock.advance(1.5)
    late = Watcher(Hypervisor(host.transport, host.clock))
    assert web(late.look()).state is DomainState.REBOOTING
    host.clock.advance(5.0)
    back = late.look()
    assert web(back).state is DomainState.RUNNING
    assert [r.code for r in back.restarted] == [REASON_REBOOT]


@pytest.mark.parametrize(("reason", "option"), [(REASON_CRASH, "on_crash"), (REASON_POWEROFF, "on_poweroff")])
def test_whoever_is_restarted_is_between_two_domains_too(
    host: SimulatedHostWithDriver, watcher: Watcher, reason: int, option: str
) -> None:
    host.started("web", f'{option} = "restart"')
    watcher.look()
    ends(host, reason)
    seen = list(states(watcher, host))
    assert DomainState.STOPPED not in {web(state).state for state in seen}
    assert [r.code for state in seen for r in state.restarted] == [reason]


def test_a_guest_that_powers_off_is_stopped_at_once(host: SimulatedHostWithDriver, watcher: Watcher) -> None:
    host.started("web")
    watcher.look()
    ends(host, REASON_POWEROFF)
    seen = {web(state).state for state in states(watcher, host)}
    assert DomainState.REBOOTING not in seen
    assert DomainState.STOPPED in seen


def test_a_monitor_that_is_at_it_makes_a_guest_rebooting() -> None:
    scene = Watched(BETWEEN)
    assert scene.state(row("web", 1, uuid=UUID)) is DomainState.RUNNING
    assert scene.state() is DomainState.REBOOTING
    assert scene.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state(row("web", 2, "------", uuid=UUID)) is DomainState.RUNNING


def test_a_listing_that_is_older_than_the_log_is_looked_at_once_more() -> None:
    scene = Watched(f"{BETWEEN}Waiting for domain web (domid 2) to die [pid 183]\n")
    assert scene.state(row("web", 1, uuid=UUID)) is DomainState.RUNNING
    assert scene.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.PAUSED, "somebody has paused it"
    again = Watched(f"{BETWEEN}Waiting for domain web (domid 2) to die [pid 183]\n")
    assert again.state(row("web", 1, uuid=UUID)) is DomainState.RUNNING
    assert again.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.REBOOTING
    assert again.state(row("web", 2, "------", uuid=UUID)) is DomainState.RUNNING


@pytest.mark.parametrize(
    ("log", "monitor"),
    [
        (BETWEEN, ""),
        (BETWEEN, "/usr/sbin/sshd\0"),
        (NEVER_BUILT, "/usr/lib/xen-4.17/bin/xl\0create\0"),
        ("", ""),
        (None, ""),
    ],
)
def test_without_a_monitor_that_is_at_it_a_guest_that_is_gone_is_stopped(log: str | None, monitor: str) -> None:
    scene = Watched(log, monitor=monitor)
    assert scene.state(row("web", 1, uuid=UUID)) is DomainState.RUNNING
    assert scene.state() is DomainState.STOPPED


def test_a_recording_without_notes_of_departures_and_without_processes_is_shown_all_the_same(
    host: SimulatedHostWithDriver,
) -> None:
    lines: list[str] = []
    driver = Hypervisor(RecordingTransport(host.transport, lines.append, clock=host.clock), host.clock)
    host.started("web", f'uuid = "{UUID}"')
    recorded = Watcher(driver)
    recorded.look()
    ends(host)
    host.clock.advance(1.5)
    assert web(recorded.look()).state is DomainState.REBOOTING
    kept = [line for line in lines if "/cmdline" not in line and "departures" not in line]
    assert len(kept) <= len(lines) - 3
    replayed = Watcher(Hypervisor(ReplayTransport(kept), host.clock))
    assert web(replayed.look()).state is DomainState.RUNNING
    later = replayed.snapshot()
    assert row_of(later).state is DomainState.STOPPED
    assert later.problems == ()


def test_where_no_log_can_be_read_the_last_picture_tells_for_a_while() -> None:
    scene = Watched(None, monitor="")
    assert scene.state(row("web", 1, "---sr-", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state() is DomainState.REBOOTING
    assert scene.state(after_s=Limits().monitor_s - 1.0) is DomainState.REBOOTING
    assert scene.state(after_s=2.0) is DomainState.STOPPED


def test_a_domain_that_lies_there_too_long_is_shut_down() -> None:
    scene = Watched(None, monitor="")
    assert scene.state(row("web", 1, "---sr-", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state(row("web", 1, "---sr-", uuid=UUID), after_s=Limits().monitor_s + 1.0) is DomainState.SHUTDOWN


def test_an_old_log_refuses_no_start() -> None:
    scene = Watched(BETWEEN)
    late = Hypervisor(scene.transport, scene.clock)  # the log is of 1970
    assert row_of(late.snapshot()).state is DomainState.RUNNING
    scene.rows = []
    assert row_of(late.snapshot()).state is DomainState.STOPPED


def test_readings_that_are_late_tell_of_no_return_twice(host: SimulatedHostWithDriver, watcher: Watcher) -> None:
    """The application may be busy: then two listings are read with what was known before both."""
    host.started("web", f'uuid = "{UUID}"')
    known = watcher.look().known
    ends(host)
    host.clock.advance(6.0)
    told: list[Restarted] = []
    for _ in range(2):
        watcher.read(SourceName.LISTING, known)
        told += watcher.state.restarted
    assert [each.code for each in told] == [REASON_REBOOT]


def test_a_listing_that_is_replaced_by_a_newer_one_hides_no_return(
    host: SimulatedHostWithDriver, watcher: Watcher
) -> None:
    host.started("web", f'uuid = "{UUID}"')
    before = watcher.look()
    ends(host)
    host.clock.advance(1.5)
    assert web(watcher.look()).state is DomainState.REBOOTING
    watcher.state = before  # as if nobody had ever taken that reading
    host.clock.advance(5.0)
    assert [each.code for each in watcher.look().restarted] == [REASON_REBOOT]
