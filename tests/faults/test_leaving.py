"""Leave with `q` while an operation is under way: it asks, and ends nothing."""

from pathlib import Path

from tests.faults.kinds import GUEST, running
from tests.faults.world import World
from xentui_driver.model.job import Verdict


def test_q_asks_while_a_job_runs_and_the_job_goes_on_without_the_console(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        running(world.dom0)
        with world.console() as program:
            program.sees(GUEST)
            program.press(f"/{GUEST}\r".encode())
            program.sees(f"filter: {GUEST}")
            world.dom0.hold(1, "xl", "shutdown")
            program.press(b"x")
            program.sees("y Stop")
            program.press(b"y")
            world.dom0.wait_held()
            program.press(b"q")
            program.sees("Quit while jobs are running?")
            program.sees("They keep running without the console.")
            program.press(b"n")
            program.sees_no_longer("Quit while jobs are running?")
            program.press(b"q")
            program.sees("y Quit")
            program.press(b"y")
            assert program.ended() == 0
        (job,) = world.jobs
        assert job.verdict is Verdict.RUNNING
        world.dom0.go()
        world.all_have_left()
        (job,) = world.jobs
        assert job.verdict is Verdict.SUCCEEDED
        assert world.dom0.domains() == ()
