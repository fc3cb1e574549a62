"""What is known of a guest that has ended, and of the monitor that is about to build it again."""

import pytest

from tests.driver.rebooting_guest import BETWEEN, NEVER_BUILT, UUID, Scene, ends, logs_read, row_of
from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import DATA, Answer, ScriptedTransport, domids, listing
from xentui_driver.host.between_domains import ABANDONED
from xentui_driver.host.ended import Fate
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import NameInUse, RebootFailed
from xentui_driver.simulator import Fault
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF
from xentui_driver.toolstack.monitor_log import MonitorLog


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


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


def test_who_looks_once_sees_that_a_guest_is_rebooting(host: SimulatedHostWithDriver) -> None:
    host.started("web", f'uuid = "{UUID}"')
    ends(host)
    host.clock.advance(1.5)
    for _ in range(2):
        assert row_of(host.driver.snapshot()).state is DomainState.REBOOTING
    host.clock.advance(5.0)
    assert row_of(host.driver.snapshot()).state is DomainState.RUNNING


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
    assert became.words == "rebooted, and its definition says not to start it again"


def test_nobody_is_told_to_wait_for_a_guest_whose_monitor_is_gone(host: SimulatedHostWithDriver) -> None:
    ref = host.started("web").ref
    host.let(Fault.MONITORS_GONE)
    ends(host)
    became = host.driver.what_became_of(ref)
    assert became.fate is Fate.SHUT_DOWN
    assert became.words == "rebooted, but nothing starts it again"


@pytest.mark.parametrize(
    ("log", "monitor", "fate"),
    [(BETWEEN, "xl\0create\0", Fate.REBOOTING), (BETWEEN, "", Fate.SHUT_DOWN), (NEVER_BUILT, "", Fate.SHUT_DOWN)],
    ids=["at work", "killed meanwhile", "failed"],
)
def test_a_guest_is_awaited_as_long_as_its_monitor_is_at_it(log: str, monitor: str, fate: Fate) -> None:
    scene = Scene(log, monitor=monitor)
    scene.rows = []
    assert scene.driver.what_became_of(DomainRef(UUID, 1, "web")).fate is fate


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
