"""Jobs to put on the screen, one of each kind."""

from dataclasses import replace

from xentui_driver.model.errors import CommandFailed, GuestIgnoredRequest
from xentui_driver.model.job import CommandRun, HostId, Job, JobRecord, Result, Subject, Verdict, Who
from xentui_driver.model.outcome import Outcome, StepKind

NOW_S = 1_795_788_201.0
"""2026-11-27 14:03:21 UTC."""
HERE = HostId("dom0a", "a1")
THERE = HostId("dom0b", "b2")
ALICE = Who("root", "alice", "10.0.0.5", "pts/3")
STOP_WAITING = "Stops waiting. The request already sent to the guest stays in effect."
UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"


def record(title: str = "Stop web-01.example.net", *, ago_s: float = 60.0, **values: object) -> JobRecord:
    name = (title.split() or [""])[-1]
    made = JobRecord(
        operation="stop",
        title=title,
        doing="stopping",
        host=HERE,
        subject=Subject(name, UUID, 12, f"/etc/xen/{name}.cfg"),
        who=ALICE,
        submitted_s=NOW_S - ago_s,
        steps=("xl shutdown 12",),
        before="running, id 12, 8192 MiB, 4 vCPUs",
        cancelling=STOP_WAITING,
    )
    made = replace(made, **values)  # type: ignore[arg-type]
    return replace(made, step_kinds=(StepKind.COMMAND,) * len(made.steps))


def running(id: str = "12") -> Job:
    return Job(
        id,
        record(),
        Verdict.RUNNING,
        NOW_S - 42,
        (
            "request sent, waiting for the guest to acknowledge",
            "acknowledged, shutting down: 1 of 120 s",
            "acknowledged, shutting down: 40 of 120 s",
        ),
        (CommandRun(("xl", "shutdown", "12"), None, "Shutting down domain 12\n"),),
    )


def succeeded(id: str = "11") -> Job:
    return Job(
        id,
        record("Reboot web-02.example.net", ago_s=400, steps=("xl reboot 13",)),
        Verdict.SUCCEEDED,
        NOW_S - 400,
        ("asked to reboot, waiting for the guest to acknowledge", "acknowledged, rebooting: 9 of 120 s"),
        (CommandRun(("xl", "reboot", "13"), 0, "Rebooting domain 13\n"),),
        Result(
            Verdict.SUCCEEDED,
            NOW_S - 385,
            "running, id 14, 8192 MiB, 4 vCPUs",
            Outcome("web-02.example.net has rebooted; its id is 14 now.", ("xl reboot 13",)),
        ),
    )


def failed(id: str = "10") -> Job:
    error = GuestIgnoredRequest(
        "db-01.example.net did not shut down within 120 s.",
        detail="libxl: error: libxl_domain.c:1234:shutdown_watch: Domain 9: no answer",
        state_now="It is running still, id 9.",
    )
    return Job(
        id,
        record("Stop db-01.example.net", ago_s=3700, steps=("xl shutdown 9",)),
        Verdict.FAILED,
        NOW_S - 3700,
        ("request sent, waiting for the guest to acknowledge", "acknowledged, shutting down: 119 of 120 s"),
        (CommandRun(("xl", "shutdown", "9"), 0, "Shutting down domain 9\n"),),
        Result(Verdict.FAILED, NOW_S - 3580, "running, id 9, 65536 MiB, 4 vCPUs", error=error),
    )


def unknown(id: str = "9", *, settled: bool = True) -> Job:
    error = CommandFailed(
        "Migrate mail: its process is gone and left no outcome.",
        state_now="mail runs on dom0b and not here.",
        next_step="Look at both hosts before you start it anywhere: it must not run twice on the same disks.",
    )
    result = Result(Verdict.UNKNOWN, NOW_S - 7000, "", error=error) if settled else None
    return Job(
        id,
        record("Migrate mail", ago_s=7300, steps=("xl migrate 17 dom0b",), doing="migrating", cancelling=""),
        Verdict.UNKNOWN,
        NOW_S - 7299,
        ("migrating to dom0b; nothing that happens to this console ends it",),
        (CommandRun(("xl", "migrate", "17", "dom0b"), None, "migration target: Ready to receive domain.\n"),),
        result,
    )


def migrating(id: str = "15") -> Job:
    """It can't be cancelled."""
    return Job(
        id,
        record("Migrate db-02.example.net", ago_s=95, doing="migrating", cancelling="", steps=("xl migrate 4 dom0b",)),
        Verdict.RUNNING,
        NOW_S - 95,
        ("asking dom0b over ssh", "migrating to dom0b; nothing that happens to this console ends it"),
        (
            CommandRun(
                ("xl", "migrate", "4", "dom0b"),
                None,
                "Saving to migration stream new xl format (info 0x3/0x0/1444)\n"
                "xc: info: Saving domain 4, type x86 PVH\n"
                "xc: Frames iteration 0: 0/2097152    0%\rxc: Frames iteration 0: 1363148/2097152   65%",
            ),
        ),
    )


def waiting(id: str, name: str, set_id: str = "7") -> Job:
    return Job(id, record(f"Stop {name}", ago_s=5, set_id=set_id, steps=("xl shutdown 21",)), Verdict.WAITING)


def foreign(id: str = "8") -> Job:
    steps = ("xl create /etc/xen/build-07.cfg",)
    made = record("Start build-07", ago_s=9000, host=THERE, doing="starting", before="stopped", steps=steps)
    return Job(id, made, Verdict.RUNNING, NOW_S - 8990, is_foreign=True)


def cancelled(id: str = "7") -> Job:
    result = Result(Verdict.CANCELLED, NOW_S - 9500)
    return Job(id, record("Stop test-01", ago_s=9600), Verdict.CANCELLED, result=result)


def refused(id: str = "6") -> Job:
    error = CommandFailed("Memory cache-01: not done: it has no balloon driver.", state_now="Nothing was done.")
    result = Result(Verdict.REFUSED, NOW_S - 90_000, error=error)
    return Job(id, record("Memory cache-01", ago_s=90_000, steps=()), Verdict.REFUSED, result=result)


def handed_over() -> Job:
    return Job("", record("Start web-09.example.net", ago_s=0.2, steps=("xl create web-09.cfg",)), Verdict.WAITING)


def every_kind() -> tuple[Job, ...]:
    """Oldest first."""
    return (
        refused(),
        cancelled(),
        foreign(),
        unknown(),
        failed(),
        succeeded(),
        running(),
        waiting("13", "web-03.example.net"),
        waiting("14", "web-04.example.net"),
        migrating(),
        handed_over(),
    )


def crowd(count: int) -> tuple[Job, ...]:
    """Oldest first."""
    return tuple(replace(succeeded(str(number)), record=record(f"Stop web-{number}")) for number in range(1, count + 1))
