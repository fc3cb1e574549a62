"""Which modules most starts load: in the one file they are stored, because inflating them takes longer than reading."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

_STARTS = """
import sys
from xentui.command_line.main import run
import xentui.console.app, xentui.console.dialogs, xentui.console.pages
import xentui_driver.jobs.run_order
shown, sys.stdout = sys.stdout, open("/dev/null", "w")
run(["list", "--simulate"])
files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
print(*filter(None, files), sep="\\n", file=shown)
"""
"""A list, the console up to its first frame and behind it, and a job."""


def often_loaded(files: Mapping[PurePosixPath, bytes]) -> frozenset[PurePosixPath]:
    """The sources among the files that those starts load; tried with these files alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        script = f"import sys; sys.path.insert(0, {str(folder)!r})\n{_STARTS}"
        argv = (sys.executable, "-I", "-S", "-B", "-c", script)
        loaded = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    own = (Path(path) for path in loaded if Path(path).is_relative_to(folder))
    return frozenset(PurePosixPath(path.relative_to(folder)) for path in own)
