"""`ssh HOST COMMAND` between the hosts of a world (ssh(1)): 255 is its own failure, told in lines ending with CR LF."""

import shlex
from collections.abc import Sequence

from xentui_driver.model.errors import ToolMissing
from xentui_driver.simulator import tools
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Invocation

FAILED = 255
_WITH_ARGUMENT = "BbcDEeFIiJLlmOopQRSWw"


def ssh(invocation: Invocation, arguments: Sequence[str]) -> int:
    words = _without_options(arguments)
    if not words:
        invocation.err("usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] destination [command [argument ...]]\n")
        return FAILED
    host = reach(invocation, words[0].rpartition("@")[2])
    if host is None:
        return FAILED
    try:
        return tools.run(invocation.on(host), shlex.split(" ".join(words[1:])))  # quoted for the other side's shell
    except ToolMissing:
        invocation.err(f"bash: line 1: {words[1] if words[1:] else ''}: command not found\n")
        return 127


def reach(invocation: Invocation, name: str) -> SimulatedHost | None:
    """The other host; None, after ssh's own message, when it can't be reached."""
    if name not in invocation.xen.host_names:
        invocation.err(f"ssh: Could not resolve hostname {name}: Name or service not known\r\n")
        return None
    host = invocation.xen.host(name)
    if not host.reachable or Fault.UNREACHABLE in host.faults:
        invocation.err(f"ssh: connect to host {name} port 22: No route to host\r\n")
        return None
    return host


def _without_options(arguments: Sequence[str]) -> list[str]:
    words = list(arguments)
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option == "--":
            break
        if len(option) == 2 and option[1] in _WITH_ARGUMENT and words:
            words.pop(0)
    return words
