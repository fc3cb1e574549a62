"""The help and the errors of the command line stay word for word, whatever is loaded to say them."""

from pathlib import Path

import pytest

from tests.xentui.command_line.said_of_commands import all_said
from xentui.command_line.parser import commands
from xentui.fleet.settings.values import DEFAULTS

SAID = Path(__file__).parents[2] / "data" / "command_line.txt"
"""Written by `python -m tests.xentui.command_line.said_of_commands`."""


def test_each_help_and_each_complaint_is_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert all_said() == SAID.read_text("utf-8")


def test_each_command_is_in_what_is_compared() -> None:
    compared = SAID.read_text("utf-8")
    for command in commands(DEFAULTS):
        assert f"$ xentui {command.name} --help\n" in compared
