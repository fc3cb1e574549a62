"""How firmly the operator must confirm: the action's own guard, the level that was set, and protected guests."""

from dataclasses import replace

import pytest

from tests.widgets import samples
from xentui.fleet.settings.guards import guard_of, is_protected
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui_driver.jobs.actions import ACTIONS, BALLOON, DESTROY, START, STOP, UNPAUSE, VCPUS, Action, Guard, Request
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.definition import Definition
from xentui_driver.model.instance import Instance

WEB = samples.running("web-1", 7)
DB = samples.running("db-1", 8)
DOM0 = next(instance for instance in samples.every_kind() if instance.domid == 0)
LARGE = 2


def asked(instance: Instance) -> Request:
    """A request that takes nothing away, whatever the action asks for."""
    return Request(instance, 1 << 40)


def guard(action: Action, *instances: Instance, **levels: Guard) -> Guard:
    return guard_of(Settings(protected=("db-*",), confirm=levels), action, tuple(map(asked, instances)), LARGE)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_nothing_set_is_as_the_action_has_it(action: Action) -> None:
    for instances in ((WEB,), (WEB, DB), (WEB, DB, WEB), (DOM0,)):
        requests = tuple(map(asked, instances))
        assert guard_of(DEFAULTS, action, requests, LARGE) is action.guard_for(requests, LARGE)


@pytest.mark.parametrize(
    ("action", "level", "effective"),
    [
        (STOP, Guard.YES_NO, Guard.YES_NO),
        (STOP, Guard.DIALOG, Guard.DIALOG),
        (STOP, Guard.TYPE_NAME, Guard.TYPE_NAME),
        (STOP, Guard.NONE, Guard.YES_NO),
        (DESTROY, Guard.YES_NO, Guard.YES_NO),
        (DESTROY, Guard.NONE, Guard.YES_NO),
        (DESTROY, Guard.TYPE_NAME, Guard.TYPE_NAME),
        (START, Guard.NONE, Guard.NONE),
        (START, Guard.YES_NO, Guard.YES_NO),
        (START, Guard.TYPE_NAME, Guard.TYPE_NAME),
    ],
)
def test_a_level_may_be_anything_upwards_and_down_to_yes_or_no(action: Action, level: Guard, effective: Guard) -> None:
    assert guard(action, WEB, **{action.id: level}) is effective
    assert guard(action, WEB, other=Guard.TYPE_NAME) is action.guard


def test_sets_and_domain_0_keep_their_rules() -> None:
    assert guard(DESTROY, WEB, WEB, destroy=Guard.YES_NO) is Guard.YES_NO
    assert guard(DESTROY, WEB, WEB, WEB, destroy=Guard.YES_NO) is Guard.TYPE_NAME
    assert guard(BALLOON, DOM0, balloon=Guard.YES_NO) is Guard.TYPE_NAME
    assert guard(START, WEB, WEB, WEB) is Guard.YES_NO
    assert guard(START, WEB, WEB, start=Guard.DIALOG) is Guard.DIALOG


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_a_protected_guests_name_is_typed_for_what_is_guarded(action: Action) -> None:
    for instances in ((DB,), (WEB, DB)):
        found = guard(action, *instances, **({action.id: Guard.YES_NO} if action.guard is not Guard.NONE else {}))
        assert found is (
            action.guard_for(tuple(map(asked, instances)), LARGE) if action in NEVER_ASKED else Guard.TYPE_NAME
        )


NEVER_ASKED = [action for action in ACTIONS if action.guard is Guard.NONE]


def test_what_is_never_asked_about_is_as_it_was_set_for_a_protected_guest() -> None:
    assert UNPAUSE in NEVER_ASKED
    assert guard(UNPAUSE, DB) is Guard.NONE
    assert guard(UNPAUSE, DB, unpause=Guard.DIALOG) is Guard.DIALOG


@pytest.mark.parametrize(
    ("pattern", "is_so"),
    [
        ("db-1", True),
        ("db-?", True),
        ("[cd]b-*", True),
        ("*", True),
        ("db", False),
        ("DB-1", False),
        ("*-2", False),
        ("UUID", True),
        ("uuid", True),
        ("uuid*", False),
    ],
)
def test_names_are_matched_and_uuids_are_compared(pattern: str, is_so: bool) -> None:
    uuid = DB.uuid or ""
    pattern = pattern.replace("uuid*", uuid[:8] + "*").replace("UUID", uuid.upper()).replace("uuid", uuid)
    assert is_protected(Settings(protected=("none", pattern)), DB) is is_so


def test_a_name_that_looks_like_a_pattern_is_found_as_it_is_written() -> None:
    odd = Instance("odd", definition=Definition("/etc/xen/odd.cfg", "[red]"))
    assert is_protected(Settings(protected=("[red]",)), odd)


def test_the_definitions_name_protects_a_domain_that_was_renamed() -> None:
    renamed = replace(WEB, definition=Definition("/etc/xen/db-9.cfg", "db-9"))
    assert is_protected(Settings(protected=("db-*",)), renamed)
    assert not is_protected(Settings(protected=("db-*",)), WEB)
    assert not is_protected(Settings(protected=("db-*",)), Instance("nothing"))


BUSY = replace(WEB, cpu=CpuUse(150.0), domain=replace(WEB.domain, vcpus=4, memory_kib=1 << 20) if WEB.domain else None)


@pytest.mark.parametrize(
    ("action", "value", "effective"),
    [
        (BALLOON, (1 << 19) + 1, Guard.YES_NO),
        (BALLOON, 1 << 19, Guard.DIALOG),
        (VCPUS, 3, Guard.YES_NO),
        (VCPUS, 2, Guard.DIALOG),
        (VCPUS, 4, Guard.YES_NO),
    ],
)
def test_what_takes_half_the_memory_or_vcpus_that_are_used_is_asked_as_what_is_dangerous(
    action: Action, value: int, effective: Guard
) -> None:
    request = Request(BUSY, value)
    assert guard_of(DEFAULTS, action, (request,), LARGE) is effective
    assert bool(action.why_drastic(request)) is (effective is Guard.DIALOG)


@pytest.mark.parametrize("cpu_percent", [None, 0.0, 90.0])
def test_vcpus_are_taken_from_an_idle_guest_after_yes_or_no(cpu_percent: float | None) -> None:
    assert guard_of(DEFAULTS, VCPUS, (Request(replace(BUSY, cpu=CpuUse(cpu_percent)), 2),), LARGE) is Guard.YES_NO


def test_a_level_that_was_set_holds_for_what_is_drastic_too() -> None:
    for level in (Guard.YES_NO, Guard.TYPE_NAME):
        assert guard_of(Settings(confirm={"balloon": level}), BALLOON, (Request(BUSY, 1 << 18),), LARGE) is level


@pytest.mark.parametrize(("target_kib", "is_deadly"), [(5 << 10, True), (64 << 10, False)])
def test_what_hardly_any_guest_lives_with_asks_for_its_name_whatever_level_was_set(
    target_kib: int, is_deadly: bool
) -> None:
    request = Request(BUSY, target_kib)
    assert bool(BALLOON.why_deadly(request)) is is_deadly
    for settings in (DEFAULTS, Settings(confirm={"balloon": Guard.YES_NO})):
        assert (guard_of(settings, BALLOON, (request,), LARGE) is Guard.TYPE_NAME) is is_deadly


def test_a_small_guest_that_is_given_more_asks_for_no_name() -> None:
    small = replace(BUSY, domain=replace(BUSY.domain, memory_kib=16 << 10) if BUSY.domain else None)
    assert BALLOON.why_deadly(Request(small, 32 << 10)) == ""
