"""A guest that reboots itself is rebooting from its end to its next life, and never offered as stopped or paused."""

from collections.abc import Iterator

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import DATA, Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.ended import Fate
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import NameInUse, RebootFailed
from xentui_driver.model.instance import Instance
from xentui_driver.model.snapshot import Restarted, Snapshot
from xentui_driver.operations.rebuilds import ABANDONED
from xentui_driver.simulator import Fault, SimulatedClock, requests
from xentui_driver.simulator.monitor import BUILD_S, REBOOT_PAUSE_S
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF, REASON_REBOOT
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.monitor_log import MonitorLog
from xentui_driver.transport.recording import RecordingTransport, ReplayTransport

UUID = uuid_of(1)
NEVER_BUILT = """\
Waiting for domain web (domid 1) to die [pid 183]
Domain 1 has shut down, reason code 1 0x1
Action for shutdown reason code 1 is restart
Domain 1 needs to be cleaned up: destroying the domain
Done. Rebooting now
xc: error: panic: xg_dom_core.c:205: failed to open file '/srv/lab/linux': No such file or directory: Internal error
libxl: error: libxl_dom.c:909:libxl__domain_firmware: xc_dom_kernel_file failed: No such file or directory
libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain 3:cannot (re-)build domain: -1
libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain 3:Destruction of domain failed
"""
"""As xl 4.17 wrote it when the guest's kernel had been taken away."""


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def ends(host: SimulatedHostWithDriver, reason: int = REASON_REBOOT, name: str = "web") -> None:
    """The guest ends by itself."""
    with host.xen.at_now() as now_s:
        dom0 = host.xen.host("dom0a")
        domain = dom0.named(name)
        assert domain is not None
        requests.shut_down(host.xen, dom0, domain, reason, now_s)


def pictures(host: SimulatedHostWithDriver, seconds: float = 6.0, every_s: float = 0.1) -> Iterator[Snapshot]:
    for _ in range(int(seconds / every_s)):
        host.clock.advance(every_s)
        yield host.driver.snapshot()


def row_of(snapshot: Snapshot, name: str = "web") -> Instance:
    return next(instance for instance in snapshot.instances if instance.name == name)


@pytest.mark.parametrize("every_s", [0.05, 0.3, 0.7, 1.3])
def test_a_guest_that_reboots_itself_is_rebooting_until_its_next_domain_runs(
    host: SimulatedHostWithDriver, every_s: float
) -> None:
    before = host.started("web", f'uuid = "{UUID}"')
    ends(host)
    states: list[DomainState] = []
    told: list[Restarted] = []
    for snapshot in pictures(host, every_s=every_s):
        assert len([i for i in snapshot.instances if i.uuid == UUID]) == 1
        states.append(row_of(snapshot).state)
        told += snapshot.restarted
    lasted = [state is DomainState.REBOOTING for state in states]
    assert set(states) <= {DomainState.REBOOTING, DomainState.RUNNING, DomainState.IDLE}
    assert lasted == sorted(lasted, reverse=True)
    assert sum(lasted) * every_s >= REBOOT_PAUSE_S + BUILD_S - every_s
    assert told == [Restarted(before.ref, host.domain("web").ref, REASON_REBOOT)]


def test_a_guest_without_a_definition_keeps_its_row_while_it_reboots(host: SimulatedHostWithDriver) -> None:
    before = host.started("web")
    host.transport.remove_file("/etc/xen/web.cfg")
    host.driver.snapshot()
    ends(host)
    for snapshot in pictures(host):
        assert row_of(snapshot).uuid == before.uuid
    assert row_of(snapshot).rebooting is None


def test_who_looks_for_the_first_time_meanwhile_sees_it_too(host: SimulatedHostWithDriver) -> None:
    host.started("web", f'uuid = "{UUID}"')
    ends(host)
    host.clock.advance(1.5)
    late = Hypervisor(host.transport, host.clock)
    assert row_of(late.snapshot()).state is DomainState.REBOOTING
    host.clock.advance(5.0)
    back = late.snapshot()
    assert row_of(back).state in (DomainState.RUNNING, DomainState.IDLE)
    assert [r.code for r in back.restarted] == [REASON_REBOOT]


