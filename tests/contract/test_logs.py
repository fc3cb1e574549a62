"""The logs of a guest and of its host, as the tools write them."""

from tests.contract.worlds import World
from tests.waiting import until
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.logs.consoles_read import ConsolesRead
from xentui_driver.host.logs.follow_log import LogChange, place_after
from xentui_driver.host.logs.log_source import FoundLog, LogKind
from xentui_driver.host.sources import Known, SourceName
from xentui_driver.model.console_sign import ConsoleSign

FOLDER = "/var/log/xen"


def found(logs: tuple[FoundLog, ...], kind: LogKind) -> FoundLog:
    (log,) = [each for each in logs if each.source.kind is kind]
    return log


def test_a_guest_has_the_log_of_its_monitor_and_its_console_says_how_it_would_be_kept(world: World) -> None:
    world.tiny("t")
    logs = world.a.logs_of("t")
    assert [log.source.kind for log in logs] == list(LogKind)
    log = found(logs, LogKind.XL)
    assert log.is_readable
    assert log.source.path == f"{FOLDER}/xl-t.log"
    assert log.size_bytes == world.a.log_tail(log.source, 1 << 20).size_bytes
    console = found(logs, LogKind.CONSOLE)
    assert console.why_not == "What this guest prints isn't kept."
    assert "/etc/default/xen " in console.next_step


def test_a_console_log_is_read_where_there_is_one(world: World) -> None:
    world.write_file(f"{FOLDER}/console/guest-t.log", "first\nsecond\n")
    log = found(world.a.logs_of("t"), LogKind.CONSOLE)
    assert log.size_bytes == 13
    assert world.a.log_tail(log.source, 7).content == b"second\n"
    assert world.a.read_log(log.source, offset=0, limit_bytes=6).content == b"first\n"


def test_a_guest_that_was_renamed_goes_on_in_its_logs(world: World) -> None:
    """By what libxl noted when it built the domain, and by what its monitor says that it watches."""
    world.tiny("t")
    world.write_file(f"{FOLDER}/console/guest-t.log", "first\n")
    world.write_file(f"{FOLDER}/console/guest-other.log", "of another guest, long ago\n")
    world.a.rename(find_instance(world.a.snapshot().instances, "t"), "other")
    ref = world.domain("other").ref
    logs = world.a.logs_of("other", ref=ref)
    assert found(logs, LogKind.XL).source.path == f"{FOLDER}/xl-t.log"
    assert found(logs, LogKind.CONSOLE).source.path == f"{FOLDER}/console/guest-t.log"
    assert found(world.a.logs_of("other"), LogKind.CONSOLE).source.path == f"{FOLDER}/console/guest-other.log"


def test_the_log_of_a_monitor_is_followed_to_the_end_of_its_guest(world: World) -> None:
    tiny = world.tiny("t")
    source = found(world.a.logs_of("t"), LogKind.XL).source
    tail = world.a.log_tail(source, 4096)
    assert f"(domid {tiny.domid}) to die".encode() in tail.content
    world.a.destroy(tiny.ref)
    place = place_after(tail)
    until(lambda: world.a.follow_log(source, place, limit_bytes=4096).content.endswith(b"\n"))
    news = world.a.follow_log(source, place, limit_bytes=4096)
    assert (news.change, news.content) == (LogChange.WENT_ON, f"Domain {tiny.domid} has been destroyed.\n".encode())


def test_what_xen_itself_says_is_a_log_of_the_host(world: World) -> None:
    log = found(world.a.host_logs(), LogKind.DMESG)
    said = world.a.log_tail(log.source, 1 << 20).content
    assert said.startswith(b"(XEN) "), "the ring may have lost the beginning of the boot"


def test_what_a_console_shows_is_read_from_its_log(world: World) -> None:
    world.write_file(f"{FOLDER}/console/guest-t.log", "\nt login: ")
    (source,) = [each for each in world.a.sources if each.name is SourceName.CONSOLES]
    read = source.read(Known())
    assert isinstance(read, ConsolesRead)
    said = read.said_by("t")
    assert said is not None
    assert said.sign is ConsoleSign.LOGIN
    assert said.written_s <= world.backend.clock.monotonic_s()
