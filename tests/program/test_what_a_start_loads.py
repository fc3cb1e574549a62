"""What a process loads before it does anything: each module is paid for by every start, fifty times over in a dom0."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.start import pause_order
from tests.pseudo_terminal import ROOT, Program
from tests.xentui.command_line.said_of_commands import COMMANDS

DRAWING = {"textual", "rich"}
OF_VERSION = {"xentui", "xentui.__main__", "xentui.command_line", "xentui.command_line.standard_streams"}
"""What says its version: the number, and what reopens streams that the shell has closed."""
SLOW = {"dataclasses", "inspect", "tomllib", "socket", "asyncio", "logging", "tempfile", "email", "hashlib"}
"""Of the standard library, 2 to 12 ms each."""
FOLDERS = ("xentui", "driver", "widgets")


def loaded(script: str, arguments: list[str], given: bytes = b"") -> set[str]:
    """The modules that are loaded when a script is over, but for those of Python's own start."""
    script = f"import sys; before = set(sys.modules); sys.argv[1:] = {arguments!r}\n{script}"
    done = subprocess.run([sys.executable, "-c", script], input=given, capture_output=True, check=True)
    return set(done.stderr.decode().splitlines()[-1].split())


def of_command(*arguments: str) -> set[str]:
    script = """
import os
os._exit = sys.exit  # the end of a command, after which there are modules no more
try:
    from xentui.__main__ import main
    main()
except SystemExit:
    pass
print(*sys.modules.keys() - before, file=sys.stderr)
"""
    return loaded(script, list(arguments))


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_a_version_is_told_by_next_to_nothing() -> None:
    assert {name for name in of_command("--version") if name.startswith("xentui")} <= OF_VERSION
    assert not {"argparse", "re", "enum", "typing"} & of_command("--version")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "demo"])
def test_no_command_that_does_not_draw_loads_what_draws(command: str) -> None:
    assert not DRAWING & packages(of_command(*command.split(), "--help"))


@pytest.mark.parametrize(
    "words",
    [
        "list",
        "info",
        "describe test-01",
        "doctor",
        "jobs",
        "audit",
        "config list",
        "config check",
        "stop web-01.example.net",
    ],
)
def test_nor_does_one_that_has_answered(words: str) -> None:
    assert not DRAWING & packages(of_command("--simulate", *words.split()))


def test_a_list_loads_nothing_of_what_it_does_not_ask() -> None:
    modules = of_command("--simulate", "list")
    assert not (SLOW | {"shlex", "struct", "locale", "json", "xentui.command_line.node_report"}) & modules
    for part in (
        "definitions.dry_run",
        "definitions.parameters.macs",
        "definitions.store",
        "definitions.xl_config.meaning",
        "host.counters",
        "host.describe",
        "host.doctor",
        "jobs",
        "model.serialization",
        "model.strict_json",
        "operations.whereabouts",
        "sampler",
        "simulator.admission",
        "simulator.clock",
        "simulator.messages",
        "simulator.operation",
        "simulator.restart",
        "simulator.ssh",
        "toolstack.known_messages",
        "toolstack.message_signs",
        "toolstack.way_out",
        "transport.local",
    ):
        assert f"xentui_driver.{part}" not in modules


def test_the_runner_loads_neither_the_application_nor_what_draws(tmp_path: Path) -> None:
    modules = of_runner(tmp_path)
    assert packages(modules) & {"xentui", "xentui_widgets", *DRAWING} == set()
    assert not (SLOW | {"runpy", "shlex", "weakref"}) & modules


def test_the_runner_loads_the_one_operation_that_it_performs(tmp_path: Path) -> None:
    modules = of_runner(tmp_path)
    assert {name for name in modules if name.startswith("xentui_driver.operations.")} == {
        "xentui_driver.operations.pause"
    }
    for part in (
        "definitions.files",
        "definitions.naming",
        "definitions.store",
        "definitions.xl_config.meaning",
        "host.doctor",
        "host.sources",
        "jobs.actions.definitions",
        "jobs.actions.registry",
        "model.node",
        "simulator",
        "toolstack.message_signs",
    ):
        assert f"xentui_driver.{part}" not in modules


def of_runner(folder: Path) -> set[str]:
    """Up to the first command of a pause."""
    script = """
from xentui_driver.jobs import run_order
from xentui_driver.transport.local import LocalTransport
def run(*_, **__):
    print(*sys.modules.keys() - before, file=sys.stderr, flush=True)
    os._exit(0)
import os
LocalTransport.run = run
run_order._leave_the_caller = lambda _: None
from xentui_driver.jobs.runner import main
main()
"""
    return loaded(script, [], pause_order(folder))


def test_the_console_has_its_first_frame_before_what_that_does_not_show(tmp_path: Path) -> None:
    modules = of_first_frame(tmp_path / "loaded")
    assert "xentui.console.screens.main" in modules
    assert not {"hashlib", "json", "secrets"} & modules
    for part in (
        "xentui.console.dialogs",
        "xentui.console.pages",
        "xentui.console.screens.jobs",
        "xentui.console.screens.question",
        "xentui.fleet.guest_notices",
        "xentui_driver.definitions.folder",
        "xentui_driver.definitions.store",
        "xentui_driver.definitions.xl_config.meaning",
        "xentui_driver.jobs.jobs",
        "xentui_driver.jobs.run_order",
        "xentui_driver.jobs.store",
        "xentui_driver.simulator.host",
        "xentui_driver.simulator.population",
        "xentui_driver.simulator.world",
    ):
        assert part not in modules


def of_first_frame(loaded: Path) -> set[str]:
    """Up to the moment when it is given to the terminal."""
    script = """
import os, sys
from xentui.console.terminal.output import TerminalOutput
def write(self, text):
    if "Quit" in text:
        with open(os.environ["LOADED"] + ".new", "w") as file:
            print(*sys.modules, file=file)
        os.rename(os.environ["LOADED"] + ".new", os.environ["LOADED"])
        os._exit(0)
TerminalOutput.write = write
from xentui.__main__ import main
main()
"""
    with Program.python(script, "demo", environ={"LOADED": str(loaded)}) as program:
        assert program.ended() == 0
    return set(loaded.read_text().split())


@pytest.mark.parametrize("host", ["demo", "demo --fault hang"])
def test_the_console_looks_for_garbage_once_all_is_loaded_and_not_before(host: str, tmp_path: Path) -> None:
    """Also where no reading comes: keys must not wait for imports."""
    script = """
import gc, os, sys
from pathlib import Path
from xentui.console import late_imports
from xentui.console.kept_history import KeptHistory
looked = []
def load(load=late_imports.load_the_rest):
    load()
    looked.append(gc.isenabled())
late_imports.load_the_rest = load
def keep(*_):
    Path(os.environ["LOOKED"]).write_text(repr((looked, gc.isenabled(), gc.get_freeze_count() > 0)))
    os._exit(0)
KeptHistory.keep = keep
from xentui.__main__ import main
main()
"""
    looked = tmp_path / "looked"
    with Program.python(script, *host.split(), environ={"LOOKED": str(looked)}) as program:
        assert program.ended() == 0
    assert looked.read_text() == "([False], True, True)"


@pytest.mark.parametrize("folder", FOLDERS)
def test_values_are_defined_in_the_way_that_costs_nothing(folder: str) -> None:
    own = {"value_classes.py", "dataclass.py"}
    found = [
        str(path)
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in own and "dataclasses" in imported(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def imported(tree: ast.Module) -> set[str]:
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return names | {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
