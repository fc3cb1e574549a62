"""What to do about a job whose outcome nobody knows."""

from xentui_driver.model.job import Job, Unread

_UNREAD = (
    "Its record can't be read, so nobody knows whether any of its commands was started. Check the guests that it "
    "may be about, and `xentui audit`, before you do anything again."
)


def what_to_check(job: Job) -> str:
    """What the look at the host advises; where nobody has looked yet, advice by how far the job got."""
    error = job.result.error if job.result is not None else None
    if error is not None and error.next_step:
        return error.next_step
    last = job.commands[-1].argv if job.commands else ()
    where = "the guest's row" if job.record.subject.is_guest or not job.is_readable else "the host (do: doctor)"
    is_whole = not job.unread & {Unread.RECORD, Unread.EVENTS}
    if not last and not is_whole:
        return _UNREAD
    if not last:
        return f"None of its commands was started: check {where}, and do it again if needed."
    known = "" if is_whole else " that can be read, and may not be the last of all"
    begun = f"`{' '.join(last)}` was the last command started{known}"
    if last[:2] == ("xl", "migrate"):
        return (
            f"{begun}: check both hosts before you start the guest anywhere; it must not run twice on the same disks."
        )
    return f"{begun}: check {where} before you do it again."
