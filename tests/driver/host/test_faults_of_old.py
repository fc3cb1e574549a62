"""The faults of Ganeti's Xen driver, by their numbers: each would show here if it came back."""

from dataclasses import replace

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import HEADER, Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRef, DomainRole, DomainState
from xentui_driver.model.errors import (
    BalloonStoppedShort,
    CommandFailed,
    CommandTimedOut,
    GuestIgnoredRequest,
    NameInUse,
    NoGuestDrivers,
    RebootFailed,
    StillRunning,
)
from xentui_driver.model.units import MIB_KIB
from xentui_driver.simulator import DEAF, Fault, GuestBehaviour, SimulatedClock
from xentui_driver.toolstack.limits import Limits

WEB = DomainRef(uuid_of(7), 7, "web")
INFO = "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\n"


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def scripted(
    answers: dict[str, Answer | list[Answer]], files: dict[str, bytes] | None = None
) -> tuple[Hypervisor, ScriptedTransport]:
    base: dict[str, Answer | list[Answer]] = {
        "xl list -v": listing(row("web", 7)),
        "xenstore-list /local/domain": domids(7),
    }
    transport = ScriptedTransport({**base, **answers}, files)
    return Hypervisor(transport, SimulatedClock()), transport


@pytest.mark.parametrize("characters", ["---srd", "---ssd", "---sw-", "---sS-", "---s?-", "r--s--", "-b-s--", "!!!!!!"])
def test_a_strange_state_spoils_only_its_own_row(characters: str) -> None:
    """Ganeti's G1: one state that it didn't know failed the listing of the whole node."""
    rows = listing(row("odd", 5, characters), row("web", 7))
    driver, _ = scripted({"xl list -v": rows, "xenstore-list /local/domain": domids(5, 7), "xl info": INFO})
    states = {i.name: i.state for i in driver.snapshot().instances}
    assert states["web"] is DomainState.RUNNING
    assert set(states) == {"Domain-0", "odd", "web"}


@pytest.mark.parametrize(("type", "guest"), [("pvh", DEAF), ("hvm", GuestBehaviour(pv_drivers=False))])
def test_a_stop_that_fails_never_becomes_a_destroy(
    host: SimulatedHostWithDriver, type: str, guest: GuestBehaviour
) -> None:
    """Ganeti's G2: a guest that didn't shut down was destroyed at once, without a message."""
    ref = host.started("web", type=type, guest=guest).ref
    with pytest.raises((GuestIgnoredRequest, NoGuestDrivers)):
        host.driver.stop(ref)
    assert host.domain("web").ref == ref
    assert host.domain("web").state is DomainState.RUNNING


