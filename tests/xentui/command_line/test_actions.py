"""The commands that act, each on the simulated host: what is done, what is said, and what is refused."""

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import guest
from xentui.command_line.parser import parser
from xentui.command_line.progress_line import ProgressLine
from xentui.command_line.variants import SWITCHES, VARIANTS
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import ACTIONS, SAVE_RUNNING, START, START_ATTACHED, START_PAUSED, STOP_ACPI
from xentui_driver.jobs.jobs import Jobs
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import GuestBehaviour


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def test_every_action_of_the_registry_has_its_command_line() -> None:
    values = {"nothing": [], "memory": ["1g"], "vCPUs": ["2"], "host": ["b"], "name": ["n"], "file": ["f"]}
    values["sysrq key"] = ["sync"]
    options = {v.action: (action, v.option) for action, variants in VARIANTS.items() for v in variants}
    switches = {action: word for word, action in SWITCHES.items()}
    for action in ACTIONS:
        if action in switches:
            assert SWITCHES[parser().parse_args(["autostart", "web", switches[action]]).switch] is action
            continue
        if action is START_ATTACHED:
            given = parser().parse_args(["start", "web", "--console"])
            assert (given.action, given.console) == (START, True)
            continue
        command, option = options.get(action, (action, None))
        words = [command.id, "web", *values[command.asks.value], *([option] if option else [])]
        assert parser().parse_args(words).action is action


def test_a_command_says_what_came_of_it_and_does_it(site: Site) -> None:
    ran = site.run("stop", "web")
    assert (ran.status, ran.out, ran.err) == (0, "web has shut down and is gone.\n", "")
    assert site.states()["web"] == "stopped"
    assert site.run("start", "web").out == "web (id 2) has started.\n"


def test_a_uuid_will_do(site: Site) -> None:
    uuid = next(i["uuid"] for i in site.run("list", "--json").json["instances"] if i["name"] == "web")
    assert site.run("pause", uuid).status == 0
    assert site.states()["web"] == "paused"


@pytest.mark.parametrize(
    ("arguments", "steps"),
    [
        ("start off", "xl create /etc/xen/off.cfg"),
        ("start off --paused", "xl create -p /etc/xen/off.cfg"),
        ("start off --console", "xl create -p /etc/xen/off.cfg"),
        ("stop web", "xl shutdown 1"),
        ("stop web --acpi", "xl shutdown -F 1"),
        ("destroy web", "xl destroy 1"),
        ("reboot web", "xl reboot 1"),
        ("reset web", "xl destroy 1\nxl create /etc/xen/web.cfg"),
        ("pause web", "xl pause 1"),
        ("balloon web 512m", "xl mem-set 1 524288k"),
        ("maxmem web 2g", "xl mem-max 1 2097152k"),
        ("vcpus web 1", "xl vcpu-set 1 1"),
        ("vcpus web 1 --definition", "xl vcpu-set 1 1\n/etc/xen/web.cfg: vcpus = 1\n/etc/xen/web.cfg: maxvcpus = 2"),
        ("migrate web dom0b", "xl migrate 1 dom0b"),
        ("save web /srv/web.save", "xl save 1 /srv/web.save"),
        ("save web /srv/web.save --keep-running", "xl save -c 1 /srv/web.save"),
        ("restore /srv/web.save --paused", "xl restore -p /srv/web.save"),
        ("remove off", "move /etc/xen/off.cfg to the stash"),
        ("rename off on", '/etc/xen/off.cfg: name = "on"'),
        ("autostart off on", "make a link in /etc/xen/auto to /etc/xen/off.cfg"),
    ],
)
def test_a_dry_run_prints_the_exact_steps_and_does_nothing(site: Site, arguments: str, steps: str) -> None:
    before = site.xl("list", "-v"), site.states()
    ran = site.run(*arguments.split(), "--dry-run")
    assert (ran.status, ran.out) == (0, steps + "\n")
    told = {"start": "The start needs", "balloon": "warning: This takes half of the guest's memory"}
    assert (word := told.get(arguments.split()[0], "")) in ran.err
    assert word or ran.err == ""
    assert site.run(*arguments.split(), "--dry-run", "--json").json["steps"] == steps.split("\n")
    assert (site.xl("list", "-v"), site.states()) == before


