"""Each cause of trouble is told apart, each with what to do."""

import threading
from collections.abc import Callable

import pytest

from tests.driver.simulator.small_world import DISK, SmallWorld
from tests.samples import sample
from tests.scripted import DATA, Answer, ScriptedTransport, domids, listing, row
from xentui_driver.host.doctor.examine import examine
from xentui_driver.host.doctor.finding import Finding, Health
from xentui_driver.model.errors import CommandTimedOut, HostUnreachable, ToolMissing, TransportClosed
from xentui_driver.simulator import Fault, GuestBehaviour, HostFacts, SimulatedClock
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import Transport

INFO = (DATA / "xl-golden/info.out").read_text()
CONTROL = "xencall: error: Could not obtain handle on privileged command interface: "
CTX = "libxl: error: libxl.c:102:libxl_ctx_alloc: "
END = "cannot init xl context\n"
DOM0 = {
    "/sys/hypervisor/type": b"xen\n",
    "/sys/hypervisor/version/major": b"4\n",
    "/sys/hypervisor/version/minor": b"17\n",
    "/proc/xen/capabilities": b"control_d\n",
    "/proc/self/status": b"Name:\tcat\nUid:\t0\t0\t0\t0\n",
    "/proc/locks": b"",
    "/etc/xen/xl.conf": b"# nothing\n",
    "/usr/lib/xen-4.17": b"",
    "/run/xenconsoled.pid": b"512\n",
    "/proc/512/cmdline": b"/usr/lib/xen-4.17/bin/xenconsoled\0--log=guest\0",
    "/var/log/xen/xenstored.log": b"",
    "/var/lib/xen/x": b"",
}


def examined(transport: Transport, folder: str = "/etc/xen") -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in examine(Xl(transport, SimulatedClock(), Limits(), threading.Event()), folder):
        assert finding.words
        assert finding.next_step or finding.health in (Health.GOOD, Health.UNKNOWN), finding
        found.setdefault(finding.check, []).append(finding)
    return found


def scripted(
    files: dict[str, bytes | None] | None = None, rows: str = "", ids: str = domids(), **answers: Answer
) -> dict[str, list[Finding]]:
    """A host on which all is well but what is given; None takes a file away."""
    script: dict[str, Answer | list[Answer]] = {
        "xl info": answers.get("info", INFO),
        "xl list -v": answers.get("list", listing(rows)),
        "xenstore-list /local/domain": answers.get("store", ids),
    }
    merged = {path: content for path, content in (DOM0 | (files or {})).items() if content is not None}
    talk = None if rows else sample
    return examined(ScriptedTransport(script, merged, talk=talk))


def only(found: dict[str, list[Finding]], check: str) -> Finding:
    assert len(found[check]) == 1, found[check]
    return found[check][0]


def test_a_healthy_host_has_nothing_to_complain_of() -> None:
    troubles = [finding for group in scripted().values() for finding in group if finding.health is not Health.GOOD]
    assert troubles == []


def test_the_simulated_host_is_healthy_but_for_its_console_logs() -> None:
    world = SmallWorld()
    world.started("web")
    troubles = [f for group in examined(world.a).values() for f in group if f.health is not Health.GOOD]
    assert [finding.check for finding in troubles] == ["console logging"]
    assert "XENCONSOLED_ARGS=" in troubles[0].next_step


def test_a_qemu_that_does_not_say_what_its_disks_carry_is_told_by_the_name_of_its_guest() -> None:
    world = SmallWorld()
    world.started("web", f'disk = ["{DISK},raw,xvda,rw,backendtype=qdisk"]')
    counted = examined(world.a)["counters"]
    assert [finding.health for finding in counted] == [Health.GOOD]
    world.let(Fault.DEVICE_MODELS_SILENT)
    counted = examined(world.a)["counters"]
    assert [finding.health for finding in counted] == [Health.GOOD, Health.WARNING]
    assert "the disks of web have carried" in counted[1].words
    assert "qmp-libxenstat" in counted[1].next_step


def test_the_checks_stand_in_the_order_in_which_one_needs_the_other() -> None:
    order = list(scripted())
    for first, later in (("Xen", "control domain"), ("root", "xl.conf"), ("xl.conf", "xl"), ("xenstored", "monitors")):
        assert order.index(first) < order.index(later)


