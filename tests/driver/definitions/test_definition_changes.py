"""`Hypervisor.change_definition`: what is done to the file is what is said."""

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.host.hypervisor import Hypervisor, definition_steps
from xentui_driver.model.errors import FileUnwritable, InvalidInput
from xentui_driver.simulator import Fault

PATH = "/etc/xen/web.cfg"


@pytest.fixture
def world() -> SmallWorld:
    made = SmallWorld()
    made.xen.write_file("a", PATH, "name = 'web'\nmemory = 512 # enough\nmaxmem = 512\n")
    return made


@pytest.fixture
def host(world: SmallWorld) -> Hypervisor:
    return Hypervisor(world.a, world.clock)


def test_each_setting_is_a_step(host: Hypervisor) -> None:
    outcome = host.change_definition(PATH, {"memory": "1024", "maxmem": None, "vif": ("bridge=a", "bridge=b")})
    assert outcome.summary == (
        "/etc/xen/web.cfg was changed: memory 512 -> 1024, maxmem 512 -> none, vif none -> [bridge=a, bridge=b]."
    )
    assert outcome.steps == (
        "/etc/xen/web.cfg: memory = 1024",
        "/etc/xen/web.cfg: maxmem removed",
        '/etc/xen/web.cfg: vif = ["bridge=a", "bridge=b"]',
    )
    assert host.transport.read_file(PATH).startswith(b"name = 'web'\nmemory = 1024 # enough\n")


def test_a_change_to_what_it_says_is_no_change(host: Hypervisor, world: SmallWorld) -> None:
    world.let(Fault.READ_ONLY)
    outcome = host.change_definition(PATH, {"memory": "512"})
    assert (outcome.summary, outcome.steps) == ("/etc/xen/web.cfg already says so.", ())


def test_a_long_list_is_one_step(host: Hypervisor) -> None:
    disks = tuple(f"format=raw, vdev=xvd{letter}, access=rw, target=/dev/vg0/web-{letter}" for letter in "abcd")
    (step,) = definition_steps(PATH, {"disk": disks})
    assert step.count("target=") == 4
    assert step.isprintable()


def test_a_password_is_written_and_not_told(host: Hypervisor) -> None:
    outcome = host.change_definition(PATH, {"vncpasswd": "geheim", "vfb": ("vnc=1,vncpasswd=geheim",)})
    assert "geheim" not in str(outcome)
    assert host.transport.read_file(PATH).count(b"geheim") == 2


@pytest.mark.parametrize("changes", [{"Memory": "1"}, {"a b": "1"}, {"name": "a\0b"}])
def test_what_no_definition_can_say_is_refused(host: Hypervisor, changes: dict[str, str]) -> None:
    before = host.transport.read_file(PATH)
    with pytest.raises(InvalidInput):
        host.change_definition(PATH, changes)
    assert host.transport.read_file(PATH) == before


def test_a_full_disk_is_told_and_the_file_is_as_it_was(host: Hypervisor, world: SmallWorld) -> None:
    world.let(Fault.DISK_FULL)
    with pytest.raises(FileUnwritable, match=r"No space left on device\. It was not changed"):
        host.change_definition(PATH, {"memory": "1024"})
    assert b"memory = 512" in host.transport.read_file(PATH)
