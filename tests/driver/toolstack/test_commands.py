"""No argument that reaches xl is a name, empty, or more than a host name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.text import harmless
from xentui_driver.toolstack import commands

ON_A_GUEST = (
    commands.pause,
    commands.unpause,
    commands.shutdown,
    commands.reboot,
    commands.destroy,
    commands.console,
)


@pytest.mark.parametrize("command", ON_A_GUEST)
def test_a_guest_is_a_number_above_0(command: object) -> None:
    assert command(7)[-1] == "7"  # type: ignore[operator]
    for domid in (0, -1):
        with pytest.raises(ValueError, match="not the domid of a guest"):
            command(domid)  # type: ignore[operator]


def test_a_memory_target_has_its_unit() -> None:
    assert commands.set_memory(0, 524288) == ("xl", "mem-set", "0", "524288k")


def test_a_maximum_has_its_unit_and_vcpus_their_number() -> None:
    assert commands.set_maximum_memory(7, 524288) == ("xl", "mem-max", "7", "524288k")
    assert commands.set_vcpus(7, 2) == ("xl", "vcpu-set", "7", "2")
    assert commands.set_vcpus(7, 2, ignore_host=True) == ("xl", "vcpu-set", "-i", "7", "2")


@pytest.mark.parametrize("path", ["", "x", "-c", "./x"])
def test_a_save_file_is_an_absolute_path(path: str) -> None:
    assert commands.save(7, "/root/a b", keep_running=True) == ("xl", "save", "-c", "7", "/root/a b")
    assert commands.restore("/root/x", paused=True) == ("xl", "restore", "-p", "/root/x")
    with pytest.raises(ValueError, match="absolute"):
        commands.save(7, path, keep_running=False)
    with pytest.raises(ValueError, match="absolute"):
        commands.restore(path, paused=False)
    with pytest.raises(ValueError, match="absolute"):
        commands.read_beginning(path, 100)


def test_a_definition_is_an_absolute_path() -> None:
    assert commands.create("/etc/xen/a b.cfg", paused=True) == ("xl", "create", "-p", "/etc/xen/a b.cfg")
    with pytest.raises(ValueError, match="absolute"):
        commands.create("-F", paused=False)


@pytest.mark.parametrize("host", ["dom0b", "dom0b.example.net", "10.0.0.7", "a-b", "fe80::1", "x.", "1"])
def test_host_names_and_addresses_pass(host: str) -> None:
    assert commands.migrate(3, host) == ("xl", "migrate", "3", host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "a b",
        "a;id",
        "$(id)",
        "-oProxyCommand=x",
        "a\nb",
        "host\n",
        "a..b",
        ".a",
        "root@a",
        "a/b",
        "::;",
        "a" * 254,
    ],
)
def test_nothing_else_does(host: str) -> None:
    with pytest.raises(InvalidInput):
        commands.migrate(3, host)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("dom0_b", "`Host dom0-b`, `HostName dom0_b`;"),
        ("host:2222", "`Host host`, `HostName host`, `Port 2222`;"),
        ("[fe80::1]:2222", "`Host fe80-1`, `HostName fe80::1`, `Port 2222`;"),
        ("admin@dom0b", "`Host dom0b`, `HostName dom0b`, `User admin`;"),
        ("a b", "`Host other-host`, `HostName ADDRESS`, `Port PORT`, `User USER`;"),
    ],
)
def test_a_host_that_is_refused_can_be_given_in_the_config_file_of_ssh(typed: str, lines: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        commands.checked_host(typed)
    assert f"root's ~/.ssh/config: {lines}" in refused.value.next_step


@given(st.text() | st.from_regex(r"\A([\w.-]+@)?\[?[\w.:-]+\]?(:[0-9]+)?\Z"))
def test_what_is_to_be_given_instead_is_a_host_name(typed: str) -> None:
    try:
        commands.checked_host(typed)
        return
    except InvalidInput as refused:
        next_step = refused.next_step
    instead = next_step.rpartition("then give ")[2].removesuffix(".")
    assert commands.checked_host(instead) == instead
    assert harmless(next_step) == next_step


@given(st.text())
def test_what_passes_means_nothing_to_a_shell(host: str) -> None:
    try:
        checked = commands.checked_host(host)
    except InvalidInput:
        return
    assert checked == host
    assert all(c.isascii() and (c.isalnum() or c in ".-:") for c in checked)
    assert not checked.startswith("-")