@pytest.mark.parametrize(
    ("answer", "health", "words", "hint"),
    [
        (ToolMissing("There is no command xl on dom0a."), Health.BAD, "no command xl", "Install"),
        ((1, "", CONTROL + "Permission denied\n" + END), Health.BAD, "Only root", "sudo"),
        ((1, "", CONTROL + "No such file or directory\n" + END), Health.BAD, "isn't running under Xen", "Xen entry"),
        ((1, "", "ERROR:  Can't find hypervisor information in sysfs!\n"), Health.BAD, "under Xen", "Xen entry"),
        ((127, "", "ERROR:  Can't find version 4.17 of xen utils (maybe ...)\n"), Health.BAD, "tools", "Install"),
        ((1, "", CTX + "cannot connect to xenstore: No such file\n" + END), Health.BAD, "xenstored", "xenstored"),
        ((1, "", "Failed to parse config file: Invalid argument\n"), Health.BAD, "Failed to parse config", "xl -vvv"),
        ((3, "", ""), Health.BAD, "exit status 3", "xl -vvv"),
        (CommandTimedOut("xl info did not answer within 15 s."), Health.BAD, "hangs", "ps -C xl"),
        ("", Health.BAD, "printed nothing", "by hand"),
        (INFO.replace("scheduler ", "s ").replace("nr_nodes", "no"), Health.WARNING, "nr_nodes", "by hand"),
    ],
)
def test_every_way_in_which_xl_fails_keeps_its_cause(answer: Answer, health: Health, words: str, hint: str) -> None:
    """G11: Ganeti's Verify ignores one failure, dies of another, and throws the words of the cause away."""
    found = only(scripted(info=answer), "xl")
    assert found.health is health
    assert words in found.words
    assert hint in found.next_step


def test_a_machine_without_xen_is_told_and_nothing_else_is_tried() -> None:
    transport = ScriptedTransport({}, {"/proc/self/status": DOM0["/proc/self/status"]})
    found = examined(transport)
    assert only(found, "Xen").health is Health.BAD
    assert only(found, "root").health is Health.GOOD
    assert {f.health for check in ("control domain", "xl", "monitors") for f in found[check]} == {Health.UNKNOWN}
    assert (transport.asked, transport.changed) == ([], [])


def test_a_guest_is_no_dom0() -> None:
    found = only(scripted({"/proc/xen/capabilities": b"\n"}), "control domain")
    assert (found.health, found.next_step) == (Health.BAD, "Run xentui in the dom0 of the host.")


def test_a_proc_xen_that_is_not_mounted_is_told() -> None:
    found = only(scripted({"/proc/xen/capabilities": None}), "control domain")
    assert found.health is Health.UNKNOWN
    assert "mount -t xenfs" in found.next_step


def test_not_being_root_is_one_cause_and_not_five() -> None:
    world = SmallWorld()
    world.let(Fault.REFUSE)
    found = examined(world.a)
    bad = {check for check, group in found.items() if any(f.health is Health.BAD for f in group)}
    assert bad == {"root", "xl"}
    assert "sudo" in only(found, "root").next_step
    assert only(found, "log folder").health is Health.UNKNOWN


@pytest.mark.parametrize(
    ("files", "health", "words"),
    [
        ({"/usr/lib/xen-4.17": None, "/usr/lib/xen-4.14": b""}, Health.BAD, "are for 4.14"),
        ({"/usr/lib/xen-4.14": b""}, Health.GOOD, "4.17"),
        ({"/usr/lib/xen-4.17": None}, Health.UNKNOWN, "can't be determined"),
        ({"/sys/hypervisor/version/major": None}, Health.UNKNOWN, "can't be determined"),
    ],
)
def test_tools_of_another_version_are_told(files: dict[str, bytes | None], health: Health, words: str) -> None:
    found = only(scripted(files), "tools' version")
    assert found.health is health
    assert words in found.words


