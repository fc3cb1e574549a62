"""A host that is opened in any of its ways has its jobs performed where they should be, and nowhere else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dom0 import Dom0
from tests.waiting import until
from xentui.fleet.host import Host, Recorder
from xentui.fleet.hosts.local import local_host
from xentui.fleet.hosts.replayed import replayed_host
from xentui.fleet.hosts.simulated import demonstration
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.jobs.actions import ACTIONS, Action, Request
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.jobs.this_host import SIMULATED
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import ReadOnly, TransportClosed
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Verdict

PAUSE: Action = next(action for action in ACTIONS if action.id == "pause")
GUEST = "web-01.example.net"
READ_ONLY = Settings(read_only=True)


def instance(host: Host, name: str) -> Instance:
    return next(each for each in host.hypervisor.snapshot().instances if each.name == name)


def paused(host: Host, name: str) -> Job:
    """The job that has paused that guest, once it is over."""
    submitted = host.jobs.submit(host.jobs.prepare(PAUSE, (Request(instance(host, name)),)))
    (begun,) = submitted.jobs
    until(lambda: host.jobs.store.job(begun.id).is_over)
    return host.jobs.store.job(begun.id)


def refused(host: Host, name: str) -> bool:
    """That no job is begun on it."""
    with pytest.raises(ReadOnly):
        host.jobs.submit(host.jobs.prepare(PAUSE, (Request(instance(host, name)),)))
    return host.jobs.store.all() == ()


@pytest.fixture
def dom0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dom0]:
    """This machine is one, and web runs on it."""
    with Dom0(tmp_path) as made:
        for name, value in made.environ.items():
            monkeypatch.setenv(name, value)
        made.define("web")
        made.start("web")
        yield made


def settings_on(dom0: Dom0, *, read_only: bool = False) -> Settings:
    return Settings(
        read_only=read_only,
        jobs_folder=str(dom0.folder / "jobs"),
        audit_file=str(dom0.folder / "audit.jsonl"),
        audit_syslog=False,
        definitions_folder=str(dom0.definitions),
        stash_folder=str(dom0.stash),
    )


@pytest.fixture(params=[False, True], ids=["as it is", "recorded"])
def recording(request: pytest.FixtureRequest) -> list[str] | None:
    """The lines of one; None where there is to be none."""
    return [] if request.param else None


def recorder_of(recording: list[str] | None) -> Recorder | None:
    return recording.append if recording is not None else None


def is_of_what_was_read(recording: list[str] | None) -> bool:
    """It has the readings of the host and nothing of a job, which reaches it by a way of its own."""
    return recording is None or (len(recording) > 1 and '"start"' not in "".join(recording))


def test_a_job_of_this_machine_is_a_process_in_the_folder_of_the_settings(
    dom0: Dom0, recording: list[str] | None
) -> None:
    host = local_host(settings_on(dom0), recorder=recorder_of(recording))
    assert paused(host, "web").verdict is Verdict.SUCCEEDED
    (command,) = dom0.changing()
    assert command.argv[:2] == ("xl", "pause")
    assert command.pid != os.getpid()
    assert any(path.is_dir() for path in (dom0.folder / "jobs").iterdir())
    until((dom0.folder / "audit.jsonl").exists)
    assert host.jobs.outlive_us
    assert not host.is_simulated
    assert is_of_what_was_read(recording)


def test_read_only_none_is_begun_on_this_machine(dom0: Dom0) -> None:
    host = local_host(settings_on(dom0, read_only=True))
    assert refused(host, "web")
    with pytest.raises(ReadOnly):
        host.hypervisor.transport.start(("xl", "pause", "1"))
    assert dom0.changing() == ()


def test_a_job_of_a_simulated_host_is_performed_in_this_process_whatever_the_folders_of_the_settings(
    tmp_path: Path, recording: list[str] | None
) -> None:
    real = Settings(jobs_folder=str(tmp_path / "jobs"), audit_file=str(tmp_path / "audit.jsonl"))
    host = demonstration(real, recorder=recorder_of(recording))
    assert paused(host, GUEST).verdict is Verdict.SUCCEEDED
    assert instance(host, GUEST).state is DomainState.PAUSED
    assert host.is_simulated
    assert not host.jobs.outlive_us
    assert list(tmp_path.iterdir()) == []
    assert is_of_what_was_read(recording)


def test_read_only_none_is_begun_on_a_simulated_host() -> None:
    host = demonstration(READ_ONLY)
    before = instance(host, GUEST).state
    assert refused(host, GUEST)
    assert instance(host, GUEST).state is before


def test_no_job_is_begun_on_a_recording_and_none_of_this_machine_is_its_own(tmp_path: Path) -> None:
    lines: list[str] = []
    demonstration(DEFAULTS, recorder=lines.append).hypervisor.snapshot()
    host = replayed_host(lines, Settings(jobs_folder=str(tmp_path / "jobs")))
    assert refused(host, GUEST)
    assert host.jobs.workplace.host.machine_id == SIMULATED
    assert str(tmp_path) not in host.jobs.workplace.jobs_folder


def test_jobs_are_opened_once_and_not_before_somebody_asks_for_them() -> None:
    simulated, opened = demonstration(DEFAULTS), []

    def open_jobs() -> Jobs:
        opened.append("jobs")
        return simulated.jobs

    host = Host(simulated.hypervisor, DEFAULTS, open_jobs)
    host.hypervisor.snapshot()
    assert opened == []
    assert host.jobs is host.jobs
    assert opened == ["jobs"]


def test_a_simulated_host_has_the_version_of_xen_that_is_asked_for() -> None:
    for version in ("4.17", "4.20"):
        node = demonstration(DEFAULTS, xen_version=version).hypervisor.node_info()
        assert (node.xen_version or "").startswith(f"{version}.")


def test_this_machine_is_looked_at_without_what_performs_jobs() -> None:
    script = (
        "import sys; from xentui.fleet.hosts.local import local_host; "
        "from xentui.fleet.settings.values import DEFAULTS; "
        "host = local_host(DEFAULTS); host.hypervisor.sources; "
        "sys.exit(any(name.startswith('xentui_driver.jobs.store') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_host_that_is_closed_is_not_asked_any_more() -> None:
    host = demonstration(DEFAULTS)
    host.close()
    with pytest.raises(TransportClosed):
        host.hypervisor.snapshot()


def test_what_happens_to_a_simulated_guest_runs_no_command_of_the_operators() -> None:
    assert demonstration(Settings(notice_command=("page-the-night-shift",))).settings.notice_command == ()
