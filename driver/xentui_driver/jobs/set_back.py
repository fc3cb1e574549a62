"""Sets back what a job has changed: to what it found there, and only while what it wrote is still there."""

from collections.abc import Callable, Iterable, Mapping

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import (
    AUTOSTART_OFF,
    AUTOSTART_ON,
    BALLOON,
    CHANGE_DEFINITION,
    EDIT_DEFINITION,
    MAXMEM,
    RENAME,
    VCPUS,
    Action,
    Request,
)
from xentui_driver.jobs.actions.resources import present_maximum, present_memory, present_vcpus
from xentui_driver.model.errors import BalloonStoppedShort, CommandFailed, ParseError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, JobKey, Replaced, Verdict
from xentui_driver.model.units import MIB_KIB

_PRESENT: Mapping[str, Callable[[Hypervisor, Request], str]] = {
    BALLOON.id: present_memory,
    MAXMEM.id: present_maximum,
    VCPUS.id: present_vcpus,
}
"""Reads the value of a running guest that an operation changes, as its record has it."""
_INVERSE: Mapping[str, Action] = {
    BALLOON.id: BALLOON,
    MAXMEM.id: MAXMEM,
    VCPUS.id: VCPUS,
    RENAME.id: RENAME,
    AUTOSTART_ON.id: AUTOSTART_OFF,
    AUTOSTART_OFF.id: AUTOSTART_ON,
    CHANGE_DEFINITION.id: CHANGE_DEFINITION,
    EDIT_DEFINITION.id: CHANGE_DEFINITION,
}
"""What takes back an operation, by the id of that one."""
_DEFINITIONS = frozenset({CHANGE_DEFINITION.id, EDIT_DEFINITION.id})
_NOTHING = "Nothing was done."


def jobs_set_back(jobs: Iterable[Job]) -> Mapping[JobKey, Job]:
    """The jobs that have been set back or are just being, each with the job that does it; `jobs` is oldest first.

    One whose setting back was itself set back is none of them: what it wrote is there again.
    """
    found: dict[JobKey, Job] = {}
    for job in reversed(tuple(jobs)):
        counts = job.verdict is Verdict.SUCCEEDED or not job.is_over
        if job.record.sets_back and counts and (not job.id or job.key not in found):
            found.setdefault(JobKey(job.record.host, job.record.sets_back), job)
    return found


def set_back_words(by: Job | None) -> str:
    """That a job has been set back, and by which one; empty where none has done so."""
    if by is None:
        return ""
    return f"set back by job {by.id}" if by.is_over else "just being set back"


def why_not_set_back(job: Job, by: Job | None = None) -> str:
    """Why it can't be set back, whatever has happened since; empty when it may be possible.

    `by` is the job that has set it back already (`jobs_set_back`).
    """
    if by is not None:
        return f"it has been {set_back_words(by)}" if by.is_over else f"it is {set_back_words(by)}"
    operation, found = job.record.operation, job.replaced
    if operation not in _INVERSE:
        return f"{job.record.doing} can't be undone by setting a value"
    if job.is_foreign or job.is_newer:
        return "it belongs to another host or a newer xentui"
    if job.verdict is not Verdict.SUCCEEDED and not _stopped_short(job):
        return "it did not succeed"
    if operation in _PRESENT and (found is None or not found.value):
        return "the earlier value was not recorded"
    if operation in _DEFINITIONS and (found is None or not found.settings):
        return "the earlier definition was not recorded, or no setting differs"
    return ""


def set_back(job: Job, instance: Instance | None, host: Hypervisor, jobs: Iterable[Job] = ()) -> tuple[Action, Request]:
    """What sets the job's change back, on the guest as it is now. Blocks.

    `jobs` are those of its host, oldest first: one of them may have set it back already.

    Of a guest that is another domain by now, only what the job wrote to the definition (`left_alone`).

    Raises CommandFailed when it can't be set back, or when the value has changed since; as the reading raises.
    """
    if reason := why_not_set_back(job, jobs_set_back(jobs).get(job.key)):
        raise _refused(job, reason)
    if instance is None:
        raise _refused(job, "its guest is gone")
    operation = job.record.operation
    settings = _settings(job).settings or None
    is_apart = operation in _PRESENT and not _is_same_domain(job, instance)
    if is_apart and settings is None:
        raise _changed(job, _not_same(instance))
    action = CHANGE_DEFINITION if is_apart else _INVERSE[operation]
    _require_same(job, instance, host)
    if (refusal := action.why_not(instance)) is not None:
        raise CommandFailed(
            f"{job.record.title} was not set back: {refusal.reason}.", state_now=_NOTHING, next_step=refusal.next_step
        )
    found = job.replaced
    if operation == RENAME.id:
        return action, Request(instance, job.record.subject.name, sets_back=job.id)
    if found is None or operation not in _PRESENT or is_apart:
        return action, Request(instance, changes=settings, sets_back=job.id)
    value, in_definition = int(found.value), settings is not None
    return action, Request(instance, value, in_definition=in_definition, changes=settings, sets_back=job.id)


def left_alone(job: Job, action: Action, instance: Instance) -> str:
    """What isn't set back where only the definition is, and how it can be; empty where all is."""
    operation = job.record.operation
    if operation not in _PRESENT or action is not CHANGE_DEFINITION:
        return ""
    only = f"Only the definition: {_not_same(instance)}."
    if instance.ref is None:
        return only
    what = _INVERSE[operation]
    return f"{only} {what.label} of a running guest is set by hand (do: {what.id})."


def _is_same_domain(job: Job, instance: Instance) -> bool:
    return instance.ref is not None and instance.domid == job.record.subject.domid


def _not_same(instance: Instance) -> str:
    """Why the guest isn't the domain that the job was about."""
    if instance.ref is not None:
        return "the guest has been started again"
    return f"the guest has {instance.departure.words}" if instance.departure is not None else "the guest has ended"


def _require_same(job: Job, instance: Instance, host: Hypervisor) -> None:
    """Raises CommandFailed unless the guest still has what the job gave it; another domain never had it."""
    operation, wanted = job.record.operation, job.record.value
    if operation in _PRESENT and _is_same_domain(job, instance):
        now = _PRESENT[operation](host, Request(instance))
        if now != wanted:
            words = f"it has {_words(operation, now)} now, but the job set {_words(operation, wanted)}"
            raise _changed(job, words)
    if operation == RENAME.id and instance.name != wanted:
        raise _changed(job, f"it is called {instance.name} now, but the job named it {wanted}")
    if _settings(job).settings:
        _require_same_settings(job, instance, host)


def _require_same_settings(job: Job, instance: Instance, host: Hypervisor) -> None:
    """Raises CommandFailed."""
    from xentui_driver.definitions.xl_config.reader import parse

    path = job.record.subject.definition
    if instance.definition is None or path not in instance.definition.paths:
        raise _changed(job, f"{path or 'its definition'} is no longer its definition")
    try:
        now = parse(host.store.read(instance.definition.path).text, instance.definition.path).values
    except ParseError as error:
        raise _changed(job, f"its definition can't be read: {error.summary}") from error
    changed = [key for key, value in _settings(job).written.items() if now.get(key) != value]
    if changed:
        raise _changed(job, f"{', '.join(changed)} in its definition {'has' if len(changed) == 1 else 'have'} changed")


def _stopped_short(job: Job) -> bool:
    """Whether it has set a memory target that the guest did not reach: the target stays set."""
    return job.result is not None and isinstance(job.result.error, BalloonStoppedShort)


def _settings(job: Job) -> Replaced:
    """What it has changed in the definition: nothing where it failed before."""
    return job.replaced if job.replaced is not None and job.verdict is Verdict.SUCCEEDED else Replaced()


def _words(operation: str, value: str) -> str:
    """A value of a record for people."""
    if operation == VCPUS.id:
        return f"{value} vCPUs online"
    return f"{int(value) // MIB_KIB} MiB" if value else "no maximum"


def _changed(job: Job, what: str) -> CommandFailed:
    operation = job.record.operation
    named = f" (do: {operation})" if operation in _PRESENT else ""
    return CommandFailed(
        f"{job.record.title} was not set back, because something has changed since: {what}.",
        state_now=_NOTHING,
        next_step=f"Look at the guest as it is now (do: describe) and set the value yourself{named}.",
    )


def _refused(job: Job, reason: str) -> CommandFailed:
    return CommandFailed(
        f"{job.record.title} can't be set back: {reason}.",
        state_now=_NOTHING,
        next_step="Its job says what it did (do: jobs): undo it by hand.",
    )
