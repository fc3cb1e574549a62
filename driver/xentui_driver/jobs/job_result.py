"""What the result of a job gives to whoever has waited for it."""

from xentui_driver.model.errors import XenError
from xentui_driver.model.job import JobRecord, Result, Verdict
from xentui_driver.model.outcome import Outcome


def outcome_or_error(record: JobRecord, result: Result) -> Outcome:
    """Raises the XenError that the job has ended with, also for one that was cancelled before it had begun."""
    if result.outcome is not None:
        return result.outcome
    if result.error is not None:
        raise result.error
    if result.verdict is Verdict.CANCELLED:
        raise XenError(
            f"{record.title}: cancelled before it had begun.",
            state_now="Nothing was done.",
            next_step="Start it again if you still want it.",
        )
    raise XenError(  # its folder is not as we write it
        f"{record.title}: {result.verdict.value}, and its folder says nothing else of it.",
        next_step="Its job (do: jobs) shows how far it got.",
    )
