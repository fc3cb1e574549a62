"""`xentui audit` prints what was done, needs no host for it, and says what it could not read."""

import argparse
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.xentui.command_line.audit_lines import NOON_S, WEB
from tests.xentui.command_line.ran import Ran
from tests.xentui.command_line.without_host import run_without_host, time_zone
from xentui.command_line.audit import add_audit, parse_when
from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.jobs.audit.log import AuditLog
from xentui_driver.jobs.audit.reading import audit_files
from xentui_driver.model.job import CommandRun, Subject, Verdict

DB = replace(
    WEB,
    time_s=NOON_S + 3600,
    title="rename",
    subject=Subject("db"),
    commands=(CommandRun(("xl", "rename", "4", "new db"), 1), CommandRun(("xl", "list"), None)),
    changes=("/etc/xen/db.cfg: name = 'new db'",),
    verdict=Verdict.FAILED,
    summary="db could not be renamed.",
)


NOW_S = NOON_S + 86_400.0


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with time_zone("Europe/Berlin", monkeypatch) as patched:
        patched.setattr("xentui.command_line.audit.time.time", lambda: NOW_S)
        yield


class AuditCommand:
    """`xentui audit` on a machine without any host."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def write(self, *entries: AuditEntry) -> None:
        for entry in entries:
            AuditLog(str(self.path), syslog=None).write(entry)

    def run(self, *arguments: str) -> Ran:
        parser = argparse.ArgumentParser()
        parser.set_defaults(settings=argparse.Namespace(audit_file=str(self.path)), simulate=False)
        add_audit(parser)
        return run_without_host(parser, arguments, self._capsys)


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AuditCommand:
    return AuditCommand(tmp_path / "xentui" / "audit.jsonl", capsys)


def test_each_entry_is_one_line(command: AuditCommand) -> None:
    command.write(WEB, DB)
    ran = command.run()
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "2026-11-27T15:03:21+01:00  alice as root (10.0.0.5)  stop web  succeeded  xl shutdown 3; web is stopped.",
        "2026-11-27T16:03:21+01:00  alice as root (10.0.0.5)  rename db  failed  xl rename 4 'new db' (status 1); "
        "xl list (end not seen); /etc/xen/db.cfg: name = 'new db'; db could not be renamed.",
    ]


def test_a_refusal_says_why(command: AuditCommand) -> None:
    command.write(replace(WEB, commands=(), verdict=Verdict.REFUSED, summary="web is protected.", job=None))
    assert command.run().out.endswith("  stop web  refused  web is protected.\n")


def test_hostile_text_stays_in_its_line(command: AuditCommand) -> None:
    name = "x\n\x1b[31m\ud800"
    command.write(replace(WEB, title=f"stop {name}", commands=(CommandRun(("xl", name), 0),), subject=Subject(name)))
    ran = command.run()
    assert ran.out.count("\n") == 1
    assert "\x1b" not in ran.out
    values = command.run("--json").json["entries"][0]
    assert values["guest"]["name"] == values["commands"][0]["argv"][1] == "x␊␛[31m�"


def test_the_json_is_that_of_the_file(command: AuditCommand) -> None:
    command.write(WEB, DB)
    document = command.run("--json").json
    lines: list[Any] = [json.loads(line) for line in command.path.read_text().splitlines()]
    assert document["problems"] == []
    assert [{"schema": "xentui-audit/1"} | entry for entry in document["entries"]] == lines


def test_what_is_asked_for_is_printed_only(command: AuditCommand) -> None:
    command.write(WEB, DB)
    assert command.run("--guest", "db").out.count("\n") == 1
    assert command.run("--guest", "7BB5ACD8-4d94-433e-ba30-9aebfb57f0ea").out.count("stop web") == 1
    assert command.run("--since", "2026-11-27T15:30").out.count("rename db") == 1
    assert command.run("--since", "2026-11-28").out == ""


def test_an_audit_that_has_not_begun_is_an_empty_answer(command: AuditCommand) -> None:
    ran = command.run()
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == f"xentui: there is no audit log {command.path} yet\n"
    assert command.run("--json").json == {"schema": "xentui/1", "entries": [], "problems": []}
    assert audit_files(str(command.path)) == ()


def test_what_could_be_read_is_printed_beside_what_could_not(command: AuditCommand) -> None:
    command.write(WEB)
    with command.path.open("ab") as file:
        file.write(b'{"schema": "xentui-audit/1", "ti')
    ran = command.run()
    assert ran.status == 1
    assert ran.out.count("\n") == 1
    assert "incomplete: " in ran.err
    assert "line 2" in ran.err
    ran = command.run("--json")
    assert ran.status == 1
    assert len(ran.json["entries"]) == len(ran.json["problems"]) == 1


def test_a_file_that_cannot_be_read_is_status_1(command: AuditCommand) -> None:
    command.path.mkdir(parents=True)
    ran = command.run()
    assert (ran.status, ran.out) == (1, "")
    assert "it isn't a regular file" in ran.err


@pytest.mark.parametrize(
    ("text", "before_s"), [("90s", 90), ("5m", 300), ("2h", 7200), ("3d", 3 * 86_400), ("1w", 7 * 86_400)]
)
def test_a_moment_can_be_so_long_ago(text: str, before_s: float) -> None:
    assert parse_when(text, NOON_S) == NOON_S - before_s


@pytest.mark.parametrize(
    ("text", "moment_s"),
    [
        ("2026-11-27", NOON_S - 15 * 3600 - 3 * 60 - 21),
        ("2026-11-27T15:03", NOON_S - 21),
        ("2026-11-27 15:03:21", NOON_S),
        ("2026-11-27T14:03:21Z", NOON_S),
    ],
)
def test_a_moment_can_be_a_day_or_a_time_of_the_machines_zone(text: str, moment_s: float) -> None:
    assert parse_when(text, 0.0) == moment_s


@pytest.mark.parametrize("text", ["", "yesterday", "2x", "-2h", "2026-13-01", "٣d"])
def test_what_is_no_moment_is_wrong_usage(command: AuditCommand, text: str) -> None:
    with pytest.raises(SystemExit) as left:
        command.run(f"--since={text}")
    assert left.value.code == 2


@pytest.mark.parametrize("text", ["2026-11-29", "2026-11-28T15:03:22", "2027-01-01", "2026-11-28T14:03:22Z"])
def test_what_is_still_to_come_is_wrong_usage_and_no_empty_answer(
    command: AuditCommand, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command.write(WEB)
    with pytest.raises(SystemExit) as left:
        command.run("--since", text)
    assert left.value.code == 2
    assert f"{text} is in the future: it is now 2026-11-28T15:03:21+01:00 on this machine" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["2026-11-28", "2026-11-28T15:03:21", "0s", "0001-01-02"])
def test_what_has_just_been_is_answered(command: AuditCommand, text: str) -> None:
    assert command.run("--since", text).status == 0


@pytest.mark.parametrize("arguments", [("--since", "-5h"), ("--since=-5h",)])
def test_so_long_ago_has_no_minus_and_that_is_said(
    command: AuditCommand, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        command.run(*arguments)
    assert left.value.code == 2
    assert "argument --since: 5h already means that long ago: leave out the minus" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:59", "999999999w"])
def test_moments_far_away_select_all_or_nothing_or_are_wrong_usage(command: AuditCommand, text: str) -> None:
    with suppress(SystemExit):
        assert command.run("--since", text).status == 0


@pytest.mark.parametrize("verdict", [Verdict.SUCCEEDED, Verdict.FAILED, Verdict.UNKNOWN])
def test_a_line_says_what_was_changed_in_the_words_of_its_job(command: AuditCommand, verdict: Verdict) -> None:
    run = CommandRun(("xl", "mem-set", "3", "4096m"), 0)
    told = "web (id 3) has 4.0 GiB now, it had 2.0."
    command.write(replace(WEB, title="Memory", commands=(run,), verdict=verdict, summary=told))
    assert command.run().out.endswith(f"  Memory web  {verdict.value}  xl mem-set 3 4096m; {told}\n")
