"""A guest that has left is remembered until it is back, also when nobody saw its migration end."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import ScriptedTransport
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.definition import Definition
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import (
    CommandFailed,
    FileUnreadable,
    MigrationFailed,
    MovedAway,
    NameInUse,
    RebootFailed,
    StillRunning,
)
from xentui_driver.model.instance import Instance
from xentui_driver.model.serialization import to_plain
from xentui_driver.operations import lifecycle, reboot
from xentui_driver.operations.departure_book import DepartureBook
from xentui_driver.operations.departures import find, of_definition, returned
from xentui_driver.operations.whereabouts import Here
from xentui_driver.simulator import Fault
from xentui_driver.simulator.operation import SimulatedOperation
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.read_only import ReadOnlyTransport
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.recording import RecordingTransport

UUID = 'uuid = "10111213-1415-1617-1819-1a1b1c1d1e1f"'
SAVED = "/dev/san/web.save"
PATH = "/etc/xen/.xentui-departures.json"
LEFT = Departure("10111213-1415-1617-1819-1a1b1c1d1e1f", "web", 1, "a", "b", 1_000_000.0, is_certain=True)


class TwoHosts(SmallWorld):
    """A driver on each of the two."""

    def __init__(self) -> None:
        super().__init__()
        self.here = Hypervisor(self.a, self.clock)
        self.there = Hypervisor(self.b, self.clock)

    def instance(self, name: str, host: Hypervisor | None = None) -> Instance:
        return find_instance((host or self.here).snapshot().instances, name)

    def ref(self, name: str, host: Hypervisor | None = None) -> DomainRef:
        ref = self.instance(name, host).ref
        assert ref is not None
        return ref

    def definition(self, name: str) -> Definition:
        definition = self.instance(name).definition
        assert definition is not None
        return definition

    def standing(self, name: str) -> str:
        departure = self.instance(name).departure
        return departure.words if departure is not None else ""

    def migrated(self, *lines: str) -> Instance:
        self.started("web", *lines)
        self.here.migrate(self.ref("web"), "b")
        return self.instance("web")


@pytest.fixture
def world() -> TwoHosts:
    return TwoHosts()


both_kinds = pytest.mark.parametrize("lines", [(UUID,), ()], ids=["with a UUID", "without one"])


@both_kinds
def test_a_guest_that_has_migrated_is_shown_as_moved_to_its_host(world: TwoHosts, lines: tuple[str, ...]) -> None:
    moved = world.migrated(*lines)
    assert moved.state is DomainState.MOVED
    assert world.standing("web") == "moved to b"


@both_kinds
def test_it_is_not_started_here_a_second_time(world: TwoHosts, lines: tuple[str, ...]) -> None:
    world.migrated(*lines)
    with pytest.raises(MovedAway, match="web was not started: it has moved to b on ") as refused:
        world.here.start(world.definition("web"))
    assert refused.value.state_now == "Nothing was done. It runs on b as id 1."
    assert "start it here anyway (do: start_here)" in refused.value.next_step
    with pytest.raises(MovedAway):
        world.here.start_watched(world.definition("web"), built=lambda _ref: None, is_unwatched=lambda: True)
    assert world.rows() == {}


@both_kinds
def test_who_was_told_may_start_it_here_and_then_it_is_here(world: TwoHosts, lines: tuple[str, ...]) -> None:
    moved = world.migrated(*lines)
    world.there.destroy(world.ref("web", world.there))
    assert moved.definition is not None
    world.here.start(moved.definition, despite=moved.departure)
    assert world.instance("web").departure is None
    world.here.destroy(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


def left_without_a_uuid(world: TwoHosts) -> Definition:
    """Its definition stays, and is given another name by hand."""
    world.started("web")
    seen = world.instance("web")
    assert seen.definition is not None
    world.here.migrate(world.ref("web"), "b", definitions=(seen.definition.path,))
    text = world.a.read_file(seen.definition.path).decode().replace('"web"', '"www"')
    world.xen.write_file("a", seen.definition.path, text)
    return world.definition("www")


def test_a_definition_that_was_given_another_name_is_known_by_its_file(world: TwoHosts) -> None:
    renamed = left_without_a_uuid(world)
    assert world.standing("www") == "moved to b"
    with pytest.raises(MovedAway, match="www was not started: it has moved to b"):
        world.here.start(renamed)
    world.there.destroy(world.ref("web", world.there))
    world.here.start(renamed, despite=world.instance("www").departure)
    world.here.destroy(world.ref("www"))
    assert world.instance("www").state is DomainState.STOPPED


def test_a_file_that_states_a_uuid_of_its_own_is_another_guests(world: TwoHosts) -> None:
    renamed = left_without_a_uuid(world)
    world.xen.write_file("a", renamed.path, f"{world.a.read_file(renamed.path).decode()}\n{UUID}\n")
    assert world.instance("www").state is DomainState.STOPPED


def test_a_file_that_was_removed_is_nobodys(world: TwoHosts) -> None:
    renamed = left_without_a_uuid(world)
    content = world.a.read_file(renamed.path).decode()
    world.here.remove(renamed)
    world.xen.write_file("a", renamed.path, content)
    assert world.instance("www").state is DomainState.STOPPED


def test_a_note_of_an_earlier_xentui_has_no_file_and_is_read_all_the_same(world: TwoHosts) -> None:
    old = {key: value for key, value in to_plain(LEFT).items() if key != "definitions"}
    world.xen.write_file("a", PATH, json.dumps({"format": 1, "departures": [old]}))
    assert world.here.snapshot().departures == (LEFT,)


def test_who_was_told_of_an_earlier_move_is_asked_again(world: TwoHosts) -> None:
    moved = world.migrated(UUID)
    assert moved.departure is not None
    with pytest.raises(MovedAway):
        world.here.start(world.definition("web"), despite=replace(moved.departure, host="c"))


@both_kinds
def test_a_guest_that_was_migrated_back_is_stopped_once_it_stops(world: TwoHosts, lines: tuple[str, ...]) -> None:
    world.migrated(*lines)
    world.there.migrate(world.ref("web", world.there), "a")
    back = world.here.snapshot()
    world.here.note_returns(back)
    world.here.destroy(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


def test_who_may_only_look_is_refused_a_note_once_and_not_at_every_poll(world: TwoHosts) -> None:
    world.migrated(UUID)
    world.there.migrate(world.ref("web", world.there), "a")
    lines: list[str] = []
    looking = Hypervisor(RecordingTransport(ReadOnlyTransport(world.a), lines.append), world.clock)
    back = looking.snapshot()
    for _ in range(3):
        looking.note_returns(back)
    assert sum('"change_file"' in line for line in lines) == 1
    asked = len(lines)
    looking.note_returns(back)
    assert len(lines) == asked
    world.here.note_returns(back)
    world.here.destroy(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


def test_a_guest_that_is_back_and_is_stopped_without_a_console_is_stopped(world: TwoHosts) -> None:
    world.migrated(UUID)
    world.there.migrate(world.ref("web", world.there), "a")
    world.here.stop(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


def back_again(world: TwoHosts) -> None:
    """Here, and nobody has noted it."""
    world.migrated(UUID)
    world.there.migrate(world.ref("web", world.there), "a")


def test_a_guest_that_is_back_and_whose_reset_fails_half_way_can_be_started(
    world: TwoHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_again(world)

    def refused(*_args: object, **_options: object) -> NoReturn:
        raise CommandFailed("No memory is left.")

    with monkeypatch.context() as patched:
        patched.setattr(lifecycle, "start", refused)
        with pytest.raises(RebootFailed, match="not started again: No memory"):
            world.here.reset(world.ref("web"), world.definition("web"))
    assert world.instance("web").state is DomainState.STOPPED
    world.here.start(world.definition("web"))


def test_a_guest_that_is_back_and_powers_off_when_it_is_to_reboot_is_stopped(
    world: TwoHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_again(world)

    def refused(_xl: Xl, ref: DomainRef, **_options: object) -> NoReturn:
        world.xl("destroy", str(ref.domid))
        raise RebootFailed("web powered off instead of rebooting.")

    monkeypatch.setattr(reboot, "reboot", refused)
    with pytest.raises(RebootFailed):
        world.here.reboot(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


def test_a_migration_that_has_failed_leaves_nothing_behind(world: TwoHosts) -> None:
    world.started("web", UUID)
    world.let(Fault.MIGRATION_REFUSED)
    with pytest.raises(MigrationFailed):
        world.here.migrate(world.ref("web"), "b")
    world.here.destroy(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


@pytest.mark.parametrize("earlier", [None, replace(LEFT, host="c", domid=1, is_certain=False)])
def test_a_migration_that_could_not_begin_leaves_what_was_noted_as_it_was(
    world: TwoHosts, monkeypatch: pytest.MonkeyPatch, earlier: Departure | None
) -> None:
    world.started("web", UUID)
    book = DepartureBook(world.a, world.clock, "/etc/xen")
    if earlier is not None:
        book.note(earlier)

    def refused(argv: Sequence[str]) -> NoReturn:
        raise CommandFailed(f"{argv[0]} wasn't started: its output can't be kept.")

    with monkeypatch.context() as patched:
        patched.setattr(world.a, "start", refused)
        with pytest.raises(CommandFailed, match="wasn't started"):
            world.here.migrate(world.ref("web"), "b")
    assert book.all() == ((earlier,) if earlier is not None else ())


def test_the_note_of_a_migration_that_nobody_waits_for_any_more_stays(
    world: TwoHosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.started("web", UUID)
    impatient = Hypervisor(world.a, world.clock, limits=Limits(migrate_s=1.0))
    monkeypatch.setattr(SimulatedOperation, "exit_status", lambda _: None)
    with pytest.raises(StillRunning):
        impatient.migrate(world.ref("web"), "b")
    (left,) = DepartureBook(world.a, world.clock, "/etc/xen").all()
    assert (left.host, left.is_certain) == ("b", False)


def test_the_end_of_the_line_in_the_last_step_is_no_reason_to_forget(world: TwoHosts) -> None:
    world.started("web", UUID)
    world.let(Fault.MIGRATION_LOST, host=None)
    with pytest.raises(MigrationFailed, match="lost in the last step") as failed:
        world.here.migrate(world.ref("web"), "b")
    assert failed.value.next_step.startswith("Do not resume it here")
    copy = world.instance("web--migratedaway")
    assert copy.departure is not None
    assert copy.departure.host == "b"
    world.here.destroy(world.ref("web--migratedaway"))
    assert world.instance("web").departure == copy.departure


def test_a_copy_that_xl_has_left_is_a_sign_by_itself_and_stays_one_when_it_is_destroyed(world: TwoHosts) -> None:
    domain = world.started("web")  # without a UUID in its definition, which so doesn't know its domain
    world.let(Fault.MIGRATION_LOST, host=None)
    world.xl("migrate", str(domain.domid), "b")
    with pytest.raises(NameInUse, match="web--migratedaway"):
        world.here.start(Definition("/etc/xen/0.cfg", "web"))
    world.here.destroy(world.ref("web--migratedaway"))
    assert world.standing("web") == "moved to another host"
    with pytest.raises(MovedAway, match="it has moved to another host"):
        world.here.start(world.definition("web"))


def test_a_guest_that_nobody_saw_go_has_probably_moved(world: TwoHosts) -> None:
    domain = world.started("web", UUID)
    book = DepartureBook(world.a, world.clock, "/etc/xen")
    book.note(replace(LEFT, uuid=domain.uuid, is_certain=False))
    assert world.instance("web").departure is None  # it is here as long as its domain is
    world.here.note_returns(world.here.snapshot())
    world.xl("migrate", str(domain.domid), "b")
    assert world.standing("web") == "probably moved to b"
    ref = DomainRef(domain.uuid, domain.domid, "web")
    assert world.here.settle_migration(ref, "b", has_begun=True).here is Here.GONE
    assert world.standing("web") == "moved to b"


def test_looking_into_a_migration_that_never_began_forgets_it(world: TwoHosts) -> None:
    domain = world.started("web", UUID)
    DepartureBook(world.a, world.clock, "/etc/xen").note(replace(LEFT, uuid=domain.uuid, is_certain=False))
    world.here.settle_migration(world.ref("web"), "b", has_begun=False)
    world.here.destroy(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


@pytest.mark.parametrize("other", [{"host": "c"}, {"domid": 99}])
def test_looking_into_one_migration_leaves_the_note_of_another(world: TwoHosts, other: dict[str, Any]) -> None:
    domain = world.started("web", UUID)
    book = DepartureBook(world.a, world.clock, "/etc/xen")
    book.note(noted := replace(LEFT, uuid=domain.uuid, is_certain=False, **other))
    world.here.settle_migration(world.ref("web"), "b", has_begun=True)
    assert book.all() == (noted,)


@pytest.mark.parametrize(("has_begun", "words"), [(False, ""), (True, "probably moved to b")])
def test_a_guest_that_has_ended_has_not_left_by_a_command_that_never_began(
    world: TwoHosts, has_begun: bool, words: str
) -> None:
    world.started("web", UUID)
    ref = world.ref("web")
    world.here.destroy(ref)
    world.here.settle_migration(ref, "b", has_begun=has_begun)
    assert world.standing("web") == words


def test_a_saved_guest_that_has_left_since_is_not_restored(world: TwoHosts) -> None:
    world.started("web", UUID)
    world.here.save(world.ref("web"), SAVED, keep_running=True)
    world.here.migrate(world.ref("web"), "b")
    with pytest.raises(MovedAway, match="was not restored: it has moved to b") as refused:
        world.here.restore(SAVED)
    assert f"`xentui restore --here {SAVED}`" in refused.value.next_step
    assert "start" not in refused.value.next_step
    assert world.rows() == {}
    departure = world.here.why_not_restored(SAVED)
    world.here.restore(SAVED, despite=departure)
    assert world.here.why_not_restored(SAVED) is not None  # an old file now


def test_a_definition_has_moved_all_the_same_when_its_uuid_is_changed(world: TwoHosts) -> None:
    world.migrated(UUID)
    path = world.definition("web").path
    world.here.change_definition(path, {"uuid": "20212223-1415-1617-1819-1a1b1c1d1e1f"})
    assert world.instance("web").state is DomainState.MOVED
    with pytest.raises(MovedAway):
        world.here.start(world.definition("web"))


def test_a_new_definition_with_its_uuid_has_moved_as_well(world: TwoHosts) -> None:
    world.migrated(UUID)
    world.define("other", UUID)
    assert world.instance("other").state is DomainState.MOVED
    with pytest.raises(MovedAway):
        world.here.start(world.definition("other"))


def test_a_new_guest_may_have_the_name_of_one_that_was_removed(world: TwoHosts) -> None:
    world.migrated()
    world.here.remove(world.definition("web"))
    world.define("web")
    assert world.instance("web").state is DomainState.STOPPED


def test_a_guest_without_a_uuid_that_has_left_twice_is_back_all_the_same(world: TwoHosts) -> None:
    world.migrated()
    world.there.destroy(world.ref("web", world.there))
    moved = world.instance("web")
    world.here.start(world.definition("web"), despite=moved.departure)
    world.clock.advance(60.0)
    world.here.migrate(world.ref("web"), "b")
    world.there.destroy(world.ref("web", world.there))
    world.here.start(world.definition("web"), despite=world.instance("web").departure)
    world.here.destroy(world.ref("web"))
    assert world.instance("web").state is DomainState.STOPPED


def test_a_definition_that_goes_by_its_name_is_known_by_its_new_one(world: TwoHosts) -> None:
    moved = world.migrated()
    world.here.rename(moved, "shop")
    assert world.instance("shop").state is DomainState.MOVED


def test_the_other_host_of_a_shared_folder_has_notes_of_its_own(world: TwoHosts) -> None:
    world.migrated(UUID)
    for path in (PATH, world.definition("web").path):
        world.xen.write_file("b", path, world.a.read_file(path).decode())
    world.there.destroy(world.ref("web", world.there))
    assert world.instance("web", world.there).state is DomainState.STOPPED


def test_where_nobody_knows_who_has_left_nobody_is_started(world: TwoHosts) -> None:
    world.define("web", UUID)
    world.xen.write_file("a", PATH, "no JSON")
    assert any("Nobody knows which guests have moved away" in words for words in world.here.snapshot().problems)
    with pytest.raises(FileUnreadable) as refused:
        world.here.start(world.definition("web"))
    assert "remove the file" in refused.value.next_step


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace('"b"', '"b; reboot"'),
        lambda text: text.replace("1000000.0", "Infinity"),
        lambda text: text.replace("1000000.0", "-1.0"),
        lambda text: text.replace("1000000.0", "9" * 400),
        lambda text: text.replace('"domid": 1', '"domid": "1"'),
        lambda text: f"[{text}]",
        lambda text: text[: len(text) // 2],
        lambda _text: "[" * 100_000,
        lambda text: text.replace('"format": 2,', ""),
    ],
)
def test_a_damaged_note_is_told_and_never_a_traceback(damage: Callable[[str], str]) -> None:
    files = ScriptedTransport({})
    book = DepartureBook(files, SmallWorld().clock, "/etc/xen")
    book.note(replace(LEFT, source=files.host_name))
    text = files.read_file(book.path).decode()
    assert damage(text) != text
    broken = DepartureBook(ScriptedTransport({}, {book.path: damage(text).encode()}), SmallWorld().clock, "/etc/xen")
    with pytest.raises(FileUnreadable):
        broken.all()


@pytest.mark.parametrize("format", ["3", "null", '"1"', "[1]"])
def test_the_notes_of_another_xentui_are_left_alone_and_that_is_told(format: str) -> None:
    files = ScriptedTransport({})
    book = DepartureBook(files, SmallWorld().clock, "/etc/xen")
    book.note(replace(LEFT, source=files.host_name))
    written = files.read_file(book.path)
    newer = written.replace(b'"format": 2', f'"format": {format}'.encode())
    files.write_file(book.path, newer, replacing=written)
    with pytest.raises(FileUnreadable, match="another version of xentui wrote it"):
        book.note(replace(LEFT, source=files.host_name, host="c"))
    assert files.read_file(book.path) == newer


def test_notes_of_several_threads_at_once_are_all_kept(world: TwoHosts) -> None:
    books = [DepartureBook(world.a, world.clock, "/etc/xen") for _ in range(4)]
    departures = [replace(LEFT, uuid=f"0000000{number}-0000-4000-8000-000000000000") for number in range(4)]
    threads = [
        threading.Thread(target=book.note, args=(departure,)) for book, departure in zip(books, departures, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(books[0].all()) == set(departures)


def test_a_definition_with_another_uuid_is_known_by_its_name() -> None:
    own = Definition("/etc/xen/web.cfg", "web", uuid="20212223-1415-1617-1819-1a1b1c1d1e1f")
    assert of_definition((LEFT,), own) is LEFT
    assert of_definition((LEFT,), replace(own, name="other")) is None
    assert of_definition((LEFT,), replace(own, uuid=None)) is LEFT
    assert find((LEFT,), "00000000-0000-0000-0000-000000000000", "web") is LEFT
    assert find((LEFT,), None, "") is None


def test_a_guest_that_is_leaving_is_not_taken_for_one_that_is_back(world: TwoHosts) -> None:
    domain = world.started("web", UUID)
    instances = world.here.snapshot().instances
    leaving = replace(LEFT, uuid=domain.uuid, domid=domain.domid, is_certain=False)
    assert returned((leaving,), instances) == ()
    assert returned((replace(leaving, domid=99),), instances) != ()
    assert returned((replace(leaving, is_certain=True),), instances) != ()