def test_a_xen_that_refuses_the_questions_of_other_tools_is_told() -> None:
    refusal = (
        "libxl: error: libxl.c:400:libxl_get_physinfo: getting physinfo: Permission denied\nlibxl_physinfo failed.\n"
    )
    found = only(scripted(info=(0, "host : x\n", refusal)), "tools' version")
    assert found.health is Health.BAD
    assert "another version" in found.words


@pytest.mark.parametrize(
    ("answer", "health", "words"),
    [
        (CommandTimedOut("xenstore-list did not answer."), Health.BAD, "hangs"),
        ((1, "", "xenstore-list: xs_open: No such file or directory\n"), Health.BAD, "No such file"),
        ((1, "", "xenstore-list: xs_open: Permission denied\n"), Health.UNKNOWN, "only answers root"),
        (ToolMissing("There is no command xenstore-list."), Health.UNKNOWN, "xenstore-list"),
    ],
)
def test_a_xenstored_that_does_not_answer_is_told_apart_from_xl(answer: Answer, health: Health, words: str) -> None:
    found = scripted(store=answer, list=AssertionError("xl list would hang"))
    assert only(found, "xl").health is Health.GOOD
    assert only(found, "xenstored").health is health
    assert words in only(found, "xenstored").words
    assert only(found, "monitors").health is Health.UNKNOWN


def test_a_hanging_xl_costs_one_time_limit_not_one_for_each_check() -> None:
    world = SmallWorld()
    world.let(Fault.HANG)
    begun_s = world.clock.monotonic_s()
    found = examined(world.a)
    assert only(found, "xl").health is Health.BAD
    assert world.clock.monotonic_s() - begun_s < 2 * Limits().read_s


@pytest.mark.parametrize(
    ("content", "health", "words", "hint"),
    [
        (None, Health.WARNING, "uses its defaults", "/etc/xen/xl.conf"),
        (b'autoballoon="off\n', Health.BAD, "No xl command", "line 1"),
        (b'output_format="sxp"\n', Health.WARNING, "no JSON", "output_format"),
        (b'output_format="json"\n', Health.GOOD, "can be read", ""),
    ],
)
def test_what_is_wrong_with_xl_conf_is_told(content: bytes | None, health: Health, words: str, hint: str) -> None:
    """G13: the file is /etc/xen/xl.conf, not /etc/xen/xen/xl.conf."""
    found = only(scripted({"/etc/xen/xl.conf": content}), "xl.conf")
    assert found.health is health
    assert words in found.words
    assert hint in found.next_step


def test_the_simulated_xl_dies_of_a_broken_xl_conf_as_the_real_one_does() -> None:
    world = SmallWorld()
    world.xen.write_file("a", "/etc/xen/xl.conf", 'lockfile = "x\n')
    found = examined(world.a)
    assert only(found, "xl.conf").health is Health.BAD
    assert "/etc/xen/xl.conf:1: config parsing error" in only(found, "xl").words


@pytest.mark.parametrize(
    ("config", "command_line", "health", "words"),
    [
        (b"", "dom0_mem=1G,max:1G", Health.GOOD, "fixed size"),
        (b"autoballoon=0\n", "dom0_mem=1024M,max:1024M quiet", Health.GOOD, "fixed size"),
        (b"", "console=com1", Health.WARNING, "gives up memory"),
        (b'autoballoon="on"\n', "dom0_mem=1G,max:1G", Health.WARNING, "gives up memory"),
        (b'autoballoon="off"\n', "console=com1", Health.WARNING, "no memory is left for guests"),
        (b"", "xdom0_mem=1G", Health.WARNING, "gives up memory"),
    ],
)
def test_how_dom0_gets_its_memory_is_told(config: bytes, command_line: str, health: Health, words: str) -> None:
    info = INFO.replace("placeholder dom0_mem=1024M,max:1024M", command_line)
    found = only(scripted({"/etc/xen/xl.conf": config}, info=info), "dom0's memory")
    assert found.health is health
    assert words in found.words


def test_an_autoballoon_that_means_nothing_is_told() -> None:
    found = scripted({"/etc/xen/xl.conf": b'autoballoon="never"\n'})["dom0's memory"]
    assert "is unknown" in found[0].words


