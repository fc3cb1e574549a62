"""A guest's password is nowhere in what is written down of a host and its operations."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.driver.jobs.audit_entries import entry
from tests.driver.jobs.keeping_jobs import record, store
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.audit.system_log import syslog_line
from xentui_driver.model.errors import CommandFailed, XenError
from xentui_driver.model.job import CommandRun, Result, Verdict
from xentui_driver.model.outcome import Outcome
from xentui_driver.transport.protocol import Completed
from xentui_driver.transport.recording import RecordingTransport
from xentui_driver.transport.replay import ReplayTransport

from dataclasses import replace  # isort: skip

SECRET = "s3cr3t-w0rd"
NAMED = f'vncpasswd="{SECRET}"'
VFB = f"vfb = ['vnc=1, vncpasswd={SECRET}']"
STORE = f'/local/domain/0/backend/vfb/3/0/vncpasswd = "{SECRET}"   (n0,r3)\n'
JSON = json.dumps(
    [{"domid": 3, "config": {"b_info": {"vnc": {"passwd": SECRET}, "spice": {"passwd": SECRET}}}}], indent=4
)
ALL = f"{NAMED}\n{VFB}\n{STORE}{JSON}"


class Told:
    """Says one thing to every question."""

    host_name = "dom0a"

    def __init__(self, text: str, error: XenError | None = None) -> None:
        self._text, self._error = text, error

    def run(self, argv: object, *, timeout_s: float) -> Completed:
        if self._error is not None:
            raise self._error
        return Completed(tuple(map(str, argv)), 0, self._text, self._text)  # type: ignore[call-overload]

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self._text.encode()


def recorded(ask: Callable[[RecordingTransport], object], text: str = ALL, error: XenError | None = None) -> list[str]:
    lines: list[str] = []
    transport = RecordingTransport(Told(text, error), lines.append)  # type: ignore[arg-type]
    try:
        ask(transport)
    except XenError:
        assert error is not None
    return lines


def test_no_answer_of_a_host_is_recorded_with_a_password() -> None:
    error = CommandFailed(
        f"It failed: {NAMED}", argv=["xl", "create", NAMED], detail=ALL, state_now=NAMED, next_step=VFB
    )
    argv = ["xl", "create", "/etc/xen/web.cfg", f"vncpasswd={SECRET}, with more"]
    lines = [
        *recorded(lambda host: host.run(argv, timeout_s=1.0)),
        *recorded(lambda host: host.run(argv, timeout_s=1.0), error=error),
        *recorded(lambda host: host.read_file("/etc/xen/web.cfg")),
        *recorded(
            lambda host: host.run(["xenstore-read", "/a/name", "/a/vncpasswd"], timeout_s=1.0), f"web\n{SECRET}\n"
        ),
    ]
    assert len(lines) == 8
    assert not [line for line in lines if SECRET in line or "with more" in line]


def test_a_replay_answers_without_the_password_what_was_asked_with_it() -> None:
    argv = ["xl", "create", "-n", "/etc/xen/web.cfg", NAMED]
    replay = ReplayTransport(recorded(lambda host: host.run(argv, timeout_s=1.0)))
    answer = replay.run(argv, timeout_s=1.0)
    assert answer.stdout == ALL.replace(SECRET, "***")
    assert json.loads(
        answer.stdout[answer.stdout.index("[{") if "[{" in answer.stdout else answer.stdout.index("[\n") :]
    )


def test_a_whole_host_is_recorded_without_passwords_and_looks_the_same_again() -> None:
    host = SimulatedHostWithDriver()
    host.started("web", "vnc = 1", NAMED, type="hvm")
    host.define("off", VFB)
    lines: list[str] = []
    driver = Hypervisor(RecordingTransport(host.transport, lines.append, clock=host.clock), host.clock)
    seen = [driver.describe(instance) for instance in driver.snapshot().instances if instance.definition]
    assert seen
    assert [line for line in lines if "passw" in line], "there was something to hide"
    assert not [line for line in lines if SECRET in line]
    again = Hypervisor(ReplayTransport(lines), host.clock).snapshot()
    assert [(i.name, i.state) for i in again.instances] == [(i.name, i.state) for i in host.driver.snapshot().instances]


def test_no_job_keeps_a_password(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    secret = replace(record(), title=f"Set {NAMED}", steps=(f"xl create {NAMED}", VFB), value=NAMED)
    writer = jobs.create(secret)
    writer.begin()
    writer(f"xl says {NAMED}")
    number = writer.command_begins(("xl", "create", "/etc/xen/web.cfg", f"vncpasswd={SECRET}"))
    writer.command_output(number, ALL)
    writer.changed(f"set {NAMED}")
    error = CommandFailed(NAMED, argv=["xl", NAMED], detail=ALL, state_now=VFB, next_step=NAMED)
    assert writer.finish(Result(Verdict.FAILED, 1_790_000_005.0, "", Outcome(NAMED, (NAMED,), (VFB,)), error))
    writer.close()
    kept = b"".join(path.read_bytes() for path in Path(writer.folder).iterdir())
    assert b"passw" in kept
    assert SECRET.encode() not in kept
    assert jobs.job("1").commands[0].argv == ("xl", "create", "/etc/xen/web.cfg", "vncpasswd=***")


def test_no_line_of_the_audit_or_of_the_systems_log_has_a_password(tmp_path: Path) -> None:
    told: list[str] = []
    log = AuditLog(str(tmp_path / "audit.jsonl"), syslog=told.append)
    commands = (CommandRun(("xl", "create", f"vncpasswd={SECRET}"), 0), CommandRun(("xl", VFB), 0))
    secret = replace(entry(), title=NAMED, commands=commands, changes=(NAMED, STORE), summary=VFB, before=NAMED)
    log.write(secret)
    kept = (tmp_path / "audit.jsonl").read_text() + "".join(told) + syslog_line(secret)
    assert "passw" in kept
    assert SECRET not in kept
