"""`xentui info`: the node under Xen, and a machine without Xen, which is said to be one."""

import json

from tests.scripted import DATA, ScriptedTransport
from tests.snapshots_of_hosts import MEMORY
from xentui.command_line import report
from xentui.command_line.node_report import hosts_document, info_text, linux_answer
from xentui_driver.model.node import NodeInfo, NumaNode
from xentui_driver.model.snapshot import Snapshot
from xentui_driver.toolstack.parse.xl_info import parse_info

NODE = parse_info((DATA / "xl-golden/info_-n.out").read_text())
LINUX = {
    "/proc/meminfo": b"MemTotal: 2048 kB\nMemAvailable: 1024 kB\n",
    "/proc/cpuinfo": b"processor : 0\nphysical id : 0\nprocessor : 1\nphysical id : 0\n",
}


def snapshot(node: NodeInfo) -> Snapshot:
    return Snapshot("vm", node, MEMORY, (), 1.0)


def test_the_node_is_told_with_its_topology_and_capabilities() -> None:
    host = hosts_document(snapshot(NODE))["hosts"][0]
    assert (host["hypervisor"], host["xen_version"], host["scheduler"]) == ("xen", "4.17.7-pre", "credit2")
    assert (host["cpus"], host["sockets"], host["cores_per_socket"], host["threads_per_core"]) == (8, 1, 4, 2)
    assert host["virtualisation"] == ["pv", "hvm", "hap", "shadow", "gnttab-v1"]
    assert host["numa"] == [
        {"node": 0, "memory_total_kib": 16384 * 1024, "memory_free_kib": 7812 * 1024, "cpus": list(range(8))}
    ]
    assert json.loads(report.as_json({"hosts": [host]}))


def test_every_field_of_the_answer_is_described() -> None:
    described = (DATA.parents[1] / "docs/json.md").read_text()
    for field in hosts_document(snapshot(NODE))["hosts"][0]:
        assert f"`{field}`" in described or f"hosts[].{field}`" in described or f"`{field}[]" in described, field


def test_the_words_have_a_line_for_each_of_several_numa_nodes() -> None:
    nodes = (NumaNode(0, 8 << 20, 1 << 20, (0, 1, 2, 5)), NumaNode(1, None, None, ()))
    text = info_text(snapshot(NodeInfo(cpus=6, sockets=2, numa_nodes=2, numa=nodes)))
    assert "CPUs:                 6 in 2 sockets, 2 NUMA nodes\n" in text
    assert "NUMA node 0:          1.0 GiB free of 8.0 GiB, CPUs 0-2,5\n" in text
    assert "NUMA node 1:          - free of -, CPUs -\n" in text


def test_one_numa_node_needs_no_line() -> None:
    assert "NUMA node 0" not in info_text(snapshot(NODE))


def test_a_machine_without_xen_has_the_figures_of_linux_under_no_hypervisor() -> None:
    host = json.loads(linux_answer(ScriptedTransport({}, LINUX), as_json=True))["hosts"][0]
    assert (host["name"], host["hypervisor"], host["xen_version"]) == ("dom0a", None, None)
    assert (host["memory_total_kib"], host["memory_free_kib"], host["memory_guests_kib"]) == (2048, 1024, None)
    assert (host["cpus"], host["sockets"], host["numa"]) == (2, 1, [])
    assert host["problems"] == ["This machine isn't running under Xen."]


def test_both_documents_have_the_same_fields() -> None:
    linux = json.loads(linux_answer(ScriptedTransport({}, LINUX), as_json=True))
    assert linux["hosts"][0].keys() == hosts_document(snapshot(NODE))["hosts"][0].keys()
    assert linux.keys() == hosts_document(snapshot(NODE)).keys()


def test_the_words_say_that_there_is_no_xen() -> None:
    text = linux_answer(ScriptedTransport({}, LINUX), as_json=False)
    assert "Xen:                  none: these figures are Linux's own\n" in text
    assert "memory total:         2 MiB\n" in text
