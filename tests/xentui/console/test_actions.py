"""The registry of actions: guards as strong as the harm they prevent, and the exact commands."""

from dataclasses import replace

import pytest

from tests.instances import DB, TEST, WEB, running, stopped
from xentui_driver.jobs.actions import (
    ACTIONS,
    AUTOSTART_OFF,
    AUTOSTART_ON,
    BALLOON,
    DESTROY,
    MAXMEM,
    MIGRATE,
    PAUSE,
    REBOOT,
    REMOVE,
    RENAME,
    RESET,
    SAVE,
    SAVE_RUNNING,
    START,
    STOP,
    STOP_ACPI,
    UNPAUSE,
    VCPUS,
    Action,
    Guard,
    Request,
)
from xentui_driver.model.definition import Definition, Starter
from xentui_driver.model.domain import DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance
from xentui_driver.model.units import MIB_KIB

DOM0 = running("Domain-0", 0, role=DomainRole.DOM0, state=DomainState.RUNNING)
UNREADABLE = Instance("line 3", unreadable=UnreadableRow(3, "what", "can't be read"))


def reason_of(action: Action, instance: Instance) -> str:
    refusal = action.why_not(instance)
    return "" if refusal is None else refusal.reason


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_described(action: Action) -> None:
    assert action.label
    assert action.help
    assert action.doing.split()[0].endswith("ing")
    assert action.consequence.endswith(".")


@pytest.mark.parametrize(
    ("action", "question", "answer"),
    [
        (STOP, "Stop {}", "Stop"),
        (DESTROY, "Force off {}", "Force off"),
        (BALLOON, "Set memory of {}", "Set memory"),
        (AUTOSTART_OFF, "Turn off autostart for {}", "Turn off"),
        (SAVE_RUNNING, "Save {} and keep it running", "Save"),
    ],
)
def test_a_question_reads_as_a_sentence_and_its_answer_as_what_it_does(
    action: Action, question: str, answer: str
) -> None:
    assert (action.applied_to("{}"), action.answer) == (question, answer)
    assert action.applied_to("web {0}") == question.replace("{}", "web {0}")


def test_what_can_lose_something_is_never_one_key_away() -> None:
    guards = {action.id: action.guard for action in ACTIONS}
    assert guards == {
        "start": Guard.NONE,
        "start_attached": Guard.NONE,
        "start_paused": Guard.NONE,
        "stop": Guard.YES_NO,
        "stop_acpi": Guard.YES_NO,
        "destroy": Guard.DIALOG,
        "discard": Guard.DIALOG,
        "reboot": Guard.YES_NO,
        "reset": Guard.DIALOG,
        "pause": Guard.YES_NO,
        "unpause": Guard.NONE,
        "balloon": Guard.YES_NO,
        "maxmem": Guard.YES_NO,
        "vcpus": Guard.YES_NO,
        "migrate": Guard.DIALOG,
        "save": Guard.YES_NO,
        "save_running": Guard.YES_NO,
        "sysrq": Guard.DIALOG,
        "nmi": Guard.DIALOG,
        "break": Guard.DIALOG,
        "rename": Guard.YES_NO,
        "autostart_on": Guard.YES_NO,
        "autostart_off": Guard.YES_NO,
        "remove": Guard.DIALOG,
    }


def test_domain_0_and_large_sets_need_a_name_typed() -> None:
    web, test = Request(WEB), Request(TEST)
    assert BALLOON.guard_for((Request(DOM0, 1 << 30),), 5) is Guard.TYPE_NAME
    assert STOP.guard_for((web,) * 6, 5) is Guard.TYPE_NAME
    assert STOP.guard_for((web,) * 5, 5) is Guard.YES_NO
    assert START.guard_for((test,), 5) is Guard.NONE
    assert START.guard_for((test, test), 5) is Guard.YES_NO


def test_only_memory_and_vcpus_are_for_domain_0() -> None:
    assert [action.id for action in ACTIONS if not action.why_not(DOM0)] == ["balloon", "vcpus"]


