"""Which view the console begins with, from the command line."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.xentui.command_line.commanding import Site
from xentui.command_line import open_console
from xentui.command_line.early_options import settings_for
from xentui.command_line.parser import parsed
from xentui.fleet.settings.values import View

CONFIG = """
[view]
interval = 5
[view.night]
filter = "web"
interval = 10
"""


@pytest.fixture
def view(tmp_path: Path) -> Callable[..., View]:
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "views.toml").write_text('[view.day]\nsort = "cpu"\n')

    def of(*arguments: str) -> View:
        words = ["--config", str(tmp_path / "config.toml"), *arguments, "demo"]
        options: argparse.Namespace = parsed(words, settings_for(words))
        return open_console._view(options)

    return of


def test_a_view_is_that_of_the_config_file_or_a_saved_one(view: Callable[..., View]) -> None:
    assert view() == View(interval_s=5.0)
    assert view("--view", "night") == View(filter="web", interval_s=10.0)
    assert view("--view", "day") == View(sort="cpu", interval_s=5.0)


def test_what_the_command_line_says_goes_before_the_view(view: Callable[..., View]) -> None:
    assert view("--view", "night", "--interval", "1").interval_s == 1.0
    assert view("--interval", "1").interval_s == 1.0


def test_a_view_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG)
    ran = Site(capsys).run("--config", str(tmp_path / "config.toml"), "--view", "nigth", "demo")
    assert ran.status == 2
    assert ran.err == "xentui: There is no view 'nigth'. Views: night. See docs/config.md.\n"


def test_the_delay_of_escape_is_textuals_unless_the_environment_says_another(monkeypatch: pytest.MonkeyPatch) -> None:
    environ: dict[str, Any] = {}
    monkeypatch.setattr(os, "environ", environ)
    open_console._prepare_textual(View())
    assert environ == {}
    open_console._prepare_textual(View(escape_delay_ms=250))
    assert environ == {"ESCDELAY": "250"}
    open_console._prepare_textual(View(escape_delay_ms=500))
    assert environ == {"ESCDELAY": "250"}
