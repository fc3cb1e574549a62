"""The simulator's files and this machine's keep the same promises, in the same words."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.driver.simulator.small_world import SmallWorld
from xentui_driver.model.errors import FileChanged, FileExists, FileUnreadable, FileUnwritable, InvalidInput, XenError
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Transport

OLD, NEW = b"name = 'old'\n", b"name = 'new'\n"


@dataclass(frozen=True, slots=True)
class Files:
    """A folder on some host; it holds a file, a link to it, a link to nowhere and a folder."""

    host: Transport
    folder: str

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def names(self, under: str = "") -> list[str]:
        return [entry.name for entry in self.host.list_directory(self.folder + under)]

    def refusal(self, attempt: Callable[[], None], kind: type[XenError]) -> str:
        """What is said, with the state of things; and nothing has changed."""
        before = self.host.list_directory(self.folder)
        with pytest.raises(kind) as refused:
            attempt()
        assert type(refused.value) is kind
        assert self.host.list_directory(self.folder) == before
        said = f"{refused.value.summary} {refused.value.state_now}".strip()
        return said.replace(f"{self.folder}/", "")

    def write(self, name: str, content: bytes, replacing: bytes | None = None) -> None:
        self.host.write_file(self.path(name), content, replacing=replacing)

    def move(self, name: str, target: str) -> None:
        self.host.move_file(self.path(name), self.path(target))


@pytest.fixture(params=["simulator", "local"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    world = SmallWorld()
    made = Files(LocalTransport(), str(tmp_path)) if request.param == "local" else Files(world.a, "/etc/xen/test")
    made.host.make_link(made.path("folder/inner"), "/nosuch")
    made.write("web.cfg", OLD)
    made.host.make_link(made.path("link"), "web.cfg")
    made.host.make_link(made.path("lost"), "/nosuch")
    return made


def test_what_is_written_is_read(files: Files) -> None:
    files.write("new.cfg", NEW)
    files.write("web.cfg", NEW, replacing=OLD)
    assert files.host.read_file(files.path("new.cfg")) == NEW
    assert files.host.read_file(files.path("web.cfg")) == NEW
    assert files.names() == ["folder", "link", "lost", "new.cfg", "web.cfg"]


@pytest.mark.parametrize("name", ["web.cfg", "link", "lost", "folder"])
def test_a_new_file_takes_nobodys_place(files: Files, name: str) -> None:
    said = files.refusal(lambda: files.write(name, NEW), FileExists)
    assert said == f"{name} already exists. It was not changed."


@pytest.mark.parametrize(
    ("name", "replacing", "kind", "words"),
    [
        ("web.cfg", NEW, FileChanged, "web.cfg was changed by somebody else meanwhile. Their version is in place."),
        ("folder", OLD, FileUnwritable, "folder can't be written: it isn't a regular file. It was not changed."),
        ("nosuch", OLD, FileUnwritable, "nosuch can't be written: No such file or directory. It was not changed."),
        ("no/such", None, FileUnwritable, "no/such can't be written: No such file or directory. It was not changed."),
        ("no/such", OLD, FileUnwritable, "no/such can't be written: No such file or directory. It was not changed."),
    ],
)
def test_a_file_that_isnt_as_it_was_read_is_not_written(
    files: Files, name: str, replacing: bytes | None, kind: type[XenError], words: str
) -> None:
    assert files.refusal(lambda: files.write(name, NEW, replacing=replacing), kind) == words


def test_a_link_is_not_written_through(files: Files) -> None:
    said = files.refusal(lambda: files.write("link", NEW, replacing=OLD), FileUnwritable)
    assert said == "link is a link to web.cfg: xentui doesn't write through links. It was not changed."


def test_a_file_and_a_link_are_moved(files: Files) -> None:
    files.move("web.cfg", "a/b/web-1.cfg")
    files.move("lost", "lost-1")
    assert files.host.read_file(files.path("a/b/web-1.cfg")) == OLD
    assert files.names() == ["a", "folder", "link", "lost-1"]
    assert [entry.link_target for entry in files.host.list_directory(files.folder)] == ["", "", "web.cfg", "/nosuch"]


@pytest.mark.parametrize(
    ("name", "target", "kind", "words"),
    [
        ("web.cfg", "lost", FileExists, "lost already exists. It was not changed."),
        ("web.cfg", "folder", FileExists, "folder already exists. It was not changed."),
        ("nosuch", "new", FileUnreadable, "nosuch doesn't exist."),
        ("folder", "new", FileUnreadable, "folder isn't a regular file."),
        (
            *("web.cfg", "web.cfg/a/b", FileUnwritable),
            "web.cfg can't be moved to web.cfg/a/b: web.cfg isn't a folder. It was not changed.",
        ),
    ],
)
def test_a_move_that_cant_be_is_told(files: Files, name: str, target: str, kind: type[XenError], words: str) -> None:
    assert files.refusal(lambda: files.move(name, target), kind) == words


def test_a_link_takes_nobodys_place(files: Files) -> None:
    said = files.refusal(lambda: files.host.make_link(files.path("lost"), "web.cfg"), FileExists)
    assert said == "lost already exists. It was not changed."


def test_a_link_is_made_with_its_folder(files: Files) -> None:
    files.host.make_link(files.path("auto/web"), files.path("web.cfg"))
    (entry,) = files.host.list_directory(files.path("auto"))
    assert (entry.name, entry.is_file, entry.size_bytes) == ("web", True, len(OLD))
    assert entry.link_target == files.path("web.cfg")


def test_a_link_goes_and_what_it_points_to_stays(files: Files) -> None:
    files.host.remove_file(files.path("link"))
    files.host.remove_file(files.path("lost"))
    assert files.names() == ["folder", "web.cfg"]


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("nosuch", FileUnreadable, "nosuch doesn't exist."),
        ("folder", FileUnwritable, "folder can't be removed: Is a directory. It was not changed."),
    ],
)
def test_a_removal_that_cant_be_is_told(files: Files, name: str, kind: type[XenError], words: str) -> None:
    assert files.refusal(lambda: files.host.remove_file(files.path(name)), kind) == words


@pytest.mark.parametrize("key", ["", "sb", "ö"])
def test_what_is_no_key_of_sysrq_is_refused(files: Files, key: str) -> None:
    with pytest.raises(InvalidInput, match="isn't a sysrq key"):
        files.host.press_sysrq(key)


def test_a_file_that_is_written_twice_has_another_time(files: Files) -> None:
    before = files.host.list_directory(files.folder)
    files.write("web.cfg", NEW, replacing=OLD)
    assert files.host.list_directory(files.folder) != before


def test_a_file_is_known_by_its_inode_under_every_name_until_another_takes_its_place(files: Files) -> None:
    def inode_of(name: str) -> int:
        return next(entry.inode for entry in files.host.list_directory(files.folder) if entry.name == name)

    files.write("other.cfg", OLD)
    first = inode_of("web.cfg")
    assert 0 != first == inode_of("link") != inode_of("other.cfg")
    assert inode_of("lost") == 0
    files.write("web.cfg", NEW, replacing=OLD)
    assert first != inode_of("web.cfg") == inode_of("link")


def test_a_folder_is_reached_by_a_link_and_a_ring_of_links_leads_nowhere(files: Files) -> None:
    files.host.make_link(files.path("linked"), "folder")
    files.host.make_link(files.path("ring"), "ring/ring")
    files.write("linked/new.cfg", NEW)
    files.host.make_link(files.path("linked/up"), "../web.cfg")
    assert files.names("/linked") == files.names("/folder") == ["inner", "new.cfg", "up"]
    assert files.host.read_file(files.path("linked/up")) == OLD
    files.move("linked/new.cfg", "linked/newer.cfg")
    files.host.remove_file(files.path("linked/up"))
    assert files.names("/folder") == ["inner", "newer.cfg"]
    entries = {entry.name: entry.is_file for entry in files.host.list_directory(files.folder)}
    assert (entries["linked"], entries["ring"]) == (False, False)
    for name in ("ring", "lost", "ring/x"):
        with pytest.raises(FileUnreadable):
            files.host.list_directory(files.path(name))
        with pytest.raises(FileUnreadable):
            files.host.read_file(files.path(name))
