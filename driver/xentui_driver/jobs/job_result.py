"""The result of a job, as code that waited for it gets it."""

from xentui_driver.model.errors import XenError
from xentui_driver.model.job import JobRecord, Result, Verdict
from xentui_driver.model.outcome import Outcome


def outcome_or_error(record: JobRecord, result: Result) -> Outcome:
    """The job's outcome. Raises the XenError that it ended with, also when it was cancelled before it began."""
    if result.outcome is not None:
        return result.outcome
    if result.error is not None:
        raise result.error
    if result.verdict is Verdict.CANCELLED:
        raise XenError(
            f"{record.title}: cancelled before it began.",
            state_now="Nothing was done.",
            next_step="Start it again if you still want it.",
        )
    raise XenError(  # its folder has been damaged
        f"{record.title}: {result.verdict.value}; its job recorded nothing else.",
        next_step="Its job (do: jobs) shows how far it got.",
    )
