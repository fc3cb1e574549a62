"""`head -c BYTES -- FILE`, the beginning of a file (coreutils)."""

from collections.abc import Sequence

from xentui_driver.simulator.invocation import Invocation


def head(invocation: Invocation, arguments: Sequence[str]) -> int:
    _, size_bytes, _, path = arguments
    with invocation.xen.at_now():
        content = invocation.host.files.read(path)
    if content is None:
        invocation.err(f"head: cannot open '{path}' for reading: No such file or directory\n")
        return 1
    invocation.out(content[: int(size_bytes)].decode("utf-8", "surrogateescape"))
    return 0
