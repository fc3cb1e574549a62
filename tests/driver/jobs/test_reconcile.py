"""What is said of a job about the host itself whose process has left no outcome."""

import pytest

from tests.driver.jobs.keeping_jobs import HERE, WHO
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.jobs.actions import KEEP_CONSOLES, RESTORE, Action, Request
from xentui_driver.jobs.orders import record_of
from xentui_driver.jobs.reconcile import found_out
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import CommandRun, Job, Verdict

BEGUN = (CommandRun(("start-stop-daemon", "--stop")),)


def settled(host: SimulatedHostWithDriver, action: Action, request: Request) -> XenError:
    record = record_of(action, request, HERE, WHO, 0.0)
    result = found_out(host.driver, Job("1", record, Verdict.UNKNOWN, started_s=1.0, commands=BEGUN))
    assert result.after == ""
    assert result.error is not None
    return result.error


@pytest.mark.parametrize(
    ("daemon", "words"),
    [
        ((), "xenconsoled isn't seen to run now: no guest has a console without it."),
        (("/usr/lib/xen-4.17/bin/xenconsoled",), "xenconsoled runs now and doesn't keep what guests print."),
        (("/usr/lib/xen-4.17/bin/xenconsoled", "--log=guest"), "xenconsoled keeps what guests print now."),
    ],
)
def test_how_xenconsoled_stands_is_looked_at(daemon: tuple[str, ...], words: str) -> None:
    host = SimulatedHostWithDriver()
    keeping = host.driver.keeping_consoles()
    host.xen.host("dom0a").console_daemon = daemon
    error = settled(host, KEEP_CONSOLES, Request(keeping=keeping))
    assert error.state_now == words
    assert error.next_step.endswith("check the host (do: doctor) before you do it again.")


def test_a_save_file_is_not_said_to_be_a_guest_that_isnt_running() -> None:
    error = settled(SimulatedHostWithDriver(), RESTORE, Request(value="/srv/web.save"))
    assert error.state_now == "Its present state can't be read."
