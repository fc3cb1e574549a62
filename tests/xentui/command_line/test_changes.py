"""One line for each thing that has changed between two pictures, and none for what changes all the time."""

from typing import Any

import pytest

from tests.instances import DB, GIB_KIB, TEST, WEB, running, stopped
from tests.snapshots_of_hosts import snapshot
from xentui.command_line.changes import first_lines, lines_between
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import DomainRole, DomainState
from xentui_driver.model.instance import Instance


def changed(instance: Instance, **values: Any) -> Instance:
    assert instance.domain is not None
    return replace(instance, domain=replace(instance.domain, **values))


def lines(before: Instance, after: Instance) -> list[str]:
    return list(lines_between(snapshot(before), snapshot(after)))


def test_it_begins_with_the_host_and_each_instance() -> None:
    assert list(first_lines(snapshot(WEB, DB, TEST, problems=("xl info has no nr_nodes",)))) == [
        "Xen 4.17.7, 8 CPUs, memory 8.0 GiB free of 16.0 GiB, 1.0 GiB of it dom0's, 3 guests",
        "problem: xl info has no nr_nodes",
        "web-01: running with id 1, 2 vCPUs, 4.0 GiB",
        "db-01: paused with id 2, 8 vCPUs, 16.0 GiB",
        "web-test: stopped, 1.0 GiB",
    ]


def test_a_broken_definition_has_no_figures_and_its_problem() -> None:
    broken = stopped("old", error="line 3: no value")
    assert list(first_lines(snapshot(broken)))[1:] == ["old: broken, 1.0 GiB; problem: line 3: no value"]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"state": DomainState.PAUSED}, "web-01: paused with id 1, was running"),
        ({"state": DomainState.CRASHED, "reason": "watchdog"}, "web-01: crashed (watchdog) with id 1, was running"),
        ({"domid": 9}, "web-01: id 9, was 1"),
        ({"memory_kib": 2 * GIB_KIB}, "web-01: memory 2.0 GiB, was 4.0 GiB"),
        ({"vcpus": 1}, "web-01: 1 vCPU, was 2"),
        ({"name": "web-02"}, "web-02: the new name of web-01"),
        ({"problems": ("two rows have its id",)}, "web-01: problem: two rows have its id"),
    ],
)
def test_each_change_is_one_line(values: dict[str, Any], line: str) -> None:
    assert lines(WEB, changed(WEB, **values)) == [line]


@pytest.mark.parametrize(
    "values", [{"state": DomainState.RUNNING}, {"cpu_time_s": 99.0}, {"memory_kib": 4 * GIB_KIB + 64}]
)
def test_what_changes_all_the_time_is_none(values: dict[str, Any]) -> None:
    assert lines(WEB, changed(WEB, **values)) == []


def test_a_stop_is_one_change_and_no_loss_of_memory() -> None:
    assert lines(WEB, replace(WEB, domain=None)) == ["web-01: stopped, was running"]


def test_what_comes_goes_and_is_mended_is_told() -> None:
    before, after = snapshot(WEB, problems=("no answer of xenstored",)), snapshot(DB)
    assert list(lines_between(before, after)) == [
        "problem is over: no answer of xenstored",
        "web-01: no longer listed",
        "db-01: new, paused with id 2, 8 vCPUs, 16.0 GiB",
    ]


def test_rows_of_equal_names_on_two_hosts_are_two() -> None:
    here, there = replace(running("web"), host="a"), replace(running("web"), host="b")
    assert list(lines_between(snapshot(here, there), snapshot(here, changed(there, vcpus=4)))) == [
        "web: 4 vCPUs, was 2"
    ]


def test_a_guest_between_two_domains_has_no_id_until_it_has_the_next() -> None:
    dying = changed(WEB, state=DomainState.REBOOTING)
    awaited = replace(WEB, domain=None, rebooting=WEB.ref)
    assert lines(dying, awaited) == []
    assert lines(awaited, changed(dying, domid=9)) == ["web-01: id 9"]
    assert lines(awaited, changed(WEB, domid=9)) == ["web-01: running with id 9, was rebooting"]


def test_what_is_not_known_of_the_host_is_said_in_a_word() -> None:
    unread = snapshot(WEB)
    unread = replace(unread, node=replace(unread.node, cpus=None, memory_free_kib=None), memory=None)
    assert next(iter(first_lines(unread))).startswith("Xen 4.17.7, unknown CPUs, memory unknown free of 16.0 GiB, ")


def test_a_guest_keeps_its_name_while_it_is_torn_down() -> None:
    torn_down = changed(WEB, name="", role=DomainRole.NAMELESS, memory_kib=GIB_KIB)
    assert lines(WEB, torn_down) == ["web-01: nameless with id 1, was running"]
    assert lines(torn_down, replace(WEB, domain=None)) == ["web-01: stopped, was nameless"]
