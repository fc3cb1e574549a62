"""An order carries what is kept of each operation, from the operator's yes to the folder of the job."""

import io
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from tests.driver.jobs.keeping_jobs import HERE, THERE, WHO
from tests.instances import running
from xentui_driver.jobs.actions import KEEP_CONSOLES, START, STOP, Request
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.order_protocol import read_order, write_order
from xentui_driver.jobs.orders import Order, Workplace, order_of
from xentui_driver.jobs.performer import BegunJob, Performer
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.console_keeping import ConsoleKeeping
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import HostId, Verdict
from xentui_driver.simulator import SimulatedClock

ASKED_S = 1_790_000_000.0


def start(host: HostId) -> Order:
    definition = Definition("/etc/xen/web.cfg", "web")
    return order_of(START, (Request(Instance("k", definition=definition)),), host, WHO, ASKED_S, "a set")


def workplace(folder: Path) -> Workplace:
    return Workplace(HERE, str(folder / "jobs"), str(folder / "audit.jsonl"))


def performer(place: Workplace) -> Performer:
    def no_host(_writer: JobWriter) -> NoReturn:
        raise AssertionError("nothing is performed here")

    clock = SimulatedClock()
    auditor = Auditor(AuditLog(place.audit_file, syslog=None), required=True)
    return Performer(place, JobStore(place.jobs_folder, HERE, clock), auditor, clock, no_host)


def test_an_order_arrives_as_it_was_given(tmp_path: Path) -> None:
    order = start(HERE)
    assert order.set_id == "a set"
    assert read_order(io.BytesIO(write_order(workplace(tmp_path), order))) == (workplace(tmp_path), order)


def test_a_plan_for_the_host_arrives_to_the_byte(tmp_path: Path) -> None:
    keeping = ConsoleKeeping(
        "/etc/default/xen",
        before="A=\udcff\n",
        after="A=\udcff\nB=1\n",
        line="B=1",
        commands=(("stop", "it"), ("start", "it")),
        way_back=(("start",),),
    )
    order = order_of(KEEP_CONSOLES, (Request(keeping=keeping),), HERE, WHO, ASKED_S, "a set")
    read = read_order(io.BytesIO(write_order(workplace(tmp_path), order)))
    assert read is not None
    assert read[1] == order
    assert order.tasks[0].record.steps == ("/etc/default/xen: B=1", "stop it", "start it")


def test_half_an_order_is_none(tmp_path: Path) -> None:
    content = write_order(workplace(tmp_path), start(HERE))
    assert read_order(io.BytesIO(content[:-1])) is None


def test_a_job_keeps_what_its_order_says_with_the_time_at_which_it_was_given(tmp_path: Path) -> None:
    order, place = start(HERE), workplace(tmp_path)
    (begun,) = performer(place).begin(order)
    assert isinstance(begun, BegunJob)
    kept = JobStore(place.jobs_folder, HERE, SimulatedClock()).job(begun.writer.id).record
    assert kept == order.tasks[0].record
    assert (kept.submitted_s, kept.steps) == (ASKED_S, ("xl create /etc/xen/web.cfg",))
    begun.writer.close()


def test_an_order_for_another_host_is_refused_and_in_the_audit(tmp_path: Path) -> None:
    place = workplace(tmp_path)
    (refused,) = performer(place).begin(start(THERE))
    assert isinstance(refused, XenError)
    assert refused.summary == "Start web: not started: it is for the host dom0b, and this is dom0a."
    (read,) = read_audit(place.audit_file)
    assert read.entry is not None
    assert read.entry.verdict is Verdict.REFUSED
    assert not Path(place.jobs_folder).exists()


@pytest.mark.parametrize(
    ("vcpus", "cpu_time_s", "said"), [(1, 0.5, False), (1, 60.0, True), (4, 0.5, True), (8, 0.5, True)]
)
def test_of_a_guest_that_may_still_boot_no_number_of_vcpus_is_kept(
    vcpus: int, cpu_time_s: float, *, said: bool
) -> None:
    row = running("web", 20, vcpus=vcpus, cpu_time_s=cpu_time_s)
    assert row.definition is not None
    row = replace(row, definition=replace(row.definition, vcpus=4))
    (task,) = order_of(STOP, (Request(row),), HERE, WHO, ASKED_S, "a set").tasks
    assert task.record.before == "running, id 20, 4096 MiB" + (f", {vcpus} vCPUs" if said else "")