def test_a_dry_run_of_a_start_says_what_memory_is_left(site: Site) -> None:
    ran = site.run("start", "off", "--dry-run")
    assert "xentui: The start needs " in ran.err
    assert ", host free " in ran.err
    memory = site.run("start", "off", "--dry-run", "--json").json["memory"]
    assert memory["missing_kib"] == 0
    assert memory["need_kib"] < memory["host_free_kib"]
    assert memory["holders"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        "stop web",
        "destroy web",
        "reboot web",
        "reset web",
        "pause web",
        "balloon web 512m",
        "vcpus web 1",
        "start off",
        "start off --paused",
        "unpause sleepy",
        "stop web --acpi",
        "maxmem web 2g",
        "balloon web 512m --definition",
        "migrate web dom0b",
        "rename web www",
        "rename off on",
        "save web /srv/web.save",
        "save web /srv/web.save --keep-running",
    ],
)
def test_what_a_dry_run_shows_is_what_is_done(site: Site, arguments: str) -> None:
    site.write("/srv/readme", "so that there is a folder")
    site.define("sleepy")
    site.xl("create", "-p", "/etc/xen/sleepy.cfg")
    shown = site.run(*arguments.split(), "--dry-run", "--json").json["steps"]
    assert shown
    assert site.run(*arguments.split(), "--json").json["outcome"]["steps"] == shown


def test_the_outcome_as_json_has_the_domain_that_is_new(site: Site) -> None:
    outcome = site.run("start", "off", "--json").json["outcome"]
    assert outcome["domid"] == 2
    assert outcome["uuid"]
    assert outcome["steps"] == ["xl create /etc/xen/off.cfg"]
    assert outcome["warnings"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("start web", "Start isn't possible for web: it is already running. Nothing was done."),
        ("stop off", "Stop isn't possible for off: it isn't running."),
        ("remove web", "it is running. Nothing was done. Stop it first"),
        ("stop nobody", "No guest here is called nobody."),
        ("stop 1", "1 could be an id"),
        ("destroy Domain-0", "Domain-0 is the host itself"),
        ("rename web 007", "007"),
        ("rename web a/b", "a/b"),
        ("migrate web bad;host", "is not a host name"),
    ],
)
@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["", "dry"])
def test_what_is_not_possible_is_refused_with_its_reason(
    site: Site, arguments: str, words: str, dry: list[str]
) -> None:
    before = site.xl("list", "-v")
    ran = site.run(*arguments.split(), *dry)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("xentui: ")
    assert words in ran.err.splitlines()[0]
    assert site.xl("list", "-v") == before


def test_a_guest_above_its_memory_target_is_not_saved_before_the_way_out_was_taken(site: Site) -> None:
    site.write("/srv/readme", "so that there is a folder")
    site.world.set_guest("held", GuestBehaviour(balloon_floor_kib=1 << 40))
    site.define("held", guest("held", memory_mib=512))
    site.xl("create", "/etc/xen/held.cfg")
    site.clock.wait(30.0)
    assert "can't be saved or migrated" in site.run("balloon", "held", "100m").err
    for command in ("save held /srv/held.save", "migrate held dom0b"):
        ran = site.run(*command.split())
        assert (ran.status, site.states()["held"]) == (1, "running")
        assert "Raise its target to 512 MiB (`xentui balloon NAME SIZE`)" in ran.err
    assert site.run("balloon", "held", "512m").status == 0
    assert site.run("save", "held", "/srv/held.save").status == 0
    assert site.run("restore", "/srv/held.save").status == 0
    assert site.states()["held"] == "running"


def test_a_name_that_two_have_is_refused_with_the_choices(site: Site) -> None:
    site.define("one", 'name = "twin"\nmemory = 64\n')
    site.define("two", 'name = "twin"\nmemory = 64\n')
    ran = site.run("start", "twin", "--json")
    assert ran.status == 1
    error = ran.json["error"]
    assert error["kind"] == "AmbiguousName"
    assert any("/etc/xen/two.cfg" in line for line in error["detail"])
    assert "two.cfg" in ran.err
    assert error["next_step"].startswith("Give the path of the one you mean: twin, stopped, /etc/xen/one.cfg")


@pytest.mark.parametrize("copy", ["a", "web-2024"])
def test_a_copy_of_its_definition_stands_in_nobodys_way(site: Site, copy: str) -> None:
    site.define(copy, guest("web", memory_mib=512))
    uuid = next(i["uuid"] for i in site.run("list", "--json").json["instances"] if i["domid"] == 1)
    for name in ("web", uuid):
        assert site.run("reset", name, "--dry-run").out == "xl destroy 1\nxl create /etc/xen/web.cfg\n"
        assert site.run("config", "path", name).out == "/etc/xen/web.cfg\n"
        assert site.run("stop", name, "--dry-run").out == "xl shutdown 1\n"
        assert "it is already running" in site.run("start", name).err
    chosen = site.run("reset", f"/etc/xen/{copy}.cfg", "--dry-run")
    assert chosen.out == f"xl destroy 1\nxl create /etc/xen/{copy}.cfg\n"


