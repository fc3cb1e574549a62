"""A machine without Xen: Linux's own figures, and nothing made up."""

from tests.scripted import ScriptedTransport
from xentui_driver.host.linux_node import read_linux_node
from xentui_driver.model.node import NodeInfo, NodeSource

MEMORY = b"MemTotal:       32262876 kB\nMemFree:         1000000 kB\nMemAvailable:   21604688 kB\nHugePages_Total: 0\n"
CPU = "processor\t: {}\nphysical id\t: {}\nsiblings\t: 4\ncpu cores\t: 2\nmodel name\t: processor : 9\n\n"
CPUS = "".join(CPU.format(number, number // 4) for number in range(8)).encode()


def node(files: dict[str, bytes]) -> NodeInfo:
    return read_linux_node(ScriptedTransport({}, files))


def test_the_figures_of_linux_are_said_to_be_so() -> None:
    found = node({"/proc/meminfo": MEMORY, "/proc/cpuinfo": CPUS, "/sys/devices/system/node/node0": b""})
    assert (found.memory_total_kib, found.memory_free_kib) == (32262876, 21604688)
    assert (found.cpus, found.sockets, found.cores_per_socket, found.threads_per_core) == (8, 2, 2, 2)
    assert found.numa_nodes == 1
    assert found.source is NodeSource.LINUX
    assert (found.xen_version, found.problems) == (None, ())


def test_what_cannot_be_read_is_none_and_a_problem() -> None:
    found = node({"/proc/meminfo": b"MemTotal: 5 kB\n"})
    assert (found.memory_total_kib, found.memory_free_kib, found.cpus, found.sockets) == (5, None, None, None)
    assert found.problems == (
        "/proc/meminfo has no MemAvailable",
        "/proc/cpuinfo can't be read: No such file or directory.",
    )


def test_a_machine_that_tells_nothing_of_its_sockets_has_none_made_up() -> None:
    found = node({"/proc/meminfo": MEMORY, "/proc/cpuinfo": b"processor\t: 0\nprocessor\t: 1\n"})
    assert (found.cpus, found.sockets, found.cores_per_socket) == (2, None, None)
