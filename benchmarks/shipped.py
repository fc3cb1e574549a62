"""How soon the one file starts, beside the same program installed by pip; each from its compiled modules."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks.start import ROUNDS, ROUNDS_ON_A_TERMINAL, Subject, compare, print_head, to_its_end, until_shown
from shipping import distributions, onefile, own, wheels

_MOMENT_S = 1_764_000_000
_MOST = 1.1


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        libraries = wheels.fetch(own.ROOT / "build" / "wheels")
        python, installed = _installed(folder, libraries)
        onefile.build(folder / "xentui.pyz", {**wheels.tree(libraries), **own.tree()}, [(python,)], _MOMENT_S)
        one_file = (python, str(folder / "xentui.pyz"))
        print_head()
        kept = [
            compare(_answers(installed, one_file, "--version"), ROUNDS),
            compare(_answers(installed, one_file, "list", "--simulate"), ROUNDS),
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


def _answers(installed: tuple[str, ...], one_file: tuple[str, ...], *command: str) -> tuple[Subject, ...]:
    words = " ".join(command)
    return (
        Subject(f"installed, {words}", lambda: to_its_end(*installed, *command, import_path="")),
        Subject(f"one file, {words}", lambda: to_its_end(*one_file, *command, import_path=""), _MOST),
    )


def _frames(installed: tuple[str, ...], one_file: tuple[str, ...]) -> tuple[Subject, ...]:
    demo = ("demo", "--domains", "100")
    return (
        Subject("installed, 100 guests shown", lambda: until_shown((*installed, *demo), b"example.net", "")),
        Subject("one file, 100 guests shown", lambda: until_shown((*one_file, *demo), b"example.net", ""), _MOST),
    )


if __name__ == "__main__":
    sys.exit(main())
