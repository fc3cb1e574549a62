"""`xl list -l` and `xl create -n` of the simulator say what real Xen said (tests/data/details, tests/data/corpus)."""

from pathlib import Path

import pytest

from tests import corpus
from tests.driver.simulator.small_world import SmallWorld
from tests.lab import details
from xentui_driver.simulator import HostFacts

CAPTURES = Path(__file__).parents[2] / "data" / "details"
ANSWERS = corpus.answers()


def captured(name: str) -> str:
    return (CAPTURES / f"{name}.out").read_text("utf-8")


@pytest.fixture
def lab() -> SmallWorld:
    """A host like that of the lab, with what its guests need."""
    world = SmallWorld(facts=HostFacts(cpus=1, numa_nodes=1, dom0_memory_kib=786432, memory_kib=16 << 20))
    for path in (
        "/srv/lab/linux",
        "/srv/lab/linux.initramfs",
        f"{details.REMOTE}/disk.img",
        f"{details.REMOTE}/other.img",
    ):
        world.xen.write_file("a", path, "")
    world.xen.write_file("a", f"/sys/class/net/{details.BRIDGE}", "")
    return world


@pytest.mark.parametrize("kind", [details.PV, details.PVH])
def test_a_guests_configuration_follows_its_changes_as_on_real_xen(lab: SmallWorld, kind: str) -> None:
    name = f"corpus-{kind}"
    lab.xen.write_file("a", "/etc/xen/x.cfg", details.definition(kind, name))
    assert lab.xl("create", "/etc/xen/x.cfg").exit_status == 0
    lab.clock.advance(60.0)
    domid = lab.domain(name).domid

    def as_captured(what: str) -> None:
        listed = lab.xl("list", "-l", str(domid)).stdout
        wanted = captured(f"{kind}.{what}")
        number = wanted.partition('"domid": ')[2].partition(",")[0]
        assert listed.replace(f'"domid": {domid},', f'"domid": {number},', 1) == wanted

    as_captured("running")
    for change in (f"mem-set {domid} 114688k", f"vcpu-set {domid} 1", f"rename {domid} {name}-x"):
        lab.xl(*change.split())
    lab.clock.advance(60.0)
    as_captured("changed")
    lab.xl("mem-max", str(domid), "150m")
    lab.xl("pause", str(domid))
    as_captured("mem_max_paused")


def test_the_dom0_has_hardly_a_configuration(lab: SmallWorld) -> None:
    assert lab.xl("list", "-l", "0").stdout == captured("dom0")


def test_an_unknown_domain_is_an_error(lab: SmallWorld) -> None:
    listed = lab.xl("list", "-l", "999")
    assert listed.stdout + listed.stderr == captured("no_such_domain")


@pytest.mark.parametrize("path", corpus.files(), ids=lambda path: path.stem)
def test_a_dry_run_ends_as_it_did_on_real_xen(lab: SmallWorld, path: Path) -> None:
    answer = ANSWERS[path.name]
    lab.xen.write_file("a", f"/etc/xen/{path.name}", corpus.text_of(path))
    tried = lab.xl("create", "-n", f"/etc/xen/{path.name}")
    assert tried.exit_status == answer.exit_status
    assert tried.stderr.replace(f"/etc/xen/{path.name}", path.name) == answer.stderr
    assert corpus.without_chance(tried.stdout, corpus.text_of(path)) == answer.stdout
