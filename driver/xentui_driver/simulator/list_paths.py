"""`ls -d -- PATH...` (ls(1)): which of the paths exist."""

from collections.abc import Sequence

from xentui_driver.simulator.invocation import Invocation

MISSING = 2


def list_paths(invocation: Invocation, arguments: Sequence[str]) -> int:
    """The existing paths on standard output, a complaint about each of the others."""
    status = 0
    for path in sorted(word for word in arguments if word not in ("-d", "--")):
        with invocation.xen.at_now():
            is_there = invocation.host.files.exists(path)
        if is_there:
            invocation.out(f"{path}\n")
        else:
            invocation.err(f"ls: cannot access '{path}': No such file or directory\n")
            status = MISSING
    return status
