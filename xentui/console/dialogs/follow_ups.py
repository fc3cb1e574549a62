"""What can be done about a guest that has not shut down: offered, and never done unasked."""

from collections.abc import Sequence

from xentui.fleet.fleet import Fleet
from xentui_driver.jobs.actions import DESTROY, KEEP_WAITING, STOP, STOP_ACPI, Action
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.errors import GuestIgnoredRequest, NoGuestDrivers, XenError
from xentui_driver.model.identity import identifies, same_guest
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_widgets.choice_bar import Choice

FOLLOW_UPS: dict[str, Action] = {action.id: action for action in (KEEP_WAITING, STOP_ACPI, DESTROY)}
_KEYS = {KEEP_WAITING.id: "w", STOP_ACPI.id: "a", DESTROY.id: "X"}


def follow_ups(job: Job, instance: Instance | None, fleet: Fleet) -> Sequence[Action]:
    """What is of use after this job, with `instance`, the row of its guest as it is now."""
    asked_to_stop = job.record.operation in (STOP.id, STOP_ACPI.id, KEEP_WAITING.id)
    error = job.result.error if job.result is not None else None
    if (
        fleet.owner(job).settings.read_only
        or not asked_to_stop
        or not isinstance(error, GuestIgnoredRequest | NoGuestDrivers)
        or instance is None
        or not _is_it(instance, job.record.subject)
    ):
        return ()
    # A guest that can't hear the request was asked nothing: there is nothing to wait for.
    of_use = [each for each in FOLLOW_UPS.values() if each is not KEEP_WAITING or not _is_deaf(error)]
    return [action for action in of_use if not action.why_not(instance)]


def choice_of(action: Action, count: int = 1) -> Choice:
    """The choice that does it, with that many guests."""
    label = action.label if count == 1 else f"{action.label} {count}"
    return Choice(action.id, label, _KEYS[action.id], danger=action is DESTROY)


def _is_it(instance: Instance, subject: Subject) -> bool:
    """The domain that the job was about; where its UUID says nothing another may have its number by now."""
    if instance.domid != subject.domid:
        return False
    return same_guest(instance.uuid, subject.uuid) or (not identifies(subject.uuid) and instance.name == subject.name)


def _is_deaf(error: XenError | None) -> bool:
    return isinstance(error, NoGuestDrivers)