def test_an_unreadable_row_can_not_be_acted_on() -> None:
    assert all(action.why_not(UNREADABLE) for action in ACTIONS)


def test_what_runs_is_paused_and_what_is_paused_goes_on() -> None:
    assert not PAUSE.why_not(WEB)
    assert reason_of(PAUSE, DB) == "it is paused"
    assert not UNPAUSE.why_not(DB)
    incoming = running("x--incoming", state=DomainState.PAUSED, role=DomainRole.INCOMING)
    assert "migration" in reason_of(UNPAUSE, incoming)


def test_a_broken_definition_is_not_started() -> None:
    assert reason_of(START, stopped("b", "line 3: x")) == "its definition is broken"
    assert reason_of(START, WEB) == "it is already running"
    assert reason_of(STOP, TEST) == "it isn't running"


def test_the_command_shown_is_the_one_with_the_domid() -> None:
    assert DESTROY.steps(Request(WEB)) == ("xl destroy 1",)
    assert REBOOT.steps(Request(DB)) == ("xl reboot 2",)
    assert BALLOON.steps(Request(WEB, 2048)) == ("xl mem-set 1 2048k",)
    assert MIGRATE.steps(Request(WEB, "dom0b")) == ("xl migrate 1 dom0b",)
    assert STOP_ACPI.steps(Request(WEB)) == ("xl shutdown -F 1",)
    assert VCPUS.steps(Request(WEB, 3)) == ("xl vcpu-set 1 3",)
    assert MAXMEM.steps(Request(WEB, 2048)) == ("xl mem-max 1 2048k",)
    assert SAVE.steps(Request(WEB, "/srv/w")) == ("xl save 1 /srv/w",)
    assert SAVE_RUNNING.steps(Request(WEB, "/srv/w")) == ("xl save -c 1 /srv/w",)
    assert RESET.steps(Request(WEB)) == ("xl destroy 1", "xl create /etc/xen/web-01.cfg")
    assert REMOVE.steps(Request(TEST)) == ("move /etc/xen/web-test.cfg to the stash",)
    assert START.steps(Request(TEST)) == ("xl create /etc/xen/web-test.cfg",)


def test_what_is_kept_in_the_definition_is_shown_with_the_command() -> None:
    request = Request(WEB, 3 * MIB_KIB + 1, in_definition=True)
    assert BALLOON.steps(request) == ("xl mem-set 1 3073k", "/etc/xen/web-01.cfg: memory = 4")
    assert VCPUS.steps(Request(WEB, 3, in_definition=True)) == ("xl vcpu-set 1 3", "/etc/xen/web-01.cfg: vcpus = 3")
    assert [action.id for action in ACTIONS if action.can_keep] == ["balloon", "maxmem", "vcpus"]


def test_memory_beyond_the_defined_maximum_raises_it_too() -> None:
    small = Definition("/etc/xen/web-01.cfg", "web-01", memory_kib=MIB_KIB, maximum_memory_kib=2 * MIB_KIB)
    request = Request(replace(WEB, definition=small), 3 * MIB_KIB, in_definition=True)
    assert BALLOON.steps(request)[1:] == ("/etc/xen/web-01.cfg: memory = 3", "/etc/xen/web-01.cfg: maxmem = 3")


def test_less_that_is_kept_leaves_the_maximum_as_it_was() -> None:
    file = "/etc/xen/web-01.cfg"
    large = Definition(file, "web-01", memory_kib=4 * MIB_KIB, maximum_memory_kib=4 * MIB_KIB, maximum_vcpus=8)
    web = replace(WEB, definition=large)
    less = Request(web, 3 * MIB_KIB, in_definition=True)
    assert BALLOON.steps(less)[1:] == (f"{file}: memory = 3", f"{file}: maxmem = 4")
    assert BALLOON.steps(replace(less, value=4 * MIB_KIB))[1:] == ()
    assert VCPUS.steps(Request(web, 2, in_definition=True))[1:] == (f"{file}: vcpus = 2", f"{file}: maxvcpus = 8")
    assert VCPUS.steps(Request(web, 8, in_definition=True))[1:] == (f"{file}: vcpus = 8",)


