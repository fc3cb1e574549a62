"""What the screen offers for the halves of a migration, and what has to be typed for a guest without a name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xentui.console.driving import Console, drive
from xentui.fleet.settings.guards import guard_of, is_protected
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.definitions.naming import find_instance, is_typable, typed_name
from xentui_driver.jobs.actions import ACTIONS, DISCARD, Guard, Request
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.text import harmless

NIL = "00000000-0000-0000-0000-000000000000"
UUID = "10111213-1415-1617-1819-1a1b1c1d1e1f"


def row(name: str, role: DomainRole, state: DomainState, *, uuid: str = UUID) -> Instance:
    domain = Domain(5, uuid, name, role, state, "", "--p---", 1024, 1, 1.0)
    return Instance(f"{uuid}/5", domain, Definition("/etc/xen/web.cfg", "web", uuid=UUID))


INCOMING = row("web--incoming", DomainRole.INCOMING, DomainState.MIGRATING)
HANDED_OVER = row("web--migratedaway", DomainRole.MIGRATED_AWAY, DomainState.MIGRATING)


def offered(instance: Instance) -> set[str]:
    return {action.id for action in ACTIONS if not action.why_not(instance)}


def test_nothing_is_offered_for_what_arrives_but_to_discard_it() -> None:
    assert offered(INCOMING) - {"autostart_on", "autostart_off"} == {"discard"}
    assert guard_of(DEFAULTS, DISCARD, (Request(INCOMING),), 5) is Guard.DIALOG


def test_what_was_handed_over_is_destroyed_and_never_built_again() -> None:
    assert offered(HANDED_OVER) - {"autostart_on", "autostart_off"} == {"destroy"}


def left_behind() -> Console:
    made = Console()
    made.define("web")
    made.xl("create", "-p", "/etc/xen/web.cfg")
    made.xl("rename", "web", "web--incoming")
    return made


def test_the_way_out_is_a_dialog_that_explains_it() -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web--incoming")
        await c.sees("X Discard")
        bar = c.keys_shown
        for label in ("Force off", "Reset", "Console", "Start"):
            assert label not in bar
        await c.press("X")
        await c.sees("This copy of a guest came with a migration and has never run.")
        await c.press("enter")
        assert c.jobs.all == ()
        await c.press("X", "right", "enter")
        await c.jobs_over()
        assert not any(i.domain and i.name == "web--incoming" for i in c.hypervisor.snapshot().instances)

    drive(left_behind(), scenario, size=(120, 40))


@pytest.mark.parametrize("key", ["R", "p", "s", "x"])
def test_no_other_key_does_anything_to_it(key: str) -> None:
    async def scenario(c: Console) -> None:
        c.move_to("web--incoming")
        await c.press(key)
        assert c.app.is_undisturbed
        assert c.jobs.all == ()
        found = find_instance(c.hypervisor.snapshot().instances, "web--incoming")
        assert found.state is DomainState.MIGRATING

    drive(left_behind(), scenario)


names = st.text(max_size=12).map(harmless)
roles = st.sampled_from([role for role in DomainRole if role is not DomainRole.DOM0])


@given(names, st.sampled_from((NIL, UUID)), roles)
def test_what_has_to_be_typed_is_never_nothing_and_can_be_typed(name: str, uuid: str, role: DomainRole) -> None:
    typed = typed_name(row(name, role, DomainState.RUNNING, uuid=uuid))
    assert typed
    assert is_typable(typed)
    assert typed == typed.strip()
    assert typed == (name if is_typable(name) else uuid if uuid != NIL else "id 5")


def test_a_protected_guest_without_a_name_wants_its_uuid() -> None:
    made = Console(settings=replace(DEFAULTS, protected=(UUID,)))
    made.define("web", text=f'name = "web"\nuuid = "{UUID}"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 512\n')
    made.xl("create", "/etc/xen/web.cfg")
    with made.world.at_now() as now_s:
        domain = made.world.host("dom0a").named("web")
        assert domain is not None
        domain.change(now_s)
        domain.name = ""
        domain.follow()

    async def scenario(c: Console) -> None:
        c.move_to("")
        await c.press("X")
        await c.sees(f"Type {UUID} to continue")
        await c.press("right", "enter")
        assert c.jobs.all == ()

    drive(made, scenario, size=(120, 40))


@pytest.mark.parametrize("instance", [INCOMING, HANDED_OVER])
def test_a_half_is_protected_as_its_guest_is(instance: Instance) -> None:
    alone = replace(instance, definition=None)
    assert is_protected(replace(DEFAULTS, protected=("web",)), alone)
    assert not is_protected(replace(DEFAULTS, protected=("mail",)), alone)
