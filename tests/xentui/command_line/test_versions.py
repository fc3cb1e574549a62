"""`--version --verbose` names each library that the program has along, and nothing else that is installed."""

import subprocess
import sys

import pytest

from tests.pseudo_terminal import IMPORT_PATH
from xentui import __version__
from xentui.command_line.versions import versions_text


def test_each_library_has_a_version_and_a_licence() -> None:
    first, python, *parts = versions_text().splitlines()
    assert first == f"xentui {__version__}"
    assert python.split() == ["Python", sys.version.split()[0]]
    assert parts
    assert all(len(part.split()) >= 3 for part in parts)
    assert "not stated" not in versions_text()


def test_it_names_what_xentui_needs_and_what_that_needs_but_no_tool_of_the_tests() -> None:
    names = {line.split()[0].lower() for line in versions_text().splitlines()}
    assert {"textual", "rich", "markdown-it-py", "mdurl", "linkify-it-py"} <= names
    assert not {"pytest", "mypy", "hypothesis"} & names


@pytest.mark.parametrize("words", [("--version", "--verbose"), ("--verbose", "--version")])
def test_both_orders_are_understood(words: tuple[str, str]) -> None:
    argv = [sys.executable, "-m", "xentui", *words]
    done = subprocess.run(argv, env={"PYTHONPATH": IMPORT_PATH}, capture_output=True, text=True, check=True)
    assert done.stdout == versions_text()
