"""One file is one definition under all its names, and everything that auto/ starts is there, on a real file system."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scripted import uuid_of
from xentui_driver.definitions.files import definition_files, look_into
from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.model.definition import Definition, Starter
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import FileEntry


@dataclass(slots=True)
class Host:
    """This machine's files, and how often they are asked for."""

    path: Path
    listed: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    transport: LocalTransport = field(default_factory=LocalTransport)

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        self.listed.append(os.path.relpath(path, self.path))
        return self.transport.list_directory(path)

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        self.read.append(os.path.relpath(path, self.path))
        return self.transport.read_file(path, limit_bytes=limit_bytes)

    def put(self, name: str, guest: str = "web", uuid: str = "", more: str = "") -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"name = '{guest}'\nmemory = 64\n{f'uuid = {uuid!r}' if uuid else ''}\n{more}\n")

    def link(self, name: str, target: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, self.path / name)

    def hard(self, name: str, of: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(self.path / of, self.path / name)

    def scan(self, *running: str) -> dict[str, Definition]:
        """By path below the folder."""
        found, problems = DefinitionFolder(self, str(self.path)).scan(running)
        assert problems == ()
        return {self.inner(definition.path): definition for definition in found}

    def inner(self, path: str) -> str:
        return os.path.relpath(path, self.path)

    def starters(self, definition: Definition) -> list[Starter]:
        return [Starter(self.inner(each.path), each.is_link, each.is_copy) for each in definition.starters]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    (tmp_path / "xen").mkdir()
    return Host(tmp_path / "xen")


def test_everything_that_auto_starts_is_there_wherever_its_file_is(host: Host) -> None:
    host.put("copied.cfg", "copied", uuid_of(1))
    host.put("auto/10-web.cfg", "copied", uuid_of(1))
    host.put("auto/lives-in-auto.cfg", "lives-in-auto", uuid_of(2))
    host.put("hard.cfg", "hard", uuid_of(3))
    host.hard("auto/hard.cfg", "hard.cfg")
    host.put("vm/suse", "suse")
    host.link("auto/suse", "../vm/suse")
    host.put("domains/xt.cfg", "xt")
    host.link("auto/xt.cfg", "../domains/xt.cfg")
    host.put("nosuffix", "nosuffix", more='disk = [ "phy:/dev/vg/a,xvda,w"')
    host.link("auto/nosuffix", "../nosuffix")
    host.put("../elsewhere/far.cfg", "far")
    host.link("auto/far", "../../elsewhere/far.cfg")
    host.put("asleep.cfg", "asleep")
    found = host.scan()
    assert {path: host.starters(definition) for path, definition in found.items()} == {
        "copied.cfg": [Starter("auto/10-web.cfg", is_link=False, is_copy=True)],
        "auto/10-web.cfg": [Starter("auto/10-web.cfg", is_link=False)],
        "auto/lives-in-auto.cfg": [Starter("auto/lives-in-auto.cfg", is_link=False)],
        "hard.cfg": [Starter("auto/hard.cfg", is_link=False)],
        "vm/suse": [Starter("auto/suse", is_link=True)],
        "domains/xt.cfg": [Starter("auto/xt.cfg", is_link=True)],
        "nosuffix": [Starter("auto/nosuffix", is_link=True)],
        "auto/far": [Starter("auto/far", is_link=True)],
        "asleep.cfg": [],
    }
    assert found["nosuffix"].error
    assert not found["asleep.cfg"].autostart


def test_a_broken_file_without_ending_is_a_definition_when_a_link_or_a_guest_points_to_it(host: Host) -> None:
    host.put("web", more="disk = [")
    (host.path / "script").write_text("#!/bin/sh\nexit 0\n")
    assert host.scan() == {}
    assert list(host.scan("web", "db")) == ["web"]
    host.put("file-01", "db", more="disk = [")
    assert list(host.scan("db")) == ["file-01"]
    assert host.scan("", "memory") == {}
    host.link("auto/web", "../web")
    assert list(host.scan()) == ["web"]


def test_a_backup_in_auto_is_started_too_and_a_readme_is_not(host: Host) -> None:
    host.put("auto/web.cfg~")
    (host.path / "auto/README").write_text("Links go here.\n")
    host.put("auto/.web.cfg.swp", "hidden")
    assert list(host.scan()) == ["auto/web.cfg~"]


@pytest.mark.parametrize(("first", "second"), [("a.cfg", "b.cfg"), ("web", "web.cfg"), ("web.cfg", "zzz")])
def test_a_file_under_two_names_is_one_definition(host: Host, first: str, second: str) -> None:
    host.put(first)
    host.hard(second, first)
    ((path, definition),) = host.scan().items()
    assert {path, *map(host.inner, definition.aliases)} == {first, second}
    assert path.endswith(".cfg")
    assert definition.problems == ()


def test_a_file_goes_by_its_own_name_and_not_by_a_link(host: Host) -> None:
    host.put("web-old")
    host.link("web.cfg", "web-old")
    host.link("again.cfg", "web.cfg")
    ((path, definition),) = host.scan().items()
    assert path == "web-old"
    assert sorted(map(host.inner, definition.aliases)) == ["again.cfg", "web.cfg"]


@pytest.mark.parametrize("target", ["vm", ".", "../elsewhere"])
def test_auto_may_be_a_link_to_a_folder(host: Host, target: str) -> None:
    host.put(f"{target}/web.cfg")
    host.link("auto", target)
    (definition,), _ = DefinitionFolder(host, str(host.path)).scan()
    assert host.starters(definition) == [Starter("auto/web.cfg", is_link=False)]


def test_a_relative_link_in_a_linked_folder_leads_where_the_kernel_says(host: Host) -> None:
    host.put("web.cfg")
    host.put("../srv/web.cfg", "other")
    (host.path.parent / "srv/auto").mkdir()
    host.link("auto", "../srv/auto")
    os.symlink("../web.cfg", host.path.parent / "srv/auto/web")
    found = host.scan()
    assert {path: definition.name for path, definition in found.items()} == {"web.cfg": "web", "auto/web": "other"}
    assert [found["web.cfg"].autostart, found["auto/web"].autostart] == [False, True]


def test_two_links_to_one_file_start_one_guest(host: Host) -> None:
    host.put("web.cfg")
    host.link("auto/1", "../web.cfg")
    host.link("auto/2", str(host.path / "web.cfg"))
    ((_, definition),) = host.scan().items()
    assert [starter.path for starter in host.starters(definition)] == ["auto/1", "auto/2"]


def test_what_is_no_file_is_no_definition_and_holds_nobody_up(host: Host) -> None:
    host.put("web.cfg")
    (host.path / "auto/folder").mkdir(parents=True)
    os.mkfifo(host.path / "pipe.cfg")
    os.mkfifo(host.path / "auto/pipe")
    host.link("vm", "vm")
    host.link("self.cfg", "self.cfg")
    found, problems = DefinitionFolder(host, str(host.path)).scan()
    assert [host.inner(definition.path) for definition in found] == ["web.cfg"]
    assert ["vm" in problem for problem in problems] == [True]


def test_a_link_in_a_ring_starts_nothing(host: Host) -> None:
    host.link("auto/a", "b")
    host.link("auto/b", "a")
    found, (problem,) = DefinitionFolder(host, str(host.path)).scan()
    assert found == ()
    assert "auto/a starts nothing with the host" in problem


def test_a_second_scan_reads_no_file_and_lists_only_the_folders_that_are_there(host: Host) -> None:
    host.put("web.cfg")
    host.put("script", more="x = [")
    host.put("auto/far.cfg", "far")
    folder = DefinitionFolder(host, str(host.path))
    first = folder.scan()
    assert sorted(host.read) == ["auto/far.cfg", "script", "web.cfg"]
    host.read.clear()
    host.listed.clear()
    assert folder.scan() == first
    assert (host.read, host.listed) == ([], [".", "auto"])


def test_a_file_that_another_took_the_place_of_is_read_again(host: Host) -> None:
    """The same size and the same time: only the inode tells."""
    host.put("web.cfg", "web")
    folder = DefinitionFolder(host, str(host.path))
    folder.scan()
    status = (host.path / "web.cfg").stat()
    host.put("new", "www")
    os.utime(host.path / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    os.rename(host.path / "new", host.path / "web.cfg")
    assert [definition.name for definition in folder.scan()[0]] == ["www"]


def test_one_definition_is_found_under_each_of_its_names(host: Host) -> None:
    host.put("web.cfg")
    host.link("link.cfg", "web.cfg")
    folder = DefinitionFolder(host, str(host.path))
    for name in ("web.cfg", "link.cfg"):
        found = folder.definition_at(str(host.path / name))
        assert found is not None
        assert host.inner(found.path) == "web.cfg"
    assert folder.definition_at(str(host.path / "none.cfg")) is None
    host.link("auto", "nowhere")
    with pytest.raises(FileUnreadable, match="auto"):
        folder.definition_at(str(host.path / "web.cfg"))


NAMES = ("a.cfg", "b.cfg", "c", "vm/a", "vm/b.cfg", "domains/c.cfg", "auto/a", "auto/z.cfg")
makes = st.lists(
    st.tuples(st.sampled_from(["put", "hard", "link"]), st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8
)


@given(steps=makes)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_names_each_file_is_there_once_and_starts_when_it_is_in_auto(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]]
) -> None:
    host = Host(tmp_path_factory.mktemp("xen"))
    for number, (kind, name, other) in enumerate(steps):
        if os.path.lexists(host.path / name):
            continue
        if kind == "put":
            host.put(name, f"guest{number}")
        elif kind == "hard" and (host.path / other).is_file():
            host.hard(name, os.path.relpath((host.path / other).resolve(), host.path))
        elif kind == "link":
            host.link(name, str(host.path / other))
    there = [name for name in NAMES if (host.path / name).is_file()]
    inodes = {name: (host.path / name).stat().st_ino for name in there}
    started = {inode for name, inode in inodes.items() if name.startswith("auto/")}
    found, _ = DefinitionFolder(host, str(host.path)).scan()
    by_inode = {os.stat(definition.path).st_ino: definition for definition in found}
    assert len(found) == len(by_inode)
    assert by_inode.keys() == set(inodes.values())
    assert {inode for inode, definition in by_inode.items() if definition.autostart} == started
    files = definition_files(look_into(host, str(host.path)).found)
    assert sorted(host.inner(name.path) for file in files for name in file.names) == sorted(there)
