"""A job is over in good order although an upgrade has taken the program's files away, or has put others there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.kinds import GUEST, running
from tests.faults.world import World
from tests.pseudo_terminal import IMPORT_PATH, ROOT
from tests.waiting import until
from xentui_driver.model.job import Verdict

PACKAGES = ("xentui", "widgets/xentui_widgets", "driver/xentui_driver")
LAST = "xentui_driver/zz_last.py"
"""Behind all others in the alphabet: who loads it has loaded them."""
HOSTILE = "raise SystemExit('a module of another version was loaded')\n"


@pytest.mark.parametrize("becomes", ["removed", "replaced"])
def test_a_job_outlives_its_modules(tmp_path: Path, becomes: str) -> None:
    installed, loaded = tmp_path / "installed", tmp_path / "loaded"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, installed / Path(package).name)
    (installed / LAST).write_text(f"open({str(loaded)!r}, 'w').close()\n")
    with World(tmp_path / "dom0") as world:
        running(world.dom0)
        world.dom0.hold(1, changing=True)
        argv = (sys.executable, "-m", "xentui", "--config", str(world.config), "stop", GUEST)
        command = subprocess.Popen(argv, env={**world.environ, "PYTHONPATH": str(installed)}, cwd=tmp_path)
        world.dom0.wait_held()
        until(loaded.exists)
        _change(installed, becomes)
        command.kill()
        command.wait()
        world.dom0.go()
        until(lambda: [job.verdict for job in world.jobs] == [Verdict.SUCCEEDED])
        world.all_have_left()
        assert [entry.verdict for entry in world.audit] == [Verdict.SUCCEEDED]
        assert world.jobs[0].problems == ()
        assert world.dom0.domain(GUEST) is None


def _change(installed: Path, becomes: str) -> None:
    if becomes == "removed":
        shutil.rmtree(installed)
        return
    for module in installed.rglob("*.py"):
        module.write_text(HOSTILE)
    for compiled in list(installed.rglob("__pycache__")):
        shutil.rmtree(compiled)


def test_everything_is_loaded_but_the_simulator() -> None:
    script = """
import sys
from xentui_driver.jobs.late_imports import load_the_rest
load_the_rest().join()
print(*sys.modules)
"""
    argv = [sys.executable, "-c", script]
    done = subprocess.run(argv, env={"PYTHONPATH": IMPORT_PATH}, capture_output=True, text=True, check=True)
    folder = ROOT / "driver"
    modules = {
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("xentui_driver/**/*.py")
    }
    needed = {name.removesuffix(".__init__") for name in modules if not name.startswith("xentui_driver.simulator")}
    assert needed <= set(done.stdout.split())
    assert "xentui_driver.simulator" not in done.stdout.split()
