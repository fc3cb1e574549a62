"""Where no file can be written, xentui starts and shows the host: a full disk is when an operator needs it most."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.kinds import GUEST, running
from tests.faults.world import World
from tests.pseudo_terminal import ROOT, Program
from tests.seen import until_keys_are_taken
from tests.shipping import spoilt_files
from tests.shipping.machine_copy import MachineCopy
from tests.shipping.one_file import OneFile
from tests.shipping.spoilt_files import Spoilt

Argv = Callable[..., tuple[str, ...]]
"""The command of xentui with these words, where the files are spoilt."""
ENVIRON = {
    "HOME": "/var/tmp",
    "TMPDIR": "/tmp",
    "XDG_STATE_HOME": "/var/tmp/state",
    "XDG_CONFIG_HOME": "/var/tmp/config",
    "XDG_CACHE_HOME": "/var/cache",
    "XDG_RUNTIME_DIR": "/run",
    "PYTHONPATH": "",
}


@pytest.fixture(scope="module", autouse=True)
def _machine() -> None:
    if reason := spoilt_files.why_not():
        pytest.skip(reason)


@pytest.fixture
def dom0(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "dom0") as world:
        running(world.dom0)
        yield world


@pytest.fixture(params=["one file", "package"])
def argv(request: pytest.FixtureRequest, dom0: World) -> Argv:
    folders = (*dom0.dom0.folders, Path(sys.base_prefix), Path(sys.prefix), ROOT)
    if request.param == "package":
        machine: MachineCopy = request.getfixturevalue("installed")
        return lambda spoilt, *words: machine.argv(*spoilt_files.argv(spoilt, ("/usr/bin/xentui", *words), folders))
    one_file: OneFile = request.getfixturevalue("one_file")
    return lambda spoilt, *words: spoilt_files.argv(spoilt, one_file.argv(*words), (*folders, one_file.path.parent))


def environ(world: World) -> dict[str, str]:
    return {**world.environ, **ENVIRON}


@pytest.mark.parametrize("spoilt", Spoilt)
def test_it_lists(argv: Argv, dom0: World, spoilt: Spoilt) -> None:
    command = argv(spoilt, "--definitions", str(dom0.dom0.definitions), "list")
    done = subprocess.run(command, env=environ(dom0), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert GUEST in done.stdout


@pytest.mark.parametrize("spoilt", Spoilt)
def test_its_console_shows_everything_and_says_what_can_not_be_written(argv: Argv, dom0: World, spoilt: Spoilt) -> None:
    command = argv(spoilt, "--definitions", str(dom0.dom0.definitions))
    with Program(command, environ=environ(dom0), columns=160, rows=40) as console:
        console.sees(f"audit.jsonl can't be written: {spoilt.value}")
        console.sees(GUEST)
        _press(console, b"j")
        for key, title in ((b"?", "─ Help ─"), (b"d", "[2 Definition]"), (b"5", "No jobs on this host")):
            _press(console, key)
            console.sees(title)
            _press(console, b"\x1b")
            console.sees_no_longer(title)
        _press(console, b"e")
        console.sees("The draft in /var/tmp/state/xentui/drafts can't be written")
        _press(console, b"\x1b")
        _press(console, b"q")
        assert console.ended() == 0


@pytest.mark.parametrize("spoilt", Spoilt)
def test_a_console_of_a_guest_is_attached(argv: Argv, dom0: World, spoilt: Spoilt) -> None:
    with Program(argv(spoilt, "demo"), environ=environ(dom0)) as console:
        console.sees("web-01")
        _press(console, b"/build-01\r")
        console.sees("filter: build-01")
        _press(console, b"c")
        console.sees("root@")
        console.press(b"\x1d")
        console.sees("console detached")


def _press(console: Program, key: bytes) -> None:
    until_keys_are_taken()
    console.press(key)


@pytest.mark.parametrize("spoilt", Spoilt)
def test_it_begins_nothing_that_it_can_not_write_down(argv: Argv, dom0: World, spoilt: Spoilt) -> None:
    command = argv(spoilt, "--definitions", str(dom0.dom0.definitions), "stop", GUEST)
    done = subprocess.run(command, env=environ(dom0), capture_output=True, text=True)
    assert done.returncode == 1
    assert spoilt.value in done.stderr
    assert "Traceback" not in done.stderr
    assert not dom0.dom0.changing()
