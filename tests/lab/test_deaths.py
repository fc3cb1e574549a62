"""Guests die in many ways, and `xentui why` names each."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.lab.deaths.consoles import keep_guest_consoles, keep_no_consoles
from tests.lab.deaths.death import Death
from tests.lab.deaths.kinds import DEATHS, bring_about, by_xl, clear_away
from tests.lab.host import LabHost
from xentui_driver.transport.protocol import Completed

CAUSES = {
    "crash-requested-pvh": "crash-requested",
    "volume-missing": "disk-missing",
    "crash-loop": "xen-fault",
    "shut-down": "powered-off",
}
"""The cause of each kind, where it has another name."""
QUICK = ("kernel-missing", "bridge-missing", "watchdog", "destroyed")
LIMIT_S = 300.0


class Site:
    """A host with xentui, which keeps what guests print."""

    def __init__(self, host: LabHost, folder: str) -> None:
        self.host = host
        self._folder = folder

    def xentui(self, *words: str) -> Completed:
        argv = ("env", f"PYTHONPATH={self._folder}", "python3", "-m", "xentui", *words)
        return self.host.run(argv, timeout_s=LIMIT_S)

    def start(self, _host: LabHost, name: str) -> Completed:
        return self.xentui("start", name)

    def cause(self, name: str) -> str:
        return str(self.death(name)["causes"][0]["id"])

    def death(self, name: str) -> dict[str, Any]:
        said = self.xentui("why", name, "--json")
        assert said.exit_status == 0, said.stderr
        death: dict[str, Any] = json.loads(said.stdout)["death"]
        return death

    def brought_about(self, death: Death) -> str:
        """The cause that is named; a start that fails is one of xentui, for by xl it would leave nothing."""
        try:
            bring_about(self.host, death, by_xl if death.is_started else self.start)
            return self.cause(death.name)
        finally:
            clear_away(self.host, death)


@pytest.fixture
def site(empty_host: LabHost, installed_xentui: str) -> Iterator[Site]:
    keep_guest_consoles(empty_host)
    empty_host.run_script("cd /var/log/xen && rm -f xl-* console/guest-*; xl dmesg -c")
    yield Site(empty_host, installed_xentui)
    keep_no_consoles(empty_host)


def of_kinds(*, quick: bool) -> list[Death]:
    return [death for death in DEATHS if (death.kind in QUICK) is quick]


@pytest.mark.parametrize("death", of_kinds(quick=True), ids=lambda death: death.kind)
def test_a_death_is_named(death: Death, site: Site) -> None:
    assert site.brought_about(death) == CAUSES.get(death.kind, death.kind)


@pytest.mark.lab_long
@pytest.mark.parametrize("death", of_kinds(quick=False), ids=lambda death: death.kind)
def test_every_other_death_is_named_too(death: Death, site: Site) -> None:
    assert site.brought_about(death) == CAUSES.get(death.kind, death.kind)


def test_a_guest_that_an_operator_destroyed_is_no_mystery(site: Site) -> None:
    (death,) = (each for each in DEATHS if each.kind == "destroyed")
    site.host.start_guest(f"/etc/xen/{death.name}.cfg", death.definition)
    assert site.xentui("destroy", "--yes", death.name).exit_status == 0
    found = site.death(death.name)
    assert found["causes"][0]["id"] == "operator-destroy"
    assert found["ending"] == "destroyed"
