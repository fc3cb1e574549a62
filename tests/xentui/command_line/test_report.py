"""What scripts are given: a stable schema, null where nothing is known, harmless text."""

import json

from tests.instances import DB, TEST, WEB, stopped
from tests.snapshots_of_hosts import snapshot
from xentui.command_line import report
from xentui.command_line.node_report import info_text
from xentui_driver.model.domain import UnreadableRow
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.snapshot import Snapshot


def test_an_instance_has_every_field_of_the_schema() -> None:
    document = json.loads(report.as_json(report.document(snapshot(WEB, TEST))))
    assert document["schema"] == "xentui/1"
    web, test = document["instances"]
    assert web == {
        "host": "dom0a",
        "name": "web-01",
        "uuid": WEB.uuid,
        "domid": 1,
        "state": "running",
        "moved_to": None,
        "saved_to": None,
        "raw_state": "-b----",
        "vcpus": 2,
        "memory_kib": 4 << 20,
        "cpu_time_s": 1.0,
        "up_s": None,
        "definition": "/etc/xen/web-01.cfg",
        "problems": [],
    }
    assert (test["domid"], test["raw_state"], test["cpu_time_s"], test["state"]) == (None, None, None, "stopped")


def test_the_host_adds_up() -> None:
    host = report.document(snapshot())["hosts"][0]
    assert host["memory_total_kib"] == sum(host[f"memory_{part}_kib"] for part in ("free", "dom0", "guests", "xen"))
    assert host["name"] == "dom0a"


def test_unknown_is_null_not_zero() -> None:
    empty = Snapshot("dom0a", NodeInfo(), None, (), 1.0, ("xl info failed",))
    host = report.document(empty)["hosts"][0]
    assert {host[key] for key in host if key.startswith("memory")} == {None}
    assert host["problems"] == ["xl info failed"]
    assert "memory free:          -" in info_text(empty)


def test_an_unreadable_row_makes_the_answer_incomplete() -> None:
    row = Instance("line 3", unreadable=UnreadableRow(3, "what", "this can't be read"))
    assert list(report.incomplete(snapshot(WEB, row))) == ["xl list, line 3: this can't be read: what"]
    assert report.document(snapshot(row))["instances"][0]["state"] == "unknown"
    assert list(report.incomplete(snapshot(WEB))) == []


def test_a_broken_definition_is_an_answer_with_its_reason() -> None:
    broken = stopped("b", "line 3: bare word")
    assert list(report.incomplete(snapshot(broken))) == []
    instance = report.document(snapshot(broken))["instances"][0]
    assert (instance["state"], instance["problems"]) == ("broken", ["line 3: bare word"])


def test_the_table_has_a_line_an_instance() -> None:
    lines = report.list_text(snapshot(WEB, DB, TEST)).splitlines()
    assert len(lines) == 4
    assert lines[0].split()[:3] == ["NAME", "ID", "STATE"]
    assert lines[3].split()[:3] == ["web-test", "-", "stopped"]
