"""Actions on guests that have failed, while nothing later has overtaken them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import dropwhile

from xentui.fleet.fleet import Fleet
from xentui_driver.jobs.actions import KEEP_WAITING, OPERATIONS, REBOOT, STOP, STOP_ACPI, Asks, Request
from xentui_driver.jobs.actions.action import best_match, subject_of
from xentui_driver.model.errors import GuestIgnoredRequest
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Verdict
from xentui_driver.model.row_key import RowKey

LATELY_S = 12 * 3600.0
"""A shift: what failed before it has been seen, or isn't missed."""
_REQUESTS = {STOP.id: "stop", STOP_ACPI.id: "stop", KEEP_WAITING.id: "stop", REBOOT.id: "reboot"}
"""What a guest was asked to do and may ignore, by the ids of the actions."""


def failures(fleet: Fleet) -> Mapping[RowKey, Job]:
    """What failed lately with guests of the fleet, and the job of each."""
    since_s = fleet.clock.epoch_s() - LATELY_S
    found: dict[RowKey, Job] = {}
    for host in fleet.hosts:
        jobs = [job for opened in host.known_jobs for job in opened.all]
        found |= failures_among(jobs, fleet.instances_of(host), since_s)
    return found


def failures_among(jobs: Sequence[Job], instances: Sequence[Instance], since_s: float) -> Mapping[RowKey, Job]:
    """The newest job of each guest of a host, where it has failed or nobody knows how it ended; `jobs` oldest first.

    It is overtaken by a later job of that guest, by what the job was to bring about, by another domain of the guest,
    and by time.
    """
    since_first = dropwhile(lambda job: not _has_failed(job, since_s), jobs)
    failed = [job for job in _newest(since_first) if _has_failed(job, since_s)]
    by_key = _by_key(instances) if failed else {}
    guests = ((job, _instance_of(job, by_key)) for job in failed)
    return {
        instance.row_key: job for job, instance in guests if instance is not None and not _is_overtaken(job, instance)
    }


def failure_words(job: Job) -> str:
    """What has failed, in a few words: `start failed`, `ignored a stop`."""
    error, action = job.result.error if job.result is not None else None, OPERATIONS.get(job.record.operation)
    request = _REQUESTS.get(job.record.operation, "")
    if request and isinstance(error, GuestIgnoredRequest):
        return f"ignored a {request}"
    if action is None:
        called = job.record.operation
    else:
        called = request or (action.answer if action.asks in (Asks.MEMORY, Asks.VCPUS) else action.label)
    how = "failed" if job.verdict is Verdict.FAILED else "has no known outcome"
    return f"{_in_a_sentence(called)} {how}"


def failure_sentence(job: Job) -> str:
    """The same with the cause."""
    error = job.result.error if job.result is not None else None
    return f"{failure_words(job)}: {error.summary if error is not None else job.without_outcome}"


def _in_a_sentence(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _has_failed(job: Job, since_s: float) -> bool:
    if job.verdict not in (Verdict.FAILED, Verdict.UNKNOWN) or job.is_foreign or job.is_newer:
        return False
    return (job.result.ended_s if job.result is not None else job.record.submitted_s) >= since_s


def _newest(jobs: Iterable[Job]) -> Iterable[Job]:
    """The jobs that were begun and after which no other one was begun with the same guest."""
    newest: dict[str, Job] = {}
    for job in jobs:
        if job.has_begun and not job.is_foreign and job.verdict is not Verdict.REFUSED:
            newest.update(dict.fromkeys(job.record.subject.keys, job))
    candidates = {job.id: job for job in newest.values()}
    return [job for job in candidates.values() if all(newest[key] is job for key in job.record.subject.keys)]


def _by_key(instances: Sequence[Instance]) -> Mapping[str, Sequence[Instance]]:
    found: dict[str, list[Instance]] = {}
    for instance in instances:
        for key in subject_of(Request(instance)).keys:
            found.setdefault(key, []).append(instance)
    return found


def _instance_of(job: Job, instances: Mapping[str, Sequence[Instance]]) -> Instance | None:
    subject = job.record.subject
    return best_match(subject, [instance for key in sorted(subject.keys) for instance in instances.get(key, ())])


def _is_overtaken(job: Job, instance: Instance) -> bool:
    """Whether the guest is no longer as that job has left it."""
    record = job.record
    ignored = job.result is not None and isinstance(job.result.error, GuestIgnoredRequest)
    if instance.domid != record.subject.domid and (instance.domid is not None or ignored):
        return True
    action = OPERATIONS.get(record.operation)
    return action is not None and action.is_done(record, instance) is True
