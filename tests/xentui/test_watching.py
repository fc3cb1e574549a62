"""Every job that begins or ends while it is watched is told of."""

from pathlib import Path

from tests.driver.jobs.keeping_jobs import done, record, store
from xentui.jobs.auditing import Auditor
from xentui.jobs.watching import Watch
from xentui_driver.audit import AuditLog
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.jobs.values import Job, Verdict
from xentui_driver.simulator import SimulatedClock, SimulatedXen, SimulatorTransport


def watching(folder: Path, told: list[Job]) -> Watch:
    auditor = Auditor(AuditLog(str(folder / "audit.jsonl"), syslog=None), required=True)
    xen = SimulatedXen(SimulatedClock())
    xen.add_host("dom0a")
    return Watch(store(folder), auditor, Hypervisor(SimulatorTransport(xen, "dom0a")), told.append)


def test_a_job_that_is_over_before_it_is_followed_is_told_of(tmp_path: Path) -> None:
    told: list[Job] = []
    watch, jobs = watching(tmp_path, told), store(tmp_path)
    watch.look_once()
    writer = jobs.create(record())
    done(writer)
    watch.add([jobs.job(writer.id)])
    watch.look_once()
    watch.look_once()
    assert [(job.id, job.verdict) for job in told] == [(writer.id, Verdict.SUCCEEDED)]


def test_a_job_that_is_followed_from_its_beginning_is_told_of_once_when_it_ends(tmp_path: Path) -> None:
    told: list[Job] = []
    watch, jobs = watching(tmp_path, told), store(tmp_path)
    watch.look_once()
    writer = jobs.create(record())
    watch.add([jobs.job(writer.id)])
    assert [job.id for job in watch.all] == [writer.id]
    done(writer)
    watch.look_once()
    watch.look_once()
    assert [job.verdict for job in told] == [Verdict.SUCCEEDED]
