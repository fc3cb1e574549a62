"""Whatever happens to the console, an operation ends as it would have, and the next console knows how."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.figures import Figures
from tests.faults.kills import LEAST_KILLS, WAYS, Killed, Undisturbed, has_ended_as_ever, killed, undisturbed
from tests.faults.kinds import KINDS, Kind
from tests.faults.world import World
from tests.faults.world_state import is_left_behind
from tests.waiting import until
from xentui_driver.jobs.actions import KEEP_CONSOLES, KEEP_WAITING, OPERATIONS, RESTORE_PAUSED
from xentui_driver.model.job import Verdict

SEED = 20240229
_BEGUN_ELSEWHERE = {KEEP_WAITING.id, RESTORE_PAUSED.id, KEEP_CONSOLES.id}
"""After a stop that took too long; on the command line; where there is a xenconsoled to restart."""


def test_every_operation_that_the_console_begins_is_tried() -> None:
    assert {kind.operation for kind in KINDS} | _BEGUN_ELSEWHERE == set(OPERATIONS)


def test_there_are_at_least_200_kills() -> None:
    assert len(KINDS) * len(WAYS) * LEAST_KILLS >= 200


def _in_turn() -> Iterator[object]:
    """Each kind in each way; half of that at each change, so that every kind and every way is tried."""
    for number, kind in enumerate(KINDS):
        for turn, way in enumerate(WAYS):
            marks = () if (number + turn) % len(WAYS) == 0 else pytest.mark.faults_long
            yield pytest.param(kind, way, id=f"{kind.name}-{way}", marks=marks)


@pytest.mark.parametrize(("kind", "way"), _in_turn())
def test_an_operation_ends_as_ever_though_its_console_is_killed(
    kind: Kind, way: str, tmp_path: Path, figures: Figures
) -> None:
    # A path's length is in the size of a saved guest.
    with World(tmp_path / "00") as world:
        other = undisturbed(kind, world)
    assert other.ending.verdict is Verdict.SUCCEEDED
    wrong = []
    with ExitStack() as worlds:
        cases = []
        for number, step in enumerate(other.steps(random.Random(f"{SEED} {kind.name} {way}")), start=1):
            world = worlds.enter_context(World(tmp_path / f"{number:02}"))
            cases.append(killed(kind, world, step, WAYS[way]))
            figures.add(kills=1)
        # Only now: some go on for a while by themselves.
        for case in cases:
            try:
                _judge(case, kind, other, figures)
            except AssertionError as error:
                wrong.append(f"{case.step}: {error}")
        assert not wrong, "\n\n".join(wrong)
        the_next_console_shows_it(next(case.world for case in cases if case.world.jobs), other)


def _judge(case: Killed, kind: Kind, other: Undisturbed, figures: Figures) -> None:
    is_finished = has_ended_as_ever(case, kind, other)
    figures.add(finished=is_finished, never_begun=not is_finished, right=1)


def the_next_console_shows_it(world: World, other: Undisturbed) -> None:
    """On its screen of jobs; it finds nothing to settle, and takes away what may hold passwords."""
    (job,) = world.jobs
    with world.console() as program:
        program.sees("Domain-0")
        program.press(b"5")
        program.sees("Esc Back")
        program.sees(other.ending.verdict.value)
        assert job.record.title in program.screen()
        until(lambda: not [path for path in world.dom0.definitions.iterdir() if is_left_behind(path)])
        program.press(b"q")
        program.sees("q Quit")
        program.press(b"q")
        assert program.ended() == 0
    assert world.jobs == (job,)
    assert len(world.audit) == 1
