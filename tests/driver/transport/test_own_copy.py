"""What runs from a folder of its own goes on with its own modules when another version's are put in their place."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import ROOT
from tests.waiting import until

HOSTILE = "raise SystemExit('a module of another version was loaded')\n"
CHILD = "import xentui_driver.jobs.runner as runner; print(runner.__file__)"
PROGRAM = f"""
import os, subprocess, sys
sys.path.append(os.environ["INSTALLED"])
import xentui_driver.model.errors
from xentui_driver.transport import own_copy, own_modules
if "before" in sys.argv:
    print("begun", flush=True)
    input()
try:
    own_copy.keep()
except own_copy.Replaced:
    raise SystemExit("replaced")
if "after" in sys.argv:
    print("begun", flush=True)
    input()
import xentui_driver.jobs.run_order as module
print(module.__file__)
subprocess.run(own_modules.python_argv({CHILD!r}), pass_fds=own_modules.descriptors(), cwd="/", check=True)
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    folder = tmp_path / "installed"
    shutil.copytree(ROOT / "driver", folder)
    return folder


def started(installed: Path, *words: str, flags: str = "-IS") -> "subprocess.Popen[str]":
    until(lambda: settled(installed))
    argv = (sys.executable, flags, "-c", PROGRAM, *words)
    environ = {**os.environ, "INSTALLED": str(installed)}
    return subprocess.Popen(
        argv, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def settled(folder: Path) -> bool:
    """Whether a file that is written now is newer than all of them."""
    newest = max(path.stat().st_ctime_ns for path in folder.rglob("*"))
    probe = folder.parent / "probe"
    probe.write_text("")
    return probe.stat().st_ctime_ns > newest


def replace(installed: Path) -> None:
    for module in installed.rglob("*.py"):
        module.write_text(HOSTILE)
    for compiled in list(installed.rglob("__pycache__")):
        shutil.rmtree(compiled)


def with_files_replaced(process: "subprocess.Popen[str]", installed: Path) -> tuple[str, str]:
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    replace(installed)
    return process.communicate("\n")


def test_after_a_copy_was_made_everything_comes_from_it_and_so_it_does_in_a_child(installed: Path) -> None:
    said, complaints = with_files_replaced(started(installed, "after"), installed)
    assert complaints == ""
    places = said.splitlines()
    assert len(places) == 2
    assert all(place.startswith("/proc/self/fd/") for place in places)


def test_no_copy_is_made_of_files_that_were_replaced_since_the_start(installed: Path) -> None:
    _, complaints = with_files_replaced(started(installed, "before"), installed)
    assert complaints == "replaced\n"


def test_no_copy_is_made_of_a_folder_that_is_shared_with_other_packages(installed: Path) -> None:
    said, complaints = started(installed, flags="-I").communicate()
    assert complaints == ""
    assert {Path(place).name for place in said.splitlines()} == {"run_order.py", "runner.py"}
    assert "/proc/" not in said
