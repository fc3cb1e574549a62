"""What is being done with a guest, for its row, its details and its screen."""

from xentui_driver.jobs.actions import OPERATIONS, Asks
from xentui_driver.model.job import Job
from xentui_widgets.columns import Doing
from xentui_widgets.job_looks import clock_words, elapsed_s


def doing_of(job: Job, now_s: float) -> Doing:
    """The words for a job that is under way: where a guest goes to, and for how long its job has run."""
    action = OPERATIONS.get(job.record.operation)
    goes_away = action is not None and action.asks is Asks.HOST and job.record.value
    passed = clock_words(elapsed_s(job, now_s)) if job.has_begun else ""
    return Doing(job.record.doing, f"to {job.record.value}" if goes_away else "", passed)
