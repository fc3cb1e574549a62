"""Reads an order from standard input, answers with what has begun, and performs it: what `runner.py` runs."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.auditor import Auditor
from xentui_driver.jobs.journal import JournalingTransport
from xentui_driver.jobs.order_protocol import CALLERS_PATH, read_order, write_answer
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.performer import BegunJob, Performer
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.errors import XenError
from xentui_driver.transport.local import LocalTransport

_UNSET = "-"


def run_order() -> int:
    """Exit status 0 when the order was begun; what has become of it is in its jobs."""
    _restore_environment()
    order = read_order(sys.stdin.buffer)
    if order is None:
        return 1  # whoever sent it died before it was whole: nothing is begun
    performer = _performer(order[0])
    begun = performer.begin(order[1])
    jobs = [each for each in begun if isinstance(each, BegunJob)]
    _answer(begun)
    if jobs:
        _leave_the_caller(jobs[0].writer)
        performer.perform(jobs)
    return 0


def _answer(begun: Sequence[BegunJob | XenError]) -> None:
    line = write_answer([each.writer.id if isinstance(each, BegunJob) else each for each in begun])
    with suppress(OSError):  # nobody is there any more to hear it
        os.write(1, line)


def _leave_the_caller(writer: JobWriter) -> None:
    """Its pipes go with it; what a bug has to say goes to the job's folder."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(null, 2)
    with suppress(OSError):
        os.dup2(writer.open_trouble(), 2)
    os.chdir("/")


def _performer(workplace: Workplace) -> Performer:
    clock = SystemClock()

    def open_host(writer: JobWriter) -> Hypervisor:
        return Hypervisor(
            JournalingTransport(LocalTransport(operations_folder=writer.folder), writer),
            clock,
            definitions_folder=workplace.definitions_folder,
            stash_folder=workplace.stash_folder,
            cancelled=lambda: bool(writer.record.cancelling) and writer.is_cancelled,
        )

    store = JobStore(
        workplace.jobs_folder, workplace.host, clock, keep_jobs=workplace.keep_jobs, keep_days=workplace.keep_days
    )

    def ended(writer: JobWriter) -> None:
        from xentui_driver.jobs.notices import job_ended
        from xentui_driver.jobs.notify_command import NoticeCommand

        command = NoticeCommand(workplace.notice_command, lambda line: print(line, file=sys.stderr, flush=True))
        command.run(job_ended(store.job(writer.id)), workplace.host.name, wait=True)

    return Performer(workplace, store, Auditor.of(workplace), clock, open_host, ended)


def _restore_environment() -> None:
    callers = os.environ.pop(CALLERS_PATH, _UNSET)
    if callers == _UNSET:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = callers
