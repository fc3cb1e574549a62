"""The Debian package in the dom0 of either release, which has no network: installed, run, upgraded and purged."""

import subprocess
from pathlib import Path

import pytest

from tests.lab import guests
from tests.lab.host import LabHost
from tests.program.real_xen import PATIENCE_S
from tests.program.tmux import TmuxTerminal
from tests.shipping.debian_package import with_version
from xentui import __version__

pytestmark = [pytest.mark.lab, pytest.mark.lab_long]

FILE = "/root/xentui.deb"
NO_WAY_OUT = "ip route del default 2>/dev/null; ! ip route get 198.51.100.1 2>/dev/null"
INSTALL_S = 900.0
"""Its modules are compiled there."""


@pytest.fixture(params=("empty_host", "empty_host_c"))
def offline(request: pytest.FixtureRequest) -> LabHost:
    """A dom0 that reaches nothing but its neighbours."""
    host: LabHost = request.getfixturevalue(request.param)
    assert host.run_script(NO_WAY_OUT).exit_status == 0
    return host


def does(host: LabHost, *argv: str) -> str:
    done = host.run(argv, timeout_s=INSTALL_S)
    assert done.exit_status == 0, f"{done.stdout}{done.stderr}"
    return done.stdout


def install(host: LabHost, deb: Path) -> None:
    subprocess.run(host.ssh.copy_argv(deb, FILE), check=True, capture_output=True)
    does(host, "dpkg", "-i", FILE)


def test_it_is_installed_run_upgraded_and_purged(offline: LabHost, deb: Path, tmp_path: Path) -> None:
    offline.start_guest("/etc/xen/web.cfg", guests.tiny("web"))
    install(offline, deb)
    assert does(offline, "xentui", "--version") == f"xentui {__version__}\n"
    with TmuxTerminal(
        offline.ssh.argv(("xentui",), on_terminal=True),
        name="deb",
        size=(120, 40),
        patience_s=PATIENCE_S,
        look_every_s=0.5,
    ) as screen:
        assert "SIMULATED" not in screen.sees(offline.name, "Domain-0", "web")
        screen.press("q")
        screen.sees("exit status 0")
    does(offline, "xentui", "destroy", "web", "--yes")
    install(offline, with_version(deb, "99.0", tmp_path))
    assert does(offline, "dpkg-query", "-W", "-f", "${Version}", "xentui") == "99.0"
    assert "destroy" in does(offline, "xentui", "jobs")
    does(offline, "dpkg", "--purge", "xentui")
    assert offline.run_script("ls -d /usr/bin/xentui /usr/share/xentui /etc/xentui").exit_status != 0
    assert does(offline, "ls", "/var/lib/xentui/jobs")
