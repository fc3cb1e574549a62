"""The libraries that are shipped along: wheels pinned by hash, fetched once and then taken from `build/wheels`."""

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

LOCK = Path(__file__).parent / "requirements.lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

LEFT_OUT = re.compile(
    r"""
    pygments/(lexers/(?!__init__|_mapping|python\b)|formatters/(?!__init__|_mapping))
    | textual/(demo/|tree-sitter/)
    | .*/(RECORD|INSTALLER|entry_points\.txt)$
    | .*\.(so|pyd|pyi|typed)$
    """,
    re.VERBOSE,
)
"""What no screen loads: two thirds of Pygments are languages that no traceback is written in."""


class WrongWheel(Exception):
    """A wheel isn't the one that is pinned, or isn't there."""


def pinned(lock: str) -> dict[str, str]:
    """Each library of a lock file and its version."""
    return dict(_PINNED.findall(lock))


def fetch(folder: Path) -> tuple[Path, ...]:
    """The pinned wheels, sorted; the network is used only for what isn't in the folder. Raises WrongWheel."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = LOCK.read_text()
    if len(_found(folder, lock)) < len(pinned(lock)):
        argv = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        fetched = subprocess.run([*argv, "--require-hashes", "-r", LOCK, "-d", folder], check=False)
        if fetched.returncode:
            raise WrongWheel(f"The libraries can't be fetched: pip ended with {fetched.returncode}.")
    found = _found(folder, lock)
    if missing := pinned(lock).keys() - found.keys():
        raise WrongWheel(f"No wheel with the pinned hash in {folder}: {', '.join(sorted(missing))}.")
    return tuple(found[name] for name in sorted(found))


def _found(folder: Path, lock: str) -> dict[str, Path]:
    """By the name of its library, each wheel of the folder that has a pinned hash."""
    hashes = set(_HASH.findall(lock))
    names = {_plain(name): name for name in pinned(lock)}
    wheels = [path for path in folder.glob("*.whl") if hashlib.sha256(path.read_bytes()).hexdigest() in hashes]
    return {names[_plain(path.name.split("-")[0])]: path for path in wheels}


def _plain(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def files_of(wheel: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """What of a wheel is shipped. Raises WrongWheel for one that isn't pure Python."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if not name.endswith("/"))
        if binary := [name for name in names if name.endswith((".so", ".pyd"))]:
            raise WrongWheel(f"{wheel.name} isn't pure Python: it has {binary[0]}.")
        for name in names:
            if ".data/" not in name and not LEFT_OUT.match(name):
                yield PurePosixPath(name), archive.read(name)


def tree(wheels: tuple[Path, ...]) -> Mapping[PurePosixPath, bytes]:
    """The files of all wheels, by their path."""
    return {path: content for wheel in wheels for path, content in files_of(wheel)}
