"""A child has the modules of its parent, and no others."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import ROOT
from xentui_driver.transport import own_modules

WHOSE = """
import sys
from xentui_driver.transport import own_modules
import subprocess
sys.exit(subprocess.run(own_modules.argv_while_we_live("that_only_we_find")).returncode)
"""


def test_a_child_finds_what_its_parent_finds_wherever_it_has_that_from(tmp_path: Path) -> None:
    """The package's program has its modules from no PYTHONPATH: it puts their folder on its path itself."""
    (tmp_path / "that_only_we_find.py").write_text("print('found')\n")
    script = f"import sys; sys.path[:0] = [{str(ROOT / 'driver')!r}, {str(tmp_path)!r}]\n{WHOSE}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "found\n", "")


def test_a_child_takes_no_module_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xentui_driver").mkdir()
    (tmp_path / "xentui_driver" / "__init__.py").write_text("raise SystemExit('a module that nobody asked for')\n")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path not in ("", ".")])
    argv = own_modules.argv_while_we_live("xentui_driver.transport.own_modules")
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
