"""A subscriber gets its own job, and no job of another host, however alike they are."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.jobs.keeping_jobs import HERE, THERE, record
from tests.xentui.console.two_hosts import HOSTS, any_job, job
from xentui.console.job_router import JobRouter
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.jobs import Submitted
from xentui_driver.jobs.orders import Order, Task
from xentui_driver.model.errors import JobsUnwritable
from xentui_driver.model.job import Job, JobKey, Verdict

KEYS = tuple(JobKey(host, id) for host in HOSTS for id in ("7", "8"))


class Ends:
    """What the router says of ends: of which job, and whether somebody waits who tells of it."""

    def __init__(self) -> None:
        self.told: list[tuple[Job, bool]] = []
        self.router = JobRouter(lambda job, is_waited_for: self.told.append((job, is_waited_for)))


ORDER = Order((Task(Request(), replace(record(), set_id="one")),))


@given(st.lists(any_job))
def test_two_hosts_with_equal_numbers_and_subjects_are_never_taken_for_each_other(changes: list[Job]) -> None:
    ends = Ends()
    heard: dict[JobKey, list[Job]] = {key: [] for key in KEYS}
    for key in KEYS:
        ends.router.subscribe(key, heard[key].append)
    for change in changes:
        ends.router.job_changed(change)
    for key in KEYS:
        own = [each for each in changes if each.key == key and not each.is_foreign]
        until_end = next((number for number, each in enumerate(own, 1) if each.result is not None), len(own))
        assert heard[key] == own[:until_end]
    told = [each for each, _ in ends.told]
    assert told == [each for each in changes if each.result is not None and not each.is_foreign]


def test_an_end_is_told_elsewhere_unless_somebody_waits_who_tells_of_it() -> None:
    ends = Ends()
    router = ends.router
    router.subscribe(JobKey(HERE, "7"), lambda _job: None, tells_end=True)
    router.subscribe(JobKey(THERE, "7"), lambda _job: None)
    router.cancel(router.subscribe(JobKey(HERE, "8"), lambda _job: None, tells_end=True))
    for over in (job(HERE, "7", Verdict.FAILED), job(THERE, "7", Verdict.FAILED), job(HERE, "8", Verdict.FAILED)):
        router.job_changed(over)
    assert [is_waited_for for _, is_waited_for in ends.told] == [True, False, False]


def test_a_subscription_can_be_cancelled_twice_and_after_the_end() -> None:
    ends = Ends()
    subscription = ends.router.subscribe(JobKey(HERE, "7"), lambda _job: None)
    ends.router.job_changed(job(HERE, "7", Verdict.SUCCEEDED))
    ends.router.cancel(subscription)
    ends.router.cancel(subscription)
    assert len(ends.told) == 1


def test_a_job_that_is_over_before_its_number_is_known_reaches_who_waits_for_it() -> None:
    ends = Ends()
    heard: list[Job] = []
    begun = replace(job(HERE), record=replace(job(HERE).record, set_id="one"))
    over = replace(job(HERE, verdict=Verdict.SUCCEEDED), record=begun.record)
    other = job(HERE, "8", Verdict.SUCCEEDED)

    async def script() -> None:
        loop = asyncio.get_running_loop()

        def submit(_order: Order) -> Submitted:
            loop.call_soon_threadsafe(ends.router.job_changed, over)
            loop.call_soon_threadsafe(ends.router.job_changed, other)
            return Submitted((begun,), ())

        def subscribe(submitted: Submitted) -> None:
            assert [told for told, _ in ends.told] == [other]
            for each in submitted.jobs:
                ends.router.subscribe(each.key, heard.append, tells_end=True)

        await ends.router.hand_over(ORDER, submit, subscribe)

    asyncio.run(script())
    assert heard == [begun, over]
    assert ends.told == [(other, False), (over, True)]


def test_what_has_begun_in_spite_of_a_failed_hand_over_is_told_of() -> None:
    ends = Ends()
    over = job(HERE, verdict=Verdict.SUCCEEDED)
    over = replace(over, record=replace(over.record, set_id="one"))

    async def script() -> None:
        loop = asyncio.get_running_loop()

        def submit(_order: Order) -> Submitted:
            loop.call_soon_threadsafe(ends.router.job_changed, over)
            raise JobsUnwritable("no answer")

        with pytest.raises(JobsUnwritable):
            await ends.router.hand_over(ORDER, submit, lambda _submitted: None)

    asyncio.run(script())
    assert ends.told == [(over, False)]


@pytest.mark.parametrize("comes_at_once", [True, False])
def test_an_end_that_was_submitted_is_told_once_and_a_later_job_of_its_number_again(comes_at_once: bool) -> None:
    ends = Ends()
    over = job(HERE, verdict=Verdict.SUCCEEDED)
    over = replace(over, record=replace(over.record, set_id="one"))

    async def script() -> None:
        loop = asyncio.get_running_loop()

        def submit(_order: Order) -> Submitted:
            if comes_at_once:
                loop.call_soon_threadsafe(ends.router.job_changed, over)
            return Submitted((over,), ())

        await ends.router.hand_over(ORDER, submit, lambda _submitted: None)
        if not comes_at_once:
            ends.router.job_changed(over)

    asyncio.run(script())
    assert ends.told == [(over, False)]
    ends.router.job_changed(over)
    assert ends.told == [(over, False), (over, False)], "the folder was removed, and numbers begin with 1 again"
