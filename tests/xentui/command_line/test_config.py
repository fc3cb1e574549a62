"""`xentui config` and `xentui new`, on the simulated host."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.xentui.command_line.commanding import Site
from tests.xentui.console.driving import guest
from xentui.command_line.config_set import assignment
from xentui.command_line.main import run
from xentui_driver.simulator.faults import Fault


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


def test_definitions_are_listed_with_what_is_wrong(site: Site) -> None:
    site.define("bad", "name = web\n")
    ran = site.run("config", "list")
    assert ran.status == 0
    assert "/etc/xen/off.cfg  off" in ran.out
    assert "/etc/xen/bad.cfg" in ran.err
    definitions = {d["path"]: d for d in site.run("config", "list", "--json").json["definitions"]}
    assert definitions["/etc/xen/bad.cfg"]["is_broken"]
    assert not definitions["/etc/xen/off.cfg"]["is_broken"]


def test_a_definition_is_shown_by_name_or_path_byte_for_byte(site: Site) -> None:
    site.define("old", 'name = "old"\nextra = "\xe4"\n')
    for name in ("old", "/etc/xen/old.cfg"):
        assert site.run("config", "show", name).out == 'name = "old"\nextra = "\xe4"\n'
    assert site.run("config", "path", "old").out == "/etc/xen/old.cfg\n"
    assert site.run("config", "show", "/etc/passwd").status == 1


def test_a_terminal_is_not_told_what_a_file_would_have_it_do(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.define("evil", 'name = "evil" # \x1b[2J\n')
    monkeypatch.setattr("xentui.command_line.config.is_terminal", lambda _: True)
    shown = site.run("config", "show", "/etc/xen/evil.cfg").out
    assert "\x1b" not in shown
    assert "[2J" in shown


def test_settings_are_changed_and_the_rest_is_kept(site: Site) -> None:
    site.define("off", "# a guest\n" + guest("off"))
    ran = site.run("config", "set", "off", "memory=512", "on_crash=preserve", "disk=['phy:/dev/a,xvda,w']")
    assert ran.status == 0, ran.err
    text = site.read("/etc/xen/off.cfg")
    assert text.startswith("# a guest\n")
    assert "memory = 512\n" in text
    assert 'on_crash = "preserve"\n' in text
    assert "phy:/dev/a,xvda,w" in text
    assert site.run("config", "unset", "off", "on_crash").status == 0
    assert "on_crash" not in site.read("/etc/xen/off.cfg")


def test_a_dry_run_of_a_change_leaves_the_file_alone(site: Site) -> None:
    before = site.read("/etc/xen/off.cfg")
    ran = site.run("config", "set", "off", "memory=512", "--dry-run")
    assert (ran.status, ran.out) == (0, "/etc/xen/off.cfg: memory = 512\n")
    assert site.run("config", "unset", "off", "memory", "--dry-run", "--json").json["steps"]
    assert site.read("/etc/xen/off.cfg") == before


def test_a_change_that_xl_would_refuse_is_not_written(site: Site) -> None:
    before = site.read("/etc/xen/off.cfg")
    ran = site.run("config", "set", "off", "type=vax")
    assert ran.status == 1
    assert "was not changed" in ran.err
    assert site.read("/etc/xen/off.cfg") == before


def test_who_runs_on_is_told_that_it_holds_from_the_next_start(site: Site) -> None:
    assert "next start" in site.run("config", "set", "web", "memory=512").err
    assert site.run("config", "set", "off", "memory=512").err == ""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("memory=512", "512"),
        ("memory = 0x10", "0x10"),
        ("kernel=/boot/vmlinuz", "/boot/vmlinuz"),
        ('name="a b"', "a b"),
        ("extra=root=/dev/xvda ro", "root=/dev/xvda ro"),
        ("extra=1; x=2", "1; x=2"),
        ("extra=5 # five", "5 # five"),
        ("vif=['bridge=a', 'bridge=b']", ("bridge=a", "bridge=b")),
        ("vif=[]", ()),
        ("extra=", ""),
    ],
)
def test_a_value_is_read_as_in_a_file_and_else_is_a_string(written: str, value: object) -> None:
    assert assignment(written)[1] == value


def test_what_would_be_lost_is_shown_and_written_back(site: Site) -> None:
    site.xl("mem-set", "web", "512m")
    site.clock.wait(60.0)
    assert "512" in site.run("config", "diff", "web").out
    assert site.run("config", "diff", "web", "--json").json["lost"]
    assert site.run("config", "write-back", "web").status == 0
    assert "memory = 512\n" in site.read("/etc/xen/web.cfg")
    assert "nothing to write back" in site.run("config", "write-back", "web").out


def test_check_finds_what_xl_would_refuse(site: Site) -> None:
    assert site.run("config", "check", "off").status == 0
    site.define("bad", "name = web\n")
    ran = site.run("config", "check", "--json")
    assert ran.status == 1
    errors = {each["source"]: each["error"] for each in ran.json["checked"]}
    assert "line 1" in errors["/etc/xen/bad.cfg"]
    assert errors["/etc/xen/off.cfg"] is None


def test_standard_input_can_be_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(guest("x").encode())))
    ran = site.run("config", "check", "-")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("standard input: xl accepts it")


NEW = ("new", "--name", "n1", "--memory", "1g", "--vcpus", "2", "--kernel", "/boot/vmlinuz")


def test_a_new_definition_is_saved_and_started(site: Site) -> None:
    ran = site.run(*NEW, "--set", "on_crash=preserve", "--start")
    assert ran.status == 0, ran.err
    assert "/etc/xen/n1.cfg" in ran.out
    text = site.read("/etc/xen/n1.cfg")
    assert "memory = 1024\n" in text
    assert 'on_crash = "preserve"\n' in text
    assert "uuid" in text
    assert site.states()["n1"] == "running"


def test_a_new_definition_that_does_not_start_is_saved_all_the_same(site: Site) -> None:
    site.fault(Fault.CREATE_FAILS)
    ran = site.run(*NEW, "--start")
    assert ran.status == 1
    assert ran.out == "n1 is saved: /etc/xen/n1.cfg.\n"
    assert "n1 was not started" in ran.err
    assert site.states()["n1"] == "stopped"


def test_the_outcome_of_a_new_definition_has_its_path_and_its_domain(site: Site) -> None:
    outcome = site.run(*NEW, "--start", "--json").json["outcome"]
    assert outcome["definition"] == "/etc/xen/n1.cfg"
    assert outcome["steps"] == ["write /etc/xen/n1.cfg", "xl create /etc/xen/n1.cfg"]
    assert outcome["domid"] == 2


def test_a_dry_run_of_a_new_definition_prints_it_and_saves_nothing(site: Site) -> None:
    ran = site.run(*NEW, "--dry-run")
    assert ran.status == 0, ran.err
    assert 'name = "n1"\n' in ran.out
    assert site.run(*NEW, "--dry-run", "--json").json["definition"]["path"] == "/etc/xen/n1.cfg"
    assert "n1" not in site.states()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--name", "off"], "off already exists: /etc/xen/off.cfg."),
        (["--name", "12"], "name"),
        (["--memory", "lots"], "memory"),
        (["--set", "builder=hvm"], "builder"),
        (["--kernel", "/boot/none"], "kernel"),
        (["--install-from", "/srv/d.iso"], "Add --type hvm"),
        (["--disk", "phy:/dev/none,xvda,w"], "disk"),
        (["--vif", "bridge=none"], "vif"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_saved(site: Site, more: list[str], words: str) -> None:
    ran = site.run(*NEW, *more)
    assert ran.status == 1
    assert words in ran.err
    assert site.states().keys() == {"Domain-0", "web", "off"}


def test_a_password_comes_from_a_file_of_the_operator_and_is_not_shown(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    hvm = ("new", "--type", "hvm", "--name", "n2", "--memory", "64m", "--vncpasswd-file", str(tmp_path / "secret"))
    ran = site.run(*hvm, "--set", "vnc=1")
    assert ran.status == 0, ran.err
    assert "hush" not in ran.out + ran.err
    assert 'vncpasswd = "hush"' in site.read("/etc/xen/n2.cfg")


def test_an_hvm_guest_is_installed_from_an_iso(site: Site) -> None:
    hvm = (
        "new",
        "--type",
        "hvm",
        "--name",
        "n2",
        "--memory",
        "64m",
        "--disk",
        "/dev/vg0/n2,raw,xvda,rw",
        "--unchecked",
    )
    assert site.run(*hvm, "--install-from", "d.iso").status == 1
    ran = site.run(*hvm, "--install-from", "/srv/d.iso", "--set", "boot=dc")
    assert ran.status == 0, ran.err
    assert "the installer runs again at each reboot" in ran.err
    text = site.read("/etc/xen/n2.cfg")
    assert "cdrom, target=/srv/d.iso" in text
    assert 'boot = "dc"' in text


def test_a_bare_path_is_completed_and_a_disk_of_another_guest_is_told(site: Site) -> None:
    site.define("db", guest("db", more='disk = ["/srv/db,raw,xvda,rw"]\n'))
    ran = site.run(*NEW, "--disk", "/srv/own", "--disk", "/srv/db", "--unchecked")
    assert ran.status == 0, ran.err
    assert 'disk = ["/srv/own,raw,xvda,rw", "/srv/db,raw,xvdb,rw"]' in " ".join(site.read("/etc/xen/n1.cfg").split())
    assert "disk: /srv/db is a disk of db, which is defined here" in ran.err


def test_what_is_not_there_yet_can_be_overruled(site: Site) -> None:
    ran = site.run(*NEW, "--disk", "phy:/dev/none,xvda,w", "--unchecked")
    assert ran.status == 0, ran.err
    assert "/dev/none" in ran.err


def test_a_full_disk_saves_nothing_and_says_so(site: Site) -> None:
    site.fault(Fault.DISK_FULL)
    ran = site.run(*NEW, "--json")
    assert ran.status == 1
    assert ran.json["error"]["kind"] == "FileUnwritable"
    assert "n1" not in site.states()


def test_a_file_can_be_checked_wherever_it_is(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "x.cfg"
    file.write_text(guest("x", more='type = "vax"\n'))
    ran = site.run("config", "check", str(file))
    assert ran.status == 1
    assert ran.out.startswith(f"{file}: ")
    assert site.run("config", "check", str(tmp_path / "none.cfg")).status == 1


def test_without_a_host_a_file_is_checked_as_far_as_it_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("xentui.command_line.open_host.looks_like_xen", lambda: False)
    file = tmp_path / "x.cfg"
    file.write_text(guest("x"))
    assert run(["config", "check", str(file), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["checked"][0]["tried_by_xl"] is False
    assert "xl was not asked" in err
    assert run(["config", "check", "x"]) == 1
