"""`xentui.pyz` runs as it is, from anywhere, whatever lies around it and whatever becomes of the file."""

import ast
import importlib.util
import io
import json
import os
import runpy
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from shipping import onefile, wheels
from tests.faults.kinds import GUEST, running
from tests.faults.world import World
from tests.pseudo_terminal import Program
from tests.seen import until_keys_are_taken
from tests.shipping.one_file import OneFile, made, run
from tests.waiting import until
from xentui import __version__
from xentui_driver.model.job import Verdict

Copy = Callable[..., Path]
MAIN = "__main__.py"
RUNNING = f"py{sys.version_info.major}{sys.version_info.minor}"
BOOT = Path(onefile.__file__).with_name("boot.py")
HOSTILE = "raise SystemExit('a module that nobody asked for was imported')\n"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [(("--version",), f"xentui {__version__}"), (("list", "--simulate"), "web-01.example.net"), (("--help",), "usage")],
)
def test_it_answers_as_the_installed_program_does(one_file: OneFile, arguments: tuple[str, ...], answer: str) -> None:
    done = one_file.run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert answer in done.stdout


def test_a_python_that_it_has_no_byte_code_for_runs_the_sources(tmp_path: Path) -> None:
    done = made(tmp_path, interpreters=()).run("list", "--simulate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "web-01.example.net" in done.stdout


def test_it_is_a_command_of_its_own(one_file: OneFile) -> None:
    done = subprocess.run([one_file.path, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"xentui {__version__}\n"


def test_it_names_each_library_that_is_in_it(one_file: OneFile) -> None:
    said = one_file.run("--version", "--verbose").stdout.lower().replace("_", "-")
    for name, version in wheels.pinned(wheels.LOCK.read_text()).items():
        assert [version] == [line.split()[1] for line in said.splitlines() if line.split()[0] == name]


def test_every_module_is_there_as_byte_code_of_this_python_and_as_a_source(one_file: OneFile) -> None:
    sources, compiled = _modules(one_file, "sources"), _modules(one_file, RUNNING)
    assert {"xentui/console/app.py", "textual/app.py"} <= sources
    assert compiled - {MAIN} == {f"{name}c" for name in sources - {MAIN}}


def _modules(one_file: OneFile, version: str) -> set[str]:
    with zipfile.ZipFile(one_file.path) as outer:
        parts = [io.BytesIO(outer.read(f"{version}-{part}.zip")) for part in ("core", "screen")]
    names = {name for part in parts for name in zipfile.ZipFile(part).namelist()}
    return {name for name in names if name.endswith((".py", ".pyc"))}


def test_the_table_of_an_archive_says_where_the_bytes_of_each_module_are(one_file: OneFile) -> None:
    with zipfile.ZipFile(one_file.path) as outer:
        archives = [name for name in outer.namelist() if name.endswith(".zip")]
        for name in archives:
            archive, table = outer.read(name), outer.read(name.replace(".zip", ".modules")).decode()
            rows = dict(line.split(" ", 1) for line in table.splitlines())
            with zipfile.ZipFile(io.BytesIO(archive)) as modules:
                names = {each for each in modules.namelist() if each.endswith((".py", ".pyc"))} - {MAIN}
                assert names == {row.split()[0] for row in rows.values()}
                for row in rows.values():
                    path, offset, size, form = row.split()
                    found = archive[int(offset) :][: int(size)]
                    assert modules.read(path) == (found if form == "stored" else zlib.decompress(found, -15))
    assert len(archives) == 4


@pytest.mark.parametrize("words", ["list", "jobs"])
def test_python_reads_the_directory_of_no_archive(one_file: OneFile, words: str) -> None:
    """That would take longer than the command: the standard library asks for modules that only other systems have."""
    script = """
import os, runpy, sys
sys.argv, os._exit = sys.argv[1:], sys.exit
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit:
    finders = [finder for path, finder in sys.path_importer_cache.items() if path.startswith("/proc/self/fd/")]
    print(*(type(finder).__name__ for finder in finders), file=sys.stderr)
"""
    argv = [sys.executable, "-c", script, str(one_file.path), "--simulate", words]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "Archive"


def test_python_needs_not_compile_its_main(one_file: OneFile) -> None:
    with zipfile.ZipFile(one_file.path) as outer:
        assert outer.read(f"{MAIN}c").startswith(importlib.util.MAGIC_NUMBER)


def test_modules_of_the_working_folder_and_of_the_caller_are_never_imported(one_file: OneFile, tmp_path: Path) -> None:
    for name in ("xentui", "textual", "rich", "xentui_driver", "json", "argparse"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(HOSTILE)
    user_site = tmp_path / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    user_site.mkdir(parents=True)
    (user_site / "xentui.py").write_text(HOSTILE)
    done = one_file.run(
        "list", "--simulate", cwd=tmp_path, environ={"PYTHONPATH": str(tmp_path), "PYTHONUSERBASE": str(tmp_path)}
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_it_writes_nothing(one_file: OneFile, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = sorted(one_file.path.parent.rglob("*"))
    assert one_file.run("list", "--simulate", cwd=home, environ={"HOME": str(home)}).returncode == 0
    assert sorted(one_file.path.parent.rglob("*")) == before
    assert not list(home.rglob("*"))


def test_half_a_copy_says_so_in_one_line(copied: Copy, one_file: OneFile) -> None:
    with zipfile.ZipFile(one_file.path) as outer:
        begins = [entry.header_offset for entry in outer.infolist()]
    whole = one_file.path.stat().st_size
    cuts = {len(onefile.HEAD), 4096, whole // 3, whole // 2, whole - 65_536, whole - 21, whole - 1}
    for size in sorted(
        cuts | {begin + more for begin in begins[1:] for more in (0, 20, 30_000) if begin + more < whole}
    ):
        done = run(copied(size), "--version")
        assert (done.returncode, done.stdout) == (1, "")
        assert onefile.INCOMPLETE in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("part", "command"),
    [("core.modules", ("--version",)), ("core.zip", ("list", "--simulate")), ("screen.zip", ("demo",))],
)
def test_one_wrong_bit_in_what_it_imports_is_said_before_it_runs(
    copied: Copy, part: str, command: tuple[str, ...]
) -> None:
    path = copied()
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo(f"{RUNNING}-{part}")
    content = bytearray(path.read_bytes())
    content[place.header_offset + place.file_size // 2] ^= 1
    path.write_bytes(content)
    with Program((sys.executable, str(path), *command)) as program:
        assert program.ended() == 2
        program.shows("is damaged or incomplete: copy it again.")
        assert "Traceback" not in program.screen()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_the_caller_has_closed_gets_no_file_of_ours(one_file: OneFile, closed: str) -> None:
    argv = ("sh", "-c", f'"$@" {closed}', "sh", *one_file.argv("list", "--simulate"))
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if ">&-" in closed.replace("2>&-", ""):
        assert (done.returncode, done.stdout) == (1, "")
    else:
        assert (done.returncode, done.stderr) == (0, "")
        assert "web-01.example.net" in done.stdout


@pytest.mark.parametrize("missing", ["os.memfd_create", "os.pread"])
def test_where_it_can_not_run_from_memory_it_says_so(one_file: OneFile, missing: str) -> None:
    """An old kernel, a sandbox, an archive that was unpacked."""
    fails = f"{missing} = lambda *_: (_ for _ in ()).throw(OSError(38, 'Function not implemented'))"
    run_it = "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    argv = (sys.executable, "-c", f"import os, runpy, sys; {fails}; {run_it}", str(one_file.path), "list")
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"xentui: {one_file.path} can't be run from memory: [Errno 38] Function not implemented.\n"


def test_an_old_python_can_read_that_it_is_too_old(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ast.parse(BOOT.read_text(), feature_version=(3, 4))
    assert 'f"' not in BOOT.read_text()
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(BOOT), run_name="__main__")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "xentui: Python 3.9 is too old, it needs 3.11 or later.\n"


def test_a_python_without_a_module_says_which(one_file: OneFile) -> None:
    run_it = "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    script = f"import runpy, sys; sys.modules['argparse'] = None; {run_it}"
    argv = [sys.executable, "-c", script, str(one_file.path), "list"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "xentui: this Python has no module argparse: install the whole of python3.\n"


def test_two_makings_have_the_same_bytes(one_file: OneFile, tmp_path: Path) -> None:
    assert made(tmp_path).path.read_bytes() == one_file.path.read_bytes()


@pytest.mark.parametrize("becomes", ["removed", "overwritten", "replaced"])
def test_a_console_goes_on_whatever_becomes_of_the_file(copied: Copy, becomes: str) -> None:
    path = copied()
    with Program((sys.executable, str(path), "demo"), columns=120, rows=40) as console:
        console.sees("web-01.example.net")
        _change(path, becomes)
        for key, seen in ((b"?", "Help"), (b"d", "In the file"), (b"5", "Jobs"), (b"n", "New"), (b":", "Commands")):
            until_keys_are_taken()
            console.press(key)
            console.sees(seen)
            until_keys_are_taken()
            console.press(b"\x1b")
            console.sees("Events")


@pytest.mark.parametrize("becomes", ["removed", "overwritten", "replaced"])
def test_a_job_outlives_the_file(copied: Copy, tmp_path: Path, becomes: str) -> None:
    path = copied()
    with World(tmp_path / "dom0") as world:
        running(world.dom0)
        world.dom0.hold(1, changing=True)
        environ = {name: value for name, value in world.environ.items() if name != "PYTHONPATH"}
        argv = (sys.executable, str(path), "--config", str(world.config), "stop", GUEST)
        command = subprocess.Popen(argv, env=environ)
        world.dom0.wait_held()
        _change(path, becomes)
        command.kill()
        command.wait()
        world.dom0.go()
        until(lambda: [job.verdict for job in world.jobs] == [Verdict.SUCCEEDED])
        assert world.dom0.domain(GUEST) is None


@pytest.mark.skipif(Path("/sys/hypervisor/version").exists(), reason="this machine runs under Xen")
def test_its_sampler_runs_from_it_too(one_file: OneFile, tmp_path: Path) -> None:
    """In a dom0 of commands alone it finds no hypervisor, and that is what it says."""
    with World(tmp_path / "dom0") as world:
        environ = {name: value for name, value in world.environ.items() if name != "PYTHONPATH"}
        done = one_file.run("--config", str(world.config), "sources", "--json", environ=environ)
        counters = json.loads(done.stdout)["sources"][-1]
        assert (done.returncode, done.stderr) == (1, "")
        assert counters["error"]["detail"] == ["/sys/hypervisor/version/major: No such file or directory"]


def _change(path: Path, becomes: str) -> None:
    match becomes:
        case "removed":
            path.unlink()
        case "overwritten":
            os.truncate(path, 100)
        case "replaced":
            other = path.with_suffix(".new")
            other.write_bytes(b"something else")
            other.replace(path)