LOCKS = b"1: POSIX  ADVISORY  WRITE 77 00:19:1 0 EOF\n1: -> POSIX  ADVISORY  WRITE 78 00:19:1 0 EOF\n"


def test_an_xl_that_others_wait_for_is_named() -> None:
    files = {"/proc/locks": LOCKS, "/proc/77/cmdline": b"/usr/lib/xen-4.17/bin/xl\0migrate-receive\0"}
    found = only(scripted(dict(files)), "lock")
    assert found.health is Health.WARNING
    assert "`xl migrate-receive` (pid 77) holds a lock; processes waiting for it: 1." in found.words


@pytest.mark.parametrize(
    "files",
    [
        {"/proc/locks": LOCKS, "/proc/77/cmdline": b"/usr/bin/apt\0"},
        {"/proc/locks": LOCKS.splitlines()[0], "/proc/77/cmdline": b"xl\0create\0"},
        {"/proc/locks": b"what\n1: FLOCK  ADVISORY  WRITE -1 00:19:1 0 EOF\n"},
    ],
)
def test_a_lock_that_no_xl_is_waited_for_is_nothing(files: dict[str, bytes | None]) -> None:
    assert only(scripted(files), "lock").health is Health.GOOD


@pytest.mark.parametrize(
    ("path", "words"),
    [("/etc/xensource-inventory", "XAPI"), ("/var/lib/ganeti/ssconf_cluster_name", "Ganeti")],
)
def test_another_toolstack_in_charge_is_told(path: str, words: str) -> None:
    found = only(scripted({path: b""}), "other toolstack")
    assert found.health is Health.BAD
    assert words in found.words


def test_a_console_daemon_that_is_gone_is_told() -> None:
    found = only(scripted({"/proc/512/cmdline": None}), "consoles")
    assert found.health is Health.BAD
    assert "no guest has a console" in found.words


def test_a_console_daemon_without_a_pid_file_is_found_among_the_processes() -> None:
    files = {"/run/xenconsoled.pid": None, "/proc/512": b"", "/proc/512/comm": b"xenconsoled\n"}
    assert only(scripted(dict(files)), "consoles").health is Health.GOOD


def test_a_log_folder_that_cannot_be_written_is_told_with_what_follows_from_it() -> None:
    world = SmallWorld()
    world.let(Fault.LOG_READ_ONLY)
    found = examined(world.a)
    assert only(found, "log folder").health is Health.BAD
    assert "Read-only file system" in only(found, "log folder").words
    assert "monitor" in only(found, "log folder").words
    assert only(found, "libxl's folder").health is Health.GOOD


def test_a_full_disk_is_told_though_an_empty_file_would_fit() -> None:
    world = SmallWorld()
    world.let(Fault.DISK_FULL)
    assert "No space left" in only(examined(world.a), "log folder").words


def test_a_log_folder_that_is_gone_is_told_with_how_to_make_it() -> None:
    class WithoutLogs(ScriptedTransport):
        def list_directory(self, path: str):  # type: ignore[no-untyped-def]  # as its parent
            if path == "/var/log/xen":
                self.read_file(path)
            return super().list_directory(path)

    script: dict[str, Answer | list[Answer]] = {
        "xl info": INFO,
        "xl list -v": listing(),
        "xenstore-list /local/domain": domids(),
    }
    found = only(examined(WithoutLogs(script, DOM0)), "log folder")
    assert found.health is Health.BAD
    assert "install -d" in found.next_step


def test_nothing_is_left_of_the_probes_even_after_one_that_was_interrupted() -> None:
    world = SmallWorld()
    world.xen.write_file("a", "/var/log/xen/.xentui-doctor", "left")
    assert only(examined(world.a), "log folder").health is Health.GOOD
    for folder in ("/var/log/xen", "/var/lib/xen"):
        assert [e.name for e in world.a.list_directory(folder) if e.name.startswith(".xentui")] == []


def test_a_missing_folder_of_definitions_is_told() -> None:
    found = only(examined(SmallWorld().a, "/srv/none"), "definitions folder")
    assert found.health is Health.WARNING
    assert "--definitions" in found.next_step


