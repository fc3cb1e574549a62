"""The package on a machine without network: installed, run, upgraded under a running job, downgraded and purged."""

import json
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from shipping import wheels
from tests.faults.kinds import GUEST, running
from tests.faults.world import World
from tests.pseudo_terminal import Program
from tests.seen import until_keys_are_taken
from tests.shipping.debian_package import with_version
from tests.shipping.machine_copy import MachineCopy
from tests.waiting import until
from xentui import __version__
from xentui_driver.model.job import Verdict

SAID = "a module that nobody asked for was imported\n"
HOSTILE = f"raise SystemExit({SAID.strip()!r})\n"
PAGES = {
    b"\r": "[1 Now]",
    b"?": "─ Help ─",
    b"d": "[2 Definition]",
    b"5": "─ Jobs ─",
    b"n": "─ New guest ─",
    b"6": "─ Audit ",
    b"C": "─ Columns ─",
    b":": "Search for commands",
    b"m": f"─ Migrate {GUEST}",
    b"b": f"─ Memory of {GUEST}",
    b"v": f"─ vCPUs of {GUEST}",
    b"x": f"─ Stop {GUEST}",
    b"X": f"─ Force off {GUEST}",
    b"e": f"─ Edit {GUEST}",
    b"V": "─ Save this view ─",
}
"""What each key opens, by words that are nowhere else: a title, or the tab that is shown."""
CONFIG = "/etc/xentui/config.toml"


def test_it_is_configured_and_its_modules_are_compiled(installed: MachineCopy) -> None:
    assert installed.does("dpkg-query", "--show", "--showformat=${Status}", "xentui") == "install ok installed"
    sources = installed.does("find", "/usr/share/xentui", "-name", "*.py").split()
    compiled = installed.does("find", "/usr/share/xentui", "-name", "*.pyc").split()
    assert len(compiled) == len(sources) > 500


def test_it_runs(installed: MachineCopy) -> None:
    assert installed.does("xentui", "--version") == f"xentui {__version__}\n"
    assert "web-01.example.net" in installed.does("xentui", "list", "--simulate")


def test_it_names_each_library_that_came_along(installed: MachineCopy) -> None:
    said = installed.does("xentui", "--version", "--verbose").lower().replace("_", "-")
    parts = {tuple(line.split()[:2]) for line in said.splitlines()}
    assert set(wheels.pinned(wheels.LOCK.read_text()).items()) <= parts


