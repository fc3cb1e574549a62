"""The command line where nothing may be changed, and what config files say about that."""

import argparse
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.foreign_users import MALLORY, given_to_mallory, only_as_root
from tests.scripted import ScriptedTransport
from tests.xentui.command_line.commanding import Site
from tests.xentui.command_line.ran import Ran
from tests.xentui.command_line.this_dom0 import DOM0, HEALTHY, looks_like_xen
from xentui.command_line import open_console, open_host
from xentui.command_line.early_options import settings_for
from xentui.command_line.main import run
from xentui.command_line.parser import parser
from xentui.command_line.variants import NOT_ALONE
from xentui.fleet.host import Host
from xentui.fleet.settings import loading
from xentui.fleet.settings.values import Settings
from xentui_driver.jobs.actions import ACTIONS
from xentui_driver.model.errors import ReadOnly

READING = ("list", "info", "describe", "doctor", "config", "demo")
CHANGING = (
    *(action.id for action in ACTIONS if action not in NOT_ALONE),
    "autostart",
    "restore",
    "console",
    "new",
    "keep-consoles",
    "powercycle",
)
READ_ONLY = Settings(read_only=True)


@pytest.fixture
def site(capsys: pytest.CaptureFixture[str]) -> Site:
    return Site(capsys)


