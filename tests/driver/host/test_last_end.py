"""When and why a guest's last domain has ended."""

import pytest

from tests.driver.rebooting_guest import ends, row_of
from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.host.last_end import LastEnd
from xentui_driver.model.dataclass import replace
from xentui_driver.model.departure import Departure
from xentui_driver.simulator.settings import REASON_CRASH, REASON_POWEROFF

LOG = "/var/log/xen/xl-web.log"
SUSPENDED = "Waiting for domain web (domid 1) to die [pid 183]\nDomain 1 has shut down, reason code 2 0x2\n"


def ended(reason: int, on_crash: str = "preserve") -> SimulatedHostWithDriver:
    host = SimulatedHostWithDriver()
    host.started("web", f'on_crash = "{on_crash}"')
    ends(host, reason)
    host.clock.advance(5.0)
    return host


def last_end(host: SimulatedHostWithDriver) -> LastEnd | None:
    return host.driver.last_end_of(row_of(host.driver.snapshot()))


def test_a_guest_that_runs_has_not_ended() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    assert last_end(host) is None


@pytest.mark.parametrize("on_crash", ["preserve", "destroy"])
def test_a_crash_has_its_time_whether_the_domain_is_still_there_or_not(on_crash: str) -> None:
    host = ended(REASON_CRASH, on_crash)
    end = last_end(host)
    assert end is not None
    assert end.path == LOG
    assert end.words.startswith("it crashed: ")
    assert end.ended_s == pytest.approx(host.clock.epoch_s(), abs=6.0)


def test_one_that_powered_off_did_not_crash() -> None:
    end = last_end(ended(REASON_POWEROFF))
    assert end is not None
    assert end.words.startswith("it powered off")


def test_without_a_log_the_reason_is_known_and_the_time_is_not() -> None:
    host = ended(REASON_CRASH)
    host.xen.remove_file("dom0a", LOG)
    end = last_end(host)
    assert end is not None
    assert (end.words.startswith("it crashed"), end.ended_s, end.path) == (True, None, "")


@pytest.mark.parametrize(
    ("host_name", "path", "words"),
    [("dom0b", "", "it has moved to dom0b"), ("", "/srv/web.save", "it has been saved to /srv/web.save")],
)
def test_a_guest_that_was_suspended_says_where_it_went_where_that_is_known(
    host_name: str, path: str, words: str
) -> None:
    host = SimulatedHostWithDriver()
    host.define("web")
    host.xen.write_file("dom0a", LOG, SUSPENDED)
    gone = row_of(host.driver.snapshot())
    unknown = host.driver.last_end_of(gone)
    assert unknown is not None
    assert unknown.words == "it was suspended: saved to a file, or moved to another host"
    left = Departure("", "web", 1, "dom0a", host_name, 0.0, is_certain=True, path=path)
    for domid, said in ((1, words), (2, unknown.words)):
        end = host.driver.last_end_of(replace(gone, departure=replace(left, domid=domid)))
        assert end is not None
        assert end.words == said


def write(host: SimulatedHostWithDriver, path: str) -> None:
    host.xen.write_file("dom0a", path, "why")


def test_a_crash_names_the_logs_that_are_there_and_nobody_elses() -> None:
    host = ended(REASON_CRASH)
    for path in ("console/guest-web.log", "console/guest-web2.log", "qemu-dm-web.log", "qemu-dm-other.log"):
        write(host, f"/var/log/xen/{path}")
    end = last_end(host)
    assert end is not None
    assert end.traces is not None
    assert [path for path, _ in end.traces.logs] == [
        "/var/log/xen/console/guest-web.log",
        "/var/log/xen/qemu-dm-web.log",
    ]


@pytest.mark.parametrize("on_crash", ["preserve", "destroy"])
def test_a_crash_says_that_the_console_is_not_kept_and_how_it_would_be(on_crash: str) -> None:
    end = last_end(ended(REASON_CRASH, on_crash))
    assert end is not None
    assert end.traces is not None
    assert end.traces.logs == ()
    assert any("XENCONSOLED_ARGS=" in words for words in end.traces.unkept)


def test_an_ordinary_end_has_no_traces() -> None:
    end = last_end(ended(REASON_POWEROFF))
    assert end is not None
    assert end.traces is None
