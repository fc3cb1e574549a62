"""The ssh connection of an operator drops while a real operation runs: it goes on, and the next console tells."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.lab import guests
from tests.lab.fixtures import TwoHosts
from tests.lab.host import LabHost
from tests.program.real_xen import console_on
from tests.pseudo_terminal import Program
from tests.waiting import reads, until

pytestmark = pytest.mark.lab

PATIENCE_S = 300.0
"""Everything is some thirty times slower than on iron."""
MIGRATION_S = 900.0
JOB_LOOK_EVERY_S = 5.0
"""A look is a Python that starts, and the job has the same processor."""


class Operator:
    """A console in a dom0, over an ssh connection of its own."""

    def __init__(self, host: LabHost, site_packages: str) -> None:
        words = ("env", f"PYTHONPATH={site_packages}", "LANG=C.UTF-8", "TERM=xterm-256color")
        command = (*words, "python3", "-m", "xentui", "--interval", "5")
        argv = host.ssh.argv(command, on_terminal=True, on_own_connection=True)
        self.program = Program(argv, columns=120, rows=40)

    def sees(self, text: str, timeout_s: float = PATIENCE_S) -> None:
        try:
            until(lambda: reads(self.program.screen(), text), timeout_s=timeout_s)
        except AssertionError as error:
            raise AssertionError(f"never came: {text}\n{self.program.screen()}") from error

    def press(self, keys: str) -> None:
        self.program.press(keys.encode())

    def chooses(self, name: str) -> None:
        self.sees(name)
        self.press(f"/{name}\r")
        self.sees("Guests 1 of")


def jobs(host: LabHost, site_packages: str) -> list[dict[str, Any]]:
    told = host.run_script('PYTHONPATH="$1" exec python3 -m xentui jobs --json', site_packages)
    assert told.exit_status == 0, told.stderr
    found: list[dict[str, Any]] = json.loads(told.stdout)["jobs"]
    return found


def audit(host: LabHost) -> list[dict[str, Any]]:
    return [json.loads(line) for line in host.run(("cat", "/var/log/xentui/audit.jsonl")).stdout.splitlines()]


def consoles_in(host: LabHost) -> str:
    """The processes of consoles, without the runners of jobs."""
    return host.run_script("pgrep -f '[m] xentui --interval' || true").stdout


def prepared(host: LabHost, name: str) -> None:
    """A Linux guest that hears everything."""
    host.wait_until_guest_is_up(host.start_guest(f"/etc/xen/{name}.cfg", guests.linux(name, type="pvh")))


def cut_off_while(host: LabHost, operator: Operator, is_at_work: Callable[[], object]) -> float:
    """Drop the connection as soon as it is so; returns when the console was gone."""
    until(is_at_work, timeout_s=PATIENCE_S, every_s=0.2)
    operator.program.hang_up()
    until(lambda: not consoles_in(host), timeout_s=60.0, every_s=0.5)
    return time.monotonic()


def outcome(host: LabHost, site_packages: str, timeout_s: float) -> dict[str, Any]:
    """Of the one job, once it is over."""

    def is_over() -> bool:
        (job,) = jobs(host, site_packages)
        return job["verdict"] not in ("waiting", "running")

    until(is_over, timeout_s=timeout_s, every_s=JOB_LOOK_EVERY_S)
    (job,) = jobs(host, site_packages)
    return job


@pytest.mark.lab_long
def test_a_live_migration_goes_on_when_the_connection_drops(empty_hosts: TwoHosts, installed_xentui: str) -> None:
    here, there = empty_hosts
    prepared(here, "mover")
    operator = Operator(here, installed_xentui)
    with operator.program:
        operator.chooses("mover")
        operator.press("m")
        operator.sees("To host:")
        operator.press("host-b\r")
        operator.sees("Tab and Enter choose")  # the rest is shown while the host is typed, too
        operator.press("\x1b[C\r")
        cut_off_while(here, operator, lambda: here.run_script("pgrep -x xl -a | grep migrate").exit_status == 0)
    assert here.run_script("pgrep -x xl -a | grep migrate").exit_status == 0, "it was over before the line dropped"
    job = outcome(here, installed_xentui, MIGRATION_S)
    assert job["verdict"] == "succeeded", job
    assert "runs on host-b" in job["outcome"]["summary"]
    assert "mover" in there.run(("xl", "list")).stdout
    assert "mover" not in here.run(("xl", "list")).stdout
    (line,) = audit(here)
    assert (line["operation"], line["verdict"], line["job"]) == ("migrate", "succeeded", job["id"])
    assert [run["argv"][:2] for run in line["commands"]] == [["xl", "migrate"]]
    assert line["who"]["ssh_client"]
    with console_on(here, installed_xentui) as screen:
        screen.sees("Domain-0")
        screen.press("5")
        screen.sees("Migrate mover", "succeeded", "Migration successful.")


def test_a_shutdown_goes_on_when_the_connection_drops(empty_host: LabHost, installed_xentui: str) -> None:
    here = empty_host
    prepared(here, "sleeper")
    operator = Operator(here, installed_xentui)
    with operator.program:
        operator.chooses("sleeper")
        operator.press("x")
        operator.sees("xl shutdown")
        operator.press("y")
        cut_off_while(here, operator, lambda: here.run(("test", "-e", "/var/lib/xentui/jobs/000001")).exit_status == 0)
    job = outcome(here, installed_xentui, PATIENCE_S)
    assert job["verdict"] == "succeeded", job
    assert "sleeper" not in here.run(("xl", "list")).stdout
    (line,) = audit(here)
    assert (line["operation"], line["verdict"]) == ("stop", "succeeded")
    with console_on(here, installed_xentui) as screen:
        screen.sees("Domain-0")
        screen.press("5")
        screen.sees("Stop sleeper", "succeeded", "has shut down and is gone")


def test_a_second_operator_is_refused_by_the_name_of_the_first(empty_host: LabHost, installed_xentui: str) -> None:
    here = empty_host
    here.start_guest("/etc/xen/deaf.cfg", guests.tiny("deaf"))
    xentui = 'PYTHONPATH="$1" python3 -m xentui'
    here.run_script(f"{xentui} stop deaf > /dev/null 2>&1 < /dev/null & sleep 0", installed_xentui)
    until(
        lambda: here.run(("test", "-e", "/var/lib/xentui/jobs/000001")).exit_status == 0,
        timeout_s=PATIENCE_S,
        every_s=0.2,
    )
    second = here.run_script(f"{xentui} destroy deaf", installed_xentui)
    assert second.exit_status == 1
    assert "another operation on deaf is running: Stop deaf, by root" in second.stderr
    job = outcome(here, installed_xentui, PATIENCE_S)
    assert (job["verdict"], job["error"]["kind"]) == ("failed", "GuestIgnoredRequest")
    assert any(line.startswith("guest hasn't answered (no PV drivers seen)") for line in job["lines"])
    assert [(line["operation"], line["verdict"]) for line in audit(here)] == [
        ("destroy", "refused"),
        ("stop", "failed"),
    ]
