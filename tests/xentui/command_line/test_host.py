"""The commands for a host as a whole, for one instance's description, and for consoles."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest

from tests.waiting import until
from tests.xentui.command_line.commanding import Site
from xentui_driver.simulator import requests
from xentui_driver.simulator.faults import Fault


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def test_doctor_is_status_1_when_something_is_bad(site: Site) -> None:
    healthy = site.run("doctor", "--json").json["findings"]
    assert {"check", "health", "words", "next_step"} == healthy[0].keys()
    site.fault(Fault.XENSTORED_DOWN)
    ran = site.run("doctor")
    assert ran.status == 1
    assert "BAD" in ran.out
    assert "xenstore" in ran.out


def test_describe_sets_the_running_guest_beside_its_definition(site: Site) -> None:
    ran = site.run("describe", "web")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("web: running\ndefinition: /etc/xen/web.cfg\nautostart: no\n")
    described = site.run("describe", "web", "--json").json["description"]
    assert described["name"] == "web"
    assert described["facts"]
    assert site.run("describe", "nobody").status == 1


def test_keep_consoles_shows_what_it_would_change_and_run(site: Site) -> None:
    dry = site.run("keep-consoles", "--dry-run")
    assert dry.status == 0
    assert '+XENCONSOLED_ARGS="--log=guest"\n' in dry.out
    assert dry.out.splitlines()[-1].startswith("start-stop-daemon --start ")
    told = site.run("keep-consoles", "--dry-run", "--json").json
    assert told["diff"] + told["steps"] == dry.out.splitlines()
    assert not site.world.host("dom0a").keeps_consoles


def test_keep_consoles_wants_somebody_to_confirm(site: Site) -> None:
    alone = site.run("keep-consoles")
    assert alone.status == 1
    assert "--yes" in alone.err
    assert not site.world.host("dom0a").keeps_consoles


@pytest.mark.parametrize(("typed", "is_done"), [("yes\n", True), ("y\n", False), ("", False)])
def test_keep_consoles_asks_on_a_terminal(
    site: Site, monkeypatch: pytest.MonkeyPatch, typed: str, is_done: bool
) -> None:
    monkeypatch.setattr("xentui.command_line.answers.is_terminal", lambda _: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: typed, raising=False)
    ran = site.run("keep-consoles")
    assert '+XENCONSOLED_ARGS="--log=guest"' in ran.err
    assert "Attached consoles end" in ran.err
    assert "Type yes to continue" in ran.err
    assert (ran.status == 0) is is_done
    assert site.world.host("dom0a").keeps_consoles is is_done


def test_keep_consoles_with_yes_asks_nothing_and_is_not_done_twice(site: Site) -> None:
    ran = site.run("keep-consoles", "--yes", "--json")
    assert ran.status == 0, ran.err
    assert ran.json["outcome"]["summary"] == "What guests print is kept from now on."
    again = site.run("keep-consoles", "--yes")
    assert again.status == 1
    assert "is kept already" in again.err


def test_the_advice_for_a_log_that_isnt_kept_names_the_command(site: Site) -> None:
    advice = [finding["next_step"] for finding in site.run("doctor", "--json").json["findings"]]
    assert any("Have it kept from now on (`xentui keep-consoles`)" in words for words in advice)


def test_powercycle_wants_the_right_name_and_somebody_to_confirm(site: Site) -> None:
    wrong = site.run("powercycle", "dom0b", "--yes")
    assert wrong.status == 1
    assert "called dom0a, not dom0b" in wrong.err
    alone = site.run("powercycle", "dom0a")
    assert alone.status == 1
    assert "--yes" in alone.err
    dry = site.run("powercycle", "dom0a", "--dry-run")
    assert dry.status == 0
    assert "sysrq b" in dry.out
    assert site.world.host("dom0a").pressed_sysrq == []


@pytest.mark.parametrize(("typed", "is_done"), [("dom0a\n", True), ("yes\n", False), ("", False)])
def test_powercycle_asks_for_the_name_on_a_terminal(
    site: Site, monkeypatch: pytest.MonkeyPatch, typed: str, is_done: bool
) -> None:
    monkeypatch.setattr("xentui.command_line.answers.is_terminal", lambda _: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: typed, raising=False)
    ran = site.run("powercycle", "dom0a")
    assert "Type dom0a to continue" in ran.err
    assert bool(site.world.host("dom0a").pressed_sysrq) is is_done


def test_powercycle_with_yes_asks_nothing(site: Site) -> None:
    site.run("powercycle", "dom0a", "--yes")
    assert "b" in site.world.host("dom0a").pressed_sysrq


@pytest.mark.parametrize(("ended", "status"), [(0, 0), (11, 11), (-15, 143)])
def test_the_status_of_a_console_is_that_of_its_client(
    site: Site, monkeypatch: pytest.MonkeyPatch, ended: int, status: int
) -> None:
    at_a_terminal(monkeypatch)
    monkeypatch.setattr(Client, "status", ended)
    shown = site.run("console", "web", "--dry-run").out
    ran = site.run("console", "web")
    assert (ran.status, ran.out) == (status, "")
    assert ran.err == ("xentui: web (id 1): console lost: its client was ended by SIGTERM.\n" if ended < 0 else "")
    assert Client.started[-1] == "web"
    assert "guest_console --lock=" in shown


@pytest.mark.parametrize(("reason", "words"), [(1, "is rebooting"), (0, "powered off"), (3, "crashed")])
def test_a_guest_that_ends_with_its_console_attached_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch, reason: int, words: str
) -> None:
    def ends() -> None:
        with site.world.at_now() as now_s:
            host = site.world.host("dom0a")
            domain = host.named("web")
            assert domain is not None
            requests.shut_down(site.world, host, domain, reason, now_s)
        site.clock.wait(1.0)

    at_a_terminal(monkeypatch)
    monkeypatch.setattr(Client, "meanwhile", staticmethod(ends))
    ran = site.run("console", "web")
    assert ran.err == f"xentui: web (id 1) {words}; its console ended with it.\n"
    assert ran.status == 0


def test_a_guest_that_does_not_run_has_no_console(site: Site) -> None:
    ran = site.run("console", "off")
    assert ran.status == 1
    assert "off has no console: it isn't running." in ran.err


def test_a_paused_guest_is_not_attached_and_the_way_out_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    site.run("pause", "web")
    ran = site.run("console", "web")
    assert ran.status == 1
    assert "web is paused" in ran.err
    assert "xentui unpause NAME" in ran.err


@pytest.mark.parametrize("words", [("console", "web"), ("start", "off", "--console")])
def test_without_a_terminal_no_console_is_attached_and_nothing_is_started(site: Site, words: tuple[str, ...]) -> None:
    ran = site.run(*words)
    assert ran.status == 1
    assert "needs a terminal" in ran.err
    assert site.states()["off"] == "stopped"


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody types, and the client of each console ends at once."""
    monkeypatch.setattr(subprocess, "Popen", Client)
    monkeypatch.setattr("xentui.command_line.console.is_terminal", lambda stream: stream is sys.stdin)


class Client:
    """A console's client that the operator leaves at once."""

    started: Sequence[str] = ()
    status = 0
    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, argv: Sequence[str]) -> None:
        type(self).started = argv

    def wait(self) -> int:
        type(self).meanwhile()
        return type(self).status


def test_start_with_console_attaches_before_the_guest_boots(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    ran = site.run("start", "off", "--console")
    assert ran.status == 0, ran.err
    assert "is built and boots now" in ran.out
    assert "off" in Client.started
    until(lambda: site.states()["off"] == "running")  # the job goes on by itself


def test_the_simulated_host_is_there_for_trying(capsys: pytest.CaptureFixture[str]) -> None:
    from xentui.command_line.main import run

    assert run(["--simulate", "stop", "web-01.example.net", "--dry-run"]) == 0
    assert capsys.readouterr().out == "xl shutdown 1\n"


def test_the_options_of_the_host_may_stand_behind_the_command() -> None:
    from xentui.command_line.parser import parser

    options = parser().parse_args(["config", "show", "web", "--definitions", "/srv"])
    assert isinstance(options, argparse.Namespace)
    assert options.definitions == "/srv"
