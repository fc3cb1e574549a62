"""Definitions are written whole, put aside and never lost, and nothing outside their folder is touched."""

import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.definitions.files import LIMIT_BYTES
from xentui_driver.definitions.folder import DefinitionFolder
from xentui_driver.definitions.store import DefinitionStore, DefinitionText
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import (
    CommandFailed,
    FileChanged,
    FileExists,
    FileUnreadable,
    FileUnwritable,
    InvalidInput,
    XenError,
)
from xentui_driver.simulator import Fault, SimulatedClock
from xentui_driver.transport.local import LocalTransport

FOLDER = "/etc/xen"
PATH = "/etc/xen/web.cfg"
STASH = "/var/lib/xentui/stash"
WEB = """\
# Somebody's words about this guest
name = "web"   # the name
memory = 512

vcpus=2
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A store in a simulated host, with one definition."""

    world: SmallWorld
    store: DefinitionStore

    def put(self, path: str, text: str = WEB) -> None:
        self.world.xen.write_file("a", path, text)

    def content(self, path: str) -> bytes:
        return self.world.a.read_file(path)

    def names(self, folder: str = FOLDER) -> list[str]:
        return [entry.name for entry in self.world.a.list_directory(folder) if entry.is_file or entry.link_target]

    def link(self, name: str, target: str) -> None:
        self.world.a.make_link(f"{FOLDER}/auto/{name}", target)

    def stamp(self) -> str:
        return time.strftime("%Y%m%dT%H%M%S", time.localtime(self.world.clock.epoch_s()))


@pytest.fixture
def shelf(world: SmallWorld) -> Shelf:
    made = Shelf(world, DefinitionStore(world.a, world.clock, FOLDER))
    made.put(PATH)
    return made


@pytest.fixture
def world() -> SmallWorld:
    return SmallWorld()


def local_store(folder: Path) -> DefinitionStore:
    folder.joinpath("xen").mkdir(exist_ok=True)
    stash_folder = str(folder / "var" / "stash")
    return DefinitionStore(LocalTransport(), SimulatedClock(), str(folder / "xen"), stash_folder=stash_folder)


OUTSIDE = (
    *("/etc/xen/../shadow", "/etc/xen/sub/web.cfg", "/etc/xen/./web.cfg", "/etc/xen//web.cfg", "/etc/xen/"),
    *("/etc/xen", "/etc/xenweb.cfg", "/etc/passwd", "web.cfg", "", "/etc/xen/..", "/etc/xen/.web.cfg"),
    *("/etc/xen/we\nb.cfg", "/etc/xen/we\0b.cfg", "/etc/xen/\x1b[2J.cfg", "/etc/xen/w\u202eeb.cfg", "/etc/xen/\udcff"),
)
USES: dict[str, Callable[[DefinitionStore, str], object]] = {
    "read": lambda store, path: store.read(path),
    "replace": lambda store, path: store.replace(DefinitionText(path, WEB.encode()), "x = 1\n"),
    "change": lambda store, path: store.change(path, {"memory": "1024"}),
    "preview": lambda store, path: store.would_change(path, {"memory": "1024"}),
    "stash": lambda store, path: store.stash(path),
    "link": lambda store, path: store.autostart_link(path),
    "autostart": lambda store, path: store.set_autostart(path, on=True),
    "no autostart": lambda store, path: store.set_autostart(path, on=False),
}


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("use", USES)
def test_nothing_outside_the_folder_is_touched(use: str, path: str) -> None:
    nothing = ScriptedTransport({})
    with pytest.raises(InvalidInput, match=r"Nothing was done") as refused:
        USES[use](DefinitionStore(nothing, SimulatedClock(), FOLDER), path)
    assert nothing.changed == []
    assert refused.value.summary.isprintable()


