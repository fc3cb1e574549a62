"""The lab's own promises: two hosts that reach each other, guests that obey, guests that don't."""

import os
import pty
import subprocess
from pathlib import Path

from tests.lab import guests
from tests.lab.fixtures import TwoHosts
from tests.lab.host import LabHost
from tests.waiting import until

LONG_S = 300.0
LOOK_EVERY_S = 0.5


def booted(host: LabHost, definition: str) -> int:
    domid = host.start_guest("/srv/lab/test.cfg", definition)
    host.wait_until_guest_is_up(domid)
    return domid


def test_each_host_reaches_the_other_by_name_without_a_question(lab_hosts: TwoHosts) -> None:
    for host, other in (lab_hosts, lab_hosts[::-1]):
        answer = host.run(("ssh", "-o", "BatchMode=yes", other.name, "hostname"))
        assert (answer.stdout, answer.stderr, answer.exit_status) == (f"{other.name}\n", "", 0)


def test_a_pvh_guest_shuts_down_when_asked(empty_host: LabHost) -> None:
    shuts_down(empty_host, booted(empty_host, guests.linux("obedient", type="pvh")))


def test_a_pv_guest_has_a_shell_balloons_comes_back_from_a_reboot_and_shuts_down(
    empty_host: LabHost, tmp_path: Path
) -> None:
    domid = booted(empty_host, guests.linux("obedient", type="pv"))
    answers_on_its_console(empty_host, domid, tmp_path / "screen")
    balloons(empty_host, domid)
    shuts_down(empty_host, comes_back_from_a_reboot(empty_host, domid))


def answers_on_its_console(host: LabHost, domid: int, seen: Path) -> None:
    transport = host.transport()
    ours, theirs = pty.openpty()
    with seen.open("wb") as screen:
        argv = transport.terminal_argv(("xl", "console", str(domid)))
        console = subprocess.Popen(argv, stdin=theirs, stdout=screen, stderr=screen)
        until(lambda: b"lab guest: up" in seen.read_bytes(), timeout_s=LONG_S)
        os.write(ours, b"echo $((6 * 7)) is the answer\r")
        until(lambda: b"42 is the answer" in seen.read_bytes(), timeout_s=LONG_S)
        os.write(ours, b"\x1d")
        assert console.wait(timeout=LONG_S) == 0
    transport.close()
    os.close(ours)
    os.close(theirs)


def balloons(host: LabHost, domid: int) -> None:
    assert host.run(("xl", "mem-set", str(domid), "114688k")).exit_status == 0
    until(lambda: " 112 " in host.run(("xl", "list", str(domid))).stdout, timeout_s=LONG_S, every_s=LOOK_EVERY_S)


def comes_back_from_a_reboot(host: LabHost, domid: int) -> int:
    assert host.run(("xl", "reboot", str(domid))).exit_status == 0
    until(lambda: max(host.domids()) > domid, timeout_s=LONG_S, every_s=LOOK_EVERY_S)
    again = max(host.domids())
    host.wait_until_guest_is_up(again)
    return again


def shuts_down(host: LabHost, domid: int) -> None:
    assert host.run(("xl", "shutdown", str(domid))).exit_status == 0
    until(lambda: host.domids() == [0], timeout_s=LONG_S, every_s=LOOK_EVERY_S)
