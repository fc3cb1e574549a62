"""Which console is attached, and where the screen is."""

import pytest

from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.host.console import Vnc
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed
from xentui_driver.simulator.clock import SimulatedClock

WEB = DomainRef(uuid_of(7), 7, "web")
MISSING = (1, "", "xenstore-read: couldn't read path x\n")
STORE = "xenstore-read /local/domain/7/"


def host(state: str = "-b----", name: str = "web", **keys: Answer | list[Answer]) -> Hypervisor:
    answers: dict[str, Answer | list[Answer]] = {
        "xl list -v": listing(row(name, 7, state)),
        "xenstore-list /local/domain": domids(7),
    }
    answers["xenstore-list /local/domain/7/console"] = keys.get("console", "tty\nvnc-listen\nvnc-port\n")
    for key in ("console/vnc-port", "console/vnc-listen", "console/tty", "serial/0/tty", "vuart/0/tty"):
        usual: Answer | list[Answer] = "/dev/pts/2\n" if key == "console/tty" else MISSING
        answers[STORE + key] = keys.get(key.replace("/", "_").replace("-", "_"), usual)
    return Hypervisor(ScriptedTransport(answers), SimulatedClock())


def test_without_a_type_xl_chooses() -> None:
    assert host().console_argv(WEB) == ("xl", "console", "7")


@pytest.mark.parametrize("type", [None, ConsoleType.PV])
def test_a_guest_for_which_no_terminal_was_made_has_no_console(type: ConsoleType | None) -> None:
    with pytest.raises(CommandFailed, match="no console device") as refused:
        host(console_tty=MISSING).console_argv(WEB, type)
    assert "xenconsoled" in refused.value.next_step


def test_a_terminal_that_is_made_a_moment_later_is_waited_for() -> None:
    assert host(console_tty=[MISSING, MISSING, "/dev/pts/2\n"]).console_argv(WEB)


def test_the_consoles_are_those_that_have_a_terminal() -> None:
    assert host().console_types(WEB) == (ConsoleType.PV,)
    assert host(serial_0_tty="/dev/pts/3\n").console_types(WEB) == (ConsoleType.PV, ConsoleType.SERIAL)


def test_the_pv_console_is_always_there() -> None:
    assert host().console_argv(WEB, ConsoleType.PV) == ("xl", "console", "-t", "pv", "7")


def test_a_serial_console_that_is_there_is_attached() -> None:
    attached = host(serial_0_tty="/dev/pts/3\n").console_argv(WEB, ConsoleType.SERIAL)
    assert attached == ("xl", "console", "-t", "serial", "7")


@pytest.mark.parametrize("type", [ConsoleType.SERIAL, ConsoleType.VUART])
def test_a_console_that_is_not_there_is_refused_before_the_screen_is_given_away(type: ConsoleType) -> None:
    with pytest.raises(CommandFailed, match=f"no {type.value} console"):
        host().console_argv(WEB, type)


@pytest.mark.parametrize(
    ("state", "name"), [("---s--", "web"), ("--p---", "web--incoming"), ("---ss-", "w--migratedaway")]
)
def test_a_guest_that_is_no_more_or_not_yet_has_no_console(state: str, name: str) -> None:
    with pytest.raises(CommandFailed, match="no console to attach to"):
        host(state, name).console_argv(WEB)


@pytest.mark.parametrize(
    ("listen", "vnc", "display"),
    [
        ("127.0.0.1\n", Vnc("127.0.0.1", 5901), "127.0.0.1:1"),
        ("::1\n", Vnc("::1", 5901), "[::1]:1"),
        (MISSING, Vnc("localhost", 5901), "localhost:1"),
        ("a\x1b[2J\n", Vnc("a␛[2J", 5901), "a␛[2J:1"),
    ],
)
def test_the_screen_is_where_xenstore_says(listen: Answer, vnc: Vnc, display: str) -> None:
    found = host(console_vnc_port="5901\n", console_vnc_listen=listen).vnc_of(WEB)
    assert found == vnc
    assert found is not None
    assert found.display == display


def test_a_port_below_the_displays_is_shown_as_a_port() -> None:
    assert Vnc("h", 443).display == "h::443"


@pytest.mark.parametrize("port", [MISSING, "", "0", "65536", "x", "-1", "1" * 5000])
def test_a_guest_without_a_screen_has_none(port: Answer) -> None:
    assert host(console_vnc_port=port).vnc_of(WEB) is None


@pytest.mark.parametrize(
    ("keys", "has_password"), [("tty\nvnc-port\nvnc-pass\n", True), ("tty\n", False), (MISSING, False)]
)
def test_whether_there_is_a_password_is_told_by_the_names_of_the_keys(keys: Answer, has_password: bool) -> None:
    found = host(console_vnc_port="5901\n", console=keys).vnc_of(WEB)
    assert found is not None
    assert found.has_password is has_password


def test_the_password_is_never_asked_for() -> None:
    driver = host(console_vnc_port="5901\n", console_vnc_listen="h\n")
    driver.vnc_of(WEB)
    assert isinstance(driver.transport, ScriptedTransport)
    assert not any("pass" in asked for asked in driver.transport.asked)
