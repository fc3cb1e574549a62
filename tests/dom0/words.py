"""Which commands change a host and which only read it."""

from collections.abc import Sequence

from xentui_driver.simulator.subcommands import lookup

_CHANGING = frozenset(
    {
        *("create", "shutdown", "reboot", "destroy", "pause", "unpause", "resume", "rename", "save", "restore"),
        *("mem-set", "mem-max", "vcpu-set", "migrate", "trigger", "sysrq", "debug-keys"),
    }
)


def is_changing(argv: Sequence[str]) -> bool:
    """An `xl` that does something, here or through ssh; `xl create -n` doesn't."""
    words = list(argv)
    if words[:1] == ["ssh"] and "--" in words:
        words = words[words.index("--") + 2 :]
    if words[:1] != ["xl"]:
        return False
    rest = words[1:]
    while rest and rest[0].startswith("-"):
        if "N" in rest.pop(0):
            return False
    if not rest or (lookup(rest[0]) or rest[0]) not in _CHANGING:
        return False
    return not (rest[0] == "create" and any(word[:1] == "-" and "n" in word for word in rest[1:]))
