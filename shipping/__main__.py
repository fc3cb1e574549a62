"""`python -m shipping`: makes `dist/xentui.pyz`, and beside it the wheel, the sdist and the Debian package."""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from shipping import distributions, lock, onefile, own, package, wheels
from shipping.bytecode import Interpreter, NotCompiled
from shipping.distributions import NotBuilt
from shipping.package import NotPackaged

_VERSIONS = ("python3.11", "python3.12", "python3.13", "python3.14")


def main() -> int:
    options = _options()
    try:
        if options.lock:
            lock.renew()
        libraries = wheels.fetch(own.ROOT / "build" / "wheels")
        if not (options.fetch or options.lock):
            _make(options, libraries, moment_s(os.environ))
    except (wheels.WrongWheel, NotBuilt, NotCompiled, NotPackaged, OSError) as error:
        print(f"shipping: {error}", file=sys.stderr)
        return 1
    return 0


def _make(options: argparse.Namespace, libraries: tuple[Path, ...], epoch_s: int) -> None:
    """Raises WrongWheel, NotBuilt, NotCompiled, NotPackaged, OSError."""
    files = {**wheels.tree(libraries), **own.tree()}
    one_file = options.out / "xentui.pyz"
    versions = onefile.build(one_file, files, options.python or _found(), epoch_s)
    _report(one_file, f"byte code for {', '.join(versions) or 'no version'}")
    for path in distributions.build(options.out, epoch_s):
        _report(path, "for pip, pipx and uv")
    parts = [wheels.tree((library,)) for library in libraries]
    _report(package.build(options.out, parts, own.tree(), epoch_s), "for apt install or dpkg --install")


def _report(path: Path, words: str) -> None:
    print(f"{path}: {path.stat().st_size / (1 << 20):.1f} MiB, {words}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m shipping", description=__doc__)
    parser.add_argument("--out", type=Path, default=own.ROOT / "dist", help="the folder that the files go to")
    parser.add_argument("--fetch", action="store_true", help="only fetch the libraries; what follows needs no network")
    parser.add_argument("--lock", action="store_true", help="only renew requirements.lock, and fetch what it names")
    parser.add_argument(
        "--python",
        type=_interpreter,
        action="append",
        metavar="COMMAND",
        help="an interpreter to compile with, such as 'chroot /srv/trixie python3'; without it those that are here",
    )
    return parser.parse_args()


def _interpreter(command: str) -> Interpreter:
    return tuple(shlex.split(command))


def _found() -> list[Interpreter]:
    return [(name,) for name in _VERSIONS if shutil.which(name) and _runs(name)]


def _runs(name: str) -> bool:
    """A version manager has names for interpreters that it doesn't start."""
    return subprocess.run((name, "-c", ""), capture_output=True, check=False).returncode == 0


def moment_s(environ: Mapping[str, str]) -> int:
    """The moment that all files are said to be of: SOURCE_DATE_EPOCH, else that of the last commit."""
    if given := environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    argv = ("git", "-C", str(own.ROOT), "log", "-1", "--format=%ct")
    return int(subprocess.run(argv, capture_output=True, check=True, text=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
