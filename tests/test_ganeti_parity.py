"""docs/ganeti-parity.md says the truth: every method of Ganeti's has a function here and a test, every fault a test."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "ganeti-parity.md"
_METHODS = """
    _RunXen _ConfigFileName _EnsureDirs _WriteNICInfoFile _InstanceNICDir _InstanceNICFile _InstanceMigrationPidfile
    _GetConfig _WriteNicConfig _WriteConfigFile _ReadConfigFile _RemoveConfigFile _StashConfigFile _MakeConfigFile
    _GetInstanceList ListInstances GetInstanceInfo GetAllInstancesInfo VerifyInstance RestoreInstance StartInstance
    StopInstance _StopInstance _ShutdownInstance _DestroyInstance _DestroyInstanceIfAlive _RenameInstance
    RebootInstance BalloonInstanceMemory GetNodeInfo GetInstanceConsole Verify _CheckToolstackXlConfigured
    MigrationInfo _KillMigrationDaemon AcceptInstance MigrateInstance _MigrateInstance FinalizeMigrationSource
    FinalizeMigrationDst GetMigrationStatus VersionsSafeForMigration PowercycleNode
    _InstanceStartupMemory CleanupInstance CheckParameterSyntax ValidateParameters AssessParameters GetAncillaryFiles
    GetLinuxNodeInfo LinuxPowercycle _FormatVerifyResults ConfigureNIC DeConfigureNIC GenerateTapName
    HotAddDevice HotDelDevice HotModDevice VerifyHotplugSupport HotplugSupported ResizeDisk
"""
METHODS = frozenset(_METHODS.split())
FAULTS = frozenset(f"G{number}" for number in range(1, 27))


class Row(NamedTuple):
    """A row of the page; what is in backquotes in each of its first three columns."""

    ganeti: tuple[str, ...]
    here: tuple[str, ...]
    tests: tuple[str, ...]


def rows(columns: int) -> Iterator[list[str]]:
    """The cells of the rows of every table with that many columns, without the headings."""
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == columns and not set(cells[0]) <= set("-") and cells[0] not in ("Ganeti", "fault"):
            yield cells


def quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


METHOD_ROWS = [Row(*(quoted(cell) for cell in cells[:3])) for cells in rows(4)]
FAULT_ROWS = [(cells[0], quoted(cells[2])) for cells in rows(3)]


def find(name: str) -> object:
    """`module.Class.method` of the driver. Raises ImportError, AttributeError."""
    words = name.split(".")
    length = max(n for n in range(1, len(words) + 1) if is_module(words[:n]))
    found: object = importlib.import_module(".".join(("xentui_driver", *words[:length])))
    for word in words[length:]:
        found = getattr(found, word)
    return found


def is_module(words: list[str]) -> bool:
    path = ROOT.joinpath("driver", "xentui_driver", *words)
    return path.with_suffix(".py").is_file() or path.is_dir()


def test_every_method_of_ganeti_is_listed_once() -> None:
    listed = [name for row in METHOD_ROWS for name in row.ganeti]
    assert sorted(listed) == sorted(METHODS)


@pytest.mark.parametrize("row", METHOD_ROWS, ids=lambda row: row.ganeti[0])
def test_what_does_the_work_here_exists_and_has_a_test(row: Row) -> None:
    for name in row.here:
        assert callable(find(name)), name
    assert bool(row.here) == bool(row.tests)
    for test in row.tests:
        assert_exists(test)


def test_every_fault_of_ganeti_is_listed_once() -> None:
    assert sorted(fault for fault, _ in FAULT_ROWS) == sorted(FAULTS)


@pytest.mark.parametrize(("fault", "tests"), FAULT_ROWS, ids=[fault for fault, _ in FAULT_ROWS])
def test_every_fault_of_ganeti_has_a_test(fault: str, tests: tuple[str, ...]) -> None:
    assert tests
    for test in tests:
        assert "::" in test, f"{fault}: a file isn't a test"
        assert_exists(test)


def assert_exists(test: str) -> None:
    file, _, name = test.partition("::")
    path = ROOT / file
    assert path.is_file(), test
    assert f"def {name or 'test_'}" in path.read_text(), test
