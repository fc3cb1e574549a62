"""`xl create`: the guest it makes, and every way in which it refuses."""

import json

import pytest

from tests.driver.simulator.small_world import DISK, UUID, SmallWorld, definition
from xentui_driver.simulator import Fault, GuestBehaviour

NOT_BUILT = "cannot (re-)build domain: -3"


def test_a_guest_runs_with_what_its_definition_says(world: SmallWorld) -> None:
    path = world.define("web", f'uuid = "{UUID}"', "maxmem = 1024", f'disk = ["format=raw,vdev=xvda,target={DISK}"]')
    completed = world.xl("create", path)
    assert completed.exit_status == 0
    assert completed.stderr == f"Parsing config from {path}\n"
    domain = world.domain("web")
    assert (domain.uuid, domain.target_kib, domain.maximum_kib) == (UUID, 512 << 10, 1024 << 10)
    assert domain.settings.disks[0].path == DISK
    assert world.rows()["web"] == (1, 512, "r-----")


def test_a_guest_brings_its_other_cpus_up_while_it_boots(world: SmallWorld) -> None:
    world.xl("create", world.define("web"))
    assert world.xl("list", "web").stdout.split()[-3] == "1"
    world.clock.advance(10.0)
    assert world.xl("list", "web").stdout.split()[-3] == "2"


def test_a_guest_created_paused_stays_so(world: SmallWorld) -> None:
    world.xl("create", "-p", world.define("web"))
    world.clock.advance(60.0)
    assert world.state("web") == "--p---"
    assert not world.domain("web").up
    world.xl("unpause", "web")
    world.clock.advance(60.0)
    assert world.domain("web").up


def test_settings_can_be_added_on_the_command_line(world: SmallWorld) -> None:
    world.xl("create", world.define("web"), "memory=256", 'name="other"')
    assert world.rows() == {"other": (1, 256, "r-----")}


def test_a_dry_run_prints_the_configuration_and_starts_nothing(world: SmallWorld) -> None:
    path = world.define("web")
    for completed in (world.xl("create", "-n", path), world.xl("-N", "create", path)):
        assert completed.exit_status == 0
        identity = json.loads(completed.stdout)["c_info"]
        assert len(identity.pop("uuid")) == 36
        assert identity == {"type": "pvh", "name": "web", "run_hotplug_scripts": "True"}
    assert world.rows() == {}


def test_a_syntax_error_names_the_line_as_xl_does(world: SmallWorld) -> None:
    world.xen.write_file("a", "/etc/xen/bad.cfg", 'name = "x" memory = 5\n')
    completed = world.xl("create", "/etc/xen/bad.cfg")
    assert completed.exit_status == 1
    _, complaint, last = completed.stderr.splitlines()
    assert complaint.startswith("/etc/xen/bad.cfg:1: config parsing error near `memory': syntax error, unexpected")
    assert last == "Failed to parse config: Invalid argument"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Domain name must be specified.\n"),
        ('name = "x"\ntype = "lxc"\n', "Invalid domain type lxc.\n"),
        ('name = "x"\ntype = "pvh"\n', "Neither kernel nor bootloader specified\n"),
    ],
)
def test_what_xl_does_not_accept_ends_it(world: SmallWorld, text: str, words: str) -> None:
    world.xen.write_file("a", "/etc/xen/odd.cfg", text)
    completed = world.xl("create", "/etc/xen/odd.cfg")
    assert completed.exit_status == 1
    assert completed.stderr.endswith(words)


def test_a_folder_is_no_definition(world: SmallWorld) -> None:
    completed = world.xl("create", "/etc/xen")
    assert completed.exit_status == 3
    assert completed.stderr.endswith("Failed to read config file: /etc/xen: Inappropriate ioctl for device\n")


def test_an_empty_name_is_a_name_that_any_number_may_have(world: SmallWorld) -> None:
    for _ in range(2):
        assert world.xl("create", world.define("")).exit_status == 0
    assert [line[:46].split() for line in world.xl("list").stdout.splitlines()[2:]] == [["1"], ["2"]]


def test_a_name_that_is_in_use_is_refused(world: SmallWorld) -> None:
    world.started("web")
    completed = world.xl("create", world.define("web"))
    assert completed.exit_status == 3
    assert 'Domain 2:Domain with name "web" already exists.' in completed.stderr
    assert "cannot make domain: -6" in completed.stderr
    assert [row[0] for row in world.rows().values()] == [1]


