"""A process of its own begins an order, and the caller waits only for the answer, not for the job."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dom0 import Dom0
from tests.waiting import until
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import START, STOP, Request
from xentui_driver.jobs.audit.reading import read_audit
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.launcher import ProcessLauncher
from xentui_driver.jobs.orders import Order, Workplace, order_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.this_host import this_host
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import GuestBusy, JobsUnwritable, NotHandedOver
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Verdict, Who
from xentui_driver.transport.local import LocalTransport

HOST = this_host("dom0a")
ME = Who("root")


@pytest.fixture
def dom0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dom0]:
    with Dom0(tmp_path) as made:
        monkeypatch.setenv("PATH", made.environ["PATH"])
        yield made


@pytest.fixture
def workplace(dom0: Dom0) -> Workplace:
    return Workplace(
        HOST,
        str(dom0.folder / "jobs"),
        str(dom0.folder / "audit.jsonl"),
        definitions_folder=str(dom0.definitions),
        stash_folder=str(dom0.stash),
        audit_syslog=False,
    )


def start_of(dom0: Dom0, name: str) -> Order:
    definition = Definition(str(dom0.define(name)), name, None, "pvh", memory_kib=512 << 10)
    return order_of(START, (Request(Instance(definition.path, definition=definition)),), HOST, ME, 1_790_000_000.0, "1")


def test_the_answer_comes_while_the_job_is_at_work(dom0: Dom0, workplace: Workplace) -> None:
    store = JobStore(workplace.jobs_folder, HOST, SystemClock())
    dom0.hold(1, "xl", "create")
    (id,) = ProcessLauncher(workplace).submit(start_of(dom0, "web"))
    assert isinstance(id, str)
    dom0.wait_held()
    assert store.job(id).verdict is Verdict.RUNNING
    dom0.go()
    assert until(lambda: store.job(id).result).verdict is Verdict.SUCCEEDED  # type: ignore[union-attr]


def test_a_command_that_a_cancelled_job_leaves_alone_goes_on_to_its_end(dom0: Dom0, workplace: Workplace) -> None:
    store = JobStore(workplace.jobs_folder, HOST, SystemClock())
    dom0.define("web")
    dom0.start("web")
    driver = Hypervisor(LocalTransport(), SystemClock(), definitions_folder=workplace.definitions_folder)
    web = next(each for each in driver.snapshot().instances if each.name == "web")
    dom0.hold(1, "xl", "shutdown")
    (id,) = ProcessLauncher(workplace).submit(order_of(STOP, (Request(web),), HOST, ME, 1_790_000_000.0, "1"))
    assert isinstance(id, str)
    dom0.wait_held()
    store.cancel(id, ME)
    assert until(lambda: store.job(id).result).verdict is Verdict.CANCELLED  # type: ignore[union-attr]
    assert [run.exit_status for run in store.job(id).commands] == [None]
    dom0.go()
    until(lambda: dom0.domain("web") is None)
    (shutdown,) = (command for command in dom0.changing() if "shutdown" in command.argv)
    assert until(lambda: next(each for each in dom0.changing() if each.argv == shutdown.argv).exit_status == 0)
    assert not shutdown.abandoned


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PYTHONWARNINGS", "error"), ("PYTHONPATH", "HOSTILE"), ("PYTHONINTMAXSTRDIGITS", "5")],
)
def test_no_variable_of_the_callers_python_gets_in_the_way(
    dom0: Dom0, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    for name in ("xentui_driver", "dataclasses"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a module of the caller')")
    monkeypatch.setenv(variable, value.replace("HOSTILE", str(tmp_path)))
    store = JobStore(workplace.jobs_folder, HOST, SystemClock())
    (id,) = ProcessLauncher(workplace).submit(start_of(dom0, "web"))
    assert isinstance(id, str)
    assert until(lambda: store.job(id).result).verdict is Verdict.SUCCEEDED  # type: ignore[union-attr]


def test_what_is_refused_is_answered_with_its_reason(dom0: Dom0, workplace: Workplace) -> None:
    launcher, order = ProcessLauncher(workplace), start_of(dom0, "web")
    dom0.hold(1, "xl", "create")
    launcher.submit(order)
    dom0.wait_held()
    (refused,) = launcher.submit(order)
    assert isinstance(refused, GuestBusy)
    dom0.go()


def test_a_process_that_does_not_come_up_begins_nothing_and_says_why(
    dom0: Dom0, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no module named xentui' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(JobsUnwritable, match="was not started") as raised:
        ProcessLauncher(workplace).submit(start_of(dom0, "web"))
    assert "no module named xentui" in raised.value.detail


def test_a_process_that_says_nothing_is_not_waited_for_without_end(
    dom0: Dom0, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xentui_driver.jobs.launcher._ANSWER_LIMIT_S", 0.2)
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\nexec sleep 2\n")
    silent.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(silent))
    with pytest.raises(JobsUnwritable, match="doesn't answer"):
        ProcessLauncher(workplace).submit(start_of(dom0, "web"))


def test_an_operation_that_no_process_can_be_started_for_is_refused_and_in_the_audit(
    dom0: Dom0, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_process(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(subprocess, "Popen", no_process)
    host = Hypervisor(LocalTransport(), definitions_folder=str(dom0.definitions))
    store = JobStore(workplace.jobs_folder, HOST, SystemClock())
    jobs = Jobs(host, workplace, ProcessLauncher(workplace), store, ME)
    request = start_of(dom0, "web").tasks[0].request
    with pytest.raises(NotHandedOver, match="Resource temporarily unavailable"):
        jobs.submit(jobs.prepare(START, (request,)))
    assert jobs.all == ()
    (read,) = read_audit(workplace.audit_file)
    assert read.entry is not None
    assert (read.entry.verdict, read.entry.job, read.entry.commands) == (Verdict.REFUSED, None, ())