@pytest.fixture(autouse=True)
def own_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the operator's own config file; there is no other."""
    monkeypatch.setattr(loading, "SYSTEM_FILE", str(tmp_path / "etc.toml"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("os.uname", lambda: SimpleNamespace(nodename="dom0a"))
    (tmp_path / "xentui").mkdir()
    return tmp_path / "xentui"


def write(folder: Path, text: str, name: str = "config.toml") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    try:
        status = run(arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    return Ran(status, *capsys.readouterr())


@pytest.mark.parametrize("command", READING)
def test_what_reads_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--read-only", command, "--help").status == 0
    assert f"    {command} " in said(capsys, "--read-only", "--help").out


@pytest.mark.parametrize("command", CHANGING)
def test_what_changes_something_is_not_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, command, "--help").status == 0
    with pytest.raises(SystemExit):
        parser(READ_ONLY).parse_args([command, "web"])
    assert "invalid choice" in capsys.readouterr().err
    assert f"    {command} " not in said(capsys, "--read-only", "--help").out
    for arguments in (("--read-only", command), (command, "web", "--read-only"), (command, "--read-only", "--help")):
        ran = said(capsys, *arguments)
        assert (ran.status, ran.out) == (2, "")
        assert f"{command} is not available: xentui is read-only here." in ran.err
        assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["set", "unset", "write-back"])
def test_a_definition_is_looked_at_only(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("config", command), ("config", "--definitions", "/etc/xen", command)):
        ran = said(capsys, "--read-only", *arguments, "web", "memory=1")
        assert ran.status == 2
        assert f"config {command} is not available" in ran.err
    with pytest.raises(SystemExit):
        parser(READ_ONLY).parse_args(["config", command, "web", "memory=1"])
    assert "invalid choice" in capsys.readouterr().err


def test_a_word_that_is_no_command_is_wrong_usage_as_ever(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("--read-only", "nonsense"), ("--read-only", "list", "stop"), ("--read-only", "--interval", "x")):
        ran = said(capsys, *arguments)
        assert ran.status == 2
        assert "isn't there" not in ran.err


def test_a_config_file_makes_it_read_only(own_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(own_files, "[hosts.dom0a]\nread_only = true\n")
    assert "stop is not available: xentui is read-only here" in said(capsys, "stop", "web").err
    write(own_files, "[hosts.dom0b]\nread_only = true\n")
    assert said(capsys, "stop", "--help").status == 0


def test_the_file_that_is_given_is_the_only_one(own_files: Path, tmp_path: Path) -> None:
    write(own_files, 'label = "OWN"\n')
    write(tmp_path, "at_once = 8\n", "etc.toml")
    given = write(tmp_path, 'label = "GIVEN"\n', "given.toml")
    assert settings_for(["list"]) == Settings(label="OWN", at_once=8)
    for arguments in (["--config", given, "list"], ["list", f"--config={given}"]):
        assert settings_for(arguments) == Settings(label="GIVEN")
    assert settings_for(["list", "--", "--config", given]).label == "OWN"


NOTICES = '[notices]\ncommand = ["touch", "/tmp/x"]\n'


def test_read_only_no_command_of_a_file_that_was_given_is_run(own_files: Path, tmp_path: Path) -> None:
    given = write(tmp_path, NOTICES, "given.toml")
    arguments = ["--config", given, "list"]
    assert settings_for(arguments).notice_command == ("touch", "/tmp/x")
    assert settings_for(["--read-only", *arguments]).notice_command == ()
    for system in ("read_only = true\n", "[hosts.dom0a]\nread_only = true\n", "nobody understands this"):
        write(tmp_path, system, "etc.toml")
        assert settings_for(arguments).notice_command == ()
    write(tmp_path, "label = 'PROD'\n", "etc.toml")
    assert settings_for(arguments).notice_command == ("touch", "/tmp/x")
    assert settings_for(["--config", write(tmp_path, f"read_only = true\n{NOTICES}", "own.toml")]).notice_command == ()


def test_read_only_the_command_of_the_usual_files_is_run(own_files: Path) -> None:
    write(own_files, f"read_only = true\n{NOTICES}")
    assert settings_for(["list"]).notice_command == ("touch", "/tmp/x")


@pytest.mark.parametrize("mode", [0o666, 0o602])
def test_a_file_that_names_a_command_is_one_that_nobody_else_can_write(
    own_files: Path, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(own_files, NOTICES)
    Path(path).chmod(mode)
    ran = said(capsys, "jobs")
    assert ran.status == 2
    assert f"{path}: it names a command to run, and everybody can write into {path}" in ran.err
    assert f"chmod o-w {path}" in ran.err
    write(own_files, "label = 'x'\n")
    assert said(capsys, "jobs").status == 0


@only_as_root
def test_a_file_of_another_user_names_no_command(
    own_files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(own_files, NOTICES)
    given_to_mallory(Path(path))
    assert f"belongs to user {MALLORY}" in said(capsys, "jobs").err
    monkeypatch.setenv("SUDO_UID", str(MALLORY))
    assert said(capsys, "jobs").status == 0


def test_what_is_wrong_with_a_file_is_one_line_and_status_2(
    own_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(own_files, "read_onyl = true\n")
    ran = said(capsys, "list")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"xentui: {path}: read_onyl is not known")
    assert "xentui was not started." in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "none.toml: it can't be read: No such file" in said(capsys, "list", "--config", "none.toml").err
    assert "expected one argument" in said(capsys, "--config").err


def test_commands_are_given_the_settings() -> None:
    settings = Settings(label="PROD", definitions_folder="/srv/xen")
    options = parser(settings).parse_args(["list"])
    assert options.settings is settings
    assert options.definitions == "/srv/xen"
    assert parser(settings).parse_args(["list", "--definitions", "/etc/xen"]).definitions == "/etc/xen"


def opened(monkeypatch: pytest.MonkeyPatch, settings: Settings, *arguments: str) -> Host:
    """The host that a command line would open on this dom0."""
    looks_like_xen(monkeypatch, True)
    files = DOM0 | {"/srv/xen/off.cfg": b'name = "off"\n'}
    monkeypatch.setattr("xentui.fleet.hosts.local.LocalTransport", lambda: ScriptedTransport(HEALTHY, files))
    return open_host.open_host(parser(settings).parse_args([*arguments, "list"]))


def test_the_host_that_is_opened_can_not_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    host = opened(monkeypatch, READ_ONLY).hypervisor
    assert [i.name for i in host.snapshot().instances] == ["Domain-0", "web"]
    with pytest.raises(ReadOnly):
        host.transport.start(("xl", "shutdown", "7"))
    with pytest.raises(ReadOnly):
        opened(monkeypatch, READ_ONLY, "--simulate").hypervisor.transport.remove_file("/etc/xen/staging.cfg")
    opened(monkeypatch, Settings(), "--simulate").hypervisor.transport.remove_file("/etc/xen/staging.cfg")


def test_the_folders_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    host = opened(monkeypatch, Settings(definitions_folder="/srv/xen", stash_folder="/srv/stash")).hypervisor
    assert host.store.folder == "/srv/xen"
    off = next(i.definition for i in host.snapshot().instances if i.definition is not None)
    assert any("/srv/stash/" in step for step in host.remove(off).steps)


@pytest.mark.parametrize("arguments", [("--simulate",), ("demo",)])
def test_the_console_is_given_a_host_that_can_not_be_changed(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    shown: list[Host] = []

    def show(host: Host, _options: argparse.Namespace) -> int:
        shown.append(host)
        return 0

    monkeypatch.setattr(open_console, "_show", show)
    assert run(["--read-only", *arguments]) == 0
    with pytest.raises(ReadOnly):
        shown[0].hypervisor.transport.press_sysrq("b")
    assert shown[0].hypervisor.snapshot().instances
    assert shown[0].is_simulated


def test_a_text_that_xl_can_not_be_given_is_checked_without_it(site: Site, tmp_path: Path) -> None:
    path = write(tmp_path, 'name = "new"\nmemory = 512\n', "new.cfg")
    ran = site.run("--read-only", "config", "check", path)
    assert (ran.status, ran.out) == (0, f"{path}: it can be read\n")
    assert f"xl was not asked about {path}: this console is read-only." in ran.err
    path = write(tmp_path, "memory = = 1\n", "bad.cfg")
    assert site.run("--read-only", "config", "check", path).status == 1
