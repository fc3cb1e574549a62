"""`xentui logs`: the end of a log, what is found in it, and what is written to it while it is followed."""

import threading

import pytest

from tests.scripted import DATA
from tests.waiting import until
from tests.xentui.command_line.commanding import Site
from xentui.command_line.log_output import LogOutput
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.log_source import LogKind, LogSource
from xentui_driver.model.errors import TransportClosed
from xentui_driver.simulator.transport import SimulatorTransport

LOG = "/var/log/xen/console/guest-web.log"
LINES = "".join(f"line {number}\n" for number in range(300))


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def test_the_end_of_the_first_log_that_can_be_read_is_printed(site: Site) -> None:
    site.write(LOG, LINES)
    ran = site.run("logs", "web", "--lines", "2")
    assert (ran.status, ran.out) == (0, "line 298\nline 299\n")
    assert ran.err == f"xentui: console: {LOG}\n"


def test_what_a_guest_prints_is_plain_text(site: Site) -> None:
    site.write(LOG, "one\r\n\x1b]0;owned\x07\x1b[31mtwo\x1b[0m\x9b2J\n")
    assert site.run("logs", "web").out == "one\ntwo\n"


def test_another_log_is_chosen_by_name(site: Site) -> None:
    site.write(LOG, LINES)
    assert site.run("logs", "web", "--which", "xl").out.startswith("Waiting for domain web (domid 1) to die")
    assert "(XEN) " in site.run("logs", "web", "--which", "dmesg").out
    assert "(XEN) " in site.run("logs", "--host").out


def test_only_lines_with_a_text_are_printed_of_the_whole_log(site: Site) -> None:
    site.write(LOG, f"\x1b[31mPa\x1b[0mnic one\n{LINES}panic two\n{LINES}")
    assert site.run("logs", "web", "--grep", "PANIC", "--lines", "1").out == "panic two\n"
    assert site.run("logs", "web", "--grep", "PANIC").out == "Panic one\npanic two\n"


def test_a_log_that_isnt_kept_says_how_it_would_be(site: Site) -> None:
    ran = site.run("logs", "web", "--which", "console")
    assert (ran.status, ran.out) == (1, "")
    assert "What this guest prints isn't kept." in ran.err
    assert 'XENCONSOLED_ARGS="--log=guest"' in ran.err


def test_a_guest_that_is_gone_has_left_its_logs(site: Site) -> None:
    site.write("/var/log/xen/console/guest-gone.log", "last words\n")
    assert site.run("logs", "gone").out == "last words\n"
    assert "No guest here is called never" in site.run("logs", "never").err


def test_a_guest_is_found_by_its_uuid(site: Site) -> None:
    uuid = next(i["uuid"] for i in site.run("list", "--json").json["instances"] if i["name"] == "web")
    assert "(domid 1)" in site.run("logs", uuid).out


@pytest.mark.parametrize("name", ["../../../etc/shadow", "/etc/shadow", "console/guest-web"])
def test_a_name_is_never_a_path(site: Site, name: str) -> None:
    site.write("/etc/shadow", "root:secret\n")
    ran = site.run("logs", name)
    assert ran.status == 1
    assert "secret" not in ran.out + ran.err


def test_a_host_has_no_console_log_of_its_own(site: Site) -> None:
    assert "A host itself has no console log." in site.run("logs", "--host", "--which", "console").err


def test_its_json_has_the_lines_and_every_log(site: Site) -> None:
    site.write(LOG, "one\ntwo\n")
    answer = site.run("logs", "web", "--json").json
    assert answer["log"]["lines"] == [{"offset": 0, "text": "one"}, {"offset": 4, "text": "two"}]
    assert (answer["log"]["guest"], answer["log"]["path"], answer["log"]["size_bytes"]) == ("web", LOG, 8)
    assert [log["which"] for log in answer["logs"]] == [kind.value for kind in LogKind]
    assert answer["logs"][2]["why_not"].startswith("No guest of this name had a device model")


def test_every_field_is_described(site: Site) -> None:
    described = (DATA.parents[1] / "docs/json.md").read_text()
    for field in site.run("logs", "web", "--json").json["logs"][0]:
        assert f"`logs[].{field}`" in described, field


def test_what_is_written_is_printed_in_whole_lines(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    transport = SimulatorTransport(site.world, "dom0a")
    host, source = Hypervisor(transport, site.clock), LogSource(LogKind.CONSOLE, LOG)
    site.write(LOG, "before\n")
    part = host.log_tail(source, 100)
    printed: list[str] = []

    def follow() -> None:
        with pytest.raises(TransportClosed):
            LogOutput(host, source, "").follow(part)

    def has(text: str) -> bool:
        printed.append(capsys.readouterr().out)
        return "".join(printed) == text

    follower = threading.Thread(target=follow)
    follower.start()
    site.write(LOG, "before\nhalf a l")
    site.write(LOG, "before\nhalf a line\nand \x1b[31mmore\n")
    until(lambda: has("half a line\nand more\n"))
    site.write(LOG, "emptied\n")
    until(lambda: has("half a line\nand more\nemptied\n"))
    transport.close()
    follower.join(60)
    assert not follower.is_alive()