@pytest.mark.parametrize("name", ["web", "web01.example.com", "db server", "größe", "-n", "a=b", "$(id)", "n" * 200])
def test_a_name_makes_a_path(shelf: Shelf, name: str) -> None:
    assert shelf.store.path_for(name) == f"/etc/xen/{name}.cfg"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is empty"),
        ("a/b", "it contains a slash"),
        ("../web", "it contains a slash"),
        (".web", "it begins with a dot"),
        ("we\nb", "control, invisible or undecodable"),
        ("we\u200bb", "control, invisible or undecodable"),
        ("we\udcffb", "control, invisible or undecodable"),
        ("ö" * 101, "longer than 200 bytes"),
        ("#web", "treated as copies or samples"),
        ("xlexample", "treated as copies or samples"),
        ("web.cfg.1", "treated as copies or samples"),
    ],
)
def test_a_name_that_cant_be_a_file_is_refused_with_the_reason(shelf: Shelf, name: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        shelf.store.path_for(name)
    with pytest.raises(InvalidInput, match=reason):
        shelf.store.create(name, WEB)


@given(name=st.text(max_size=60) | st.text(alphabet="a.~#/cfg-\n", max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_name_that_is_taken_gives_a_definition_that_is_found(tmp_path: Path, name: str) -> None:
    store = local_store(tmp_path)
    try:
        path = store.create(name, WEB)
    except InvalidInput:
        assert list((tmp_path / "xen").iterdir()) == []
        return
    (found,), problems = DefinitionFolder(LocalTransport(), str(tmp_path / "xen")).scan()
    assert (found.path, found.error, problems) == (path, "", ())
    os.unlink(path)


def test_a_new_definition_is_there_and_its_owners_alone(tmp_path: Path) -> None:
    path = local_store(tmp_path).create("web", WEB)
    assert Path(path).read_text() == WEB
    assert Path(path).stat().st_mode & 0o777 == 0o600


def test_a_new_definition_never_overwrites(shelf: Shelf) -> None:
    with pytest.raises(FileExists, match=r"/etc/xen/web\.cfg already exists.*Choose another name"):
        shelf.store.create("web", "name = 'other'\n")
    assert shelf.content(PATH) == WEB.encode()


@pytest.mark.parametrize(("text", "reason"), [("x" * (LIMIT_BYTES + 1), "larger than 1 MiB"), ("\ud800", "UTF-8")])
def test_what_no_definition_can_hold_is_refused(shelf: Shelf, text: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        shelf.store.create("db", text)
    with pytest.raises(InvalidInput, match=reason):
        shelf.store.replace(shelf.store.read(PATH), text)
    assert shelf.content(PATH) == WEB.encode()
    assert shelf.names() == ["web.cfg", "xl.conf"]


def test_undecodable_bytes_survive_reading_and_writing(shelf: Shelf) -> None:
    shelf.put(PATH, "name = 'w\udcffb'\n")
    read = shelf.store.read(PATH)
    shelf.store.replace(read, read.text + "memory = 1\n")
    assert shelf.content(PATH) == b"name = 'w\xffb'\nmemory = 1\n"


def test_what_somebody_else_wrote_meanwhile_stays(shelf: Shelf) -> None:
    read = shelf.store.read(PATH)
    shelf.put(PATH, "theirs = 1\n")
    with pytest.raises(FileChanged, match="Their version is in place"):
        shelf.store.replace(read, "mine = 1\n")
    assert shelf.content(PATH) == b"theirs = 1\n"


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault.READ_ONLY, "Read-only file system"), (Fault.DISK_FULL, "No space left on device")],
)
@pytest.mark.parametrize("use", ["replace", "change", "stash", "autostart"])
def test_a_disk_that_takes_nothing_is_told_and_everything_is_as_before(
    shelf: Shelf, use: str, fault: Fault, words: str
) -> None:
    shelf.world.let(fault)
    with pytest.raises(FileUnwritable, match=rf"{words}\. It was not changed"):
        USES[use](shelf.store, PATH)
    assert shelf.content(PATH) == WEB.encode()
    assert shelf.names("/etc/xen/auto") == []


def test_a_missing_folder_is_told(shelf: Shelf) -> None:
    store = DefinitionStore(shelf.world.a, shelf.world.clock, "/etc/xem")
    with pytest.raises(FileUnwritable, match="No such file or directory"):
        store.create("web", WEB)
    for use in ("read", "change", "stash", "link", "autostart"):
        with pytest.raises(FileUnreadable, match="/etc/xem"):
            USES[use](store, "/etc/xem/web.cfg")


def test_a_change_keeps_comments_and_order_and_leaves_no_other_file(tmp_path: Path) -> None:
    """Ganeti's `sed -ie` left /etc/xen/<name>e behind (G8)."""
    store = local_store(tmp_path)
    path = store.create("web", WEB)
    before, after = store.change(path, {"memory": "1024", "maxmem": "2048", "vcpus": None})
    assert before == WEB
    assert Path(path).read_text() == after
    assert after.startswith('# Somebody\'s words about this guest\nname = "web"   # the name\nmemory = 1024\n')
    (found,), _ = DefinitionFolder(LocalTransport(), str(tmp_path / "xen")).scan()
    assert (found.memory_kib, found.maximum_memory_kib, found.vcpus) == (1024 << 10, 2048 << 10, 1)
    assert [entry.name for entry in (tmp_path / "xen").iterdir()] == ["web.cfg"]
    assert Path(path).stat().st_mode & 0o777 == 0o600


def test_a_change_can_be_seen_before_it_is_made(shelf: Shelf) -> None:
    before, after = shelf.store.would_change(PATH, {"memory": "1024"})
    assert (before, after) == (WEB, WEB.replace("512", "1024"))
    assert shelf.content(PATH) == WEB.encode()
    assert shelf.store.change(PATH, {"memory": "1024"}) == (before, after)


def test_a_change_to_what_is_there_writes_nothing(shelf: Shelf) -> None:
    shelf.world.let(Fault.READ_ONLY)
    assert shelf.store.change(PATH, {"memory": "512"}) == (WEB, WEB)


@pytest.mark.parametrize("use", ["replace", "change", "preview", "stash"])
def test_a_definition_behind_a_link_is_refused_with_where_it_points(shelf: Shelf, use: str) -> None:
    shelf.put("/srv/shared/web.cfg")
    shelf.world.a.make_link("/etc/xen/link.cfg", "/srv/shared/web.cfg")
    with pytest.raises(FileUnwritable, match=r"link\.cfg is a link to /srv/shared/web\.cfg"):
        USES[use](shelf.store, "/etc/xen/link.cfg")
    assert shelf.content("/srv/shared/web.cfg") == WEB.encode()
    assert shelf.names() == ["link.cfg", "web.cfg", "xl.conf"]


def test_what_is_put_aside_carries_the_time(shelf: Shelf) -> None:
    stashed = shelf.store.stash(PATH)
    assert stashed == f"{STASH}/web-{shelf.stamp()}.cfg"
    assert shelf.content(stashed) == WEB.encode()
    assert shelf.names() == ["xl.conf"]


def test_what_is_put_aside_in_the_same_second_overwrites_nothing(shelf: Shelf) -> None:
    stashed = []
    for number in range(3):
        shelf.put(PATH, f"{WEB}# {number}\n")
        stashed.append(shelf.store.stash(PATH))
    first = f"{STASH}/web-{shelf.stamp()}"
    assert stashed == [f"{first}.cfg", f"{first}-2.cfg", f"{first}-3.cfg"]
    assert [shelf.content(path).decode()[-2:-1] for path in stashed] == ["0", "1", "2"]


def test_a_file_without_ending_is_put_aside_with_its_whole_name(shelf: Shelf) -> None:
    shelf.put("/etc/xen/web01.example.com")
    assert shelf.store.stash("/etc/xen/web01.example.com") == f"{STASH}/web01.example.com-{shelf.stamp()}.cfg"


def test_the_longest_name_can_be_put_aside(tmp_path: Path) -> None:
    store = local_store(tmp_path)
    path = tmp_path / "xen" / ("日" * 83 + ".cfg")
    path.write_text(WEB)
    assert Path(store.stash(str(path))).read_text() == WEB


def test_the_stash_is_its_owners_alone(tmp_path: Path) -> None:
    store = local_store(tmp_path)
    stashed = Path(store.stash(store.create("web", WEB)))
    assert [folder.stat().st_mode & 0o777 for folder in (stashed.parent, stashed.parents[1])] == [0o700, 0o700]


def test_putting_aside_works_across_file_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ganeti's stash failed there, and xl's own error was lost with it (G7)."""
    real = os.rename

    def rename(source: str, target: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        if not os.path.samestat(os.fstat(src_dir_fd), os.fstat(dst_dir_fd)):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    store = local_store(tmp_path)
    path = store.create("web", WEB)
    monkeypatch.setattr(os, "rename", rename)
    assert Path(store.stash(path)).read_text() == WEB
    assert not os.path.exists(path)


def test_a_stash_that_takes_no_name_leaves_the_definition() -> None:
    class Full(ScriptedTransport):
        def move_file(self, path: str, target: str) -> None:
            raise FileExists(f"There is a {target} already.")

    host = Full({}, {PATH: WEB.encode()})
    with pytest.raises(FileExists, match="was not put aside"):
        DefinitionStore(host, SimulatedClock(), FOLDER).stash(PATH)
    assert host.read_file(PATH) == WEB.encode()


def test_putting_aside_what_isnt_there_is_told(shelf: Shelf) -> None:
    with pytest.raises(FileUnreadable, match=r"There is no /etc/xen/db\.cfg"):
        shelf.store.stash("/etc/xen/db.cfg")


def test_the_links_of_what_is_put_aside_go_and_others_stay(shelf: Shelf) -> None:
    shelf.link("01-web", "../web.cfg")
    shelf.link("web.cfg", PATH)
    shelf.link("db.cfg", "/etc/xen/db.cfg")
    shelf.store.stash(PATH)
    assert shelf.names("/etc/xen/auto") == ["db.cfg"]


def test_a_link_that_stays_behind_is_told_with_where_the_definition_is(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove_file(path: str) -> None:
        raise FileUnwritable(f"{path} can't be removed: Operation not permitted.")

    shelf.link("web.cfg", PATH)
    monkeypatch.setattr(shelf.world.a, "remove_file", remove_file)
    with pytest.raises(FileUnwritable) as told:
        shelf.store.stash(PATH)
    stashed = f"{STASH}/web-{shelf.stamp()}.cfg"
    assert shelf.content(stashed) == WEB.encode()
    assert told.value.state_now == f"The definition is now {stashed}; /etc/xen/auto/web.cfg still exists."
    assert told.value.next_step == "Remove /etc/xen/auto/web.cfg by hand."


def test_a_failed_destroy_takes_no_definition_away() -> None:
    """Ganeti reported success and deleted the configuration (G3)."""
    ref = DomainRef(uuid_of(5), 5, "web")
    host = ScriptedTransport(
        {
            "xl list -v": listing(row("web", 5)),
            "xenstore-list /local/domain": domids(5),
            "xl list -v 5": listing(row("web", 5)),
            "xl destroy 5": (1, "", "libxl: error: Domain 5:Unable to destroy\ndestroy domain 5 failed (rc=-3)\n"),
        },
        {PATH: WEB.encode()},
    )
    with pytest.raises(CommandFailed):
        Hypervisor(host, SimulatedClock()).destroy(ref)
    assert host.changed == []


def test_a_definition_without_a_link_doesnt_start_with_the_host(shelf: Shelf) -> None:
    shelf.link("web.cfg", "/etc/xen/other.cfg")
    assert shelf.store.autostart_link(PATH) is None


@pytest.mark.parametrize("target", [PATH, "../web.cfg", "/etc/xen/auto/../web.cfg", "../../xen/web.cfg"])
def test_a_link_is_found_however_it_is_written(shelf: Shelf, target: str) -> None:
    shelf.link("20-web", target)
    assert shelf.store.autostart_link(PATH) == "/etc/xen/auto/20-web"
    assert shelf.store.set_autostart(PATH, on=True) == ()
    assert shelf.names("/etc/xen/auto") == ["20-web"]


def test_autostart_is_set_and_taken_away_once_and_twice(shelf: Shelf) -> None:
    for steps in ((f"link /etc/xen/auto/web.cfg to {PATH}",), ()):
        assert shelf.store.set_autostart(PATH, on=True) == steps
        assert shelf.store.autostart_link(PATH) == "/etc/xen/auto/web.cfg"
    for steps in (("remove the link /etc/xen/auto/web.cfg",), ()):
        assert shelf.store.set_autostart(PATH, on=False) == steps
        assert shelf.store.autostart_link(PATH) is None
    assert shelf.content(PATH) == WEB.encode()


def test_the_folder_of_links_is_made_where_the_distribution_has_none(tmp_path: Path) -> None:
    """Debian has no /etc/xen/auto."""
    store = local_store(tmp_path)
    path = store.create("web", WEB)
    assert store.autostart_link(path) is None
    store.set_autostart(path, on=True)
    link = store.autostart_link(path)
    assert link is not None
    assert os.readlink(link) == path


def test_a_link_has_a_name_that_xendomains_can_read(shelf: Shelf) -> None:
    """Debian's script doesn't quote it."""
    shelf.put("/etc/xen/db server*.cfg")
    shelf.store.set_autostart("/etc/xen/db server*.cfg", on=True)
    assert shelf.store.autostart_link("/etc/xen/db server*.cfg") == "/etc/xen/auto/db_server_.cfg"


def test_a_link_of_that_name_to_something_else_is_left_alone(shelf: Shelf) -> None:
    shelf.link("web.cfg", "/etc/xen/other.cfg")
    with pytest.raises(FileExists, match=r"already exists and doesn't point to /etc/xen/web\.cfg"):
        shelf.store.set_autostart(PATH, on=True)
    assert shelf.world.a.list_directory("/etc/xen/auto")[0].link_target == "/etc/xen/other.cfg"


def test_what_isnt_there_isnt_started_with_the_host(shelf: Shelf) -> None:
    with pytest.raises(FileUnreadable):
        shelf.store.set_autostart("/etc/xen/db.cfg", on=True)
    assert shelf.names("/etc/xen/auto") == []


@pytest.mark.parametrize("use", USES)
def test_a_host_that_cant_be_reached_is_told_as_such(shelf: Shelf, use: str) -> None:
    shelf.world.let(Fault.UNREACHABLE)
    with pytest.raises(XenError, match="can't be reached"):
        USES[use](shelf.store, PATH)
