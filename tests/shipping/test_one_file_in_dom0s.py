"""The one file, copied into the dom0 of either release, which has no network: to its first screen in one command."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lab import guests
from tests.lab.far_python import far_python
from tests.lab.host import LabHost
from tests.program.real_xen import PATIENCE_S
from tests.program.tmux import TmuxTerminal
from tests.shipping import one_file

pytestmark = [pytest.mark.lab, pytest.mark.lab_long]

FILE = "/root/xentui.pyz"
NO_WAY_OUT = "ip route del default 2>/dev/null; ! ip route get 198.51.100.1 2>/dev/null"


@pytest.fixture(params=("empty_host", "empty_host_c"))
def offline(request: pytest.FixtureRequest) -> LabHost:
    """A dom0 that reaches nothing but its neighbours."""
    host: LabHost = request.getfixturevalue(request.param)
    assert host.run_script(NO_WAY_OUT).exit_status == 0
    return host


@pytest.fixture(scope="session")
def made_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[LabHost], Path]:
    """The file, with the byte code that the dom0's own Python has made of it."""

    def make(host: LabHost) -> Path:
        folder = tmp_path_factory.mktemp(host.name)
        return one_file.made(folder, [far_python(host, folder)]).path

    return make


def copy(host: LabHost, path: Path) -> None:
    subprocess.run(host.ssh.copy_argv(path, FILE), check=True, capture_output=True)


def test_it_is_copied_and_runs(offline: LabHost, made_for: Callable[[LabHost], Path]) -> None:
    path = made_for(offline)
    copy(offline, path)
    offline.start_guest("/etc/xen/web.cfg", guests.tiny("web"))
    listed = offline.run(("python3", FILE, "list"))
    assert (listed.exit_status, listed.stderr) == (0, "")
    assert [line.split()[0] for line in listed.stdout.splitlines()[1:]] == ["Domain-0", "web"]
    assert offline.run(("ls", "/root")).stdout == "xentui.pyz\n"
    console = offline.ssh.argv(("python3", FILE), on_terminal=True)
    with TmuxTerminal(console, name="ssh", size=(120, 40), patience_s=PATIENCE_S, look_every_s=0.5) as screen:
        assert "SIMULATED" not in screen.sees(offline.name, "Domain-0", "web")
        screen.press("?")
        screen.sees("/ Search")
        screen.press("Escape")  # a key behind it at once would be one with Alt
        screen.until(lambda text: "/ Search" not in text, "the help is gone")
        screen.press("q")
        screen.sees("exit status 0")
    offline.run(("rm", FILE))
