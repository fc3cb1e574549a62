"""The command line of xl: what it accepts, what it says, and with which exit status."""

import json

import pytest

from tests.driver.simulator.small_world import DISK, SmallWorld, captured


@pytest.fixture
def captured_world(world: SmallWorld) -> SmallWorld:
    """The domains and the missing xl.conf of the captures."""
    world.xen.remove_file("a", "/etc/xen/xl.conf")
    world.started("web01", memory=1024)
    world.started("mail--incoming")
    return world


@pytest.mark.parametrize(
    ("arguments", "capture"),
    [
        (["destroy", "0"], "destroy_0"),
        (["destroy", "999"], "destroy_999"),
        (["destroy", "nosuch"], "destroy_nosuch"),
        (["domid", "nosuch"], "domid_nosuch"),
        (["domid", "web01"], "domid_web01"),
        (["domi", "web01"], "domi_web01"),
        (["domname", "1"], "domname_1"),
        (["domname", "4"], "domname_4"),
        (["domname", "abc"], "domname_abc"),
        (["info", "zzz"], "info_zzz"),
        (["list", "--nope"], "list_--nope"),
        (["list", "999"], "list_999"),
        (["list", "nosuch"], "list_nosuch"),
        (["mem-set", "1", "abc"], "mem-set_1_abc"),
        (["pause"], "pause"),
        (["pause", "999"], "pause_999"),
        (["unpause", "999"], "unpause_999"),
        (["rename", "1", "mail--incoming"], "rename_1_mail--incoming"),
        (["console", "999"], "console_999"),
    ],
)
def test_xl_answers_as_captured(captured_world: SmallWorld, arguments: list[str], capture: str) -> None:
    completed = captured_world.xl(*arguments)
    assert completed.stdout == captured(f"{capture}.out")
    assert completed.stderr == captured(f"{capture}.err")
    assert str(completed.exit_status) == captured(f"{capture}.rc").strip()


@pytest.mark.parametrize(
    ("arguments", "capture"),
    [
        (["mem-set", "0", "64m"], "x_mem-set_0_64m"),
        (["mem-set", "1", "2000m"], "x_mem-set_1_2000m"),
        (["mem-set", "1", "--", "-5"], "x_mem-set_1_-5"),
        (["mem-max", "1", "256m"], "x_mem-max_1_256m"),
        (["migrate", "1"], "x_migrate_1"),
        (["migrate", "nosuch", "h"], "x_migrate_nosuch_h"),
        (["create", "/nonexistent.cfg"], "x_create__nonexistent.cfg"),
        (["create", "/etc/xen/noname.cfg"], "x_create__noname.cfg"),
        (["create", "name=x"], "x_create_name=x"),
    ],
)
def test_xl_refuses_as_captured(world: SmallWorld, arguments: list[str], capture: str) -> None:
    world.started("web01", memory=1024)
    world.xen.write_file("a", "/etc/xen/noname.cfg", "memory = 512\n")
    completed = world.xl(*arguments)
    assert completed.stdout == captured(f"{capture}.out")
    assert completed.stderr == captured(f"{capture}.err")
    assert str(completed.exit_status) == captured(f"{capture}.rc").strip()


def test_a_subcommand_may_be_abbreviated_as_long_as_it_is_the_only_one(world: SmallWorld) -> None:
    assert world.xl("li").stdout == world.xl("list").stdout
    assert world.xl("des", "5").stderr.endswith("destroy failed (rc=-21)\n")
    assert world.xl("dom", "5").stderr == "command not implemented\n"
    assert world.xl("dom", "5").exit_status == 1


def test_options_may_stand_anywhere(world: SmallWorld) -> None:
    world.started("web")
    assert world.xl("list", "web", "-v").stdout == world.xl("list", "--verb", "web").stdout
    assert world.xl("list", "-vc").stdout == world.xl("list", "-c", "-v").stdout


def test_help_is_no_failure(world: SmallWorld) -> None:
    completed = world.xl("pause", "-h")
    assert completed.exit_status == 0
    assert completed.stdout == captured("pause.out")
    assert world.xl("help", "pause").stdout == captured("pause.out")


def test_a_global_option_stands_before_the_subcommand(world: SmallWorld) -> None:
    assert world.xl("-vvv", "list").stdout == world.xl("list").stdout
    assert world.xl("-x", "list").stderr == "unknown global option\n"
    assert world.xl("-N", "list").stderr == "command does not implement -N (dryrun) option\n"


def test_no_name_at_all_is_domain_0(world: SmallWorld) -> None:
    assert world.xl("list", "").stdout.splitlines()[1].startswith("Domain-0 ")


def test_digits_only_are_a_domid_even_when_they_are_a_name(world: SmallWorld) -> None:
    domain = world.started("77")
    assert world.xl("list", "77").stderr == "Error: Domain '77' does not exist.\n"
    assert world.xl("domid", "77").stdout == f"{domain.domid}\n"


def test_pausing_dom0_does_nothing_and_reports_success(world: SmallWorld) -> None:
    completed = world.xl("pause", "")
    assert completed.exit_status == 0
    assert "Pausing domain: Invalid argument" in completed.stderr
    assert "p" not in world.xl("list", "0").stdout.split()[-2]


def test_vm_list_has_a_line_for_each_domain(world: SmallWorld) -> None:
    domain = world.started("web01")
    first, dom0, guest = world.xl("vm-list").stdout.splitlines()
    assert first == captured("vm-list.out").splitlines()[0]
    assert dom0 == captured("vm-list.out").splitlines()[1]
    assert guest == f"{domain.uuid}  1    {'web01':<30}"


def test_uptime_counts_from_the_start_of_the_domain(world: SmallWorld) -> None:
    world.started("web01")
    world.clock.advance(86_400 + 3_600)
    lines = world.xl("uptime", "web01").stdout.splitlines()
    assert lines[0] == "Name                                ID Uptime"
    assert lines[1] == f"{'web01':<33} {1:4d} 1 day,  1:00:20"
    assert world.xl("uptime", "-s").stdout.splitlines()[1].endswith("up 1 day,  1:00, web01 (1)")


def test_list_l_is_json_with_the_configuration(world: SmallWorld) -> None:
    domain = world.started("web01", f'disk = [ "phy:{DISK},xvda,w" ]')
    (found,) = json.loads(world.xl("list", "-l", "web01").stdout)
    assert found["domid"] == domain.domid
    assert found["config"]["c_info"]["name"] == "web01"
    assert found["config"]["b_info"]["target_memkb"] == 512 * 1024
    (disk,) = found["config"]["disks"]
    assert (disk["pdev_path"], disk["vdev"], disk["readwrite"]) == (DISK, "xvda", 1)