def test_a_refused_start_uses_up_a_domid(world: SmallWorld) -> None:
    world.started("web")
    world.xl("create", world.define("web"))
    assert world.started("other").domid == 3


def test_more_memory_than_there_is_is_refused(world: SmallWorld) -> None:
    completed = world.xl("create", world.define("web", memory=32 << 10))
    assert completed.exit_status == 3
    assert "can't allocate low memory for domain: Out of memory" in completed.stderr
    assert NOT_BUILT in completed.stderr
    assert world.rows() == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            'disk = [ "phy:/dev/gone,xvda,w" ]',
            "Disk vdev=xvda failed to stat: /dev/gone: No such file or directory",
        ),
        ('vif = [ "mac=00:16:3e:00:00:01, bridge=gone" ]', "script: Could not find bridge device gone"),
        ('kernel = "/boot/gone"', "failed to open file '/boot/gone': No such file or directory"),
        ('ramdisk = "/boot/gone"', "failed to open file '/boot/gone': No such file or directory"),
    ],
)
def test_what_is_missing_on_the_host_is_named(world: SmallWorld, line: str, words: str) -> None:
    completed = world.xl("create", world.define("web", line))
    assert completed.exit_status == 3
    assert words in completed.stderr
    assert world.rows() == {}


def test_a_name_with_a_slash_fails_and_yet_runs_unwatched(world: SmallWorld) -> None:
    completed = world.xl("create", world.define("a/b"))
    assert completed.exit_status == 3
    assert "No such file or directory" in completed.stderr
    world.clock.advance(20.0)
    world.xl("shutdown", "a/b")
    world.clock.advance(60.0)
    assert world.state("a/b") == "---s--"


def test_a_hotplug_script_that_fails_ends_the_start(world: SmallWorld) -> None:
    world.let(Fault.CREATE_FAILS)
    completed = world.xl("create", world.define("web"))
    assert completed.exit_status == 3
    assert "vif-bridge online" in completed.stderr
    assert world.rows() == {}


def test_any_name_is_taken_and_printed_as_it_is(world: SmallWorld) -> None:
    for name in ("two words", "[red]x[/red]", "\x1b[31mred", "日本", "  leading", "x" * 76, "'", "caf\udce9"):
        assert world.xl("create", world.define(name)).exit_status == (3 if "/" in name else 0)
        assert f"\n{name} " in world.xl("list").stdout


def test_a_name_may_forge_a_row(world: SmallWorld) -> None:
    forged = "x\\nDomain-0                                     0  1024     4     r-----      99.9"
    world.xl("create", world.define(forged))
    assert [line.split()[0] for line in world.xl("list").stdout.splitlines()[1:]] == ["Domain-0", "x", "Domain-0"]


def test_a_guest_behaves_as_was_said_before_its_start(world: SmallWorld) -> None:
    world.xen.set_guest("slow", GuestBehaviour(boot_s=100.0))
    world.xl("create", world.define("slow"))
    world.clock.advance(99.0)
    assert not world.domain("slow").up
    world.clock.advance(2.0)
    world.xl("list")
    assert world.domain("slow").up


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('builder = "hvm"', "hvm"),
        ('builder = "generic"', "pv"),
        ("", "pv"),
        ('type = "hvm"', "hvm"),
        ('type = "pvh"', "pvh"),
        ('type = "p"', "pv"),
        ('type = ""', "hvm"),
    ],
)
def test_the_type_is_pv_unless_the_definition_says_otherwise(world: SmallWorld, line: str, expected: str) -> None:
    text = definition("web").replace('type = "pvh"', line)
    world.xen.write_file("a", "/etc/xen/web.cfg", text)
    world.xl("create", "/etc/xen/web.cfg")
    assert world.domain("web").settings.type == expected


@pytest.mark.parametrize(
    "specification",
    [
        f"{DISK},raw,xvda,rw",
        f"phy:{DISK},xvda,w",
        f"file:{DISK},xvda,w",
        f"format=raw, vdev=xvda, access=rw, target={DISK}",
        f"{DISK},,xvda",
        f"tap:aio:{DISK},xvda,w",
    ],
)
def test_a_disk_is_found_in_every_form(world: SmallWorld, specification: str) -> None:
    domain = world.started("web", f'disk = [ "{specification}" ]')
    assert [(disk.path, disk.virtual_device) for disk in domain.settings.disks] == [(DISK, "xvda")]
