"""The tests keep to the rooms of the code that they test, and share helpers through modules that hold nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, by their whole names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def files_that_import(folder: Path, *packages: str) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*.py")):
        if any(name.split(".")[0] in packages for name in imported(path)):
            found.append(str(path.relative_to(TESTS)))
    return found


def test_no_test_imports_another_one() -> None:
    borrowing = [
        f"{path.relative_to(TESTS)} imports {name}"
        for path in sorted(TESTS.rglob("*.py"))
        for name in imported(path)
        if name.startswith("tests.") and ".test_" in name
    ]
    assert borrowing == []


@pytest.mark.parametrize("folder", ["driver", "contract", "dom0"])
def test_the_driver_is_tested_without_the_application(folder: str) -> None:
    assert files_that_import(TESTS / folder, "xentui", "xentui_widgets", "textual", "rich") == []


def test_the_widgets_are_tested_without_the_application() -> None:
    assert files_that_import(TESTS / "widgets", "xentui") == []


def test_what_is_looked_for_can_be_found() -> None:
    assert "xentui/console/test_console.py" in files_that_import(TESTS / "xentui", "xentui")
