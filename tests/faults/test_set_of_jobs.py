"""A marked set whose console is killed: the jobs that still wait for their turn are performed nevertheless."""

from pathlib import Path

import pytest

from tests.faults.figures import Figures
from tests.faults.kills import WAYS
from tests.faults.world import AT_ONCE, World
from xentui_driver.model.job import Verdict

GUESTS = tuple(f"web-{number}" for number in range(1, AT_ONCE + 4))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [1, AT_ONCE + 1], ids=["the first is begun", "the first of those that waited"])
def test_all_of_a_set_end_as_ever(number: int, way: str, tmp_path: Path, figures: Figures) -> None:
    with World(tmp_path) as world:
        for name in GUESTS:
            world.dom0.define(name)
        with world.console(rows=60) as program:  # all of the question is seen before it is answered
            program.sees(GUESTS[-1])
            program.press(b"/web\r")
            program.sees("filter: web")
            program.press(b"*")
            program.sees(f"{len(GUESTS)} marked")
            program.press(b"s")
            program.sees(f"y Start {len(GUESTS)}")
            world.dom0.hold(number, changing=True)
            program.press(b"y")
            world.dom0.wait_held()
            assert any(job.verdict is Verdict.WAITING for job in world.jobs)
            WAYS[way](program)
            program.ended(reading=False)
        figures.add(kills=1)
        world.dom0.go()
        world.all_have_left()
        assert {guest.name for guest in world.dom0.domains()} == set(GUESTS)
        assert sorted(job.record.subject.name for job in world.jobs) == list(GUESTS)
        assert {job.verdict for job in world.jobs} == {Verdict.SUCCEEDED}
        assert len({job.record.set_id for job in world.jobs}) == 1
        assert sorted(str(entry.job) for entry in world.audit) == sorted(job.id for job in world.jobs)
        assert {entry.verdict for entry in world.audit} == {Verdict.SUCCEEDED}
        figures.add(finished=1, right=1)
