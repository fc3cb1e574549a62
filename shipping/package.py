"""The Debian package: the files are laid out here, Debian's own tools make the package of them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from pathlib import Path, PurePosixPath

from shipping import config_file, manual, own
from shipping.copyright import Files, copyright_text

_DEBIAN = Path(__file__).parent / "debian"
_MODULES = PurePosixPath("root/usr/share/xentui")
_COMPLETIONS = {
    "bash": "root/usr/share/bash-completion/completions/xentui",
    "zsh": "root/usr/share/zsh/vendor-completions/_xentui",
    "fish": "root/usr/share/fish/vendor_completions.d/xentui.fish",
}
_DOCUMENTS = {
    "README.md": "README.md",
    "NEWS.md": "CHANGELOG.md",  # by that name it would take the place of the package's own
    "config.md": "docs/config.md",
    "json.md": "docs/json.md",
    "parameters.md": "docs/parameters.md",
}
_TOOLS = {"dpkg-buildpackage": "dpkg-dev", "dh": "debhelper", "dh_python3": "dh-python"}
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_CHANGELOG = """\
xentui ({version}) stable; urgency=medium

  * What is new to operators is in /usr/share/doc/xentui/NEWS.md.gz.

 -- {maintainer}  {date}
"""


class NotPackaged(Exception):
    """A tool isn't there, or one of them has failed."""


def path_in(folder: Path, version: str = own.VERSION) -> Path:
    """Where the package is when it has been made in that folder."""
    return folder / f"xentui_{version}_all.deb"


def missing_tools() -> tuple[str, ...]:
    """The packages of Debian that have to be installed before one can be made here."""
    return tuple(package for tool, package in _TOOLS.items() if shutil.which(tool, path=_PATH) is None)


def build(folder: Path, libraries: Sequence[Files], modules: Files, epoch_s: int) -> Path:
    """Write the package of xentui's own modules and its libraries. Raises NotPackaged and OSError."""
    if missing := missing_tools():
        raise NotPackaged(f"no package without Debian's tools: apt install {' '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="xentui-package-") as name:
        source = Path(name) / "xentui"
        shutil.copytree(_DEBIAN, source / "debian")
        _write(source, _laid_out(libraries, modules, epoch_s))
        _write(source, _about(libraries, epoch_s))
        _run_debians_tools(source, epoch_s)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path_in(source.parent), path_in(folder))
    return path_in(folder)


def _laid_out(libraries: Sequence[Files], modules: Files, epoch_s: int) -> dict[PurePosixPath, bytes]:
    """What `debian/xentui.install` and its neighbours name, by its path in the source."""
    documents = {PurePosixPath("documents", name): (own.ROOT / path).read_bytes() for name, path in _DOCUMENTS.items()}
    texts = {
        "xentui.1": manual.manual_page(epoch_s),
        "root/etc/xentui/config.toml": config_file.commented(),
        "root/usr/bin/xentui": (_DEBIAN / "xentui.py").read_text("utf-8"),
        **{path: manual.completion(shell) for shell, path in _COMPLETIONS.items()},
    }
    return {
        **{_MODULES / path: content for files in (*libraries, modules) for path, content in files.items()},
        **{PurePosixPath(path): text.encode() for path, text in texts.items()},
        **documents,
    }


def _about(libraries: Sequence[Files], epoch_s: int) -> dict[PurePosixPath, bytes]:
    control = (_DEBIAN / "control").read_text("utf-8")
    maintainer = next(line for line in control.splitlines() if line.startswith("Maintainer: "))
    changelog = _CHANGELOG.format(
        version=own.VERSION, maintainer=maintainer.removeprefix("Maintainer: "), date=formatdate(epoch_s)
    )
    return {
        PurePosixPath("debian/changelog"): changelog.encode(),
        PurePosixPath("debian/copyright"): copyright_text(libraries).encode(),
    }


def _write(source: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    for path, content in files.items():
        target = source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _run_debians_tools(source: Path, epoch_s: int) -> None:
    environ = {"PATH": _PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": str(epoch_s)}
    argv = ("dpkg-buildpackage", "--build=binary", "--unsigned-changes")
    done = subprocess.run(
        argv,
        cwd=source,
        env={**environ, "HOME": str(source.parent), "TMPDIR": os.environ.get("TMPDIR", "/tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        umask=0o022,
        check=False,
    )
    if done.returncode:
        raise NotPackaged(f"dpkg-buildpackage ended with {done.returncode}:\n{done.stdout[-4000:]}")