def test_modules_of_the_working_folder_of_the_caller_and_of_other_packages_are_never_imported(
    installed: MachineCopy, tmp_path: Path
) -> None:
    folder = tmp_path
    for name in ("xentui", "textual", "rich", "xentui_driver", "json", "argparse"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(HOSTILE)
    site = "/usr/lib/python3/dist-packages"
    installed.does("cp", "-r", f"{folder}/rich", f"{folder}/xentui_driver", f"{folder}/argparse", site)
    environ = {"PYTHONPATH": str(folder), "PYTHONUSERBASE": str(folder), "PYTHONSTARTUP": str(folder / "xentui")}
    done = installed.run("xentui", "list", "--simulate", environ=environ, cwd=str(folder))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_console_of_a_simulated_guest_finds_its_modules_too(installed: MachineCopy) -> None:
    argv = installed.argv("/usr/bin/xentui", "console", "web-01.example.net", "--simulate")
    with Program(argv) as program:
        program.sees("root@web-01")


def test_its_manual_page_can_be_read(installed: MachineCopy) -> None:
    assert "a console for Xen hosts" in installed.does("man", "--pager=cat", "xentui")


@pytest.fixture
def dom0(tmp_path: Path) -> Iterator[World]:
    """A dom0 whose processes the copy of the machine can talk to."""
    with World(tmp_path / "dom0") as world:
        running(world.dom0)
        yield world


def environ_of(world: World) -> dict[str, str]:
    return {name: value for name, value in world.environ.items() if name != "PYTHONPATH"}


def command(machine: MachineCopy, world: World, *words: str) -> tuple[str, ...]:
    """xentui as it is installed, on that dom0, with its jobs and its audit where they usually are."""
    return machine.argv("/usr/bin/xentui", "--definitions", str(world.folder / "etc"), *words)


def said(machine: MachineCopy, world: World, *words: str) -> str:
    argv = command(machine, world, *words)
    return subprocess.run(argv, env=environ_of(world), check=True, capture_output=True, text=True).stdout


def verdicts(machine: MachineCopy, world: World) -> list[str]:
    return [job["verdict"] for job in json.loads(said(machine, world, "jobs", "--json"))["jobs"]]


@pytest.mark.parametrize("order", [("1.0", "1.1"), ("1.1", "1.0")], ids=["upgrade", "downgrade"])
def test_a_job_outlives_an_upgrade_and_is_read_by_the_other_version(
    bare: MachineCopy, dom0: World, deb: Path, tmp_path: Path, order: tuple[str, str]
) -> None:
    first, second = (with_version(deb, version, tmp_path) for version in order)
    bare.does("dpkg", "--install", str(first))
    bare.does("sed", "--in-place", "s/^#at_once = .*/at_once = 3/", CONFIG)
    dom0.dom0.hold(1, changing=True)
    stop = subprocess.Popen(command(bare, dom0, "stop", GUEST), env=environ_of(dom0))
    dom0.dom0.wait_held()
    bare.does("dpkg", "--install", str(second))
    stop.kill()
    stop.wait()
    assert verdicts(bare, dom0) == [Verdict.RUNNING.value]
    dom0.dom0.go()
    until(lambda: verdicts(bare, dom0) == [Verdict.SUCCEEDED.value])
    assert f"Stop {GUEST}" in said(bare, dom0, "audit")
    assert "\nat_once = 3\n" in bare.does("cat", CONFIG)
    assert bare.does("dpkg-query", "--show", "--showformat=${Version}", "xentui") == order[1]


def test_an_open_console_goes_on_with_its_own_modules_and_so_do_its_jobs(
    bare: MachineCopy, dom0: World, deb: Path, tmp_path: Path
) -> None:
    """Each page is opened for the first time, and nothing of it comes from the files of the other version."""
    hostile = with_version(deb, "99.0", tmp_path, last_line=HOSTILE.strip())
    bare.does("dpkg", "--install", str(deb))
    with Program(command(bare, dom0), environ=environ_of(dom0), columns=120, rows=40) as console:
        console.sees(GUEST)
        until(lambda: has_its_own_copy(console))
        bare.does("dpkg", "--install", str(hostile))
        assert bare.run("xentui", "--version").stderr == SAID
        console.press(f"/{GUEST}\r".encode())
        console.sees(f"filter: {GUEST}")
        for key, title in PAGES.items():
            until_keys_are_taken()
            console.press(key)
            console.sees(title)
            until_keys_are_taken()  # some of them open when something has been read, and take no key at first
            console.press(b"\x1b")
            console.sees_no_longer(title)
        until_keys_are_taken()
        console.press(b"p")
        console.sees("y Pause")
        until_keys_are_taken()
        console.press(b"y")
        console.sees("= paused")
    bare.does("dpkg", "--install", str(deb))
    assert verdicts(bare, dom0) == [Verdict.SUCCEEDED.value]


def test_a_stream_of_lines_goes_on_with_its_own_modules(
    bare: MachineCopy, dom0: World, deb: Path, tmp_path: Path
) -> None:
    hostile = with_version(deb, "99.0", tmp_path, last_line=HOSTILE.strip())
    bare.does("dpkg", "--install", str(deb))
    with Program(command(bare, dom0, "--lines"), environ=environ_of(dom0), columns=120, rows=40) as stream:
        stream.sees(GUEST)
        until(lambda: has_its_own_copy(stream))
        bare.does("dpkg", "--install", str(hostile))
        dom0.dom0.run("xl", "pause", GUEST)
        stream.sees("paused")


def has_its_own_copy(console: Program) -> bool:
    """Whether all of it is there: a zip has its end when it is closed."""
    for file in Path(f"/proc/{console.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it has been closed since
            if file.readlink().name.startswith("memfd:xentui") and zipfile.is_zipfile(file):
                return True
    return False


def test_logrotate_takes_nothing_out_of_the_audit(bare: MachineCopy, dom0: World, deb: Path) -> None:
    if bare.run("sh", "-c", "command -v logrotate").returncode:
        pytest.skip("there is no logrotate here")
    bare.does("dpkg", "--install", str(deb))
    for number, words in enumerate((("stop", GUEST), ("start", GUEST), ("pause", GUEST)), start=1):
        said(bare, dom0, *words)
        bare.does("logrotate", "--force", "--state", "/tmp/state", "/etc/logrotate.d/xentui")
        assert len(said(bare, dom0, "audit").splitlines()) == number
    kept = bare.does("stat", "--format=%n %a %U", "/var/log/xentui/audit.jsonl.1", "/var/log/xentui/audit.jsonl.2.gz")
    assert kept.split()[1::3] == ["600", "600"]
    assert kept.split()[2::3] == ["root", "root"]


def test_a_purge_keeps_jobs_and_audit_and_says_where_they_are(bare: MachineCopy, dom0: World, deb: Path) -> None:
    bare.does("dpkg", "--install", str(deb))
    said(bare, dom0, "stop", GUEST)
    purged = bare.does("dpkg", "--purge", "xentui")
    assert "xentui: jobs and audit log were kept; to remove them: rm -r /var/lib/xentui /var/log/xentui" in purged
    assert bare.does("stat", "--format=%a", "/var/lib/xentui") == "700\n"
    assert "jobs" in bare.does("ls", "/var/lib/xentui")
    assert bare.run("ls", "/usr/share/xentui", "/usr/bin/xentui", "/etc/xentui").stdout == ""


def test_a_purge_leaves_nothing_where_nothing_was_done(bare: MachineCopy, deb: Path) -> None:
    bare.does("dpkg", "--install", str(deb))
    assert "were kept" not in bare.does("dpkg", "--purge", "xentui")
    assert bare.run("ls", "/usr/share/xentui", "/var/lib/xentui", "/etc/xentui").stdout == ""
