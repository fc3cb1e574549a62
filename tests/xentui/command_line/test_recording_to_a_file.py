"""A recording is a new file of its own, wherever it is asked for."""

import argparse
import os
from pathlib import Path

import pytest

from tests.foreign_users import MALLORY, given_to_mallory, only_as_root
from tests.garbage import ran
from tests.xentui.command_line.this_dom0 import HEALTHY, on_host
from xentui.command_line import open_console
from xentui.command_line.open_host import open_host
from xentui.fleet.host import Host
from xentui.fleet.settings.values import DEFAULTS

CONTENT = "root's own\n"


def recorded(path: Path | str) -> str:
    """What is said against it."""
    return ran("list", "--record", str(path)).err.decode()


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> None:
    on_host(monkeypatch, HEALTHY)


def test_no_link_leads_a_recording_into_another_file(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text(CONTENT)
    for target in ("precious", "nowhere"):
        (tmp_path / "bug.jsonl").symlink_to(target)
        assert "can't be written: File exists" in recorded(tmp_path / "bug.jsonl")
        (tmp_path / "bug.jsonl").unlink()
    assert (tmp_path / "precious").read_text() == CONTENT
    assert not (tmp_path / "nowhere").exists()


def test_a_recording_may_be_where_everybody_has_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp").chmod(0o1777)
    monkeypatch.chdir(tmp_path / "tmp")
    assert recorded("bug.jsonl") == ""
    assert (tmp_path / "tmp" / "bug.jsonl").stat().st_mode & 0o777 == 0o600
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    told = recorded(tmp_path / "open" / "bug.jsonl")
    assert f"everybody can write into {tmp_path}/open. Give a folder that only" in told
    assert "`ch" not in told


@only_as_root
def test_a_recording_may_be_in_the_folder_of_who_has_become_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    given_to_mallory(tmp_path / "home", 0o700)
    assert f"belongs to user {MALLORY}" in recorded(tmp_path / "home" / "bug.jsonl")
    monkeypatch.setenv("SUDO_UID", str(MALLORY))
    assert recorded(tmp_path / "home" / "bug.jsonl") == ""


def test_a_recording_whose_file_was_taken_away_goes_on_and_makes_no_other(tmp_path: Path) -> None:
    options = argparse.Namespace(replay=None, simulate=True, record=str(tmp_path / "bug.jsonl"), settings=DEFAULTS)
    host = open_host(options)
    os.rename(tmp_path / "bug.jsonl", tmp_path / "old.jsonl")
    (tmp_path / "bug.jsonl").symlink_to("precious")
    host.hypervisor.snapshot()
    assert len((tmp_path / "old.jsonl").read_text().splitlines()) > 1
    assert not (tmp_path / "precious").exists()


def test_the_console_on_a_simulated_host_is_recorded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def show(host: Host, _options: argparse.Namespace) -> int:
        return 0 if host.hypervisor.snapshot().instances else 1

    monkeypatch.setattr(open_console, "_show", show)
    assert ran("--simulate", "--record", str(tmp_path / "bug.jsonl")).status == 0
    assert '"xl", "list"' in (tmp_path / "bug.jsonl").read_text()


@pytest.mark.parametrize("path", ["", "nosuch/bug.jsonl", "n" * 300])
def test_a_recording_that_can_not_be_begun_is_told(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = ran("list", "--record", path)
    assert found.status == 1
    assert b"can't be written" in found.err
    assert list(tmp_path.iterdir()) == []
