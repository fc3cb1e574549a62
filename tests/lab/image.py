"""Build the image of a lab host once, and find it in the cache afterwards."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.lab import debian, dom0
from tests.lab.release import BOOKWORM, TRIXIE, Release

RECIPE = ("artefacts.py", "debian.py", "dom0.py", "guest_system.py", "image.py")
"""The modules of this folder that say what is in an image; a change in one makes a new image."""

TOOLS = {
    "debootstrap": "debootstrap",
    "unshare": "util-linux",
    "setpriv": "util-linux",
    "mkfs.ext4": "e2fsprogs",
    "busybox": "busybox-static",
    "zstd": "zstd",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "qemu-system-x86_64": "qemu-system-x86",
    "qemu-img": "qemu-utils",
}
DISK_SIZE_BYTES = 4 << 30

Progress = Callable[[str], None]


class CannotBuild(RuntimeError):
    """This machine or this user can't build an image; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Image:
    """The files of a lab host in the cache."""

    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "dom0.img"

    @property
    def xen(self) -> Path:
        return self.folder / "xen.elf"

    @property
    def kernel(self) -> Path:
        return self.folder / "vmlinux"

    @property
    def initrd(self) -> Path:
        return self.folder / "initrd"

    @property
    def keys(self) -> dom0.Keys:
        return dom0.Keys(user=self.folder / "id_ed25519", host=self.folder / "host_ed25519")

    @property
    def known_hosts(self) -> Path:
        return self.folder / "known_hosts"


def cache_folder() -> Path:
    return Path(os.environ.get("XENTUI_LAB_CACHE") or Path.home() / ".cache" / "xentui-lab")


def recipe_hash(release: Release) -> str:
    """Changes whenever an image built now would be another one; not with the archive's own updates."""
    here = Path(__file__).parent
    texts = b"\0".join((repr(release).encode(), *((here / name).read_bytes() for name in RECIPE)))
    return hashlib.sha256(texts).hexdigest()[:16]


def image(release: Release, progress: Progress) -> Image:
    """The image of the present recipe, from the cache or built now (root, a minute or two)."""
    built = Image(cache_folder() / f"{release.codename}-{recipe_hash(release)}")
    if not built.folder.exists():
        _build_into(built.folder, release, progress)
    return built


def _build_into(folder: Path, release: Release, progress: Progress) -> None:
    """Build beside `folder` and rename at the end, so that what is in the cache is whole."""
    _check_machine()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="building-", dir=folder.parent) as name:
        unfinished = Path(name) / "image"
        unfinished.mkdir()
        log = folder.parent / f"{folder.name}.log"
        progress(f"building an image of a Xen host; details in {log}")
        log.unlink(missing_ok=True)
        try:
            _build(Image(unfinished), release, Path(name) / "root", log, progress)
        except subprocess.CalledProcessError as error:
            raise CannotBuild(f"{error}; its output is at the end of {log}") from error
        unfinished.rename(folder)


def _build(target: Image, release: Release, root: Path, log: Path, progress: Progress) -> None:
    busybox = Path(shutil.which("busybox") or "busybox")
    archives = debian.machine_archives(release)
    progress(f"laying Debian {release.codename}")
    debian.debootstrap(root, archives[0], log)
    progress("installing Xen, a kernel, ssh and Python")
    debian.install(root, archives, dom0.PACKAGES, log)
    progress("making the files of the dom0 and of the guests")
    _make_keys(target)
    target.xen.write_bytes(_unpacked_xen(root))
    target.kernel.write_bytes(dom0.kernel(root))
    target.initrd.write_bytes(dom0.initrd(root, busybox))
    dom0.furnish(root, target.keys, busybox)
    progress("making the disk")
    _make_disk(root, target.disk)


def _check_machine() -> None:
    missing = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    if missing:
        raise CannotBuild(f"tools are missing: apt-get install {' '.join(missing)}")
    if os.geteuid() != 0:
        raise CannotBuild("building the image of a Xen host takes root")


def _make_keys(target: Image) -> None:
    for key in (target.keys.user, target.keys.host):
        argv = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "xentui-lab", "-f", str(key))
        subprocess.run(argv, check=True)
    public = target.keys.host.with_suffix(".pub").read_text()
    target.known_hosts.write_text(f"lab {public}")


def _unpacked_xen(root: Path) -> bytes:
    """QEMU's multiboot loader takes Xen as a plain ELF file only."""
    (packed,) = (root / "boot").glob("xen-*.gz")
    return gzip.decompress(packed.read_bytes())


def _make_disk(root: Path, disk: Path) -> None:
    with disk.open("wb") as empty:
        empty.truncate(DISK_SIZE_BYTES)
    subprocess.run(("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-d", str(root), str(disk)), check=True)


def main() -> None:
    started_s = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started_s:6.1f} s  {line}", flush=True)

    try:
        for release in (BOOKWORM, TRIXIE):
            say(f"ready: {image(release, say).folder}")
    except (CannotBuild, debian.NoArchive) as error:
        sys.exit(f"cannot build the lab: {error}")


if __name__ == "__main__":
    main()
