"""A read-only host answers every question and does nothing else."""

import inspect
from collections.abc import Callable, Sequence

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import ScriptedTransport
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import FileUnwritable, ReadOnly
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.neighbour import on_host
from xentui_driver.toolstack.read_only import ReadOnlyTransport, only_reads
from xentui_driver.transport.protocol import Transport

PATH = "/etc/xen/a b.cfg"
READING = {
    "list_domains": commands.list_domains(),
    "list_domain": commands.list_domain(7),
    "list_details": commands.list_details(7),
    "list_all_details": commands.list_all_details(),
    "list_domids": commands.list_domids(),
    "info": commands.info(),
    "read_store": commands.read_store("/local/domain/7/memory/target"),
    "list_store": commands.list_store("/local/domain/7/cpu"),
    "user": commands.user(1000),
    "read_beginning": commands.read_beginning("/root/a b", 4096),
    "dmesg": commands.dmesg(),
    "dry_run": commands.dry_run(PATH),
    "list_vcpus": commands.list_vcpus(7),
    "list_all_vcpus": commands.list_all_vcpus(),
    "list_paths": commands.list_paths(["/dev/vg/a", "/boot/it's"]),
}
MORE_READING = (commands.info(topology=True), commands.read_store("/local/domain/7/a", "/local/domain/7/b"))
CHANGING = {
    "create": commands.create(PATH, paused=False),
    "pause": commands.pause(7),
    "unpause": commands.unpause(7),
    "shutdown": commands.shutdown(7),
    "reboot": commands.reboot(7),
    "destroy": commands.destroy(7),
    "set_memory": commands.set_memory(7, 1024),
    "set_maximum_memory": commands.set_maximum_memory(7, 1024),
    "set_vcpus": commands.set_vcpus(7, 2),
    "rename": commands.rename(7, "x"),
    "save": commands.save(7, "/root/x", keep_running=True),
    "restore": commands.restore("/root/x", paused=False),
    "console": commands.console(7),
    "sysrq": commands.sysrq(7, "s"),
    "trigger_nmi": commands.trigger_nmi(7),
    "send_break": commands.send_break(7),
    "resume": commands.resume(7),
    "sync": commands.sync(),
    "debug_keys": commands.debug_keys("R"),
    "migrate": commands.migrate(7, "dom0b"),
    "make_folder": commands.make_folder("/var/log/xen/console"),
    "restart_unit": commands.restart_unit("xenconsoled"),
    "stop_daemon": commands.stop_daemon("xenconsoled", "/run/xenconsoled.pid"),
    "start_daemon": commands.start_daemon(("/usr/sbin/xenconsoled",), "/run/xenconsoled.pid"),
}
NO_COMMANDS = {"checked_host", "shown"}


def asked(argv: Sequence[str]) -> list[str]:
    """What reaches the host."""
    host = ScriptedTransport({" ".join(argv): ""})
    ReadOnlyTransport(host).run(argv, timeout_s=1.0)
    return host.asked


def test_every_command_of_the_driver_is_known_to_read_or_to_change() -> None:
    functions = {
        name
        for name, it in inspect.getmembers(commands, inspect.isfunction)
        if it.__module__ == "xentui_driver.toolstack.commands"
    }
    assert {name for name in functions if not name.startswith("_")} == {*READING, *CHANGING, *NO_COMMANDS}


@pytest.mark.parametrize("argv", [*READING.values(), *MORE_READING], ids=" ".join)
def test_what_only_reads_is_run(argv: tuple[str, ...]) -> None:
    assert asked(argv) == [" ".join(argv)]
    there = on_host("dom0b", argv)
    assert asked(there) == [" ".join(there)]


