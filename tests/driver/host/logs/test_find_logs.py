"""Which logs there are of a guest and of the host, and what is said where there is none."""

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.host.logs.log_source import FoundLog, LogKind

CONSOLE = "/var/log/xen/console/guest-web.log"
XENCOMMONS = "/etc/default/xencommons"


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    made = SimulatedHostWithDriver()
    made.started("web")
    return made


def found(host: SimulatedHostWithDriver, kind: LogKind, name: str = "web") -> FoundLog:
    (log,) = [each for each in host.driver.logs_of(name) if each.source.kind is kind]
    return log


def write(host: SimulatedHostWithDriver, path: str, text: str = "text\n") -> None:
    host.xen.write_file("dom0a", path, text)


def test_every_kind_is_there_once_the_guests_own_first(host: SimulatedHostWithDriver) -> None:
    kinds = [each.source.kind for each in host.driver.logs_of("web")]
    assert kinds == list(LogKind)
    assert [each.source.kind for each in host.driver.host_logs()] == kinds[3:]


def test_a_log_that_is_there_has_its_size(host: SimulatedHostWithDriver) -> None:
    write(host, CONSOLE, "boot\n")
    log = found(host, LogKind.CONSOLE)
    assert (log.is_readable, log.source.path, log.size_bytes) == (True, CONSOLE, 5)
    assert log.modified_s == pytest.approx(host.clock.epoch_s(), abs=1.0)


def test_the_monitors_log_of_a_guest_that_arrived_goes_on_under_its_name_from_then(
    host: SimulatedHostWithDriver,
) -> None:
    host.clock.advance(5.0)
    write(host, "/var/log/xen/xl-web--incoming.log")
    assert found(host, LogKind.XL).source.path == "/var/log/xen/xl-web--incoming.log"


def test_a_monitor_keeps_its_log_over_a_rename_and_a_reboot(host: SimulatedHostWithDriver) -> None:
    """The guest's console begins another one with each domain."""
    host.xen.host("dom0a").keep_consoles()
    write(host, CONSOLE)
    host.transport.run(("xl", "rename", "web", "shop"), timeout_s=5.0)
    host.transport.run(("xl", "reboot", "-F", "shop"), timeout_s=5.0)
    host.clock.advance(60.0)
    write(host, "/var/log/xen/console/guest-shop.log")
    ref = host.domain("shop").ref
    paths = {each.source.kind: each.source.path for each in host.driver.logs_of("shop", ref=ref)}
    assert paths[LogKind.XL] == "/var/log/xen/xl-web.log"
    assert paths[LogKind.CONSOLE] == "/var/log/xen/console/guest-shop.log"


def test_a_console_that_isnt_kept_says_how_it_would_be(host: SimulatedHostWithDriver) -> None:
    log = found(host, LogKind.CONSOLE)
    assert not log.is_readable
    assert log.why_not == "What this guest prints isn't kept."
    assert 'XENCONSOLED_ARGS="--log=guest"' in log.next_step
    assert "/etc/default/xen " in log.next_step
    assert "reboot" in log.next_step


def test_where_xens_own_packages_are_the_setting_is_theirs(host: SimulatedHostWithDriver) -> None:
    write(host, XENCOMMONS)
    step = found(host, LogKind.CONSOLE).next_step
    assert f"XENCONSOLED_TRACE=guest in {XENCOMMONS}" in step
    assert "systemctl restart xenconsoled" in step


@pytest.mark.parametrize("name", ["../../../etc/shadow", "a/b", "/etc/passwd", "", "a\0b"])
def test_a_name_is_never_a_path(host: SimulatedHostWithDriver, name: str) -> None:
    write(host, "/etc/shadow")
    for kind in (LogKind.CONSOLE, LogKind.XL, LogKind.DEVICE_MODEL):
        log = found(host, kind, name)
        assert (log.is_readable, log.source.path) == (False, "")
        assert "has no such log" in log.why_not


def test_a_link_in_the_place_of_a_log_is_not_followed(host: SimulatedHostWithDriver) -> None:
    write(host, "/etc/shadow")
    host.transport.make_link("/var/log/xen/console/guest-web.log", "/etc/shadow")
    log = found(host, LogKind.CONSOLE)
    assert "it is a link to /etc/shadow, which isn't followed" in log.why_not


def test_dmesg_is_a_command_that_removes_nothing(host: SimulatedHostWithDriver) -> None:
    log = found(host, LogKind.DMESG)
    assert (log.is_readable, log.source.path, log.source.command) == (True, "", ("xl", "dmesg"))
