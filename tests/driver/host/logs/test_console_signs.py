"""What a console shows at a glance: the last telling line, of this boot, from logs that have changed."""

import pytest

from tests.driver.simulated_host import SimulatedHostWithDriver
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs import console_signs
from xentui_driver.host.logs.console_signs import sign_in
from xentui_driver.host.logs.consoles_read import ConsolesRead
from xentui_driver.host.sources import Known, Source, SourceName
from xentui_driver.model.console_sign import ConsoleSign
from xentui_driver.transport.protocol import FilePart

BOOT = b"[    0.000000] Linux version 6.1.0-44-amd64\r\n[    0.1] Command line: root=/dev/xvda\r\n"
LOGIN = b"Debian GNU/Linux 12 web hvc0\r\n\r\nweb login: "
PANIC = b"[  812.5] Kernel panic - not syncing: Fatal exception in interrupt\r\n"
NO_ROOT = b"[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\r\n"
KILLED = b"[   99.1] Out of memory: Killed process 812 (java) total-vm:4096kB\r\n"


@pytest.mark.parametrize(
    ("log", "sign"),
    [
        (BOOT + LOGIN, ConsoleSign.LOGIN),
        (BOOT + LOGIN + b"root\r\nPassword: ", None),
        (BOOT + LOGIN + PANIC, ConsoleSign.PANIC),
        (BOOT + LOGIN + PANIC + b"[  812.6] ---[ end Kernel panic ]---\r\n", ConsoleSign.PANIC),
        (PANIC + BOOT, None),
        (PANIC + BOOT + LOGIN, ConsoleSign.LOGIN),
        (BOOT + NO_ROOT, ConsoleSign.NO_ROOT),
        (BOOT + b"Gave up waiting for root file system device.\r\n(initramfs) ", ConsoleSign.NO_ROOT),
        (BOOT + LOGIN + KILLED, ConsoleSign.OUT_OF_MEMORY),
        (BOOT + KILLED + PANIC, ConsoleSign.OUT_OF_MEMORY),
        (BOOT + b"[   7.1] Oops: 0002 [#1] SMP NOPTI\r\n", ConsoleSign.OOPS),
        (BOOT + b"[   7.1] BUG: kernel NULL pointer dereference\r\n" + PANIC, ConsoleSign.PANIC),
        (BOOT + PANIC + b"[   97.4] reboot: Power down\r\n", None),
        (BOOT + b"Reached target System.\r\n", None),
        (b"", None),
    ],
)
def test_the_last_telling_line_of_this_boot_counts(log: bytes, sign: ConsoleSign | None) -> None:
    found = sign_in(log, 0)
    assert (found[0] if found is not None else None) is sign


def test_what_a_guest_prints_is_harmless_in_the_sign() -> None:
    found = sign_in(b"\x1b]0;x\x07\x1b[31mKernel panic\x1b[0m - \xe2\x80\xae\n", 0)
    assert found == (ConsoleSign.PANIC, "Kernel panic - \ufffd")


@pytest.fixture
def host() -> SimulatedHostWithDriver:
    return SimulatedHostWithDriver()


def write(host: SimulatedHostWithDriver, name: str, log: bytes) -> None:
    host.clock.advance(1.0)
    host.xen.write_file("dom0a", f"/var/log/xen/console/guest-{name}.log", log.decode())


def consoles(host: SimulatedHostWithDriver, before: ConsolesRead | None = None) -> ConsolesRead:
    read = source(host.driver).read(Known(consoles=before or ConsolesRead()))
    assert isinstance(read, ConsolesRead)
    return read


def source(driver: Hypervisor) -> Source:
    return next(each for each in driver.sources if each.name is SourceName.CONSOLES)


def test_only_logs_that_were_written_to_are_read_again(
    host: SimulatedHostWithDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = host.transport.read_part

    def read_part(path: str, *, offset: int, limit_bytes: int) -> FilePart:
        read.append(path.rpartition("-")[2])
        assert limit_bytes <= console_signs.TAIL_BYTES
        return real(path, offset=offset, limit_bytes=limit_bytes)

    monkeypatch.setattr(host.transport, "read_part", read_part)
    write(host, "web", BOOT)
    write(host, "db", BOOT + LOGIN)
    first = consoles(host)
    write(host, "web", BOOT + PANIC)
    second = consoles(host, first)
    assert read == ["db.log", "web.log", "web.log"]
    assert [second.said_by(name) and second.said_by(name).sign for name in ("web", "db")] == [  # type: ignore[union-attr]
        ConsoleSign.PANIC,
        ConsoleSign.LOGIN,
    ]


def test_few_logs_are_read_at_once_the_newest_first(host: SimulatedHostWithDriver) -> None:
    for number in range(20):
        write(host, f"guest-{number}", BOOT + LOGIN)
    first = consoles(host)
    assert set(first.logs) == {f"guest-{number}" for number in range(12, 20)}
    assert len(consoles(host, consoles(host, first)).logs) == 20


def test_without_logs_there_is_nothing(host: SimulatedHostWithDriver) -> None:
    assert consoles(host) == ConsolesRead()
