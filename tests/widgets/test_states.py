"""How states look."""

from tests.widgets import samples
from xentui_driver.model.domain import DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_widgets import palette, states


def of(state: DomainState, role: DomainRole = DomainRole.GUEST, reason: str = "") -> Instance:
    return Instance(key="k", domain=samples.domain("k", 1, state, role=role, reason=reason))


def test_every_state_has_a_look_of_its_own() -> None:
    words = [states.STATES[state].word for state in DomainState]
    assert len({*words, *(look.word for look in states.ROLES.values())}) == len(words) + len(states.ROLES)


def test_every_style_is_in_the_palette() -> None:
    looks = (*states.STATES.values(), *states.ROLES.values(), states.changing("stopping"))
    assert {look.style for look in looks} <= palette.PALETTE.keys()


def test_every_state_has_its_place_in_the_order() -> None:
    assert states.RANKS.keys() == set(DomainState)


def test_a_shut_down_domain_says_why() -> None:
    assert states.long_text(of(DomainState.SHUTDOWN, reason="poweroff")) == ". shut down (poweroff)"


def test_a_crash_is_not_told_twice_but_a_watchdog_is_named() -> None:
    assert states.long_text(of(DomainState.CRASHED, reason="crash")) == "X crashed"
    assert states.long_text(of(DomainState.CRASHED, reason="watchdog")) == "X crashed (watchdog)"


def test_the_two_ends_of_a_migration_are_told_apart() -> None:
    arriving = of(DomainState.PAUSED, DomainRole.INCOMING)
    gone = of(DomainState.SHUTDOWN, DomainRole.MIGRATED_AWAY, "suspend")
    assert [states.long_text(arriving), states.long_text(gone)] == ["~ incoming", "~ moved away"]


def test_a_nameless_domain_that_dies_is_dying() -> None:
    assert states.appearance(of(DomainState.DYING, DomainRole.NAMELESS)).word == "dying"
    assert states.appearance(of(DomainState.PAUSED, DomainRole.NAMELESS)).word == "nameless"


def test_a_definition_alone_is_stopped_or_broken() -> None:
    assert states.appearance(samples.stopped("a")).text == ". stopped"
    broken = Instance(key="b", definition=samples.definition("b", error="line 1"))
    assert states.appearance(broken).text == "! broken"


def test_no_state_is_wider_than_its_column() -> None:
    assert all(len(states.appearance(kind).text) <= states.CELLS for kind in samples.every_kind())
    assert all(len(states.long_text(kind)) <= states.CELLS_WITH_REASON for kind in samples.every_kind())