def test_a_guest_without_pv_drivers_is_offered_its_power_button_and_stops_by_it(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G2, the other side: an HVM guest without PV drivers could not be shut down at all."""
    ref = host.started("win", type="hvm", guest=GuestBehaviour(pv_drivers=False)).ref
    with pytest.raises(NoGuestDrivers) as refused:
        host.driver.stop(ref)
    assert "(do: stop_acpi)" in refused.value.next_step
    outcome = host.driver.stop(ref, acpi=True, report=host.progress.append)
    assert outcome.steps == (f"xl shutdown -F {ref.domid}",)
    assert any(line.startswith("its power button was pressed, shutting down") for line in host.progress)
    assert not host.is_there("win")


def test_a_power_button_that_does_nothing_is_told(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G2 again: nothing more is done than was asked for."""
    ref = host.started("win", type="hvm", guest=GuestBehaviour(pv_drivers=False, acpi=False)).ref
    with pytest.raises(GuestIgnoredRequest, match=r"has not shut down after .*: its power button was pressed"):
        host.driver.stop(ref, acpi=True)
    assert host.domain("win").ref == ref


def test_a_failed_destroy_is_told_and_the_definition_stays() -> None:
    """Ganeti's G3: it was reported as a success, and the definition was deleted."""
    definition = b'name = "web"\n'
    failed = (1, "", "destroy failed (rc=-3)\n")
    driver, transport = scripted({"xl destroy 7": failed}, {"/etc/xen/web.cfg": definition})
    with pytest.raises(CommandFailed, match="was not forced off"):
        driver.destroy(WEB)
    assert transport.read_file("/etc/xen/web.cfg") == definition
    assert transport.changed == []


def test_a_guest_that_its_monitor_clears_away_is_stopped(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G4: with on_poweroff=destroy a normal shutdown was an error ("already destroyed")."""
    ref = host.started("web", 'on_poweroff = "destroy"').ref
    assert host.driver.stop(ref).summary == "web has shut down and is gone."
    stopped = find_instance(host.driver.snapshot().instances, "web")
    assert (stopped.state, stopped.definition is not None) == (DomainState.STOPPED, True)


def test_a_guest_starts_though_the_node_tells_nothing_of_itself() -> None:
    """Ganeti's G12: without node information a start ended in a TypeError."""
    answers: dict[str, Answer | list[Answer]] = {
        "xl info": CommandTimedOut("xl info did not answer."),
        "xl list -v": [listing(), listing(row("web", 7))],
        "xenstore-list /local/domain": [domids(), domids(7)],
        "xl create /etc/xen/web.cfg": "",
    }
    driver, _ = scripted(answers)
    assert driver.start(Definition("/etc/xen/web.cfg", "web")).ref == WEB


def test_a_reboot_that_cannot_come_back_fails_at_once_with_its_reason(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G15: it waited 600 s and then failed without a reason."""
    ref = host.started("once", 'on_reboot = "destroy"').ref
    begun_s = host.clock.monotonic_s()
    with pytest.raises(RebootFailed, match="was not built again"):
        host.driver.reboot(ref)
    assert host.clock.monotonic_s() - begun_s < 60


def test_a_reboot_is_not_disturbed_by_what_is_seen_in_passing() -> None:
    """Ganeti's G15: `---srd` of any domain made an error of a reboot that succeeded."""
    passing = listing(row("(null)", 5, "---srd"), row("(null)", 7, "---srd"))
    back = listing(row("web", 9, uuid=uuid_of(7)))
    driver, _ = scripted(
        {
            "xl list -v": [listing(row("web", 7)), passing, passing, listing(), back],
            "xenstore-list /local/domain": [domids(7), domids(), domids(), domids(), domids(9)],
            "xl reboot 7": "",
        }
    )
    assert driver.reboot(WEB).ref == DomainRef(uuid_of(7), 9, "web")


def test_a_guest_that_ignores_a_reboot_is_told_and_goes_on(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G15: a deaf guest cost 600 s."""
    ref = host.started("deaf", guest=DEAF).ref
    with pytest.raises(GuestIgnoredRequest):
        host.driver.reboot(ref)
    assert host.domain("deaf").ref == ref


def test_a_reboot_without_pv_drivers_offers_what_can_work(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G15: `xl reboot -F` can never work on x86, a hard reset can."""
    ref = host.started("win", type="hvm", guest=GuestBehaviour(pv_drivers=False)).ref
    with pytest.raises(NoGuestDrivers) as refused:
        host.driver.reboot(ref)
    assert "(do: reset)" in refused.value.next_step
    assert "-F" not in refused.value.next_step


def test_a_hanging_xl_costs_no_more_than_its_time(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G19: there was no time limit on xl."""
    ref = host.started("web").ref
    host.let(Fault.HANG)
    begun_s = host.clock.monotonic_s()
    with pytest.raises(CommandTimedOut):
        host.driver.snapshot()
    with pytest.raises(CommandTimedOut):
        host.driver.destroy(ref)
    assert host.clock.monotonic_s() - begun_s <= 4 * Limits().read_s


def test_a_changing_command_that_hangs_is_left_alone_and_told() -> None:
    """Ganeti's G19: `timeout` killed a shutdown in the middle."""

    class Endless:
        argv = ("xl", "destroy", "7")
        output_path = "/var/lib/xentui/operations/1.log"

        def output(self) -> str:
            return ""

        def exit_status(self) -> int | None:
            return None

    class Hanging(ScriptedTransport):
        def start(self, argv):  # type: ignore[no-untyped-def]
            return Endless()

    transport = Hanging({"xl list -v": listing(row("web", 7)), "xenstore-list /local/domain": domids(7)})
    with pytest.raises(StillRunning, match="has not ended after 60 s") as left:
        Hypervisor(transport, SimulatedClock()).destroy(WEB)
    assert "not touched" in left.value.state_now


def test_what_does_not_run_is_not_called_running() -> None:
    """Ganeti's G20: paused, dying and suspended were running; stub domains and "(null)" were guests."""
    arriving = row("web--incoming", 10, "--p---")
    rows = listing(
        row("paused", 1, "--p---"),
        row("suspended", 2, "---ss-"),
        row("crashed", 3, "---sc-", mem=1024),
        row("web", 7),
        row("web-dm", 8),
        row("(null)", 9, "--ps-d"),
        arriving,
    )
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": rows,
        "xl list -v 10": HEADER + arriving,
        "xl info": INFO,
        "xenstore-read /local/domain/8/target": "7\n",
    }
    driver, _ = scripted(answers | {"xenstore-list /local/domain": domids(1, 2, 3, 7, 8, 10)})
    snapshot = driver.snapshot()
    domains = {i.domid: i.domain for i in snapshot.instances if i.domain is not None}
    assert [domains[n].state for n in (1, 2, 3, 9, 10)] == [
        DomainState.PAUSED,
        DomainState.SUSPENDED,
        DomainState.CRASHED,
        DomainState.DYING,
        DomainState.MIGRATING,
    ]
    assert [domains[n].role for n in (8, 9, 10)] == [
        DomainRole.DEVICE_MODEL,
        DomainRole.NAMELESS,
        DomainRole.INCOMING,
    ]
    assert snapshot.memory is not None
    guests_kib = sum(domain.memory_kib for domid, domain in domains.items() if domid)
    assert snapshot.memory.guests_kib == guests_kib, "the crashed one's memory is a guest's, not Xen's"


def test_dom0_is_told_by_its_id_and_no_guest_by_its_name(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G21: dom0 was found by its name, and `xl destroy 12` took the domain with that id."""
    rows = HEADER + row("renamed", 0, "r-----", mem=1024) + row("Domain-0", 7)
    driver, _ = scripted({"xl list -v": rows, "xl info": INFO})
    assert [i.domain.role for i in driver.snapshot().instances if i.domain] == [DomainRole.DOM0, DomainRole.GUEST]
    victim = host.started("victim")
    host.driver.start(host.define(str(victim.domid)))
    host.clock.advance(20.0)
    called_so = next(i for i in host.driver.snapshot().instances if i.name == str(victim.domid))
    assert called_so.ref is not None
    host.driver.destroy(called_so.ref)
    assert host.domain("victim").ref == victim.ref


def test_names_with_blanks_are_names(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G22: one such name broke the listing for all."""
    host.started("web")
    ref = host.started("db server 01").ref
    assert {"web", "db server 01"} <= {i.name for i in host.driver.snapshot().instances}
    assert "gone" in host.driver.stop(ref).summary


def test_attaching_a_console_changes_nothing(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G24: its console wrapper unpaused whatever was paused."""
    ref = host.started("web").ref
    host.driver.pause(ref)
    driver, transport = scripted(
        {
            "xl list -v": listing(row("web", 7, "--p---")),
            "xenstore-read /local/domain/7/console/tty": "/dev/pts/3\n",
        }
    )
    assert driver.console_argv(WEB) == ("xl", "console", "7")
    assert transport.started == []
    host.driver.console_argv(ref)
    assert host.domain("web").state is DomainState.PAUSED


def test_memory_has_its_unit_and_is_believed_when_it_is_there(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G26: a bare number, whose unit xl and its manual disagree on; and set was taken for reached."""
    floor = GuestBehaviour(balloon_floor_kib=300 * MIB_KIB)
    ref = host.started("web", guest=floor).ref
    outcome = host.driver.balloon(ref, 400 * MIB_KIB)
    assert outcome.steps == (f"xl mem-set {ref.domid} {400 * MIB_KIB}k",)
    with pytest.raises(BalloonStoppedShort, match="stopped at 300 MiB; its target is 200 MiB"):
        host.driver.balloon(ref, 200 * MIB_KIB)
    maximum = host.driver.set_maximum_memory(ref, 512 * MIB_KIB)
    assert maximum.steps == (f"xl mem-max {ref.domid} {512 * MIB_KIB}k",)


def test_a_zombie_is_no_destroyed_guest(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G3: a destroy is believed when the domain is gone."""
    ref = host.started("zombie", guest=replace(DEAF, leaves_zombie=True)).ref
    with pytest.raises(StillRunning, match="still holds"):
        host.driver.destroy(ref)


def test_starting_a_guest_that_runs_leaves_its_definition_alone(host: SimulatedHostWithDriver) -> None:
    """Ganeti's G6: it was written again, with the memory that was free at that moment."""
    host.started("web")
    definition = find_instance(host.driver.snapshot().instances, "web").definition
    assert definition is not None
    before = host.transport.read_file(definition.path)
    with pytest.raises(NameInUse):
        host.driver.start(definition)
    assert host.transport.read_file(definition.path) == before
