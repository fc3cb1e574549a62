"""How soon the one file starts, beside the same program installed by pip; each from its compiled modules.

To run any zip Python imports `runpy` and what that needs, a third of its own start. `--version`, which does next to
nothing, can't make that good, so it is held against the smallest zip instead.
"""

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path, PurePosixPath

from benchmarks.start import ROUNDS, ROUNDS_ON_A_TERMINAL, Subject, compare, print_head, to_its_end, until_shown
from shipping import bytecode, distributions, onefile, own, wheels

_MOMENT_S = 1_764_000_000
_MOST = 1.1
_MOST_OF_SMALLEST = 1.2


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        libraries = wheels.fetch(own.ROOT / "build" / "wheels")
        python, installed = _installed(folder, libraries)
        onefile.build(folder / "xentui.pyz", {**wheels.tree(libraries), **own.tree()}, [(python,)], _MOMENT_S)
        one_file = (python, str(folder / "xentui.pyz"))
        print_head()
        kept = [
            compare(_versions(installed, one_file, _smallest_zip(folder, python)), ROUNDS),
            compare(_lists(installed, one_file), ROUNDS),
            compare(_frames(installed, one_file), ROUNDS_ON_A_TERMINAL),
        ]
    return 0 if all(kept) else 1


def _installed(folder: Path, libraries: tuple[Path, ...]) -> tuple[str, tuple[str, ...]]:
    """A virtual environment with the wheel and what it needs: its interpreter, and the command."""
    wheel, _ = distributions.build(folder / "dist", _MOMENT_S)
    venv.create(folder / "env", with_pip=False)
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder / "env"),
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
    )
    subprocess.run((*pip, wheel, *libraries), check=True)
    return str(folder / "env" / "bin" / "python"), (str(folder / "env" / "bin" / "xentui"),)


def _smallest_zip(folder: Path, python: str) -> tuple[str, ...]:
    """A zip whose `__main__`, compiled, does nothing: what any zip costs."""
    path = folder / "smallest.pyz"
    _, code = bytecode.compiled((python,), {PurePosixPath("__main__.py"): b""})
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in code.items():
            archive.writestr(str(name), content)
    return python, str(path)


def _versions(
    installed: tuple[str, ...], one_file: tuple[str, ...], smallest_zip: tuple[str, ...]
) -> tuple[Subject, ...]:
    return (
        Subject("smallest zip, empty", lambda: to_its_end(*smallest_zip, import_path="")),
        Subject("installed, --version", lambda: to_its_end(*installed, "--version", import_path="")),
        Subject("one file, --version", lambda: to_its_end(*one_file, "--version", import_path=""), _MOST_OF_SMALLEST),
    )


def _lists(installed: tuple[str, ...], one_file: tuple[str, ...]) -> tuple[Subject, ...]:
    command = ("list", "--simulate")
    return (
        Subject("installed, list --simulate", lambda: to_its_end(*installed, *command, import_path="")),
        Subject("one file, list --simulate", lambda: to_its_end(*one_file, *command, import_path=""), _MOST),
    )


def _frames(installed: tuple[str, ...], one_file: tuple[str, ...]) -> tuple[Subject, ...]:
    demo = ("demo", "--domains", "100")
    return (
        Subject("installed, 100 guests shown", lambda: until_shown((*installed, *demo), b"example.net", "")),
        Subject("one file, 100 guests shown", lambda: until_shown((*one_file, *demo), b"example.net", ""), _MOST),
    )


if __name__ == "__main__":
    sys.exit(main())
