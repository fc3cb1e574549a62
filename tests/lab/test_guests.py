"""The lab's own promises: two hosts that reach each other, guests that obey, guests that don't."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.lab import guests
from tests.lab.fixtures import TwoHosts
from tests.lab.guest_system import UP_KEY
from tests.lab.guests import GuestType
from tests.lab.host import LabHost
from tests.waiting import until

UP_S = 300.0


def start(host: LabHost, config: str) -> int:
    host.put("/srv/lab/test.cfg", config.encode())
    created = host.run(("xl", "create", "/srv/lab/test.cfg"))
    assert created.exit_status == 0, created.stderr
    return max(domids(host))


def domids(host: LabHost) -> list[int]:
    return [int(word) for word in host.run(("xenstore-list", "/local/domain")).stdout.split()]


def is_up(host: LabHost, domid: int) -> bool:
    return host.run(("xenstore-read", f"/local/domain/{domid}/{UP_KEY}")).stdout == "1\n"


def test_each_host_reaches_the_other_by_name_without_a_question(lab_hosts: TwoHosts) -> None:
    for host, other in (lab_hosts, lab_hosts[::-1]):
        answer = host.run(("ssh", "-o", "BatchMode=yes", other.name, "hostname"))
        assert (answer.stdout, answer.stderr, answer.exit_status) == (f"{other.name}\n", "", 0)


@pytest.mark.parametrize("type", ["pv", "pvh"])
def test_a_linux_guest_shuts_down_when_asked(empty_host: LabHost, type: GuestType) -> None:
    domid = start(empty_host, guests.linux("obedient", type=type))
    until(lambda: is_up(empty_host, domid), timeout_s=UP_S)
    assert empty_host.run(("xl", "shutdown", str(domid))).exit_status == 0
    until(lambda: domids(empty_host) == [0], timeout_s=UP_S)


def test_a_linux_guest_comes_back_from_a_reboot(empty_host: LabHost) -> None:
    domid = start(empty_host, guests.linux("again", type="pv"))
    until(lambda: is_up(empty_host, domid), timeout_s=UP_S)
    assert empty_host.run(("xl", "reboot", str(domid))).exit_status == 0
    until(lambda: max(domids(empty_host)) > domid and is_up(empty_host, max(domids(empty_host))), timeout_s=UP_S)


def test_a_linux_guest_balloons(empty_host: LabHost) -> None:
    domid = start(empty_host, guests.linux("balloon", type="pv"))
    until(lambda: is_up(empty_host, domid), timeout_s=UP_S)
    assert empty_host.run(("xl", "mem-set", str(domid), "114688k")).exit_status == 0
    until(lambda: " 112 " in empty_host.run(("xl", "list", str(domid))).stdout, timeout_s=UP_S)


def test_a_pvh_guest_moves_alive(empty_hosts: TwoHosts) -> None:
    source, target = empty_hosts
    domid = start(source, guests.linux("mover"))
    until(lambda: is_up(source, domid), timeout_s=UP_S)
    moved = source.run(("xl", "migrate", str(domid), target.name), timeout_s=300.0)
    assert moved.exit_status == 0, moved.stderr
    assert domids(source) == [0]
    assert "mover " in target.run(("xl", "list")).stdout


def test_the_shell_of_a_guest_answers_on_its_console(empty_host: LabHost, tmp_path: Path) -> None:
    domid = start(empty_host, guests.linux("talker", type="pv"))
    transport = empty_host.transport()
    ours, theirs = pty.openpty()
    with (tmp_path / "screen").open("wb") as screen:
        argv = transport.terminal_argv(("xl", "console", str(domid)))
        console = subprocess.Popen(argv, stdin=theirs, stdout=screen, stderr=screen)
        seen = tmp_path / "screen"
        until(lambda: b"lab guest: up" in seen.read_bytes(), timeout_s=UP_S)
        os.write(ours, b"echo $((6 * 7)) is the answer\r")
        until(lambda: b"42 is the answer" in seen.read_bytes(), timeout_s=UP_S)
        os.write(ours, b"\x1d")
        assert console.wait(timeout=UP_S) == 0
    transport.close()
    os.close(ours)
    os.close(theirs)
