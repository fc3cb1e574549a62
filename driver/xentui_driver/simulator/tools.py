"""The commands that a simulated host has: argv in, text and exit status out."""

from collections.abc import Callable, Mapping, Sequence

from xentui_driver.model.errors import ToolMissing
from xentui_driver.simulator import corruption, list_paths, ssh, xenstore
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.head import head
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.xl import xl

Tool = Callable[[Invocation, Sequence[str]], int]

SLOW_S = 3.0


def run(invocation: Invocation, argv: Sequence[str]) -> int:
    """Run a command to its end on the invocation's host; returns its exit status. Raises ToolMissing."""
    tool = _TOOLS.get(argv[0].rpartition("/")[2]) if argv else None
    if tool is None:
        raise ToolMissing(f"There is no command {' '.join(argv[:1])} on {invocation.host.name}.")
    faults = invocation.host.faults
    if Fault.HANG in faults and tool is xl:
        invocation.hang(Fault.HANG)
    if Fault.XENSTORED_DOWN in faults and _needs_store(tool, argv):
        invocation.hang(Fault.XENSTORED_DOWN)
    if Fault.SLOW in faults:
        invocation.wait(SLOW_S)
    status = tool(invocation, argv[1:])
    return corruption.apply(invocation, status)


def _needs_store(tool: Tool, argv: Sequence[str]) -> bool:
    """Whether it waits for a xenstored that is gone: the kernel's way to it never gives up, `xl info` asks nothing."""
    if tool is xl:
        return tuple(argv[1:2]) not in (("info",), ("help",))
    return tool in (xenstore.list_keys, xenstore.read_keys)


def exists(argv: Sequence[str]) -> bool:
    """Whether the host has that command."""
    return bool(argv) and argv[0].rpartition("/")[2] in _TOOLS


def _sync(invocation: Invocation, arguments: Sequence[str]) -> int:
    if Fault.DISK_DEAD in invocation.host.faults:
        invocation.hang(Fault.DISK_DEAD)
    return 0


def _getent(invocation: Invocation, arguments: Sequence[str]) -> int:
    """Of all databases only the users, of whom there is one (getent(1): 2 for who isn't there)."""
    if tuple(arguments) not in (("passwd", "0"), ("passwd", "root")):
        return 2
    invocation.out("root:x:0:0:root:/root:/bin/bash\n")
    return 0


def _ssh(invocation: Invocation, arguments: Sequence[str]) -> int:
    return ssh.ssh(invocation, arguments, run)


_TOOLS: Mapping[str, Tool] = {
    "xl": xl,
    "xenstore-list": xenstore.list_keys,
    "xenstore-read": xenstore.read_keys,
    "getent": _getent,
    "head": head,
    "ssh": _ssh,
    "sync": _sync,
    "ls": list_paths.list_paths,
    "true": lambda invocation, arguments: 0,
}