def test_what_the_definition_says_already_is_no_change() -> None:
    file = "/etc/xen/web-01.cfg"
    stated = replace(
        Definition(file, "web-01", vcpus=2, maximum_vcpus=8, memory_kib=2 * MIB_KIB, maximum_memory_kib=4 * MIB_KIB),
        states_maximum_memory=True,
        states_maximum_vcpus=True,
    )
    web = replace(WEB, definition=stated)
    asked = Request(web, 3 * MIB_KIB, in_definition=True)
    assert BALLOON.steps(asked)[1:] == (f"{file}: memory = 3",)
    assert BALLOON.steps(replace(asked, value=5 * MIB_KIB))[1:] == (f"{file}: memory = 5", f"{file}: maxmem = 5")
    assert MAXMEM.steps(replace(asked, value=4 * MIB_KIB))[1:] == ()
    assert VCPUS.steps(Request(web, 3, in_definition=True))[1:] == (f"{file}: vcpus = 3",)
    assert VCPUS.steps(Request(web, 2, in_definition=True))[1:] == ()


def test_nothing_is_reset_that_could_not_be_started_again() -> None:
    assert reason_of(RESET, replace(WEB, definition=None)) == "it has no definition"
    assert reason_of(RESET, TEST) == "it isn't running"
    broken = replace(WEB, definition=stopped("w", "line 1: x").definition)
    assert reason_of(RESET, broken) == "its definition is broken"


def test_only_what_is_stopped_is_removed_and_broken_definitions_too() -> None:
    assert reason_of(REMOVE, WEB) == "it is running"
    assert not REMOVE.why_not(TEST)
    assert not REMOVE.why_not(stopped("b", "line 3: x"))


def test_another_definition_of_a_guest_that_runs_is_neither_started_nor_removed() -> None:
    copy = replace(TEST, copy_of=WEB.ref)
    assert reason_of(START, copy) == "the guest is already running, as id 1"
    assert reason_of(REMOVE, copy) == "the guest is already running, as id 1"


def test_autostart_is_switched_only_where_it_is_not_so_already() -> None:
    assert not AUTOSTART_ON.why_not(TEST)
    assert reason_of(AUTOSTART_OFF, TEST) == "it doesn't start with the host"
    assert TEST.definition is not None
    linked = replace(TEST, definition=replace(TEST.definition, starters=(Starter("/etc/xen/auto/web", is_link=True),)))
    assert reason_of(AUTOSTART_ON, linked) == "it already starts with the host"
    assert not AUTOSTART_OFF.why_not(linked)
    assert AUTOSTART_OFF.steps(Request(linked)) == ("remove the link /etc/xen/auto/web",)
    assert linked.definition is not None
    broken = replace(linked, definition=replace(linked.definition, error="line 3: x"))
    assert not AUTOSTART_OFF.why_not(broken)


def test_a_removal_shows_which_names_go_and_what_starts_the_guest_all_the_same() -> None:
    definition = Definition(
        "/etc/xen/web.cfg",
        "web",
        aliases=("/etc/xen/link.cfg",),
        starters=(Starter("/etc/xen/auto/1", is_link=True), Starter("/etc/xen/auto/2", is_link=False, is_copy=True)),
    )
    assert REMOVE.steps(Request(Instance("web", definition=definition))) == (
        "move /etc/xen/web.cfg to the stash",
        "remove /etc/xen/link.cfg",
        "remove /etc/xen/auto/1",
        "leave /etc/xen/auto/2, which starts web with the host",
    )


def test_rename_shows_both_halves() -> None:
    assert RENAME.steps(Request(WEB, "www")) == ("xl rename 1 www", '/etc/xen/web-01.cfg: name = "www"')
    assert RENAME.steps(Request(TEST, "www")) == ('/etc/xen/web-test.cfg: name = "www"',)
    arriving = running("x--incoming", role=DomainRole.INCOMING)
    assert reason_of(RENAME, arriving).startswith("it isn't a guest")
