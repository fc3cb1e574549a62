"""A domain without a name or a UUID of its own is given by its id, and the operator must confirm it."""

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.command_line.ran import Ran
from xentui_driver.simulator.domain import SimulatedDomain

NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    """With a guest that Xen itself has built, without a name: only its id tells it from Domain-0."""
    made = Site(capsys)
    change(made, "web", nameless)
    return made


def change(site: Site, name: str, how: object) -> None:
    with site.world.at_now() as now_s:
        domain = site.world.host("dom0a").named(name)
        assert domain is not None
        domain.change(now_s)
        assert callable(how)
        how(domain)
        domain.follow()


def nameless(domain: SimulatedDomain) -> None:
    domain.name, domain.uuid = None, NIL


def typed(site: Site, monkeypatch: pytest.MonkeyPatch, line: str, *arguments: str) -> Ran:
    monkeypatch.setattr("xentui.command_line.actions.is_terminal", lambda _: True)
    monkeypatch.setattr("sys.stdin.readline", lambda: line, raising=False)
    return site.run(*arguments)


def domids(site: Site) -> list[str]:
    return [row.split()[1] for row in site.xl("list").splitlines()[1:]]


def test_it_is_shown_what_it_is_and_its_id_must_be_typed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = typed(site, monkeypatch, "yes\n", "pause", "--domid", "1")
    assert wrong.status == 1
    assert f"Domain 1 is (no name), running, id 1, 1024 MiB, 2 vCPUs, UUID {NIL}." in wrong.err
    assert "Type 1 to continue: " in wrong.err
    assert "1 was not typed" in wrong.err
    assert typed(site, monkeypatch, "1\n", "pause", "--domid", "1").status == 0
    assert "--p---" in site.xl("list")


def test_also_what_harms_nobody_is_asked_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert site.run("pause", "--domid", "1", "--yes").status == 0
    assert typed(site, monkeypatch, "\n", "unpause", "--domid", "1").status == 1
    assert "--p---" in site.xl("list")


def test_without_a_terminal_yes_must_be_given(site: Site) -> None:
    alone = site.run("destroy", "--domid", "1")
    assert alone.status == 1
    assert "Give --yes too." in alone.err
    assert domids(site) == ["0", "1"]
    assert site.run("destroy", "--domid", "1", "--yes").status == 0
    assert domids(site) == ["0"]


@pytest.mark.parametrize(
    "arguments", [["--domid", "1", "512m"], ["--yes", "--domid", "1", "512m"], ["--domid=1", "512m"]]
)
def test_a_value_stands_behind_it(site: Site, arguments: list[str]) -> None:
    assert site.run("balloon", *arguments, "--dry-run").out == "xl mem-set 1 524288k\n"


@pytest.mark.parametrize("arguments", [["--yes", "off"], ["off", "--yes"]])
def test_a_name_may_stand_behind_options_as_ever(site: Site, arguments: list[str]) -> None:
    assert site.run("start", *arguments).status == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["off", "--domid", "1"], 2, "not allowed with NAME"),
        (["--domid", "1", "off"], 1, "off and --domid 1 may be two"),
        (["--domid", "x"], 2, "must be a number"),
        (["--domid", "-1"], 2, "--domid"),
        (["--domid", "99"], 1, "No domain has the id 99 now"),
        (["--domid", "0", "--yes"], 1, "Domain-0 is the host itself"),
        ([], 2, "NAME"),
    ],
)
def test_what_cannot_be_meant_is_refused(site: Site, arguments: list[str], status: int, words: str) -> None:
    ran = site.run("destroy", *arguments)
    assert (ran.status, words in ran.err) == (status, True), ran.err
    assert domids(site) == ["0", "1"]


def test_an_id_for_a_name_and_a_name_that_nobody_has_lead_there(site: Site) -> None:
    assert "--domid 1" in site.run("destroy", "1").err
    assert "--domid ID" in site.run("destroy", NIL).err
    assert "--domid ID" in site.run("destroy", "(null)").err


def test_a_stub_domain_is_destroyed_only_by_who_knows_whose_it_is(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.define("win")
    site.define("win-dm")
    site.xl("create", "/etc/xen/win.cfg")
    site.xl("create", "/etc/xen/win-dm.cfg")
    assert "stub" not in typed(site, monkeypatch, "", "destroy", "win-dm", "--dry-run").err
    change(site, "win-dm", lambda domain: setattr(domain, "serves", 2))
    refused = typed(site, monkeypatch, "\n", "destroy", "win-dm")
    assert refused.status == 1
    assert "It is the device model (stub domain) of win (id 2)" in refused.err
    done = typed(site, monkeypatch, "win-dm\n", "destroy", "win-dm")
    assert done.status == 0
    assert "win-dm (id 3) was forced off." in done.out
    assert "of win (id 2)" in done.err


def test_a_guest_that_is_only_called_so_is_destroyed_as_any(site: Site) -> None:
    site.define("win-dm")
    site.xl("create", "/etc/xen/win-dm.cfg")
    done = site.run("destroy", "win-dm")
    assert (done.status, done.err) == (0, "")


def test_the_usage_shows_a_name_or_an_id_and_not_both(site: Site) -> None:
    for command in ("destroy", "console", "describe"):
        usage = " ".join(site.run(command, "--help").out.partition("positional arguments")[0].split())
        assert "(NAME | --domid ID)" in usage
        assert usage.count("--domid") == 1
    assert "(OLD | --domid ID) NEW" in " ".join(site.run("rename", "--help").out.split())
    assert "required: (NAME | --domid ID)" in site.run("destroy").err


def test_what_has_no_name_is_reset_by_what_has_built_it(site: Site) -> None:
    ran = site.run("reset", "--domid", "1", "--yes")
    assert ran.status == 1
    assert "it has no name, so no definition can be matched to it" in ran.err
    assert "restart it from inside, or force it off (`xentui destroy --domid ID`)" in ran.err
