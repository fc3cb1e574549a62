"""What to do about a job whose outcome nobody knows."""

from xentui_driver.model.job import Job, Unread

_UNREAD = (
    "Its record can't be read, so it isn't known whether one of its commands had begun. Look at the guests that it may "
    "be about, and at `xentui audit`, before anything is done again."
)


def what_to_check(job: Job) -> str:
    """What the look at the host advises; where nobody has looked yet, advice by how far the job got."""
    error = job.result.error if job.result is not None else None
    if error is not None and error.next_step:
        return error.next_step
    last = job.commands[-1].argv if job.commands else ()
    is_whole = not job.unread & {Unread.RECORD, Unread.EVENTS}
    if not last and not is_whole:
        return _UNREAD
    if not last:
        return "None of its commands had begun: look at its row, and do it again if needed."
    known = "" if is_whole else " that can be read, and may not be the last of all"
    begun = f"`{' '.join(last)}` was the last command begun{known}"
    if last[:2] == ("xl", "migrate"):
        return f"{begun}: look at both hosts before you start it anywhere, it must not run twice on the same disks."
    return f"{begun}: look at its row before you do it again."
