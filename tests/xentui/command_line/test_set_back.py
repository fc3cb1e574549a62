"""`xentui jobs --set-back`: what a job has changed is set back by a new one, or refused."""

import argparse

import pytest

from tests.xentui.command_line.commanding import Site
from xentui.fleet.host import Host


class OneHost(Site):
    """Its host outlives the command lines, and so do its jobs."""

    _host: Host | None = None

    def open(self, options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = 1.0) -> Host:
        if self._host is None:
            self._host = super().open(options, checked=checked, check_limit_s=check_limit_s)
        return self._host


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> OneHost:
    monkeypatch.setattr(Host, "close", lambda _host: None)
    return OneHost(capsys)


def test_a_value_is_set_back_and_the_definition_with_it(site: OneHost) -> None:
    before = site.read("/etc/xen/web.cfg")
    assert site.run("balloon", "web", "768m", "--definition").status == 0
    ran = site.run("jobs", "--set-back", "1")
    assert (ran.status, ran.err) == (0, "")
    assert "now has 1.0 GiB" in ran.out
    assert site.read("/etc/xen/web.cfg") == before
    again = site.run("jobs", "--set-back", "1")
    assert again.status == 1
    assert "it has been set back by job 2." in again.err


def test_what_has_changed_since_is_refused(site: OneHost) -> None:
    assert site.run("vcpus", "web", "1").status == 0
    site.xl("vcpu-set", "web", "2")
    site.clock.wait(30.0)
    ran = site.run("jobs", "--set-back", "1")
    assert ran.status == 1
    assert "was not set back, because something has changed since: it has 2 vCPUs online now" in ran.err


@pytest.mark.parametrize(("arguments", "words"), [(("pause", "web"), "can't be set back"), ((), "There is no job 1")])
def test_what_can_not_be_set_back_is_refused_with_the_reason(
    site: OneHost, arguments: tuple[str, ...], words: str
) -> None:
    if arguments:
        assert site.run(*arguments).status == 0
    ran = site.run("jobs", "--set-back", "1")
    assert ran.status == 1
    assert words in ran.err


def test_read_only_there_is_no_way_to_set_back(site: OneHost) -> None:
    assert site.run("--read-only", "jobs", "--set-back", "1").status == 2
