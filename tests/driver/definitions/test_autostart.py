"""What starts with the host is taken away without losing a file, and what would start it still is told."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scripted import ScriptedTransport, domids, listing, uuid_of
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import CommandFailed, FileExists, FileUnreadable, FileUnwritable
from xentui_driver.model.outcome import Outcome
from xentui_driver.simulator import SimulatedClock
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Completed


class QuietHost(LocalTransport):
    """This machine's files, and a host on which nothing runs."""

    def run(self, argv, *, timeout_s: float) -> Completed:  # type: ignore[no-untyped-def]  # as its parent
        answers = {"xl list -v": listing(), "xenstore-list /local/domain": domids(), "xl info": (1, "", "")}
        return ScriptedTransport(answers).run(argv, timeout_s=timeout_s)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of definitions, and its stash."""

    path: Path
    host: Hypervisor

    def put(self, name: str, guest: str, uuid: str = "") -> str:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"name = '{guest}'\nmemory = 64\n{f'uuid = {uuid!r}' if uuid else ''}\n")
        return str(file)

    def definition(self, name: str) -> Definition:
        found = self.host.store.definition_at(str(self.path / name))
        assert found is not None
        return found

    def off(self, name: str) -> Outcome:
        return self.host.set_autostart(self.definition(name), on=False)

    def remove(self, name: str) -> Outcome:
        return self.host.remove(self.definition(name))

    def names(self) -> list[str]:
        return sorted(
            os.path.relpath(os.path.join(folder, name), self.path)
            for folder, _, names in os.walk(self.path)
            for name in names
        )

    def stashed(self) -> list[str]:
        stash = Path(self.host.store.stash_folder)
        return sorted(file.read_text() for file in stash.iterdir()) if stash.exists() else []

    def words(self, lines: tuple[str, ...]) -> list[str]:
        return [line.replace(f"{self.path}/", "") for line in lines]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "xen/auto").mkdir(parents=True)
    folder, stash = tmp_path / "xen", tmp_path / "stash"
    host = Hypervisor(QuietHost(), SimulatedClock(), definitions_folder=str(folder), stash_folder=str(stash))
    return Shelf(folder, host)


def test_a_link_that_starts_a_guest_goes_however_its_folder_is_reached(shelf: Shelf) -> None:
    shelf.put("vm/suse", "suse")
    os.symlink("../vm/suse", shelf.path / "auto/suse")
    outcome = shelf.off("vm/suse")
    assert outcome.summary == "suse no longer starts with the host."
    assert shelf.words(outcome.steps) == ["remove the link auto/suse"]
    assert shelf.names() == ["vm/suse"]


def test_a_hard_link_goes_and_the_definition_stays(shelf: Shelf) -> None:
    os.link(shelf.put("hard.cfg", "hard"), shelf.path / "auto/hard.cfg")
    assert shelf.words(shelf.off("hard.cfg").steps) == ["remove auto/hard.cfg, another name of hard.cfg"]
    assert shelf.names() == ["hard.cfg"]


def test_a_copy_that_starts_the_guest_is_put_aside(shelf: Shelf) -> None:
    shelf.put("copied.cfg", "copied", uuid_of(1))
    shelf.put("auto/10-web.cfg", "copied", uuid_of(1))
    outcome = shelf.off("copied.cfg")
    assert shelf.words(outcome.steps) == ["move auto/10-web.cfg to the stash"]
    assert shelf.names() == ["copied.cfg"]
    assert len(shelf.stashed()) == 1


def test_what_lives_in_auto_goes_where_definitions_are(shelf: Shelf) -> None:
    shelf.put("auto/lives.cfg", "lives")
    assert shelf.off("auto/lives.cfg").summary == "lives no longer starts with the host."
    assert shelf.names() == ["lives.cfg"]
    assert not shelf.definition("lives.cfg").autostart


def test_a_file_that_only_its_link_leads_to_is_said_to_be_out_of_sight(shelf: Shelf) -> None:
    shelf.put("../far.cfg", "far")
    os.symlink("../../far.cfg", shelf.path / "auto/far.cfg")
    outcome = shelf.off("auto/far.cfg")
    assert outcome.warnings == (f"It is no longer listed: its file is not in {shelf.path}, where definitions are.",)
    assert shelf.names() == []
    assert (shelf.path.parent / "far.cfg").exists()


def test_what_lives_in_auto_takes_nobodys_place(shelf: Shelf) -> None:
    shelf.put("auto/web.cfg", "lives")
    shelf.put("web.cfg", "web")
    with pytest.raises(FileExists, match=r"web\.cfg already"):
        shelf.off("auto/web.cfg")
    assert shelf.names() == ["auto/web.cfg", "web.cfg"]


@pytest.mark.parametrize("target", ["vm", "."])
def test_the_only_name_of_a_file_is_not_taken_away(shelf: Shelf, target: str) -> None:
    """auto/ is a link to the folder of the definitions."""
    os.rmdir(shelf.path / "auto")
    shelf.put(f"{target}/web.cfg", "web")
    os.symlink(target, shelf.path / "auto")
    name = os.path.normpath(f"{target}/web.cfg")
    with pytest.raises(FileUnwritable, match="everything in it starts with the host"):
        shelf.off(name)
    assert (shelf.path / name).exists()


def test_autostart_on_with_a_copy_in_auto_does_nothing_and_says_how_it_is(shelf: Shelf) -> None:
    shelf.put("web.cfg", "web")
    shelf.put("auto/copy", "web")
    outcome = shelf.host.set_autostart(shelf.definition("web.cfg"), on=True)
    assert (outcome.summary, outcome.steps) == ("web now starts with the host.", ())
    assert shelf.names() == ["auto/copy", "web.cfg"]


def test_what_would_start_all_the_same_is_an_error(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    os.symlink(shelf.put("web.cfg", "web"), shelf.path / "auto/web.cfg")
    monkeypatch.setattr(shelf.host.transport, "remove_file", lambda path: None)
    with pytest.raises(CommandFailed, match=r"web still starts with the host: .*auto/web\.cfg"):
        shelf.off("web.cfg")


def test_a_removal_says_what_starts_the_guest_all_the_same(shelf: Shelf) -> None:
    shelf.put("copied.cfg", "copied", uuid_of(1))
    shelf.put("auto/10-web.cfg", "renamed", uuid_of(1))
    outcome = shelf.remove("copied.cfg")
    warning = "copied still starts with the host:  auto/10-web.cfg is another definition of it."
    assert shelf.words(outcome.warnings) == [warning]
    assert shelf.names() == ["auto/10-web.cfg"]


def test_a_removal_takes_every_name_of_the_file(shelf: Shelf) -> None:
    path = shelf.put("a.cfg", "web")
    os.link(path, shelf.path / "b.cfg")
    os.link(path, shelf.path / "auto/1")
    os.symlink("a.cfg", shelf.path / "c.cfg")
    os.symlink("../c.cfg", shelf.path / "auto/2")
    outcome = shelf.remove("a.cfg")
    assert outcome.warnings == ()
    assert shelf.names() == []
    assert len(shelf.stashed()) == 1
    assert shelf.words(outcome.steps[1:]) == [f"remove {name}" for name in ("b.cfg", "c.cfg", "auto/1", "auto/2")]


def test_a_removal_in_a_linked_folder_takes_one_name(shelf: Shelf) -> None:
    shelf.put("vm/web.cfg", "web")
    os.symlink("vm", shelf.path / "domains")
    assert shelf.remove("vm/web.cfg").warnings == ()
    assert shelf.names() == []
    assert len(shelf.stashed()) == 1


@pytest.mark.parametrize("other", ["b.cfg", "auto/web", "vm/web.cfg"])
def test_a_file_with_a_second_name_is_not_written(shelf: Shelf, other: str) -> None:
    path = shelf.put("web.cfg", "web")
    (shelf.path / other).parent.mkdir(exist_ok=True)
    os.link(path, shelf.path / other)
    with pytest.raises(FileUnwritable, match=f"{other} are the same file"):
        shelf.host.store.would_change(path, {"memory": "128"})
    with pytest.raises(FileUnwritable, match=f"ln -sf .*{other}"):
        shelf.host.change_definition(path, {"memory": "128"})
    assert os.path.samefile(path, shelf.path / other)


def test_a_file_is_written_through_a_linked_folder_and_when_a_backup_has_its_inode(shelf: Shelf) -> None:
    path = shelf.put("vm/web.cfg", "web")
    os.symlink("vm", shelf.path / "domains")
    os.link(path, shelf.path.parent / "backup")
    shelf.host.change_definition(path, {"memory": "128"})
    assert "memory = 128" in Path(path).read_text()
    assert "memory = 64" in (shelf.path.parent / "backup").read_text()


def test_a_folder_that_went_away_meanwhile_is_told(shelf: Shelf) -> None:
    definition = Definition(shelf.put("web.cfg", "web"), "web")
    shutil.rmtree(shelf.path)
    with pytest.raises(FileUnreadable, match="No such file or directory"):
        shelf.host.set_autostart(definition, on=False)
