"""Jobs of two hosts that have everything in common but the host: numbers, subjects, operators."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.driver.jobs.keeping_jobs import HERE, THERE, record
from xentui_driver.model.job import HostId, Job, Result, Verdict

HOSTS = (HERE, THERE)


def job(host: HostId, id: str = "7", verdict: Verdict = Verdict.RUNNING, *, is_foreign: bool = False) -> Job:
    """A job on the same guest on either host."""
    result = Result(verdict, 1_790_000_005.0) if verdict.is_over else None
    return Job(id, replace(record(), host=host), verdict, result=result, is_foreign=is_foreign)


any_job = st.builds(
    job,
    st.sampled_from(HOSTS),
    st.sampled_from(("7", "8")),
    st.sampled_from(Verdict),
    is_foreign=st.booleans(),
)
