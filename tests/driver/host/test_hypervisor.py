"""What the driver makes of a toolstack that lies, and that what it promises holds without a simulator."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripted import DOM0, HEADER, Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import (
    CommandFailed,
    CommandTimedOut,
    DomainChanged,
    HostUnreachable,
    MigrationRefused,
    NoSuchDomain,
    RebootFailed,
    StillRunning,
)
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.recording import RecordingTransport

DRIVER = Path(__file__).parents[3] / "driver"
INFO = (
    "total_memory : 16384\nfree_memory : 4096\nnr_cpus : 4\nnr_nodes : 1\ncores_per_socket : 4\nthreads_per_core : 1\n"
)
WEB = DomainRef(uuid_of(7), 7, "web")


def hypervisor(
    answers: dict[str, Answer | list[Answer]],
    files: dict[str, bytes] | None = None,
    clock: SimulatedClock | None = None,
) -> tuple[Hypervisor, ScriptedTransport]:
    ids: Answer = domids(7)
    transport = ScriptedTransport({"xenstore-list /local/domain": ids, "xl info": INFO, **answers}, files)
    return Hypervisor(transport, clock or SimulatedClock()), transport


def test_memory_adds_up_in_kib() -> None:
    host, _ = hypervisor({"xl list -v": listing(row("web", 7, mem=2048))})
    memory = host.snapshot().memory
    assert memory is not None
    assert memory.guests_kib == 2048 * 1024
    assert memory.total_kib == memory.free_kib + memory.dom0_kib + memory.guests_kib + memory.xen_kib


def test_figures_of_two_moments_make_no_sum() -> None:
    lists: list[Answer] = [listing(row("web", 7, mem=mem)) for mem in (15_000, 14_000)]
    host, _ = hypervisor({"xl list -v": lists})
    snapshot = host.snapshot()
    assert snapshot.memory is None
    assert any("different moments" in problem for problem in snapshot.problems)


def test_a_failing_xl_info_costs_only_the_node() -> None:
    host, _ = hypervisor({"xl list -v": listing(row("web", 7)), "xl info": CommandTimedOut("xl info did not answer.")})
    snapshot = host.snapshot()
    assert [i.name for i in snapshot.instances] == ["Domain-0", "web"]
    assert "xl info did not answer." in snapshot.problems


def test_definitions_join_their_domains_by_uuid_or_name() -> None:
    files = {
        "/etc/xen/one.cfg": f'name = "renamed"\nuuid = "{uuid_of(7)}"\n'.encode(),
        "/etc/xen/two.cfg": b'name = "web"\n',
        "/etc/xen/off.cfg": b'name = "off"\n',
    }
    host, _ = hypervisor({"xl list -v": listing(row("web", 7))}, files)
    told = {i.key: (i.name, i.domid) for i in host.snapshot().instances}
    assert told["/etc/xen/one.cfg"] == ("web", 7)
    assert told["/etc/xen/two.cfg"] == ("web", None)
    assert told["/etc/xen/off.cfg"] == ("off", None)


def test_pause_is_not_believed_for_its_exit_status() -> None:
    stderr = "libxl: error: x.c:1:libxl_domain_pause: Domain 7:Pausing domain: No such process\n"
    host, _ = hypervisor({"xl list -v": listing(row("web", 7)), "xl pause 7": (0, "", stderr)})
    with pytest.raises(NoSuchDomain) as told:
        host.pause(WEB)
    assert told.value.state_now == "It is running."


def test_a_guest_paused_twice_says_so_when_it_is_unpaused_once() -> None:
    host, _ = hypervisor({"xl list -v": listing(row("web", 7, "--p---")), "xl unpause 7": ""})
    with pytest.raises(CommandFailed, match="more than once") as told:
        host.unpause(WEB)
    assert "again" in told.value.next_step


def test_the_log_of_an_earlier_monitor_does_not_decide_a_reboot() -> None:
    old = "Domain 3 has shut down, reason code 2 0x2\nDomain has suspended.\nDone. Exiting now\n"
    back = listing(row("web", 9, uuid=uuid_of(7)))
    host, _ = hypervisor(
        {
            "xl list -v": [listing(row("web", 7)), listing(), listing(), back],
            "xenstore-list /local/domain": [domids(7), domids(), domids(), domids(9)],
            "xl reboot 7": "",
        },
        {"/var/log/xen/xl-web.log": old.encode()},
    )
    assert "back as id 9" in host.reboot(WEB).summary


def test_a_destroy_that_failed_is_not_a_success() -> None:
    host, _ = hypervisor({"xl list -v": listing(row("web", 7)), "xl destroy 7": (1, "", "destroy failed (rc=-21)\n")})
    with pytest.raises(CommandFailed, match="was not forced off") as told:
        host.destroy(WEB)
    assert told.value.state_now == "It is running."


def test_a_destroyed_domain_that_keeps_its_memory_is_told() -> None:
    answers: list[Answer] = [listing(row("web", 7)), listing(row("(null)", 7, "--ps-d", mem=512))]
    host, _ = hypervisor({"xl list -v": answers, "xl destroy 7": ""})
    with pytest.raises(StillRunning, match=r"still holds 0\.5 GiB"):
        host.destroy(WEB)


def test_nothing_is_done_to_a_domain_that_was_restarted() -> None:
    host, transport = hypervisor(
        {"xl list -v": listing(row("web", 9, uuid=uuid_of(7))), "xenstore-list /local/domain": domids(9)}
    )
    for operation in (host.pause, host.unpause, host.destroy, host.stop, host.reboot):
        with pytest.raises(DomainChanged, match="now has id 9"):
            operation(WEB)
    assert transport.started == []


def test_a_reboot_without_monitor_is_told_with_its_reason() -> None:
    answers: list[Answer] = [listing(row("web", 7)), listing(row("web", 7, "---sr-"))]
    host, _ = hypervisor({"xl list -v": answers, "xl reboot 7": ""})
    with pytest.raises(RebootFailed, match="monitor is gone") as told:
        host.reboot(WEB)
    assert "Force it off" in told.value.next_step


@pytest.mark.parametrize(
    ("code", "words"),
    [(0, "powered off instead"), (3, "crashed instead"), (1, "was not built again")],
)
def test_a_reboot_that_ends_in_nothing_reads_the_monitors_log(code: int, words: str) -> None:
    log = f"Waiting for domain web (domid 7) to die [pid 9]\nDomain 7 has shut down, reason code {code} 0x{code:x}\n"
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": [listing(row("web", 7)), listing()],
        "xenstore-list /local/domain": [domids(7), domids()],
        "xl reboot 7": "",
    }
    host, _ = hypervisor(answers, {"/var/log/xen/xl-web.log": log.encode()})
    with pytest.raises(RebootFailed, match=words) as told:
        host.reboot(WEB)
    assert f"reason code {code}" in told.value.detail


def test_a_guest_left_paused_by_create_is_not_called_started() -> None:
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": [listing(), listing(row("web", 7, "--p---"))],
        "xenstore-list /local/domain": [domids(), domids(7)],
        "xl create /etc/xen/web.cfg": "Parsing config from /etc/xen/web.cfg\n",
    }
    host, _ = hypervisor(answers)
    with pytest.raises(CommandFailed, match="not unpaused") as told:
        host.start(Definition("/etc/xen/web.cfg", "web"))
    assert told.value.next_step == "Unpause it (do: unpause)."


def test_an_incoming_domain_is_not_unpaused() -> None:
    incoming = DomainRef(uuid_of(7), 7, "web--incoming")
    host, transport = hypervisor({"xl list -v": listing(row("web--incoming", 7, "--p---"))})
    with pytest.raises(DomainChanged, match="arriving in a migration"):
        host.unpause(incoming)
    assert transport.started == []


DETAILS = '[{"domid": 7, "config": {"c_info": {"type": "pvh", "name": "web"}, "b_info": {"type.pvh": {}}}}]'


def test_a_target_of_a_migration_that_has_the_guest_already_is_refused() -> None:
    ssh = "ssh -o BatchMode=yes -o ConnectTimeout=10 -- dom0b "
    other = row("web", 3)
    host, transport = hypervisor(
        {
            "xl list -v": listing(row("web", 7)),
            "xl list -l 7": DETAILS,
            ssh + "xl info": INFO,
            ssh + "xl list -v": listing(other),
            ssh + "xenstore-list /local/domain": domids(3),
        }
    )
    with pytest.raises(MigrationRefused, match="dom0b already has web"):
        host.migrate(WEB, "dom0b")
    assert transport.started == []


@pytest.mark.parametrize(
    "stderr",
    [
        "ssh: Could not resolve hostname dom0b: Name or service not known\n",
        "ssh: connect to host dom0b port 22: Connection refused\n",
        "root@dom0b: Permission denied (publickey,password).\n",
        "Host key verification failed.\n",
    ],
)
def test_a_target_that_does_not_answer_over_ssh_is_refused_in_words(stderr: str) -> None:
    ssh = "ssh -o BatchMode=yes -o ConnectTimeout=10 -- dom0b "
    host, transport = hypervisor(
        {"xl list -v": listing(row("web", 7)), "xl list -l 7": DETAILS, ssh + "xl info": (255, "", stderr)}
    )
    with pytest.raises(MigrationRefused) as told:
        host.migrate(WEB, "dom0b")
    assert isinstance(told.value.__cause__, HostUnreachable)
    assert transport.started == []


def test_a_closed_hypervisor_ends_its_waits() -> None:
    control = "/local/domain/7/control"
    heard = {f"xenstore-read {control}/shutdown {control}/feature-poweroff": "\n1\n"}
    host, _ = hypervisor({"xl list -v": listing(row("web", 7)), "xl shutdown 7": "", **heard})
    host.close()
    with pytest.raises(CommandFailed):
        host.stop(WEB)


def test_dom0s_console_is_refused() -> None:
    host, _ = hypervisor({"xl list -v": HEADER + DOM0, "xenstore-list /local/domain": domids()})
    dom0 = host.snapshot().instances[0].ref
    assert dom0 is not None
    assert host.snapshot().instances[0].state is DomainState.RUNNING
    with pytest.raises(CommandFailed, match="no console"):
        host.console_argv(dom0)


def test_the_driver_loads_neither_textual_nor_rich() -> None:
    script = (
        "import sys, xentui_driver.host.hypervisor, xentui_driver.transport.local, xentui_driver.simulator.transport;"
        "sys.exit(any(name.split('.')[0] in ('textual', 'rich', 'xentui', 'xentui_widgets') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, env={"PYTHONPATH": str(DRIVER)}).returncode == 0


def test_a_sweep_reaches_the_folder_of_the_definitions_through_what_is_around_the_host(tmp_path: Path) -> None:
    left, definition = tmp_path / ".web.cfg.0123abcd.new", tmp_path / "web.cfg"
    for path in (left, definition):
        path.touch()
    host = RecordingTransport(LocalTransport(), lambda _line: None)
    Hypervisor(host, definitions_folder=str(tmp_path)).sweep()
    assert list(tmp_path.iterdir()) == [definition]
