import pytest

from tests.driver.jobs.keeping_jobs import record
from xentui_driver.jobs.job_result import outcome_or_error
from xentui_driver.model.errors import GuestBusy, XenError
from xentui_driver.model.job import Result, Verdict
from xentui_driver.model.outcome import Outcome


def test_a_job_gives_its_outcome_or_its_error() -> None:
    done = Outcome("web has shut down.")
    assert outcome_or_error(record(), Result(Verdict.SUCCEEDED, 1.0, outcome=done)) is done
    with pytest.raises(GuestBusy):
        outcome_or_error(record(), Result(Verdict.FAILED, 1.0, error=GuestBusy("busy")))


@pytest.mark.parametrize(
    ("verdict", "words"),
    [(Verdict.CANCELLED, "cancelled before it began"), (Verdict.SUCCEEDED, "its job recorded nothing else")],
)
def test_a_result_without_either_is_an_error_that_says_so(verdict: Verdict, words: str) -> None:
    with pytest.raises(XenError, match=words):
        outcome_or_error(record(), Result(verdict, 1.0))