DEFINITION_COMMANDS = (
    *("reset twin", "rename twin www", "autostart twin on", "autostart twin off", "balloon --definition twin 64m"),
    *("config path twin", "config show twin", "config diff twin", "config set twin memory=64", "config check twin"),
    *("config unset twin vcpus", "config write-back twin"),
)


@pytest.fixture
def undecided(site: Site) -> Site:
    """`twin` runs, and nothing tells from which of two files."""
    site.define("one", guest("twin"))
    site.define("two", guest("twin"))
    site.xl("create", "/etc/xen/one.cfg")
    site.clock.wait(30.0)
    return site


@pytest.mark.parametrize("arguments", DEFINITION_COMMANDS)
def test_what_uses_a_definition_is_refused_until_one_is_named(undecided: Site, arguments: str) -> None:
    before = undecided.xl("list", "-v"), undecided.read("/etc/xen/one.cfg"), undecided.read("/etc/xen/two.cfg")
    ran = undecided.run(*arguments.split())
    assert ran.status == 1
    assert ran.out == ""
    assert "it may have been started from any of 2 definitions: /etc/xen/one.cfg, /etc/xen/two.cfg" in ran.err
    assert "Give the path" in ran.err
    after = undecided.xl("list", "-v"), undecided.read("/etc/xen/one.cfg"), undecided.read("/etc/xen/two.cfg")
    assert after == before


def test_the_path_of_a_definition_says_which_one_is_used(undecided: Site) -> None:
    assert undecided.run("reset", "/etc/xen/two.cfg", "--dry-run").out.endswith("xl create /etc/xen/two.cfg\n")
    assert undecided.run("config", "set", "/etc/xen/two.cfg", "memory=64").status == 0
    assert "memory = 64" in undecided.read("/etc/xen/two.cfg")
    assert "memory = 64" not in undecided.read("/etc/xen/one.cfg")


@pytest.mark.parametrize(
    ("arguments", "step"),
    [
        ("stop twin", "xl shutdown 2"),
        ("destroy twin", "xl destroy 2"),
        ("pause twin", "xl pause 2"),
        ("balloon twin 600m", "xl mem-set 2 614400k"),
        ("vcpus twin 1", "xl vcpu-set 2 1"),
    ],
)
def test_what_only_a_running_guest_can_do_needs_no_definition(undecided: Site, arguments: str, step: str) -> None:
    ran = undecided.run(*arguments.split(), "--dry-run")
    assert (ran.status, ran.out.splitlines()[0]) == (0, step)


def test_a_guest_without_a_definition_of_its_own_is_described_alone(undecided: Site) -> None:
    for name in ("one", "two"):
        undecided.link(f"/etc/xen/auto/{name}", f"../{name}.cfg")
    told = undecided.run("describe", "twin").out.splitlines()
    assert told[1:3] == [
        "definition: one of /etc/xen/one.cfg, /etc/xen/two.cfg",
        "autostart: /etc/xen/auto/one",
    ]
    ran = undecided.run("describe", "twin", "--json")
    assert ran.json["description"]["definition"] is None
    assert any(
        "it may have been started from any of 2 definitions" in problem
        for problem in ran.json["description"]["problems"]
    )
    assert (
        undecided.run("describe", "/etc/xen/two.cfg", "--json").json["description"]["definition"] == "/etc/xen/two.cfg"
    )


def test_a_guest_that_ignores_its_request_is_a_failure_and_nothing_is_forced(site: Site) -> None:
    site.fault(Fault.GUEST_IGNORES)
    ran = site.run("stop", "web", "--wait", "5")
    assert ran.status == 1
    assert "web" in ran.err
    assert site.states()["web"] == "running"


def test_the_wait_is_as_long_as_it_was_said(site: Site) -> None:
    site.world.set_guest("off", GuestBehaviour(shutdown_s=600.0))
    site.run("start", "off")
    site.clock.wait(30.0)
    ran = site.run("stop", "off", "--wait", "5")
    assert ran.status == 1
    assert " 5 s" in ran.err
    for command in ("destroy", "start"):
        assert site.run(command, "off").status == 0
    site.clock.wait(30.0)
    assert site.run("stop", "off", "--wait", "1000").status == 0


def test_a_change_can_be_kept_in_the_definition(site: Site) -> None:
    ran = site.run("balloon", "web", "512m", "--definition")
    assert ran.status == 0
    assert "/etc/xen/web.cfg was changed: " in ran.out
    assert "memory = 512\n" in site.read("/etc/xen/web.cfg")
    assert site.run("vcpus", "web", "1", "--definition").status == 0
    assert "vcpus = 1\n" in site.read("/etc/xen/web.cfg")


