"""Hands orders over, where possible to a process that outlives this one."""

import subprocess
import threading
import time
from contextlib import suppress
from typing import Protocol

from xentui_driver.jobs.order_protocol import read_answer, write_order
from xentui_driver.jobs.orders import Order, Workplace
from xentui_driver.jobs.performer import BegunJob, Performer
from xentui_driver.model.errors import JobsUnwritable, NotHandedOver, ReadOnly, XenError
from xentui_driver.model.text import harmless_lines
from xentui_driver.transport import own_modules
from xentui_driver.transport.children import Child, Children, Output, reap_when_it_ends

_ANSWER_LIMIT_S = 120.0
"""How long a new process may take to start and make its jobs, on a busy host."""
_TROUBLE_LIMIT = 1 << 16


class Launcher(Protocol):
    """Begins orders."""

    @property
    def outlives_us(self) -> bool:
        """Whether what has begun goes on when this process ends."""
        ...

    @property
    def changes_hosts(self) -> bool:
        """False for a launcher that begins nothing at all."""
        ...

    def submit(self, order: Order) -> tuple[str | XenError, ...]:
        """Begin the order: the number of each job, or why it was refused.

        Blocks until that is known. Raises JobsUnwritable when nothing can be begun.
        """
        ...


class ProcessLauncher:
    """A process and session for each order: a hangup, a kill or the end of this process doesn't reach it."""

    outlives_us = True
    changes_hosts = True

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def submit(self, order: Order) -> tuple[str | XenError, ...]:
        try:
            process = subprocess.Popen(
                runner_argv(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=own_modules.descriptors(),
                start_new_session=True,
            )
        except OSError as error:
            raise NotHandedOver(
                f"The operation was not started: no process can be started: {error.strerror}.",
                state_now="Nothing was done.",
                next_step="Check dom0's memory, processes and open files.",
            ) from error
        output = Output(process)
        try:
            if not _heard(process, write_order(self._workplace, order), output):
                raise _not_begun("its process doesn't answer; if it starts anything, that appears among the jobs")
            return read_answer(output.stdout)
        except ValueError as error:
            detail = "\n".join(harmless_lines(output.stderr[-_TROUBLE_LIMIT:], 20))
            raise _not_begun("its process ended without an answer", detail) from error
        finally:
            output.close()
            reap_when_it_ends(process)


class ThreadLauncher:
    """Performs orders in threads of this process, for a host that lives in it."""

    outlives_us = False
    changes_hosts = True

    def __init__(self, performer: Performer) -> None:
        self._performer = performer

    def submit(self, order: Order) -> tuple[str | XenError, ...]:
        begun = self._performer.begin(order)
        jobs = [each for each in begun if isinstance(each, BegunJob)]
        if jobs:
            threading.Thread(target=self._performer.perform, args=(jobs,), name="perform", daemon=True).start()
        return tuple(each.writer.id if isinstance(each, BegunJob) else each for each in begun)


class NoLauncher:
    """Begins nothing: for a read-only console."""

    outlives_us = True
    changes_hosts = False

    def submit(self, order: Order) -> tuple[str | XenError, ...]:
        raise ReadOnly(f"{order.tasks[0].action.label} was not started: this console is read-only.")


def _heard(process: Child, order: bytes, output: Output) -> bool:
    """Send the order and read until the process closes its pipes, which it does before it performs anything.

    False when it doesn't do so in time.
    """
    assert process.stdin is not None, "it was started read-only"
    with suppress(BrokenPipeError), process.stdin:  # the process has died: its standard error says why
        process.stdin.write(order)
    return Children().read(output, time.monotonic() + _ANSWER_LIMIT_S)


def runner_argv() -> tuple[str, ...]:
    """Without -m, for which Python loads `runpy` and what that needs."""
    return own_modules.python_argv("import xentui_driver.jobs.runner as runner; raise SystemExit(runner.main())")


def _not_begun(reason: str, detail: str = "") -> JobsUnwritable:
    return JobsUnwritable(f"The operation was not started: {reason}.", detail=detail)
