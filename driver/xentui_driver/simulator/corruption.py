"""Applies faults to the output of a command that reads."""

from random import Random

from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation

FLOOD_BYTES = 10_000_000
_GARBAGE_BYTES = 400


def apply(invocation: Invocation, status: int) -> int:
    """Apply the host's faults to standard output; returns the exit status."""
    faults = invocation.host.faults & {Fault.EMPTY, Fault.HALF, Fault.GARBAGE, Fault.FLOOD}
    if not faults or not invocation.stdout:
        return status
    text = invocation.take_output()
    if Fault.FLOOD in faults:
        text *= FLOOD_BYTES // len(text) + 1
    if Fault.HALF in faults:
        text = half(text)
    if Fault.GARBAGE in faults:
        text = garbage(text, invocation.xen.random)
    if Fault.EMPTY not in faults:
        invocation.out(text)
    return 0


def half(text: str) -> str:
    """The beginning of `text`, up to somewhere inside a line."""
    cut = len(text) // 2
    return text[: cut + 1] if text[cut : cut + 1] not in ("", "\n") else text[:cut]


def garbage(text: str, random: Random) -> str:
    """Halves of lines among random bytes, as a transport hands them on: undecodable ones as surrogates."""
    lines = [half(line) + random.randbytes(8).decode("utf-8", "surrogateescape") for line in text.splitlines()]
    noise = random.randbytes(_GARBAGE_BYTES).decode("utf-8", "surrogateescape")
    return noise + "\n".join(lines)
