"""`xl info`: figures, and what is missing, with nothing made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA
from xentui_driver.model.errors import ParseError
from xentui_driver.model.node import NodeSource, NumaNode
from xentui_driver.toolstack.parse.xl_info import parse_info

CAPTURED = (DATA / "xl-golden/info.out").read_text()


def test_the_captured_host_is_read() -> None:
    node = parse_info(CAPTURED)
    assert (node.host_name, node.xen_version, node.scheduler) == ("vm", "4.17.7-pre", "credit2")
    assert (node.cpus, node.numa_nodes, node.cores_per_socket, node.threads_per_core) == (8, 1, 4, 2)
    assert (node.memory_total_kib, node.memory_free_kib) == (16384 * 1024, 7812 * 1024)
    assert node.problems == ()


def test_a_missing_figure_is_none_and_a_problem() -> None:
    text = "".join(line for line in CAPTURED.splitlines(keepends=True) if "memory" not in line)
    node = parse_info(text)
    assert node.memory_total_kib is None
    assert node.memory_free_kib is None
    assert node.problems == ("xl info has no total_memory", "xl info has no free_memory")


def test_a_figure_that_is_no_number_is_a_problem_not_a_crash() -> None:
    node = parse_info("host : x\nnr_cpus : many\x1b[31m\n")
    assert node.cpus is None
    assert "xl info: nr_cpus isn't a number: many␛[31m" in node.problems


@pytest.mark.parametrize("text", ["", "\n\n", "garbage without a key\n", "::::\n"])
def test_what_is_no_answer_of_xl_info_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_info(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = parse_info(text)
    except ParseError as error:
        node = None
        reason = error.reason
    assert node is None or node.problems
    assert node is not None or reason


def test_a_plain_info_has_no_topology() -> None:
    node = parse_info(CAPTURED)
    assert (node.sockets, node.numa) == (None, ())


def test_sockets_and_nodes_are_counted_in_the_tables() -> None:
    node = parse_info((DATA / "xl-golden/info_-n.out").read_text())
    assert node.sockets == 1
    assert node.numa == (NumaNode(0, 16384 * 1024, 7812 * 1024, tuple(range(8))),)
    assert node.problems == ()


def test_capabilities_are_words() -> None:
    node = parse_info(CAPTURED)
    assert node.virtualisation == ("pv", "hvm", "hap", "shadow", "gnttab-v1")
    assert "hvm-3.0-x86_64" in node.xen_capabilities
    assert node.xen_command_line == "placeholder dom0_mem=1024M,max:1024M"
    assert node.source is NodeSource.XEN


def with_tables(cpus: str, nodes: str) -> str:
    tables = (
        f"cpu_topology           :\ncpu:    core    socket     node\n{cpus}"
        "device topology        :\ndevice           node\n0000:00:00.0      0\n"
        f"numa_info              :\nnode:    memsize    memfree    distances\n{nodes}"
    )
    return CAPTURED.replace("xen_major", tables + "xen_major")


def test_offline_cpus_do_not_take_sockets_away() -> None:
    """Ganeti divides the number of CPUs that are online, and gets none, or an error."""
    rows = "  0:       0        0        0\n  4:       0        1        1\n"
    node = parse_info(with_tables(rows, "   0:      8192       100      10,21\n   1:      8192       200      21,10\n"))
    assert node.sockets == 2
    assert [(each.number, each.cpus) for each in node.numa] == [(0, (0,)), (1, (4,))]
    assert [each.memory_free_kib for each in node.numa] == [100 * 1024, 200 * 1024]


def test_a_machine_whose_cpus_xen_cannot_place_has_at_least_one_socket() -> None:
    """As under emulation, where the table of real Xen is empty."""
    node = parse_info(with_tables("", "   0:     16384       7812      10\n"))
    assert node.sockets == 1
    assert node.numa == (NumaNode(0, 16384 * 1024, 7812 * 1024, ()),)


def test_a_node_with_cpus_and_no_memory_is_there() -> None:
    node = parse_info(with_tables("  0:       0        0        1\n", ""))
    assert node.numa == (NumaNode(1, None, None, (0,)),)


def test_a_row_that_cannot_be_read_is_a_problem() -> None:
    node = parse_info(with_tables("  0:       0        x\x1b[2J        0\n", ""))
    assert node.problems == ("xl info: a row of cpu_topology can't be read: 0:       0        x␛[2J        0",)


@given(st.text(alphabet=" 0123456789:,\nabc", max_size=300))
def test_any_table_is_read(text: str) -> None:
    node = parse_info(with_tables(text, text))
    assert node.cpus == 8
