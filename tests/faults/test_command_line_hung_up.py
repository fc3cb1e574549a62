"""The command line on a line that drops: what it waits for goes on, and can be followed again."""

import signal
from pathlib import Path

import pytest

from tests.dom0.holds import Moment
from tests.faults.figures import Figures
from tests.faults.kills import WAYS
from tests.faults.kinds import GUEST, running
from tests.faults.world import World
from xentui_driver.model.job import Verdict


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("moment", [Moment.BEFORE, Moment.AFTER], ids=["before it acts", "after it has acted"])
def test_a_stop_goes_on_without_whoever_waits_for_it(
    way: str, moment: Moment, tmp_path: Path, figures: Figures
) -> None:
    with World(tmp_path) as world:
        running(world.dom0)
        world.dom0.hold(1, "xl", "shutdown", moment=moment)
        with world.on_a_terminal("stop", GUEST) as program:
            world.dom0.wait_held()
            WAYS[way](program)
            assert program.ended(reading=False) in (1, -signal.SIGHUP, -signal.SIGKILL)
        figures.add(kills=1)
        (job,) = world.jobs
        assert job.verdict is Verdict.RUNNING
        world.dom0.go()
        followed = world.run("jobs", "--follow", job.id)
        assert followed.returncode == 0, followed.stderr
        assert f"{GUEST} has shut down and is gone." in followed.stdout
        world.all_have_left()
        assert world.dom0.domains() == ()
        (entry,) = world.audit
        assert (entry.job, entry.verdict) == (job.id, Verdict.SUCCEEDED)
        figures.add(finished=1, right=1)