def logs_read(host: SimulatedHostWithDriver, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Takes note of every log of a monitor that is read from here on."""
    read: list[str] = []
    read_file = host.transport.read_file

    def noting(path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        if path.startswith("/var/log/xen/"):
            read.append(path)
        return read_file(path, limit_bytes=limit_bytes)

    monkeypatch.setattr(host.transport, "read_file", noting)
    return read


def test_the_first_picture_reads_the_logs_of_stopped_guests_only(
    host: SimulatedHostWithDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.started("db")
    host.started("web")
    host.driver.destroy(host.domain("web").ref)
    read = logs_read(host, monkeypatch)
    Hypervisor(host.transport, host.clock).snapshot()
    assert read == ["/var/log/xen/xl-web.log"]


def test_the_log_that_tells_of_an_end_is_the_last_that_is_read(
    host: SimulatedHostWithDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = host.started("web").ref
    ends(host, REASON_POWEROFF)
    host.clock.advance(5.0)
    read = logs_read(host, monkeypatch)
    assert host.driver.what_became_of(ref).fate is Fate.SHUT_DOWN
    assert read == ["/var/log/xen/xl-web.log"]


@pytest.mark.parametrize(("reason", "option"), [(REASON_CRASH, "on_crash"), (REASON_POWEROFF, "on_poweroff")])
def test_whoever_is_restarted_is_between_two_domains_too(
    host: SimulatedHostWithDriver, reason: int, option: str
) -> None:
    host.started("web", f'{option} = "restart"')
    ends(host, reason)
    seen = list(pictures(host))
    assert DomainState.STOPPED not in {row_of(snapshot).state for snapshot in seen}
    assert [r.code for snapshot in seen for r in snapshot.restarted] == [reason]


def test_a_guest_that_powers_off_is_stopped_at_once(host: SimulatedHostWithDriver) -> None:
    host.started("web")
    ends(host, REASON_POWEROFF)
    states = {row_of(snapshot).state for snapshot in pictures(host)}
    assert DomainState.REBOOTING not in states
    assert DomainState.STOPPED in states


def test_its_start_is_refused_meanwhile_with_the_reason_and_a_way_out(host: SimulatedHostWithDriver) -> None:
    host.started("web", f'uuid = "{UUID}"')
    definition = row_of(host.driver.snapshot()).definition
    assert definition is not None
    ends(host)
    host.clock.advance(1.5)
    with pytest.raises(NameInUse) as refused:
        host.driver.start(definition)
    assert "rebooting" in refused.value.summary
    assert "pid" in refused.value.summary
    assert "Wait" in refused.value.next_step


def test_a_domain_that_nothing_will_start_again_is_not_rebooting_for_ever(host: SimulatedHostWithDriver) -> None:
    host.started("web")
    host.let(Fault.MONITORS_GONE)
    ends(host)
    host.clock.advance(1.0)
    seen = row_of(host.driver.snapshot())
    assert seen.state is DomainState.SHUTDOWN
    assert ABANDONED in seen.problems


def test_what_has_become_of_a_guest_is_told_at_each_stage(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web", f'uuid = "{UUID}"').ref
    assert host.driver.what_became_of(ref).fate is Fate.ALIVE
    ends(host)
    assert host.driver.what_became_of(ref).words == "is rebooting"
    host.clock.advance(1.5)
    assert host.driver.what_became_of(ref).words == "is rebooting"
    host.clock.advance(8.0)
    back = host.driver.what_became_of(ref)
    assert back.fate is Fate.BACK
    assert back.words == f"rebooted as id {host.domain('web').domid}"
    assert back.ref == host.domain("web").ref


@pytest.mark.parametrize(
    ("reason", "fate", "words"),
    [(REASON_POWEROFF, Fate.SHUT_DOWN, "powered off"), (REASON_CRASH, Fate.CRASHED, "crashed")],
)
def test_what_has_become_of_a_guest_that_does_not_come_back(
    host: SimulatedHostWithDriver, reason: int, fate: Fate, words: str
) -> None:
    ref = host.started("web").ref
    ends(host, reason)
    host.clock.advance(5.0)
    became = host.driver.what_became_of(ref)
    assert (became.fate, became.words) == (fate, words)


@pytest.mark.parametrize("action", ["destroy", "preserve"])
@pytest.mark.parametrize("after_s", [0.5, 5.0])
def test_nobody_is_told_to_wait_for_a_guest_whose_definition_ends_it_at_a_reboot(
    host: SimulatedHostWithDriver, action: str, after_s: float
) -> None:
    ref = host.started("web", f'on_reboot = "{action}"').ref
    ends(host)
    host.clock.advance(after_s)
    became = host.driver.what_became_of(ref)
    assert became.fate is Fate.SHUT_DOWN
    assert became.words == "rebooted itself, and its definition ends it then"


def test_nobody_is_told_to_wait_for_a_guest_whose_monitor_is_gone(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.let(Fault.MONITORS_GONE)
    ends(host)
    became = host.driver.what_became_of(ref)
    assert became.fate is Fate.SHUT_DOWN
    assert became.words == "rebooted itself, and nothing starts it again"


class Scene:
    """A guest that is gone, what the log of its monitor says, and whether that is a process still."""

    def __init__(self, log: str | None, *, monitor: str = "/usr/lib/xen-4.17/bin/xl\0create\0web.cfg\0") -> None:
        self.clock = SimulatedClock()
        self.rows = [row("web", 1, uuid=UUID)]
        self.transport = ScriptedTransport(
            {
                "xl list -v": lambda: listing(*self.rows),
                "xenstore-list /local/domain": lambda: domids(*(int(line.split()[1]) for line in self.rows)),
                "xl info": "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\n",
            },
            {
                "/etc/xen/web.cfg": f'name = "web"\nuuid = "{UUID}"\nmemory = 512\n'.encode(),
                **({"/var/log/xen/xl-web.log": log.encode()} if log is not None else {}),
                **({"/proc/183/cmdline": monitor.encode()} if monitor else {}),
            },
        )
        self.driver = Hypervisor(self.transport, self.clock, limits=Limits(create_s=1e12))

    def state(self, *rows: str, after_s: float = 1.0) -> DomainState:
        self.rows = list(rows)
        self.clock.advance(after_s)
        return row_of(self.driver.snapshot()).state


BETWEEN = NEVER_BUILT.partition("xc: error")[0]


@pytest.mark.parametrize(
    ("log", "monitor", "fate"),
    [(BETWEEN, "xl\0create\0", Fate.REBOOTING), (BETWEEN, "", Fate.SHUT_DOWN), (NEVER_BUILT, "", Fate.SHUT_DOWN)],
    ids=["at work", "killed meanwhile", "failed"],
)
def test_a_guest_is_awaited_as_long_as_its_monitor_is_at_it(log: str, monitor: str, fate: Fate) -> None:
    scene = Scene(log, monitor=monitor)
    scene.rows = []
    assert scene.driver.what_became_of(DomainRef(UUID, 1, "web")).fate is fate


def test_a_monitor_that_is_at_it_makes_a_guest_rebooting() -> None:
    scene = Scene(BETWEEN)
    assert scene.state(row("web", 1, uuid=UUID)) is DomainState.IDLE
    assert scene.state() is DomainState.REBOOTING
    assert scene.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state(row("web", 2, "------", uuid=UUID)) is DomainState.RUNNING


def test_a_listing_that_is_older_than_the_log_is_looked_at_once_more() -> None:
    scene = Scene(f"{BETWEEN}Waiting for domain web (domid 2) to die [pid 183]\n")
    assert scene.state(row("web", 1, uuid=UUID)) is DomainState.IDLE
    assert scene.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state(row("web", 2, "--p---", uuid=UUID)) is DomainState.PAUSED, "somebody has paused it"
    again = Scene(f"{BETWEEN}Waiting for domain web (domid 2) to die [pid 183]\n")
    assert again.state(row("web", 1, uuid=UUID)) is DomainState.IDLE
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
    scene = Scene(log, monitor=monitor)
    assert scene.state(row("web", 1, uuid=UUID)) is DomainState.IDLE
    assert scene.state() is DomainState.STOPPED


def test_a_recording_without_notes_of_departures_and_without_processes_is_shown_all_the_same(
    host: SimulatedHostWithDriver,
) -> None:
    lines: list[str] = []
    driver = Hypervisor(RecordingTransport(host.transport, lines.append, clock=host.clock), host.clock)
    host.started("web", f'uuid = "{UUID}"')
    driver.snapshot()
    ends(host)
    host.clock.advance(1.5)
    assert row_of(driver.snapshot()).state is DomainState.REBOOTING
    kept = [line for line in lines if "/cmdline" not in line and "departures" not in line]
    assert len(kept) <= len(lines) - 3
    replayed = Hypervisor(ReplayTransport(kept), host.clock)
    assert row_of(replayed.snapshot()).state in (DomainState.RUNNING, DomainState.IDLE)
    later = replayed.snapshot()
    assert row_of(later).state is DomainState.STOPPED
    assert later.problems == ()


def test_where_no_log_can_be_read_the_last_picture_tells_for_a_while() -> None:
    scene = Scene(None, monitor="")
    assert scene.state(row("web", 1, "---sr-", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state() is DomainState.REBOOTING
    assert scene.state(after_s=Limits().monitor_s - 1.0) is DomainState.REBOOTING
    assert scene.state(after_s=2.0) is DomainState.STOPPED


def test_a_domain_that_lies_there_too_long_is_shut_down() -> None:
    scene = Scene(None, monitor="")
    assert scene.state(row("web", 1, "---sr-", uuid=UUID)) is DomainState.REBOOTING
    assert scene.state(row("web", 1, "---sr-", uuid=UUID), after_s=Limits().monitor_s + 1.0) is DomainState.SHUTDOWN


def test_an_old_log_refuses_no_start() -> None:
    scene = Scene(BETWEEN)
    late = Hypervisor(scene.transport, scene.clock)  # the log is of 1970
    assert row_of(late.snapshot()).state is DomainState.IDLE
    scene.rows = []
    assert row_of(late.snapshot()).state is DomainState.STOPPED


def test_the_log_of_a_failed_reboot_keeps_its_cause() -> None:
    log = MonitorLog("/var/log/xen/xl-web.log", tuple(NEVER_BUILT.splitlines()))
    assert log.rebuild is None
    assert "failed to open file" in "\n".join(log.end_of(1))


@pytest.mark.parametrize(("capture", "is_told_to_end"), [("kept-boot", True), ("shutdown", True), ("reboot", False)])
def test_what_a_definition_has_done_at_an_end_is_read_from_real_logs(capture: str, is_told_to_end: bool) -> None:
    lines = tuple((DATA / f"lab/cat_xl_log.{capture}.out").read_text().splitlines())
    log = MonitorLog("", lines)
    (domid, *_) = (int(line.split()[1]) for line in lines if "has shut down" in line)
    assert log.shutdown_code(domid) is not None
    assert log.is_told_to_end(domid) is is_told_to_end
    assert log.watcher(domid) is not None


def test_a_reboot_that_was_asked_for_and_failed_says_why() -> None:
    scene = Scene(NEVER_BUILT)
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": [listing(*scene.rows), listing()],
        "xenstore-list /local/domain": [domids(1), domids()],
        "xl reboot 1": "Rebooting domain 1\n",
    }
    files = {"/var/log/xen/xl-web.log": NEVER_BUILT.encode()}
    with pytest.raises(RebootFailed) as failed:
        Hypervisor(ScriptedTransport(answers, files), scene.clock).reboot(DomainRef(UUID, 1, "web"))
    assert "not built again: failed to open file '/srv/lab/linux'" in failed.value.summary
    assert "cannot (re-)build domain" in failed.value.detail
    assert "/var/log/xen/xl-web.log" in failed.value.next_step