def test_an_autostart_link_that_leads_nowhere_is_told() -> None:
    world = SmallWorld()
    world.xen.write_file("a", "/etc/xen/web.cfg", "")
    world.a.make_link("/etc/xen/auto/web.cfg", "../web.cfg")
    world.a.make_link("/etc/xen/auto/db.cfg", "../db.cfg")
    found = only(examined(world.a), "autostart")
    assert found.health is Health.WARNING
    assert "/etc/xen/auto/db.cfg isn't a file that xl can start: it points to ../db.cfg" in found.words


def test_a_saved_guest_that_was_not_restored_is_told() -> None:
    found = only(scripted({"/var/lib/xen/save/web": b"x"}), "saved guests")
    assert "/var/lib/xen/save/web" in found.words
    assert "file systems" in found.next_step


XENDOMAINS = b"#XENDOMAINS_SAVE=/old\nXENDOMAINS_SAVE=/var/lib/xen/save  # here\n"


def world_above_its_target(settings: bytes) -> SmallWorld:
    """`big` has given back nothing of what it was asked for; `small` holds what it may."""
    world = SmallWorld()
    world.xen.write_file("a", "/etc/default/xendomains", settings.decode())
    world.started("small")
    world.started("big", guest=GuestBehaviour(balloon_floor_kib=512 << 10))
    world.a.run(("xl", "mem-set", "big", "128m"), timeout_s=60.0)
    return world


def test_a_guest_that_a_shutdown_of_the_host_would_lose_is_told() -> None:
    found = only(examined(world_above_its_target(XENDOMAINS).a), "host shutdown")
    assert found.health is Health.WARNING
    assert found.words.startswith("big (id 2) would be lost")
    assert "saves it to /var/lib/xen/save, and it could not be restored: it holds" in found.words
    assert "(do: balloon)" in found.next_step


@pytest.mark.parametrize("settings", [b"", b"XENDOMAINS_SAVE=\n", b'XENDOMAINS_SAVE=/x\nXENDOMAINS_SAVE=""\n'])
def test_guests_that_no_shutdown_saves_are_not_lost(settings: bytes) -> None:
    found = only(examined(world_above_its_target(settings).a), "host shutdown")
    assert (found.health, "saves no guest" in found.words) == (Health.GOOD, True)


def test_guests_that_can_be_restored_are_no_alarm() -> None:
    world = SmallWorld()
    world.xen.write_file("a", "/etc/default/xendomains", XENDOMAINS.decode())
    world.started("web")
    found = only(examined(world.a), "host shutdown")
    assert (found.health, "each could be restored" in found.words) == (Health.GOOD, True)


def test_a_guest_whose_monitor_is_gone_is_told() -> None:
    world = SmallWorld()
    world.started("web")
    world.started("db")
    world.let(Fault.MONITORS_GONE)
    found = examined(world.a)["monitors"]
    assert [finding.health for finding in found] == [Health.BAD, Health.BAD]
    assert "web (id 1) has no monitor" in found[0].words


def test_a_crashed_guest_that_its_definition_keeps_is_no_alarm_but_told() -> None:
    found = only(scripted(rows=row("web", 3, "---sc-", mem=64), ids=domids(3)), "monitors")
    assert found.health is Health.WARNING
    assert "web (id 3) is crashed" in found.words
    assert "holds 64 MiB" in found.words


WAITING = "Waiting for domain {} (domid {}) to die [pid {}]\n"


