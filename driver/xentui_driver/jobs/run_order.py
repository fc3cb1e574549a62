"""Reads an order from standard input, answers with what has begun, and performs it, for `runner.py`."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from xentui_driver.jobs.assembly import performer_of, store_of
from xentui_driver.jobs.late_imports import load_the_rest
from xentui_driver.jobs.order_protocol import read_order, write_answer
from xentui_driver.jobs.orders import Workplace
from xentui_driver.jobs.performer import BegunJob, Performer
from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.errors import XenError
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Transport


def run_order() -> int:
    """Exit status 0 when the order was complete; its jobs hold their outcomes."""
    order = read_order(sys.stdin.buffer)
    if order is None:
        return 1  # the sender died before the order was complete: nothing is begun
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
    with suppress(OSError):  # the sender is gone
        os.write(1, line)


def _leave_the_caller(writer: JobWriter) -> None:
    """Close the caller's pipes; from now on a traceback goes to the job's folder."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.dup2(null, 2)
    with suppress(OSError):
        os.dup2(writer.open_trouble(), 2)
    os.chdir("/")


def _performer(workplace: Workplace) -> Performer:
    clock = SystemClock()
    store = store_of(workplace, clock)

    def ended(writer: JobWriter) -> None:
        from xentui_driver.jobs.notices import job_ended
        from xentui_driver.jobs.notify_command import NoticeCommand

        command = NoticeCommand(workplace.notice_command, lambda line: print(line, file=sys.stderr, flush=True))
        command.run(job_ended(store.job(writer.id)), workplace.host.name, wait=True)

    return performer_of(workplace, store, clock, _local_transport, ended, under_way=load_the_rest)


def _local_transport(writer: JobWriter) -> Transport:
    return LocalTransport(operations_folder=writer.folder)
