"""A guest in a file is known to be there, and a file whose guest has run since is never restored in passing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.scripted import ScriptedTransport
from xentui_driver.definitions.naming import find_instance
from xentui_driver.model.departure import Departure
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import GuestIgnoredRequest, GuestSaved, MovedAway, SaveOutdated
from xentui_driver.model.instance import Instance
from xentui_driver.operations.departure_book import DepartureBook
from xentui_driver.operations.departures import is_back, is_known
from xentui_driver.simulator import DEAF

UUID = 'uuid = "10111213-1415-1617-1819-1a1b1c1d1e1f"'
FILE = "/root/web.save"
OTHER = "/root/other.save"
NOTE = Departure("10111213-1415-1617-1819-1a1b1c1d1e1f", "web", 1, "dom0a", "", 1_000_000.0, path=FILE)
both_kinds = pytest.mark.parametrize("lines", [(UUID,), ()], ids=["with a UUID", "without one"])


class Host(SimulatedHostWithDriver):
    """A simulated host on which a guest is saved."""

    def row(self) -> Instance:
        return find_instance(self.driver.snapshot().instances, "web")

    def ref(self) -> DomainRef:
        return self.domain("web").ref

    def saved(self, *lines: str) -> Instance:
        self.started("web", *lines)
        self.driver.save(self.ref(), FILE)
        self.clock.advance(60.0)
        return self.row()

    def started_anyway(self) -> None:
        row = self.row()
        assert row.definition is not None
        self.driver.start(row.definition, despite=row.departure)
        self.clock.advance(60.0)

    def moved(self, path: str, target: str) -> None:
        with self.xen.at_now():
            self.xen.host("dom0a").files.move(path, target)


@pytest.fixture
def host() -> Host:
    return Host()


@both_kinds
def test_its_row_says_in_which_file_it_is(host: Host, lines: tuple[str, ...]) -> None:
    row = host.saved(*lines)
    assert (row.state, row.state_words) == (DomainState.SAVED, f"saved to {FILE}")


@both_kinds
def test_it_is_not_started_in_passing(host: Host, lines: tuple[str, ...]) -> None:
    row = host.saved(*lines)
    assert row.definition is not None
    with pytest.raises(GuestSaved, match=f"web was not started: it has been saved to {FILE} on ") as refused:
        host.driver.start(row.definition)
    assert refused.value.state_now == "Nothing was done. The file is there."
    assert "(do: restore)" in refused.value.next_step
    host.transport.remove_file(FILE)
    with pytest.raises(GuestSaved) as refused:
        host.driver.start(row.definition)
    assert refused.value.state_now == "Nothing was done. The file is gone."
    assert "(do: restore)" not in refused.value.next_step


@both_kinds
def test_restored_it_is_here_and_its_file_is_old(host: Host, lines: tuple[str, ...]) -> None:
    host.saved(*lines)
    host.driver.restore(FILE)
    host.clock.advance(60.0)
    assert host.row().state is DomainState.RUNNING
    host.driver.stop(host.ref())
    assert host.row().state is DomainState.STOPPED
    with pytest.raises(SaveOutdated, match=f"web has run since it was saved to {FILE} on ") as refused:
        host.driver.restore(FILE)
    assert refused.value.state_now == "Nothing was done."
    assert f"`xentui restore --here {FILE}`" in refused.value.next_step
    host.driver.restore(FILE, despite=host.driver.why_not_restored(FILE))


def test_started_anyway_its_file_is_old_under_every_name(host: Host) -> None:
    host.saved(UUID)
    host.started_anyway()
    host.driver.destroy(host.ref())
    host.moved(FILE, OTHER)
    with pytest.raises(SaveOutdated):
        host.driver.restore(OTHER)


def test_a_file_that_was_moved_is_the_same_file(host: Host) -> None:
    host.saved(UUID)
    host.moved(FILE, OTHER)
    assert host.driver.why_not_restored(OTHER) is None
    host.driver.restore(OTHER)


def test_a_file_that_nobody_noted_is_old_once_it_was_restored(host: Host) -> None:
    host.started("web", UUID)
    host.transport.run(("xl", "save", str(host.ref().domid), FILE), timeout_s=900.0)
    host.driver.restore(FILE)
    host.clock.advance(60.0)
    host.driver.destroy(host.ref())
    with pytest.raises(SaveOutdated):
        host.driver.refuse_restore(FILE)


def test_a_file_that_nobody_noted_is_old_beside_a_newer_one(host: Host) -> None:
    host.started("web", UUID)
    for argv in (("xl", "save", str(host.ref().domid), OTHER), ("xl", "restore", OTHER)):
        assert host.transport.run(argv, timeout_s=900.0).exit_status == 0
        host.clock.advance(60.0)
    host.driver.save(host.ref(), FILE)
    with pytest.raises(SaveOutdated, match=f"web was saved again since, to {FILE}") as refused:
        host.driver.restore(OTHER)
    assert f"Restore {FILE}" in refused.value.next_step
    host.driver.restore(FILE)


def test_the_same_name_for_a_newer_save_is_another_file(host: Host) -> None:
    host.saved(UUID)
    host.driver.restore(FILE)
    host.clock.advance(60.0)
    host.transport.remove_file(FILE)
    host.transport.run(("xl", "save", str(host.ref().domid), FILE), timeout_s=900.0)
    assert host.driver.why_not_restored(FILE) is None


def test_what_kept_running_is_not_saved_but_its_file_is_old_at_once(host: Host) -> None:
    host.started("web", UUID)
    host.driver.save(host.ref(), FILE, keep_running=True)
    assert host.row().departure is None
    host.driver.destroy(host.ref())
    assert host.row().state is DomainState.STOPPED
    with pytest.raises(SaveOutdated):
        host.driver.restore(FILE)


def test_a_save_that_failed_is_not_noted(host: Host) -> None:
    host.started("web", UUID, guest=DEAF)
    with pytest.raises(GuestIgnoredRequest):
        host.driver.save(host.ref(), FILE)
    host.driver.destroy(host.ref())
    assert host.row().state is DomainState.STOPPED


def test_a_poll_that_sees_it_elsewhere_notes_that_it_has_run(host: Host) -> None:
    host.saved(UUID)
    assert host.transport.run(("xl", "create", "/etc/xen/web.cfg"), timeout_s=900.0).exit_status == 0
    host.driver.note_returns(host.driver.snapshot())
    host.driver.destroy(host.ref())
    assert host.row().state is DomainState.STOPPED
    with pytest.raises(SaveOutdated):
        host.driver.restore(FILE)


def test_a_listing_older_than_the_note_does_not_show_it_back(host: Host) -> None:
    """The definitions are read while the listing of the same poll is: what is read later may know more."""
    host.started("web", UUID)
    before = host.driver.snapshot()
    host.driver.save(host.ref(), FILE)
    after = host.driver.snapshot()
    host.driver.note_returns(replace(before, departures=after.departures))
    assert host.row().state is DomainState.SAVED


def test_another_guest_under_its_old_number_does_not_hide_that_it_is_back(host: Host) -> None:
    """Numbers begin anew when the host boots."""
    host.started("web", UUID)
    other = host.started("other")
    book = DepartureBook(host.transport, host.clock, "/etc/xen")
    book.note(replace(NOTE, domid=other.domid, is_certain=True))
    host.driver.note_returns(host.driver.snapshot())
    assert book.all() == ()


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_save_that_nobody_saw_end_is_looked_into(host: Host, is_saved: bool) -> None:
    host.started("web", UUID)
    ref = host.ref()
    book = DepartureBook(host.transport, host.clock, "/etc/xen")
    book.note(replace(NOTE, domid=ref.domid))
    if is_saved:
        host.transport.run(("xl", "save", str(ref.domid), FILE), timeout_s=900.0)
        assert host.row().state_words == f"probably saved to {FILE}"
    host.driver.settle_save(ref, FILE, keep_running=False)
    if is_saved:
        assert host.row().state_words == f"saved to {FILE}"
    else:
        assert book.all() == ()


def test_a_guest_that_was_saved_and_then_moved_is_where_it_moved_to(host: Host) -> None:
    host.saved(UUID)
    book = DepartureBook(host.transport, host.clock, "/etc/xen")
    book.note(replace(NOTE, path="", host="dom0b", is_certain=True))
    with pytest.raises(MovedAway, match="moved to dom0b"):
        host.driver.restore(FILE)


def test_the_operator_is_told_of_one_departure_and_not_of_the_next() -> None:
    assert is_known(replace(NOTE, is_certain=True, written_s=5.0), NOTE)
    assert not is_known(replace(NOTE, at_s=NOTE.at_s + 60.0), NOTE)
    assert not is_known(replace(NOTE, has_run_since=True), NOTE)
    assert not is_known(NOTE, None)


def test_one_that_is_being_built_has_not_run(host: Host) -> None:
    domain = replace(host.started("web", UUID), domid=7)
    assert is_back(replace(NOTE, is_certain=True), replace(domain, state=DomainState.RUNNING))
    assert not is_back(replace(NOTE, is_certain=True), replace(domain, state=DomainState.STARTING))


def test_a_file_says_which_guest_is_in_it(host: Host) -> None:
    host.saved(UUID)
    found = host.driver.saved_guest(FILE)
    assert found is not None
    assert (found.name, found.uuid) == ("web", NOTE.uuid)


def test_only_so_many_old_files_are_remembered() -> None:
    files = ScriptedTransport({})
    book = DepartureBook(files, Host().clock, "/etc/xen")
    for number in range(520):
        uuid = f"10111213-1415-1617-1819-{number:012d}"
        book.note(replace(NOTE, uuid=uuid, source=files.host_name, written_s=float(number + 1)))
        assert book.came_back(uuid, "web") == ()
    assert book.all() == ()
    kept = files.read_file(book.path).count(b'"has_run_since": true')
    assert kept == 500


@dataclass
class Model:
    """What is true, whatever was noted: how often the disks were written to, and how often when a file was made."""

    disks: int = 0
    files: dict[str, int] = field(default_factory=dict)


PATHS = ("/root/0.save", "/root/1.save", "/root/2.save")


@given(st.lists(st.integers(0, 59), min_size=4, max_size=16), st.booleans())
@settings(max_examples=80, deadline=None)
def test_no_file_is_restored_unasked_onto_disks_that_have_moved_on(choices: list[int], has_uuid: bool) -> None:
    host, model = Host(), Model()
    host.started("web", *((UUID,) if has_uuid else ()))
    for choice in choices:
        runs = host.is_there("web")
        possible = _while_it_runs(host, model) if runs else _while_it_does_not(host, model)
        possible[choice % len(possible)]()
        host.clock.advance(60.0)
        if host.is_there("web"):
            model.disks += 1


def _while_it_runs(host: Host, model: Model) -> list[Callable[[], object]]:
    def save(path: str, *, keep_running: bool) -> None:
        host.driver.save(host.ref(), path, keep_running=keep_running)
        model.files[path] = model.disks

    free = [path for path in PATHS if path not in model.files]
    return [
        lambda: host.driver.destroy(host.ref()),
        lambda: host.driver.note_returns(host.driver.snapshot()),
        *(partial(save, path, keep_running=keep) for path in free for keep in (False, True)),
    ]


def _while_it_does_not(host: Host, model: Model) -> list[Callable[[], object]]:
    def restore(path: str) -> None:
        fits = model.files[path] == model.disks
        try:
            host.driver.restore(path)
        except SaveOutdated:
            assert not fits
        else:
            assert fits

    def start() -> None:
        row = host.row()
        assert row.definition is not None
        fits = [path for path, disks in model.files.items() if disks == model.disks]
        try:
            host.driver.start(row.definition)
        except GuestSaved:
            assert row.state is DomainState.SAVED
        else:
            assert not fits

    def remove(path: str) -> None:
        host.transport.remove_file(path)
        del model.files[path]

    def restore_anyway(path: str) -> None:
        host.driver.restore(path, despite=host.driver.why_not_restored(path))

    return [
        start,
        host.started_anyway,
        *(partial(take, path) for path in model.files for take in (restore, restore, restore_anyway, remove)),
    ]
