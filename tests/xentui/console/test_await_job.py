"""A dialog that waits for a job gets its outcome, also when the process of the job is gone."""

import asyncio

import pytest

from tests.waiting import ROOM_S
from tests.xentui.console.driving import Console, drive
from xentui_driver.jobs.actions import STOP, Request
from xentui_driver.jobs.jobs import Order, Submitted
from xentui_driver.model.errors import XenError
from xentui_driver.model.job import Verdict


def test_of_a_job_whose_runner_was_killed_it_hears_what_the_look_at_the_host_has_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Console()
    made.define("web", start=True)

    def left_behind(order: Order) -> Submitted:
        writer = made.jobs.store.create(order.tasks[0].record)
        writer.begin()
        writer.close()
        made.jobs.look()
        return Submitted((made.jobs.store.job(writer.id),), ())

    async def scenario(c: Console) -> None:
        monkeypatch.setattr(c.jobs, "submit", left_behind)
        web = next(each for each in c.app.main_screen.table.rows if each.name == "web")
        with pytest.raises(XenError, match="its process is gone") as raised:
            await asyncio.wait_for(c.app.dialogs._await_job.do(c.app.fleet.of(web), STOP, Request(web)), ROOM_S)
        assert "doesn't look like success" in raised.value.state_now
        assert c.jobs.store.job("1").verdict is Verdict.UNKNOWN
        await c.sees("Stop web: its process is gone")
        assert c.app.is_undisturbed, "the conversation says it, and nobody else"

    drive(made, scenario, size=(120, 40))
