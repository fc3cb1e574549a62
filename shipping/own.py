"""The project's own part of what is shipped."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from xentui import __version__

ROOT = Path(__file__).parent.parent
_PACKAGES = (ROOT / "xentui", ROOT / "widgets" / "xentui_widgets", ROOT / "driver" / "xentui_driver")
VERSION = __version__


def tree() -> Mapping[PurePosixPath, bytes]:
    """The three packages and what an installer would write about them, by path."""
    return {**_modules(), **_metadata()}


def _modules() -> dict[PurePosixPath, bytes]:
    return {
        PurePosixPath(package.name, *path.relative_to(package).parts): path.read_bytes()
        for package in _PACKAGES
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _metadata() -> dict[PurePosixPath, bytes]:
    """As of an installed distribution, so that `--version --verbose` finds it and its licence there too."""
    folder = PurePosixPath(f"xentui-{VERSION}.dist-info")
    fields = (
        f"Metadata-Version: 2.4\nName: xentui\nVersion: {VERSION}\nLicense-Expression: MIT\nLicense-File: LICENSE\n"
    )
    needed = "".join(f"Requires-Dist: {name}\n" for name in ("textual", "rich"))
    return {
        folder / "METADATA": (fields + needed).encode("ascii"),
        folder / "licenses" / "LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