@pytest.mark.parametrize(
    ("files", "health"),
    [
        ({"/var/log/xen/xl-web.log": WAITING.format("web", 3, 700)}, Health.GOOD),
        ({"/var/log/xen/xl-web.log": WAITING.format("web", 2, 700) + WAITING.format("web", 3, 700)}, Health.GOOD),
        ({"/var/log/xen/xl-old-name.log.1": WAITING.format("old-name", 3, 700)}, Health.GOOD),
        ({"/var/log/xen/xl-web--incoming.log": WAITING.format("web--incoming", 3, 700)}, Health.GOOD),
        # A log of the boot before, of another guest that had this number; its own comes first.
        (
            {
                "/var/log/xen/xl-a.log": WAITING.format("a", 3, 999),
                "/var/log/xen/xl-web.log": WAITING.format("web", 3, 700),
            },
            Health.GOOD,
        ),
        ({"/var/log/xen/xl-web.log": WAITING.format("web", 3, 701)}, Health.BAD),
        ({"/var/log/xen/xl-web.log": WAITING.format("web", 3, 999)}, Health.BAD),
        ({"/var/log/xen/xl-web.log": WAITING.format("web", 2, 700)}, Health.BAD),
        ({"/var/log/xen/xl-web.log": "garbage (domid 3) [pid 700]\n"}, Health.BAD),
        ({}, Health.BAD),
    ],
)
def test_a_monitor_is_a_process_that_is_xl_and_says_that_it_watches_this_domain(
    files: dict[str, str], health: Health
) -> None:
    processes = {"/proc/700/cmdline": b"/usr/lib/xen-4.17/bin/xl\0create\0x.cfg\0", "/proc/701/cmdline": b"vim\0xl\0"}
    logs = {path: text.encode() for path, text in files.items()}
    found = only(scripted({**processes, **logs}, rows=row("web", 3), ids=domids(3)), "monitors")
    assert found.health is health


def test_a_guest_that_has_ended_since_it_was_listed_is_not_missed_by_a_monitor() -> None:
    gone: Answer = listing()
    script: dict[str, Answer | list[Answer]] = {
        "xl info": INFO,
        "xl list -v": [listing(row("web", 3)), gone],
        "xenstore-list /local/domain": [domids(3), domids(3), domids()],
    }
    assert only(examined(ScriptedTransport(script, DOM0)), "monitors").health is Health.GOOD


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("(null)", "--ps-d", "Domain 5 no longer has a name"),
        ("mail--incoming", "--p---", "mail--incoming (id 5) came with a migration"),
        ("web--migratedaway", "---ss-", "web--migratedaway (id 5) was handed over"),
    ],
)
def test_what_is_left_over_is_told_with_the_memory_that_it_holds(name: str, state: str, words: str) -> None:
    ids = domids() if name == "(null)" else domids(5)
    found = only(scripted(rows=row(name, 5, state, mem=64), ids=ids), "leftovers")
    assert found.health is Health.WARNING
    assert words in found.words
    assert "64 MiB" in found.words


def test_a_zombie_of_the_simulator_is_a_leftover() -> None:
    world = SmallWorld()
    world.started("web", guest=GuestBehaviour(leaves_zombie=True))
    world.xl("destroy", "1")
    assert "no longer has a name" in only(examined(world.a), "leftovers").words


def test_a_host_that_cannot_be_asked_is_one_finding() -> None:
    world = SmallWorld()
    world.let(Fault.UNREACHABLE)
    found = examined(world.a)
    assert list(found) == ["host"]
    assert "can't be reached" in only(found, "host").words


@pytest.mark.parametrize("error", [HostUnreachable("It is gone."), TransportClosed("The console is leaving.")])
def test_a_host_that_is_lost_on_the_way_is_told_in_every_group(error: Exception) -> None:
    class Lost(ScriptedTransport):
        def list_directory(self, path: str):  # type: ignore[no-untyped-def]  # as its parent
            raise error

    script: dict[str, Answer | list[Answer]] = {
        "xl info": INFO,
        "xl list -v": listing(),
        "xenstore-list /local/domain": domids(),
    }
    found = examined(Lost(script, DOM0))
    assert only(found, "folders").health is Health.UNKNOWN


@pytest.mark.parametrize("fault", list(Fault))
def test_no_fault_at_all_makes_it_raise(fault: Fault) -> None:
    world = SmallWorld(facts=HostFacts(memory_kib=16 << 20, dom0_memory_kib=1 << 20))
    world.started("web")
    world.let(fault)
    assert examined(world.a)


@pytest.mark.parametrize(
    "garble", [lambda _: b"\xff\xfe\x00", lambda c: c[: len(c) // 2], lambda _: b"", lambda _: b"1: -> \n" * 1000]
)
def test_files_that_hold_anything_make_it_raise_nothing(garble: Callable[[bytes], bytes]) -> None:
    assert scripted({path: garble(content) for path, content in DOM0.items()})
