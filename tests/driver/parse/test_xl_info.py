"""`xl info`: figures, and what is missing, with nothing made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scripted import DATA
from xentui_driver.errors import ParseError
from xentui_driver.parse.xl_info import parse_info

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
    assert "xl info: nr_cpus is no number: many␛[31m" in node.problems


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