def test_a_definition_that_can_not_be_changed_is_told_beside_what_was_done(site: Site) -> None:
    site.fault(Fault.READ_ONLY)
    ran = site.run("balloon", "web", "512m", "--definition")
    assert ran.status == 1
    assert "now has 0.5 GiB of memory" in ran.err
    assert "its definition was not changed" in ran.err
    assert "524288" in site.xl("list", "-l", "web") or " 512 " in site.xl("list")


def test_autostart_is_switched_on_and_off_and_twice_is_no_error(site: Site) -> None:
    for word in ("on", "on", "off", "off"):
        assert site.run("autostart", "off", word).status == 0
        definitions = site.run("config", "list", "--json").json["definitions"]
        assert next(d["autostart"] for d in definitions if d["name"] == "off") is (word == "on")


def test_remove_says_where_the_definition_is_now(site: Site) -> None:
    ran = site.run("remove", "off")
    assert ran.status == 0
    assert "/var/lib/xentui/stash/off-" in ran.out
    assert "off" not in site.states()


def test_save_and_restore(site: Site) -> None:
    site.write("/srv/readme", "so that there is a folder")
    assert site.run("save", "web", "/srv/web.save").status == 0
    assert site.states()["web"] == "saved"
    assert site.run("restore", "/srv/web.save").status == 0
    assert site.states()["web"] == "running"
    assert site.run("save", "web", "/srv/web.save").status == 1


def test_rename_changes_domain_and_definition(site: Site) -> None:
    assert site.run("rename", "web", "www").status == 0
    assert site.states()["www"] == "running"
    assert '"www"' in site.read("/etc/xen/web.cfg")


def test_a_guest_moves_to_another_host(site: Site) -> None:
    ran = site.run("migrate", "web", "dom0b")
    assert ran.status == 0
    assert site.states()["web"] == "moved"


def test_leaving_while_it_waits_says_that_it_goes_on(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Jobs, "outlive_us", True)
    monkeypatch.setattr(ProgressLine, "__call__", interrupted)
    ran = site.run("stop", "web", "--json")
    assert ran.status == 1
    assert "Stop web goes on as job 1." in ran.err
    assert "`xentui jobs --follow 1` follows it again." in ran.err
    assert ran.json["error"]["kind"] == "StillRunning"


def test_leaving_while_it_looks_is_status_130(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Hypervisor, "snapshot", interrupted)
    assert site.run("list").status == 130


def test_the_variants_are_the_actions_that_they_say() -> None:
    assert parser().parse_args(["stop", "web", "--acpi"]).action is STOP_ACPI
    assert parser().parse_args(["save", "web", "f", "--keep-running"]).action is SAVE_RUNNING
    assert parser().parse_args(["start", "web", "--paused"]).action is START_PAUSED


def test_a_guest_is_sent_a_magic_key_and_an_interrupt(site: Site) -> None:
    ran = site.run("sysrq", "web", "sync")
    assert ran.out == "web (id 1) has taken sysrq sync: its kernel is to write what is in memory to all disks.\n"
    assert site.run("nmi", "web").out == "An NMI was sent to web (id 1).\n"
    assert site.run("sysrq", "web", "tasks", "--dry-run").out == "xl sysrq 1 t\n"
    refused = site.run("break", "web")
    assert refused.status == 1
    assert "has no serial line" in refused.err
    assert site.run("sysrq", "web", "s").status == 2


@pytest.mark.parametrize("how", [(), ("--dry-run",), ("--yes",)], ids=["done", "dry", "sure"])
def test_a_guest_that_starts_with_this_host_is_not_moved_without_a_word(site: Site, how: tuple[str, ...]) -> None:
    assert site.run("autostart", "web", "on").status == 0
    ran = site.run("migrate", "web", "dom0b", *how)
    assert ran.status == 0
    assert "warning: It starts with this host: after the move turn Autostart off, or it would run twice" in ran.err


def test_what_a_value_does_to_the_guest_is_said_as_in_the_console(site: Site) -> None:
    ran = site.run("balloon", "web", "300m", "--dry-run")
    assert "warning: This takes half of the guest's memory or more: it may have to swap or kill processes." in ran.err
    assert "warning: It may stop short if it can't free that much." in ran.err
    assert site.run("config", "set", "web", "memory=2048").status == 0
    assert "warning: To get memory = 2048, maxmem = 2048, stop web and start it." in site.run("reboot", "web").err
