"""The simulated dom0 is one that a program can manage through the commands on PATH, and be killed while it does."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dom0 import Dom0, Guest
from tests.dom0.holds import Moment
from tests.dom0.words import is_changing
from tests.waiting import until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.instance import Instance
from xentui_driver.model.units import MIB_KIB
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import DEAF, OBEDIENT
from xentui_driver.toolstack.limits import Limits
from xentui_driver.transport.local import LocalOperation, LocalTransport
from xentui_driver.transport.protocol import Completed

Process = subprocess.Popen[str]
Xl = Callable[..., Process]
"""Runs xl with these words."""
SLOW = replace(OBEDIENT, shutdown_s=600.0)


class Noting(LocalTransport):
    """Keeps every command that it runs."""

    def __init__(self, dom0: Dom0) -> None:
        super().__init__(environ=dom0.environ, operations_folder=str(dom0.folder / "operations"))
        self.noted: list[tuple[str, ...]] = []

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        self.noted.append(tuple(argv))
        return super().run(argv, timeout_s=timeout_s)

    def start(self, argv: Sequence[str]) -> LocalOperation:
        self.noted.append(tuple(argv))
        return super().start(argv)


@pytest.fixture
def dom0(tmp_path: Path) -> Iterator[Dom0]:
    with Dom0(tmp_path) as made:
        yield made


@pytest.fixture
def transport(dom0: Dom0) -> Noting:
    return Noting(dom0)


@pytest.fixture
def hypervisor(dom0: Dom0, transport: Noting) -> Iterator[Hypervisor]:
    made = Hypervisor(
        transport,
        definitions_folder=str(dom0.definitions),
        stash_folder=str(dom0.stash),
        limits=Limits(look_every_s=0.05),
    )
    yield made
    made.close()


@pytest.fixture
def xl(dom0: Dom0) -> Iterator[Xl]:
    started: list[Process] = []

    def start(*words: str) -> Process:
        argv = [str(dom0.folder / "bin" / "xl"), *words]
        started.append(subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        with process:  # waits, and closes its streams
            continue


def instance(hypervisor: Hypervisor, name: str) -> Instance:
    return next(found for found in hypervisor.snapshot().instances if found.name == name)


def definition(hypervisor: Hypervisor, name: str) -> Definition:
    found = instance(hypervisor, name).definition
    assert found is not None
    return found


def running(hypervisor: Hypervisor, name: str) -> DomainRef:
    found = instance(hypervisor, name).ref
    assert found is not None
    return found


def there(dom0: Dom0, name: str, host: str = "dom0a") -> Guest:
    found = dom0.domain(name, host)
    assert found is not None
    return found


def killed(dom0: Dom0, process: Process) -> None:
    """Killed, and the server has noticed."""
    process.kill()
    process.wait()
    until(lambda: all(command.ended_s for command in dom0.log() if command.pid == process.pid))


def test_a_guest_is_started_paused_ballooned_and_stopped(dom0: Dom0, hypervisor: Hypervisor) -> None:
    dom0.define("web")
    hypervisor.start(definition(hypervisor, "web"))
    until(lambda: there(dom0, "web").up)
    ref = running(hypervisor, "web")
    hypervisor.pause(ref)
    assert there(dom0, "web").is_paused
    hypervisor.unpause(ref)
    hypervisor.balloon(ref, 300 * MIB_KIB)
    assert there(dom0, "web").memory_kib == 300 * MIB_KIB
    hypervisor.set_maximum_memory(ref, 2048 * MIB_KIB)
    assert there(dom0, "web").maximum_kib == 2048 * MIB_KIB
    hypervisor.set_vcpus(ref, 1)
    assert there(dom0, "web").online_vcpus == 1
    hypervisor.stop(ref)
    assert dom0.domains() == ()


def test_a_guest_is_rebooted_renamed_and_destroyed(dom0: Dom0, hypervisor: Hypervisor) -> None:
    dom0.define("web")
    before = dom0.start("web")
    hypervisor.reboot(running(hypervisor, "web"))
    after = there(dom0, "web")
    assert after.domid != before.domid
    assert after.uuid == before.uuid
    hypervisor.rename(instance(hypervisor, "web"), "shop")
    assert definition(hypervisor, "shop").path == f"{dom0.definitions}/web.cfg"
    hypervisor.destroy(running(hypervisor, "shop"))
    assert dom0.domains() == ()


def test_a_guest_is_saved_to_a_real_file_and_restored_from_it(dom0: Dom0, hypervisor: Hypervisor) -> None:
    dom0.define("web")
    dom0.start("web")
    hypervisor.save(running(hypervisor, "web"), f"{dom0.saves}/kept", keep_running=True)
    assert there(dom0, "web").reason == ""
    hypervisor.save(running(hypervisor, "web"), f"{dom0.saves}/web")
    assert dom0.domains() == ()
    assert stat.S_IMODE((dom0.saves / "web").stat().st_mode) == 0o600
    assert (dom0.saves / "web").read_bytes().startswith(b"Xen saved domain")
    hypervisor.restore(f"{dom0.saves}/web")
    assert there(dom0, "web").up


def test_a_guest_is_migrated_to_the_other_host(dom0: Dom0, hypervisor: Hypervisor) -> None:
    dom0.define("web")
    dom0.start("web")
    hypervisor.migrate(running(hypervisor, "web"), "dom0b")
    assert dom0.domains() == ()
    assert there(dom0, "web", "dom0b").up


def test_a_definition_is_tried_linked_and_put_aside(dom0: Dom0, hypervisor: Hypervisor) -> None:
    path = dom0.define("web", on_reboot="destroy", vif=None)
    tried = hypervisor.dry_run(path.read_text(), str(path))
    assert tried.error is None
    assert tried.warnings == ()
    assert dom0.changing() == ()
    hypervisor.set_autostart(definition(hypervisor, "web"), on=True)
    assert (dom0.definitions / "auto" / "web.cfg").is_symlink()
    hypervisor.set_autostart(definition(hypervisor, "web"), on=False)
    hypervisor.remove(definition(hypervisor, "web"))
    assert not path.exists()
    assert len(list(dom0.stash.iterdir())) == 1


def test_every_command_is_in_the_log_once(dom0: Dom0, hypervisor: Hypervisor, transport: Noting) -> None:
    dom0.define("web")
    hypervisor.start(definition(hypervisor, "web"))
    hypervisor.migrate(running(hypervisor, "web"), "dom0b")
    assert [command.argv for command in dom0.log()] == transport.noted
    assert {command.exit_status for command in dom0.log()} == {0}
    assert all(command.ended_s and command.pid > 0 and not command.abandoned for command in dom0.log())
    assert [command.argv[1] for command in dom0.changing()] == ["create", "migrate"]
    assert len(dom0.reading()) == len(transport.noted) - 2


def test_the_command_line_manages_it(dom0: Dom0) -> None:
    dom0.define("web")
    dom0.start("web")
    argv = [sys.executable, "-m", "xentui", "--definitions", str(dom0.definitions), "list", "--json"]
    ran = subprocess.run(argv, env=dom0.environ, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    states = {found["name"]: found["state"] for found in json.loads(ran.stdout)["instances"]}
    assert states["web"] == "running"


def test_output_and_errors_come_on_their_own_streams(dom0: Dom0) -> None:
    for words, status, out, err in (
        (("domid", "Domain-0"), 0, "0\n", ""),
        (("domid", "n\udcffn"), 1, "", "domain name 'n\udcffn'"),
        (("create", "-n", str(dom0.define("web"))), 0, '"name": "web"', "Parsing config from"),
    ):
        argv = [os.fsencode(dom0.folder / "bin" / "xl"), *map(os.fsencode, words)]
        ran = subprocess.run(argv, capture_output=True)
        assert ran.returncode == status
        for text, stream in ((out, ran.stdout), (err, ran.stderr)):
            assert os.fsencode(text) in stream
            assert bool(text) is bool(stream)


def test_the_chosen_changing_command_is_held_before_it_acts(dom0: Dom0, xl: Xl) -> None:
    for name in ("one", "two"):
        dom0.define(name)
    dom0.hold(2, changing=True)
    first, second = (xl("create", str(dom0.definitions / f"{name}.cfg")) for name in ("one", "two"))
    held = dom0.wait_held()
    other = first if held.pid == second.pid else second
    assert other.wait() == 0
    assert len(dom0.domains()) == 1
    assert xl("list").wait() == 0
    dom0.go()
    assert first.wait() == second.wait() == 0
    assert dom0.held() is None
    assert len(dom0.domains()) == 2


def test_a_command_is_held_after_it_has_acted(dom0: Dom0, xl: Xl) -> None:
    dom0.define("web")
    guest = dom0.start("web")
    dom0.hold(1, "xl", "pause", moment=Moment.AFTER)
    process = xl("pause", str(guest.domid))
    dom0.wait_held()
    assert there(dom0, "web").is_paused
    assert process.poll() is None
    killed(dom0, process)
    assert dom0.held() is None
    (command,) = dom0.changing()
    assert (command.exit_status, command.abandoned) == (0, True)


def test_a_command_that_is_killed_while_it_is_held_never_acts(dom0: Dom0, xl: Xl) -> None:
    dom0.define("web")
    dom0.hold(1, "xl", "create")
    process = xl("create", str(dom0.definitions / "web.cfg"))
    dom0.wait_held()
    killed(dom0, process)
    dom0.go()
    assert dom0.domains() == ()
    (command,) = dom0.changing()
    assert (command.exit_status, command.abandoned) == (None, True)


def test_a_command_that_is_killed_ends_where_it_is(dom0: Dom0, xl: Xl) -> None:
    dom0.define("web")
    dom0.start("web")
    dom0.guest("web", DEAF)
    process = xl("shutdown", "-w", "web")
    until(lambda: dom0.changing())
    killed(dom0, process)
    (command,) = dom0.changing()
    assert (command.exit_status, command.abandoned) == (None, True)
    assert there(dom0, "web").reason == ""


def test_a_command_that_hangs_does_nothing_once_it_is_killed(dom0: Dom0, xl: Xl) -> None:
    dom0.define("web")
    dom0.fault(Fault.HANG)
    process = xl("create", str(dom0.definitions / "web.cfg"))
    until(lambda: dom0.changing())
    killed(dom0, process)
    dom0.fault(Fault.HANG, on=False)
    assert dom0.domains() == ()


@pytest.mark.parametrize(
    ("saying", "here", "there"),
    [
        ("Restoring domain", "web", None),
        ("requesting permission", "web", None),
        ("Giving target permission", "web--migratedaway", "web"),
    ],
)
def test_a_killed_migration_ends_as_its_receiver_can(
    dom0: Dom0, xl: Xl, saying: str, here: str, there: str | None
) -> None:
    dom0.define("web")
    dom0.start("web")
    dom0.hold(1, "xl", "migrate", moment=Moment.SAYING, saying=saying)
    process = xl("migrate", "web", "dom0b")
    dom0.wait_held()
    assert dom0.domain("web--incoming", "dom0b")
    killed(dom0, process)
    until(lambda: [guest.name for guest in dom0.domains("dom0b")] == ([there] if there else []))
    assert [guest.name for guest in dom0.domains()] == [here]


def test_faults_and_crashes_show_in_what_the_commands_print(dom0: Dom0, xl: Xl, hypervisor: Hypervisor) -> None:
    dom0.define("web", on_crash="preserve")
    dom0.start("web")
    dom0.fault(Fault.HALF)
    assert len(dom0.run("xl", "domname", "0")) < len("Domain-0")
    assert xl("domname", "0").communicate()[0] == "Domai"
    dom0.fault(Fault.HALF, on=False)
    dom0.crash("web")
    assert instance(hypervisor, "web").state.value == "crashed"


def test_a_command_without_a_server_says_so(dom0: Dom0, xl: Xl) -> None:
    dom0.guest("web", SLOW)
    dom0.define("web")
    dom0.start("web")
    waiting = xl("shutdown", "-w", "web")
    until(lambda: dom0.changing())
    dom0.close()
    for process in (waiting, xl("list")):
        assert "the simulated dom0 is gone" in process.communicate()[1]
        assert process.returncode == 1


def test_a_command_ends_by_a_signal_as_any_process_does(dom0: Dom0, xl: Xl) -> None:
    dom0.hold(1, "xl", "list")
    process = xl("list")
    dom0.wait_held()
    process.send_signal(signal.SIGTERM)
    assert process.wait() == -signal.SIGTERM


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("xl create /x.cfg", True),
        ("xl create -p /x.cfg", True),
        ("xl create -n /x.cfg", False),
        ("xl -N create /x.cfg", False),
        ("xl -vvv shut 3", True),
        ("xl debug-keys R", True),
        ("xl list -v", False),
        ("xl", False),
        ("xenstore-list /local/domain", False),
        ("ssh -o BatchMode=yes -- dom0b xl destroy 3", True),
        ("ssh -o BatchMode=yes -- dom0b xl info", False),
        ("sync", False),
    ],
)
def test_commands_that_change_something_are_told_from_those_that_read(line: str, changes: bool) -> None:
    assert is_changing(line.split()) is changes
