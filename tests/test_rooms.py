"""The map of the code is right, and tests keep to its rooms: helpers that they share are modules of their own."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PAGES = ("README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
NAMED = re.compile(r"`((?:driver|widgets|xentui|tests|docs|benchmarks)/[a-z_][\w./-]*)`")


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


PACKAGES = sorted(
    path
    for room in ("driver/xentui_driver", "widgets/xentui_widgets", "xentui")
    for path in (ROOT / room).rglob("__init__.py")
)


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_no_package_imports_its_own_modules(path: Path) -> None:
    """Where one thread imports the package and another one a module of it, Python lets one of the two imports fail.

    A job loads modules in a thread while it works, and so does the console behind its first picture.
    """
    own = path.parent.name
    body = ast.parse(path.read_text("utf-8")).body
    modules = [node.module for node in body if isinstance(node, ast.ImportFrom) and node.module is not None]
    assert [name for name in modules if own in name.split(".")] == []


def packages_of(folder: str) -> set[str]:
    """What the code of a room imports, its own package aside."""
    found = {name.split(".")[0] for path in (ROOT / folder).rglob("*.py") for name in imported(path)}
    return found - {path.name for path in (ROOT / folder).iterdir()}


def test_the_driver_needs_nothing_but_the_standard_library() -> None:
    assert packages_of("driver") <= sys.stdlib_module_names


def test_widgets_run_nothing_and_reach_nothing() -> None:
    runs_or_reaches = {"subprocess", "multiprocessing", "threading", "concurrent", "asyncio", "socket", "os", "pty"}
    assert packages_of("widgets").isdisjoint(runs_or_reaches)


def test_what_is_looked_for_can_be_found() -> None:
    assert "xentui/console/test_console.py" in files_that_import(TESTS / "xentui", "xentui")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page: str) -> None:
    named = NAMED.findall((ROOT / page).read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_map_names_its_paths_in_full() -> None:
    assert len(NAMED.findall((ROOT / "docs" / "development.md").read_text("utf-8"))) > 50
