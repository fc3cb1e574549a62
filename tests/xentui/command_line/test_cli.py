"""The command line: exit status, what goes to which stream, one clear line for each thing that is wrong."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripted import Answer, listing, row
from tests.xentui.command_line.said_of_commands import all_said
from tests.xentui.command_line.this_dom0 import HEALTHY, looks_like_xen, on_host
from xentui.command_line.main import run
from xentui.command_line.parser import commands
from xentui.fleet.settings.values import DEFAULTS

ROOT = Path(__file__).parents[3]
CONTROL = "xencall: error: Could not obtain handle on privileged command interface: "


def test_a_whole_answer_is_status_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    on_host(monkeypatch, HEALTHY, {"/etc/xen/off.cfg": b'name = "off"\n'})
    assert run(["list", "--json"]) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert [i["name"] for i in document["instances"]] == ["Domain-0", "web", "off"]
    assert err == ""
    assert run(["info"]) == 0
    assert "memory free:          7.6 GiB" in capsys.readouterr().out
    assert run(["list"]) == 0
    assert "off" in capsys.readouterr().out


def test_definitions_are_looked_for_where_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_host(monkeypatch, HEALTHY, {"/srv/xen/other.cfg": b'name = "other"\n'})
    for arguments in (["--definitions", "/srv/xen", "list"], ["list", "--definitions", "/srv/xen"]):
        assert run(arguments) == 0
        assert "other" in capsys.readouterr().out


def test_a_partial_answer_is_printed_with_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = HEALTHY | {"xl list -v": listing("what is this\n", row("web", 7)), "xl list -v 7": listing()}
    on_host(monkeypatch, answers)
    assert run(["list", "--json"]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["instances"]
    assert "xentui: incomplete: xl list, line 3" in err


def test_a_recording_gives_the_same_answer_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    on_host(monkeypatch, HEALTHY, {"/etc/xen/off.cfg": b'name = "off"\n'})
    recording = tmp_path / "bug.jsonl"
    assert run(["list", "--json", "--record", str(recording)]) == 0
    told = capsys.readouterr().out
    assert recording.stat().st_mode & 0o777 == 0o600
    assert run(["list", "--record", str(recording)]) == 1
    assert "can't be written" in capsys.readouterr().err
    looks_like_xen(monkeypatch, False)
    assert run(["list", "--json", "--replay", str(recording)]) == 0
    assert capsys.readouterr().out == told
    assert run(["list", "--replay", str(tmp_path / "none")]) == 1
    assert run(["info", "--replay", __file__]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "words", "hint"),
    [
        ((1, "", CONTROL + "Permission denied\ncannot init xl context\n"), "Only root can use", "sudo"),
        ((1, "", CONTROL + "No such file or directory\n"), "isn't running under Xen", "Boot"),
        ((1, "", "libxl: x: cannot connect to xenstore: No such file\n"), "xenstored isn't running", "systemctl"),
        ("garbage\n", "header line is missing", "by hand"),
    ],
)
@pytest.mark.parametrize("command", ["list", "info"])
def test_what_is_wrong_with_the_host_is_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: Answer,
    words: str,
    hint: str,
    command: str,
) -> None:
    on_host(monkeypatch, HEALTHY | {"xl list -v": answer})
    assert run([command]) == 1
    out, err = capsys.readouterr()
    knows_linux = command == "info" and "under Xen" in words
    assert out == "" or knows_linux
    assert ("figures are Linux's own" in out) is knows_linux
    first = err.splitlines()[0]
    assert first.startswith("xentui: ")
    assert words in first
    assert hint in first
    assert "Traceback" not in err


def test_another_toolstack_is_refused_until_it_is_overruled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_host(monkeypatch, HEALTHY, {"/var/lib/ganeti/ssconf_cluster_name": b"c\n"})
    assert run(["list"]) == 1
    assert "Ganeti manages this host" in capsys.readouterr().err
    assert run(["list", "--ignore-toolstack"]) == 0


def test_a_machine_without_xen_has_no_answer_for_scripts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks_like_xen(monkeypatch, False)
    assert run(["list", "--json"]) == 1
    assert "isn't running under Xen" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["list", "--nope"],
        ["demo", "--churn", "2"],
        ["demo", "--fault", "x"],
        ["--interval", "0"],
        ["stop"],
        ["stop", "web", "--wait", "0"],
        ["balloon", "web"],
        ["balloon", "web", "much"],
        ["vcpus", "web", "0"],
        ["start", "web", "--paused", "--console"],
        ["autostart", "web", "maybe"],
        ["config"],
        ["config", "set", "web", "memory"],
        ["config", "set", "web", "disk=['phy:/dev/x"],
        ["config", "unset", "web", "no key"],
        ["new"],
        ["powercycle"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_console_without_a_terminal_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_host(monkeypatch, HEALTHY)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert run([]) == 1
    assert "needs a terminal" in capsys.readouterr().err


def test_a_failure_is_a_json_document_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    looks_like_xen(monkeypatch, False)
    assert run(["list", "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "NotXen"
    assert error["next_step"]


def test_a_reader_that_has_left_is_no_traceback() -> None:
    path = ":".join(str(ROOT / folder) for folder in ("", "widgets", "driver"))
    program = subprocess.Popen(
        [sys.executable, "-m", "xentui", "--simulate", "list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": path},
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(timeout=30) == 1


@pytest.mark.parametrize("arguments", [("--simulate", "list"), ("--version",), ("--version", "--verbose")])
def test_an_answer_that_can_not_be_written_is_one_line(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        shown = subprocess.run(
            [sys.executable, "-m", "xentui", *arguments],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": ":".join(str(ROOT / folder) for folder in ("", "widgets", "driver"))},
        )
    assert (shown.returncode, shown.stderr) == (1, "xentui: the answer can't be written: No space left on device\n")


@pytest.mark.parametrize("arguments", ["--simulate list", "--version"])
def test_an_answer_for_nobody_is_a_failure(arguments: str) -> None:
    """The shell has closed standard output."""
    path = ":".join(str(ROOT / folder) for folder in ("", "widgets", "driver"))
    argv = ["sh", "-c", f"exec {sys.executable} -m xentui {arguments} >&-"]
    shown = subprocess.run(argv, check=False, capture_output=True, env={"PYTHONPATH": path})
    assert shown.returncode == 1
    assert shown.stderr == b"xentui: the answer can't be written: Bad file descriptor\n"


def test_a_locale_that_has_no_such_letters_is_no_traceback() -> None:
    path = ":".join(str(ROOT / folder) for folder in ("", "widgets", "driver"))
    shown = subprocess.run(
        [sys.executable, "-m", "xentui", "--simulate", "list"],
        check=False,
        capture_output=True,
        env={"PYTHONPATH": path, "PYTHONIOENCODING": "latin-1"},
    )
    assert shown.returncode == 0
    assert b"sale\\u241b" in shown.stdout


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = ":".join(str(ROOT / folder) for folder in ("", "widgets", "driver"))
    return subprocess.run(
        [sys.executable, *arguments], check=False, capture_output=True, text=True, env={"PYTHONPATH": path}
    )


def test_version_and_help_need_no_host() -> None:
    assert python("-m", "xentui", "--version").stdout.startswith("xentui ")
    shown = python("-m", "xentui", "--help")
    assert shown.returncode == 0
    assert "simulated host" in shown.stdout


def test_an_answer_for_scripts_loads_no_textual() -> None:
    script = "import sys; from xentui.command_line.main import run; run(['--simulate', 'list']); "
    script += "sys.exit('textual' in sys.modules)"
    assert python("-c", script).returncode == 0


def test_no_word_of_the_command_line_has_an_underscore() -> None:
    known = {command.name for command in commands(DEFAULTS)} | set(re.findall(r"--[\w-]+", all_said()))
    assert {"start", "--console", "--domid", "--keep-running"} <= known
    assert {word for word in known if "_" in word} == set()
