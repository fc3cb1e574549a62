"""The commands that a simulated host has: argv in, text and exit status out."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from xentui_driver.model.errors import ToolMissing
from xentui_driver.simulator import corruption
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation

Tool = Callable[[Invocation, Sequence[str]], int]

SLOW_S = 3.0


def run(invocation: Invocation, argv: Sequence[str]) -> int:
    """Run a command to its end on the invocation's host; returns its exit status. Raises ToolMissing."""
    name = _name(argv)
    if name not in _TOOLS:
        raise ToolMissing(f"There is no command {' '.join(argv[:1])} on {invocation.host.name}.")
    faults = invocation.host.faults
    if Fault.HANG in faults and name == "xl":
        invocation.hang(Fault.HANG)
    if Fault.XENSTORED_DOWN in faults and _needs_store(name, argv):
        invocation.hang(Fault.XENSTORED_DOWN)
    if Fault.SLOW in faults:
        invocation.wait(SLOW_S)
    status = _tool(name)(invocation, argv[1:])
    return corruption.apply(invocation, status)


def _name(argv: Sequence[str]) -> str:
    return argv[0].rpartition("/")[2] if argv else ""


def _tool(name: str) -> Tool:
    module, _, function = _TOOLS[name].partition(".")
    tool: Tool = getattr(import_module(f"xentui_driver.simulator.{module}"), function)
    return tool


def _needs_store(name: str, argv: Sequence[str]) -> bool:
    """Whether it waits for a xenstored that is gone: the kernel's way to it never gives up, `xl info` asks nothing."""
    if name == "xl":
        return tuple(argv[1:2]) not in (("info",), ("help",))
    return name in ("xenstore-list", "xenstore-read")


def exists(argv: Sequence[str]) -> bool:
    """Whether the host has that command."""
    return _name(argv) in _TOOLS


def sync(invocation: Invocation, arguments: Sequence[str]) -> int:
    if Fault.DISK_DEAD in invocation.host.faults:
        invocation.hang(Fault.DISK_DEAD)
    return 0


def getent(invocation: Invocation, arguments: Sequence[str]) -> int:
    """Of all databases only the users, of whom there is one (getent(1): 2 for who isn't there)."""
    if tuple(arguments) not in (("passwd", "0"), ("passwd", "root")):
        return 2
    invocation.out("root:x:0:0:root:/root:/bin/bash\n")
    return 0


def true(invocation: Invocation, arguments: Sequence[str]) -> int:
    return 0


_TOOLS: Mapping[str, str] = {
    "xl": "xl.xl",
    "xenstore-list": "xenstore.list_keys",
    "xenstore-read": "xenstore.read_keys",
    "getent": "tools.getent",
    "head": "head.head",
    "ssh": "ssh.ssh",
    "sync": "tools.sync",
    "ls": "list_paths.list_paths",
    "true": "tools.true",
    "mkdir": "make_folder.make_folder",
    "start-stop-daemon": "start_stop_daemon.start_stop_daemon",
}
"""What each runs, in a module that is loaded with its first run, as the subcommands of xl are."""