@pytest.mark.parametrize("argv", CHANGING.values(), ids=" ".join)
def test_what_changes_something_is_refused(argv: tuple[str, ...]) -> None:
    host = ScriptedTransport({})
    for refused in (argv, on_host("dom0b", argv)):
        with pytest.raises(ReadOnly, match=r"read-only: .* was not run") as caught:
            ReadOnlyTransport(host).run(refused, timeout_s=1.0)
        assert caught.value.state_now == "Nothing was done."
        assert "--read-only" in caught.value.next_step
        with pytest.raises(ReadOnly):
            ReadOnlyTransport(host).start(refused)
    assert host.asked == []


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("",),
        ("xl",),
        ("xl", "info", "-n", "x"),
        ("xl", "-f", "info"),
        ("xl", "create", "-n"),
        ("xl", "create", "-n", "x.cfg"),
        ("xl", "create", "-n", PATH, "on_poweroff='restart'"),
        ("xl", "create", "-n", "-p", PATH),
        ("xl", "create", PATH, "-n"),
        ("xl", "list", "-v", "7", "8"),
        ("/tmp/xl", "info"),
        ("xenstore-read", "-s", "/"),
        ("xenstore-write", "/a", "b"),
        ("head", "-c", "1", "--", "x"),
        ("ls", "-d", "-R", "--", "/"),
        ("sh", "-c", "xl info"),
        ("xl", "info\n"),
        ("xl\0info",),
        ("xl", "list", "-v\0007"),
    ],
)
def test_what_is_not_known_is_refused(argv: tuple[str, ...]) -> None:
    assert not only_reads(argv)
    assert not only_reads((*on_host("dom0b", ()), *argv))


@pytest.mark.parametrize(
    "words",
    [
        ("xl", "info", ";", "reboot"),
        ("xl", "info;reboot"),
        ("$(reboot)",),
        ("ls", "-d", "--", "/a b"),
        ("ls", "-d", "--", "'/a"),
        ("xenstore-read", "/`reboot`"),
        ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", "c", "xl", "info"),
        (),
    ],
)
def test_no_shell_elsewhere_gets_more_than_the_words(words: tuple[str, ...]) -> None:
    assert not only_reads((*on_host("dom0b", ()), *words))


@pytest.mark.parametrize(
    "argv",
    [
        ("ssh", "dom0b", "xl", "info"),
        ("ssh", "-o", "ProxyCommand=reboot", "--", "dom0b", "xl", "info"),
        ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", "-oProxyCommand=reboot", "xl", "info"),
        ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--"),
        ("ssh", "--"),
        ("ssh",),
    ],
)
def test_ssh_is_as_the_driver_calls_it(argv: tuple[str, ...]) -> None:
    assert not only_reads(argv)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda host: host.write_file("/etc/xen/a.cfg", b"", replacing=None), "/etc/xen/a.cfg was not written"),
        (lambda host: host.move_file("/a", "/b"), "/a was not moved to /b"),
        (lambda host: host.make_link("/a", "/b"), "the link /a to /b was not made"),
        (lambda host: host.remove_file("/a"), "/a was not removed"),
        (lambda host: host.sweep("/etc/xen"), "what was left in /etc/xen was not removed"),
        (lambda host: host.press_sysrq("b"), "sysrq key b was not pressed"),
        (lambda host: host.terminal_argv(("xl", "console", "7")), "xl console 7 was not given the terminal"),
    ],
)
def test_files_and_terminals_stay_as_they_are(change: Callable[[Transport], object], words: str) -> None:
    host = ScriptedTransport({}, {"/a": b"x"})
    with pytest.raises(FileUnwritable, match=words):
        change(ReadOnlyTransport(host))
    assert host.changed == []


def test_files_are_read() -> None:
    host = ReadOnlyTransport(ScriptedTransport({}, {"/etc/xen/a.cfg": b"abc"}))
    assert host.host_name == "dom0a"
    assert host.read_file("/etc/xen/a.cfg", limit_bytes=2) == b"ab"
    assert [entry.name for entry in host.list_directory("/etc/xen")] == ["a.cfg"]
    host.close()


def test_a_host_can_be_looked_at_and_not_touched() -> None:
    site = SimulatedHostWithDriver()
    site.started("web")
    before = site.driver.snapshot()
    looking = Hypervisor(ReadOnlyTransport(site.transport), site.clock)
    instances = looking.snapshot().instances
    assert [i.name for i in instances] == [i.name for i in before.instances]
    web = next(i for i in instances if i.name == "web")
    assert web.ref is not None
    assert looking.describe(web).instance == web
    assert looking.doctor()
    with pytest.raises(ReadOnly, match="xl destroy"):
        looking.destroy(web.ref)
    assert site.is_there("web")


def test_the_sampler_only_reads_and_no_other_module_is_started() -> None:
    host = ReadOnlyTransport(ScriptedTransport({}, talk=lambda: "answer"))
    assert host.converse(commands.SAMPLER).ask("?", timeout_s=1.0) == "answer"
    with pytest.raises(ReadOnly, match="wasn't started"):
        host.converse("xentui_driver.jobs.runner")
