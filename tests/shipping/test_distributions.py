"""The wheel has the program and nothing else; an installer makes the command `xentui` of it."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

from shipping import distributions
from tests.shipping.one_file import MOMENT_S
from xentui import __version__


def test_a_wheel_and_an_sdist_are_built_and_the_wheel_installs(tmp_path: Path) -> None:
    wheel, sdist = distributions.build(tmp_path / "dist", MOMENT_S)
    assert packages(wheel) == {"xentui", "xentui_widgets", "xentui_driver", f"xentui-{__version__}.dist-info"}
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"xentui/__main__.py", "tests/test_rooms.py", "LICENSE", "README.md", "Makefile"} <= names
    assert installed_version(wheel, tmp_path / "env") == f"xentui {__version__}\n"


def test_the_same_bytes_come_of_the_same_files(tmp_path: Path) -> None:
    first, second = (distributions.build(tmp_path / name, MOMENT_S) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def packages(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name.partition("/")[0] for name in archive.namelist()}


def installed_version(wheel: Path, folder: Path) -> str:
    """Said by the command that pip makes of it, with the libraries of the tests."""
    venv.create(folder, system_site_packages=False, with_pip=False)
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    argv = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
    )
    subprocess.run(argv, check=True)
    assert (site / "xentui" / "__init__.py").is_file()
    command = subprocess.run([folder / "bin" / "xentui", "--version"], capture_output=True, text=True, check=True)
    return command.stdout
