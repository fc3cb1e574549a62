"""The Debian package as a tester has it: made once, and where it is."""

import os
import shutil
import subprocess
from pathlib import Path

from shipping import own, package, wheels
from tests.shipping.one_file import MOMENT_S


def why_not_made() -> str:
    """Why no package can be made on this machine; empty when it can."""
    missing = package.missing_tools()
    return f"Debian's tools aren't here: {' '.join(missing)}" if missing else ""


def made(folder: Path) -> Path:
    """The package of this tree in a folder."""
    libraries = [wheels.tree((wheel,)) for wheel in wheels.fetch(own.ROOT / "build" / "wheels")]
    return package.build(folder, libraries, own.tree(), MOMENT_S)


def with_version(deb: Path, version: str, folder: Path, *, last_line: str = "pass") -> Path:
    """The same package of another version, whose modules differ in their last line."""
    content = folder / f"content-{version}"
    subprocess.run(["dpkg-deb", "--raw-extract", str(deb), str(content)], check=True)
    control = content / "DEBIAN" / "control"
    control.write_text(control.read_text().replace(f"Version: {own.VERSION}\n", f"Version: {version}\n"))
    for module in (content / "usr/share/xentui").rglob("*.py"):
        with module.open("a") as file:
            file.write(f"{last_line}  # {version}\n")
    path = package.path_in(folder, version)
    argv = ("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", str(content), str(path))
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(content)
    return path


def fields(deb: Path, name: str) -> str:
    return subprocess.run(
        ["dpkg-deb", "--field", str(deb), name], check=True, capture_output=True, text=True
    ).stdout.strip()


def unpacked(deb: Path, folder: Path) -> Path:
    subprocess.run(["dpkg-deb", "--extract", str(deb), str(folder)], check=True)
    return folder


def listed(deb: Path) -> dict[str, tuple[str, str]]:
    """Mode and owner of each file, by its path."""
    argv = ["dpkg-deb", "--contents", str(deb)]
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    lines = subprocess.run(argv, check=True, capture_output=True, text=True, env=environ).stdout.splitlines()
    rows = [line.split(maxsplit=5) for line in lines]
    return {row[5].removeprefix("."): (row[0], row[1]) for row in rows}
