"""Whatever becomes of names, ids and files, another guest is never taken for the one whose screen is open."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from tests.instances import running, stopped
from xentui.console.guest.followed import FollowedGuest
from xentui.fleet.fleet import Fleet
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.instance import Instance
from xentui_driver.model.row_key import RowKey

UUIDS = tuple(f"7bb5acd8-4d94-433e-ba30-9aebfb57f0e{digit}" for digit in "abc")
names = st.sampled_from(("web", "db"))
paths = st.sampled_from(("/etc/xen/web.cfg", "/etc/xen/db.cfg"))


class KnownGuests:
    """What is known of one host, as far as somebody who follows a guest asks for it."""

    def __init__(self, *guests: Instance) -> None:
        self.show(*guests)

    def show(self, *guests: Instance) -> None:
        self.snapshot = object()  # a new one, as a poll makes it
        self.guests = guests

    @property
    def states(self) -> dict[str, "KnownGuests"]:
        return {"": self}

    def of(self, instance: Instance) -> str:
        return instance.host

    def instances_of(self, _host: str) -> tuple[Instance, ...]:
        return self.guests

    def instance(self, key: RowKey) -> Instance | None:
        return next((each for each in self.guests if each.row_key == key), None)


def followed(known: KnownGuests, opened: Instance) -> FollowedGuest:
    return FollowedGuest(cast(Fleet, known), opened)


@st.composite
def guests(draw: st.DrawFn) -> Instance:
    """A guest with a UUID, running or not, with or without its file; its row is called as on a host."""
    uuid, name, path = draw(st.sampled_from(UUIDS)), draw(names), draw(paths)
    definition = Definition(path, name, uuid=uuid)
    guest = running(name, draw(st.integers(1, 3)))
    assert guest.domain is not None
    domain = replace(guest.domain, uuid=uuid)
    match draw(st.sampled_from(("both", "domain", "definition"))):
        case "both":
            return Instance(path, domain, definition)
        case "domain":
            return Instance(f"{uuid}/{domain.domid}", domain)
        case _:
            return Instance(path, definition=definition)


@given(guests(), st.lists(st.lists(guests(), max_size=4, unique_by=lambda each: each.key), max_size=4))
def test_what_the_keys_work_on_always_has_the_uuid_of_the_guest(opened: Instance, polls: list[list[Instance]]) -> None:
    known = KnownGuests(opened)
    guest = followed(known, opened)
    for poll in polls:
        known.show(*poll)
        current = guest.current
        assert current is None or current.uuid == opened.uuid
        assert guest.last_seen.uuid == opened.uuid
        assert guest.doubt == "", "the UUID proves it"


def test_a_guest_without_a_uuid_is_followed_by_its_file_from_start_to_start() -> None:
    before = stopped("web")
    known = KnownGuests(before)
    guest = followed(known, before)
    known.show(replace(running("web", 4), key=before.key))
    assert guest.current is not None
    assert guest.current.domid == 4
    known.show(replace(running("web", 5), key=before.key))
    assert guest.current is not None
    assert guest.current.domid == 5
    assert guest.doubt == ""


def test_of_two_halves_of_a_migration_the_guest_in_the_same_row_is_meant() -> None:
    before = running("web", 1)
    assert before.domain is not None
    half = Instance("x/7", replace(before.domain, domid=7, role=DomainRole.MIGRATED_AWAY))
    known = KnownGuests(before)
    guest = followed(known, before)
    known.show(before, half)
    assert guest.current == before
    known.show(half, replace(half, key="x/8"))
    assert guest.current is None, "two might be meant"
