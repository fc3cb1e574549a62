"""A Debian system in a folder, from the archive that this machine's own apt uses."""

import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.release import Release

SUITE_SUFFIXES = ("", "-updates", "-security")
BUILD_ONLY_FILES = (
    "etc/apt/sources.list",
    "etc/apt/apt.conf.d/90machine",
    "usr/sbin/policy-rc.d",
    "etc/dpkg/dpkg.cfg.d/lab",
)
DPKG_OPTIONS = """\
force-unsafe-io
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/info/*
"""


class NoArchive(RuntimeError):
    """This machine's apt knows no archive of Debian."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A suite of the Debian archive, at the place where this machine gets it."""

    uri: str
    suite: str


def machine_archives(release: Release) -> tuple[Archive, ...]:
    """The suites of the release where this machine's apt gets those of its own; the base suite first."""
    listing = _output(
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI) $(CODENAME) $(COMPONENT)",
        "Created-By: Packages",
    )
    fields = [line.split() for line in listing.splitlines()]
    known = {row[1]: row[0] for row in fields if len(row) == 3 and row[2] == "main"}
    own = platform.freedesktop_os_release()["VERSION_CODENAME"]
    if own not in known:
        raise NoArchive(
            f"apt on this machine does not list Debian {own}: run apt-get update, or build the lab elsewhere"
        )
    return tuple(
        Archive(known[own + suffix], release.codename + suffix) for suffix in SUITE_SUFFIXES if own + suffix in known
    )


def debootstrap(root: Path, archive: Archive, log: Path) -> None:
    """Lay the smallest system of the release into `root`."""
    argv = ("debootstrap", "--variant=minbase", archive.suite, str(root), archive.uri)
    with log.open("ab") as output:
        subprocess.run(argv, check=True, stdout=output, stderr=output)


def install(root: Path, archives: Sequence[Archive], packages: Sequence[str], log: Path) -> None:
    """Install `packages` inside `root` without starting any of their services."""
    _write_build_files(root, archives)
    in_root(root, log, "apt-get", "-q", "update")
    in_root(root, log, "apt-get", "-q", "-y", "--no-install-recommends", "install", *packages)
    in_root(root, log, "apt-get", "clean")
    for name in BUILD_ONLY_FILES:
        (root / name).unlink()


def in_root(root: Path, log: Path, *argv: str) -> None:
    """Run a command inside `root`, with its own /proc and mounts that end with it."""
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C",
        # Read by the kernel's hook: the lab makes its own, much smaller initrd.
        "INITRD": "No",
    }
    unshare = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
    with log.open("ab") as output:
        subprocess.run(
            (*unshare, f"--root={root}", "--mount-proc", *argv),
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
        )


def _write_build_files(root: Path, archives: Sequence[Archive]) -> None:
    sources = "".join(f"deb {archive.uri} {archive.suite} main\n" for archive in archives)
    settings = _output("apt-config", "dump").splitlines()
    proxies = [line for line in settings if line.startswith("Acquire::http")]
    contents = (sources, "\n".join(proxies), "#!/bin/sh\nexit 101\n", DPKG_OPTIONS)
    for name, content in zip(BUILD_ONLY_FILES, contents, strict=True):
        (root / name).write_text(content)
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    certificates = Path("etc/ssl/certs/ca-certificates.crt")
    if (Path("/") / certificates).exists():
        (root / certificates).parent.mkdir(parents=True, exist_ok=True)
        (root / certificates).write_bytes((Path("/") / certificates).read_bytes())


def _output(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout
