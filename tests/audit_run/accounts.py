"""Compares what was submitted, what the jobs' folders say, what the audit says and what the simulator saw."""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from tests.audit_run.ledger import Order, Submitted, count
from tests.dom0 import Command
from xentui_driver.jobs.audit.entry import AuditEntry, entry_of
from xentui_driver.jobs.files import AUDITED_FILE, TROUBLE_FILE
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.job import CommandRun, Job, Verdict
from xentui_driver.toolstack.read_only import only_reads

ENDS = (Verdict.SUCCEEDED, Verdict.FAILED, Verdict.CANCELLED)
_OUT_OF_ORDER_S = 10.0
"""A line has the time at which its operation ended; writing it may take as long as the audit's lock is held."""
_ROUNDED_S = 0.001

Argv = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One console: the tag of its operations, and its orders."""

    ssh_client: str
    orders: tuple[Order, ...]

    @property
    def answered(self) -> Iterator[tuple[Submitted, str | None, str]]:
        """Each operation with the number of its job, or why it was refused."""
        for order in self.orders:
            for operation, answer in zip(order.operations, order.answers or (), strict=order.answers is not None):
                yield operation, answer.job, answer.refusal

    @property
    def in_doubt(self) -> Counter[Submitted]:
        """The operations that were being handed over when the console was killed."""
        return Counter(operation for order in self.orders if order.answers is None for operation in order.operations)


@dataclass(frozen=True, slots=True)
class Books:
    """All that is known at the end of a run."""

    sides: tuple[Side, ...]
    jobs: tuple[Job, ...]
    entries: tuple[AuditEntry, ...]
    log: tuple[Command, ...]
    begun_s: float
    """Seconds since the epoch, as `ended_s`."""
    ended_s: float

    @property
    def changing(self) -> tuple[Command, ...]:
        return tuple(command for command in self.log if command.is_changing)

    @property
    def submitted(self) -> int:
        return sum(count(side.orders) for side in self.sides)

    @property
    def in_doubt(self) -> int:
        return sum(side.in_doubt.total() for side in self.sides)

    @property
    def figures(self) -> str:
        verdicts = Counter(entry.verdict.value for entry in self.entries)
        parts = ", ".join(f"{name} {number}" for name, number in verdicts.most_common())
        doubts = f", {self.in_doubt} operations in doubt" if self.in_doubt else ""
        lines = f"audit lines {len(self.entries)} ({parts})"
        return f"operations {self.submitted}, argvs {len(self.changing)}, {lines}{doubts}"


def read_audit_file(path: str) -> tuple[AuditEntry, ...]:
    """Every line. Raises ValueError for one that is broken."""
    with open(path, "rb") as file:
        return tuple(entry_of(line) for line in file)


def problems_of_files(audit_file: str, store: JobStore) -> Iterator[str]:
    mode = stat.S_IMODE(os.stat(audit_file).st_mode)
    if mode != 0o600:
        yield f"{audit_file} has mode {mode:04o}"
    for job in store.all():
        folder = store.path(job.id)
        if not os.path.exists(f"{folder}/{AUDITED_FILE}"):
            yield f"job {job.id}: its line isn't acknowledged"
        with suppress(FileNotFoundError), open(f"{folder}/{TROUBLE_FILE}", encoding="utf-8") as trouble:
            yield from (f"job {job.id}: {line}" for line in trouble)  # of a set the first one has it


def problems(books: Books) -> Iterator[str]:
    """What does not fit together, in words."""
    yield from _jobs_and_their_lines(books)
    yield from _commands(books)
    yield from _order(books)
    for side in books.sides:
        yield from _side(side, books)
    signed = {side.ssh_client for side in books.sides}
    yield from (f"by nobody: {entry.title}" for entry in books.entries if entry.who.ssh_client not in signed)


def _jobs_and_their_lines(books: Books) -> Iterator[str]:
    lines: dict[str, list[AuditEntry]] = {job.id: [] for job in books.jobs}
    for entry in books.entries:
        if entry.job is not None:
            lines.setdefault(entry.job, []).append(entry)
        elif entry.verdict is not Verdict.REFUSED or entry.commands or entry.changes:
            yield f"without a job, but not refused: {entry}"
    for job in books.jobs:
        found = lines.pop(job.id)
        if len(found) == 1:
            yield from _job(job, found[0])
        else:
            yield f"job {job.id} has {len(found)} lines"
    yield from (f"there is no job {id}" for id in lines)


def _job(job: Job, entry: AuditEntry) -> Iterator[str]:
    if job.result is None or job.verdict not in ENDS or job.problems:
        yield f"job {job.id} ({job.record.title}): {job.verdict.value}, {job.problems}"
        return
    if _story_of(job) != _story_in(entry):
        yield f"job {job.id}: its folder says {_story_of(job)}, the audit {_story_in(entry)}"
    if tuple(map(_run, job.commands)) != tuple(map(_run, job.result.commands)):
        yield f"job {job.id}: its events say {job.commands}, its result {job.result.commands}"
    if abs(entry.time_s - job.result.ended_s) > _ROUNDED_S or entry.time_s < job.record.submitted_s - _ROUNDED_S:
        yield f"job {job.id}: submitted {job.record.submitted_s}, over {job.result.ended_s}, line of {entry.time_s}"


def _story_of(job: Job) -> tuple[object, ...]:
    record, result = job.record, job.result
    assert result is not None
    said = result.outcome.summary if result.outcome is not None else result.error.summary if result.error else ""
    runs = tuple(map(_run, result.commands))
    return (
        (record.operation, record.title, record.host.name, record.who, record.subject, record.before),
        (result.verdict, result.after, said, runs, result.changes),
    )


def _story_in(entry: AuditEntry) -> tuple[object, ...]:
    return (
        (entry.operation, entry.title, entry.host, entry.who, entry.subject, entry.before),
        (entry.verdict, entry.after, entry.summary, tuple(map(_run, entry.commands)), entry.changes),
    )


def _run(command: CommandRun | Command) -> tuple[Argv, int | None]:
    return command.argv, command.exit_status


def _commands(books: Books) -> Iterator[str]:
    seen = Counter(map(_run, books.changing))
    told = Counter(_run(command) for entry in books.entries for command in entry.commands)
    for argv in left_alone(books):
        told[argv, None] -= 1
        seen[next((run for run in seen - told if run[0] == argv), (argv, None))] -= 1
    yield from _differences(seen, told, "the simulator saw", "the audit tells of")
    for command in books.log:
        if command.is_changing and command.abandoned:
            yield f"broken off: {command.line}"
        if not command.is_changing and not only_reads(command.argv):
            yield f"in nobody's books, and not known to read only: {command.line}"


def left_alone(books: Books) -> Iterator[Argv]:
    """The commands that nobody has seen end, because their jobs were cancelled: they go on by themselves."""
    cancelled = (entry for entry in books.entries if entry.verdict is Verdict.CANCELLED)
    yield from (command.argv for entry in cancelled for command in entry.commands if command.exit_status is None)


def _order(books: Books) -> Iterator[str]:
    latest_s = books.begun_s
    for before, entry in pairwise((None, *books.entries)):
        assert entry is not None
        if before is not None:
            latest_s = max(latest_s, before.time_s)
        if not latest_s - _OUT_OF_ORDER_S <= entry.time_s <= books.ended_s:
            yield f"{entry.title}: its time {entry.time_s} comes after {latest_s}"


def _side(side: Side, books: Books) -> Iterator[str]:
    """Operations without an answer must be among those that were being handed over, and none may be there twice."""
    jobs = {job.id: job for job in books.jobs if job.record.who.ssh_client == side.ssh_client}
    refused = Counter(
        (_operation_in(entry), entry.summary)
        for entry in books.entries
        if entry.job is None and entry.who.ssh_client == side.ssh_client
    )
    for operation, id, refusal in side.answered:
        if id is None:
            refused[operation, refusal] -= 1
        elif id not in jobs or _operation_of(jobs.pop(id)) != operation:
            yield f"{operation} was answered with job {id}, which isn't its own"
    yield from (f"{number} lines too few: {line}" for line, number in (-refused).items())
    unanswered = Counter(map(_operation_of, jobs.values()))
    for (operation, _), number in (+refused).items():
        unanswered[operation] += number
    yield from (
        f"{number} times, and nobody has submitted it: {it}" for it, number in (unanswered - side.in_doubt).items()
    )


def _operation_of(job: Job) -> Submitted:
    return Submitted(job.record.operation, job.record.title)


def _operation_in(entry: AuditEntry) -> Submitted:
    return Submitted(entry.operation, entry.title)


def _differences(
    one: Counter[tuple[Argv, int | None]], other: Counter[tuple[Argv, int | None]], *words: str
) -> Iterator[str]:
    for more, less, who in ((one, other, words[0]), (other, one, words[1])):
        yield from (f"only {who}, {number} times: {run}" for run, number in (more - less).items())


def first_of(found: list[str], most: int = 20) -> str:
    """The first of them, for a message."""
    return "\n".join((f"{len(found)} problems", *found[:most]))
