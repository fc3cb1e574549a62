"""`xentui jobs`: what was done on this host and what is under way; it reads the jobs' folder and needs no Xen."""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from xentui.command_line.answers import SUCCEEDED, error_values, outcome_values, print_json, print_outcome, warn
from xentui.command_line.job_output import follow
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_json
from xentui.fleet.open_jobs import open_empty_store, open_store
from xentui_driver.jobs.store import JobStore, why_not_cancelled
from xentui_driver.jobs.who import who_am_i
from xentui_driver.model.job import CommandRun, Job
from xentui_driver.model.text import harmless, harmless_lines
from xentui_widgets.job_words import clock_words, elapsed_s, moment_words, said, verdict_word

_TITLES = ("ID", "STATE", "STARTED", "ELAPSED", "WHO", "JOB", "LAST LINE")
_RIGHT = frozenset({0, 3})


def add_jobs(parser: argparse.ArgumentParser, *, read_only: bool = False) -> None:
    """Add the options of `xentui jobs`; read-only there is no --cancel."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--follow", metavar="ID", type=job_id, help="print the job's progress and outcome")
    if not read_only:
        what.add_argument("--cancel", metavar="ID", type=job_id, help="stop the job, if that does no harm")
        what.add_argument("--set-back", metavar="ID", type=job_id, help="undo the job's change, in a new job")
        parser.add_argument(
            "--yes", action="store_true", help="with --set-back: don't ask for a protected guest's name"
        )
    add_json(parser)
    parser.set_defaults(command=jobs, cancel=None, set_back=None, domid=None)


def jobs(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Print all jobs, or follow, cancel or set back one; with --follow the status is 0 only when that job succeeds.

    Raises XenError.
    """
    store = open_empty_store() if options.simulate else open_store(options.settings)
    if options.follow is not None:
        return _follow(store, options.follow, in_json=options.json)
    if options.cancel is not None:
        return _cancel(store, options.cancel, in_json=options.json)
    if options.set_back is not None:
        return _set_back(options.set_back, options, open_host)
    found = store.all()
    if options.json:
        print_json(jobs=_values(found, found))
    elif found:
        print(jobs_text(found, time.time()), end="", flush=True)
    else:
        print(f"xentui: there are no jobs in {harmless(store.folder)} yet", file=sys.stderr)
    return SUCCEEDED


def job_id(text: str) -> str:
    """Raises ArgumentTypeError for what isn't a number."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise argparse.ArgumentTypeError("must be a number, as `xentui jobs` shows it")
    return str(int(text))


def jobs_text(found: Sequence[Job], now_s: float) -> str:
    """A line for each job, the newest last."""
    rows = [_TITLES, *(_row(job, now_s) for job in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_TITLES))]
    return "".join(_line(row, widths) for row in rows)


def _values(shown: Iterable[Job], jobs: Iterable[Job]) -> list[dict[str, Any]]:
    """Those that are shown, of all jobs, oldest first."""
    from xentui_driver.jobs.set_back import jobs_set_back

    set_back = jobs_set_back(jobs)
    return [job_values(job, set_back.get(job.key)) for job in shown]


def job_values(job: Job, set_back_by: Job | None = None) -> dict[str, Any]:
    """The job as values for JSON (docs/json.md)."""
    from xentui_driver.jobs.set_back import why_not_set_back

    record, result, subject = job.record, job.result, job.record.subject
    values = {
        "id": job.id,
        "host": record.host.name,
        "is_foreign": job.is_foreign,
        "operation": record.operation or None,
        "title": record.title,
        "value": record.value or None,
        "set": record.set_id or None,
        "who": {
            "user": record.who.user,
            "sudo_user": record.who.sudo_user,
            "ssh_client": record.who.ssh_client,
            "terminal": record.who.terminal,
        },
        "guest": {
            "name": subject.name,
            "uuid": subject.uuid,
            "domid": subject.domid,
            "definition": subject.definition,
            "other": subject.other,
        },
        "verdict": job.verdict.value,
        "is_cancelling": job.is_cancelling,
        "why_not_cancelled": why_not_cancelled(job) or None,
        "why_not_set_back": why_not_set_back(job, set_back_by) or None,
        "sets_back": record.sets_back or None,
        "set_back_by": (set_back_by.id or None) if set_back_by is not None else None,
        "submitted": _iso(record.submitted_s),
        "begun": _iso(job.started_s),
        "ended": _iso(result.ended_s if result is not None else None),
        "before": record.before,
        "after": result.after if result is not None else "",
        "steps": list(record.steps),
        "commands": [_command_values(run) for run in job.commands],
        "changes": list(job.changes),
        "lines": list(job.lines),
        "words": said(job),
        "outcome": outcome_values(result.outcome) if result is not None and result.outcome is not None else None,
        "error": error_values(result.error) if result is not None and result.error is not None else None,
        "problems": list(job.problems),
    }
    return {name: _harmless(value) for name, value in values.items()}


def _follow(store: JobStore, id: str, *, in_json: bool) -> int:
    job, status = follow(store, id, quiet=in_json)
    if in_json and job is not None:
        print_json(jobs=_values([job], store.all()))
    return status


def _cancel(store: JobStore, id: str, *, in_json: bool) -> int:
    """Raises NoSuchJob, CancelRefused."""
    store.cancel(id, who_am_i())
    job = store.job(id)
    if in_json:
        print_json(jobs=_values([job], store.all()))
        return SUCCEEDED
    meaning = job.record.cancelling if job.has_begun else "It will not start."
    print(harmless(f"Job {id} ({job.record.title}) was asked to stop. {meaning}".rstrip()), flush=True)
    return SUCCEEDED


def _set_back(id: str, options: argparse.Namespace, open_host: OpenHost) -> int:
    """Raises XenError: NoSuchJob, and CommandFailed when something has changed since."""
    from xentui.command_line.actions import be_sure
    from xentui.command_line.await_job import performed
    from xentui_driver.jobs.actions.action import best_match
    from xentui_driver.jobs.set_back import left_alone, set_back

    with closing(open_host(options)) as host:
        job = host.jobs.store.job(id)
        instance = best_match(job.record.subject, host.hypervisor.snapshot().instances)
        action, request = set_back(job, instance, host.hypervisor, host.jobs.store.all())
        if left := left_alone(job, action, request.instance):
            warn([left])
        be_sure(options, host, action, request)
        outcome = performed(host, action, request)
    print_outcome(outcome, in_json=options.json)
    return SUCCEEDED


def _row(job: Job, now_s: float) -> tuple[str, ...]:
    title = f"{job.record.host.name}: {job.record.title}" if job.is_foreign else job.record.title
    cells = (
        job.id,
        verdict_word(job),
        moment_words(job.started_s, now_s),
        clock_words(elapsed_s(job, now_s)),
        job.record.who.words or "-",
        title,
        said(job),
    )
    return tuple(harmless(cell) for cell in cells)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if column in _RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip() + "\n"


def _command_values(run: CommandRun) -> dict[str, Any]:
    return {
        "argv": list(run.argv),
        "exit_status": run.exit_status,
        "output": list(harmless_lines(run.output)),
    }


def _iso(moment_s: float | None) -> str | None:
    """ISO 8601 in UTC; None also for a figure that isn't a time."""
    if moment_s is None:
        return None
    try:
        return datetime.fromtimestamp(moment_s, UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError, OSError):
        return None


def _harmless(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, dict):
        return {key: _harmless(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_harmless(each) for each in value]
    return value
