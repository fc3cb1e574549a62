"""`xentui why` prints why a guest has ended, in words and in JSON."""

import argparse

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import guest
from xentui.fleet.find_death import folder_of_deaths, keep_death
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.model.job import Subject
from xentui_driver.simulator import requests
from xentui_driver.simulator.settings import REASON_CRASH

PANIC = "[    9.1] Kernel panic - not syncing: Fatal exception\n"
LOG = "/var/log/xen/console/guest-web.log"


class Crashed(Site):
    """web has crashed, and its definition keeps it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(capsys)
        self.xl("destroy", "web")
        self.define("web", guest("web", more='on_crash = "preserve"\n'))
        self.xl("create", "/etc/xen/web.cfg")
        self.clock.wait(30.0)
        with self.world.at_now() as now_s:
            host = self.world.host("dom0a")
            domain = host.named("web")
            assert domain is not None
            requests.shut_down(self.world, host, domain, REASON_CRASH, now_s)
        self.clock.wait(5.0)


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Crashed:
    return Crashed(capsys)


def test_cause_and_next_step_come_first_and_the_evidence_below(site: Crashed) -> None:
    site.write(LOG, f"login:\n{PANIC}")
    said = site.run("why", "web")
    assert (said.status, said.err) == (0, "")
    headline, cause, *_ = said.out.splitlines()
    assert headline == "web has crashed (id 2)."
    assert cause == "cause    Its own kernel panicked: Fatal exception"
    assert said.out.index("next     ") < said.out.index("sign     [    9.1]") < said.out.index(f"its console: {LOG}")
    assert "its xl monitor: /var/log/xen/xl-web.log" in said.out


def test_the_document_has_the_same(site: Crashed) -> None:
    site.write(LOG, PANIC)
    death = site.run("why", "web", "--json").json["death"]
    assert (death["name"], death["domid"], death["ending"], death["is_running"]) == ("web", 2, "crashed", False)
    assert [cause["id"] for cause in death["causes"]] == ["guest-panic"]
    assert death["causes"][0]["line"] == PANIC.rstrip()
    assert {each["place"] for each in death["evidence"]} == {"console", "monitor"}


def test_where_nothing_says_why_that_is_said_and_how_to_keep_more(site: Crashed) -> None:
    said = site.run("why", "web").out
    assert "Nothing that is kept says" in said
    assert "--log=guest" in said


def test_a_guest_that_runs_has_not_ended(capsys: pytest.CaptureFixture[str]) -> None:
    said = Site(capsys).run("why", "web")
    assert said.out.startswith("web runs (id 1).\n")


def test_a_guest_that_is_gone_and_has_no_definition_is_known_by_its_log(site: Crashed) -> None:
    site.xl("destroy", "web")
    site.world.remove_file("dom0a", "/etc/xen/web.cfg")
    said = site.run("why", "web")
    assert (said.status, said.out.splitlines()[0]) == (0, "web has crashed (id 2).")


def test_a_name_that_nobody_has_heard_of_is_an_error(site: Crashed) -> None:
    said = site.run("why", "wbe")
    assert said.status == 1
    assert "No guest here is called wbe." in said.err


def test_what_a_guest_printed_reaches_no_terminal_as_it_is(site: Crashed) -> None:
    site.write(LOG, "\x1b]0;title\x07\x1b[2Jhello\n" + PANIC)
    assert "\x1b" not in site.run("why", "web").out


def test_what_was_kept_when_it_ended_is_told_later(site: Crashed) -> None:
    site.write(LOG, PANIC)
    host = site.open(argparse.Namespace(settings=DEFAULTS))
    keep_death(host, Subject("web", None, 2), lambda _before: None)
    (kept,) = folder_of_deaths(host).of(Subject("web"))
    assert kept.death.cause.id == "guest-panic"
    host.close()
