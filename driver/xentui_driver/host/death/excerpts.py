"""Finds in logs what is about a guest's last domains: Xen has one ring for all, a console log many boots."""

import re
from collections.abc import Collection, Iterable, Iterator

from xentui_driver.model.lazy_pattern import lazy_pattern

_NAMED = lazy_pattern(r"\bd(\d+)(?:v\d+)?\b|\((?:d)(\d+)\)|\b[Dd]om(?:ain)? ?(\d+)\b")
"""As gprintk names one, as its own debug port does, and in sentences (xen/common, xen/arch/x86)."""
_OF_A_DUMP = lazy_pattern(r"\(XEN\) (?:----\[|CPU: |RIP: |RFLAGS: )")
"""The lines of a dump of registers that tell most (xen/arch/x86/x86_64/traps.c)."""


def about(domids: Collection[int], lines: Iterable[str]) -> Iterator[str]:
    """The lines that name one of the domains, and of the dumps that follow them the head."""
    is_about = False
    for line in lines:
        named = {int(number) for match in _NAMED.finditer(line) for number in match.groups() if number}
        if named:
            is_about = not named.isdisjoint(domids)
        elif not _OF_A_DUMP.match(line):
            continue
        if is_about:
            yield line


def last_boots(lines: tuple[str, ...], count: int) -> tuple[str, ...]:
    """What a guest has printed in its last boots, so many.

    With each its kernel's clock begins again; and what has no time of the kernel after its last words is of the next.
    """
    begins = [0]
    before_s, is_over = 0.0, False
    for number, line in enumerate(lines):
        found = _STAMP.match(line)
        now_s = float(found[1]) if found is not None else 0.0
        if (is_over and found is None and line.strip()) or (found is not None and now_s < before_s - _DISORDER_S):
            begins.append(number)
            is_over = False
        if found is not None:
            before_s, is_over = now_s, is_over or _LAST_WORDS.search(line) is not None
    return lines[begins[-count:][0] :]


_STAMP = lazy_pattern(r"(?:<\d>)?\[ *(\d{1,9}\.\d{6})\]", re.ASCII)
"""The time of a line of the kernel, in seconds since it began (Linux, kernel/printk/printk.c)."""
_LAST_WORDS = lazy_pattern(r"Kernel panic - not syncing|reboot: ")
"""Linux, kernel/panic.c and kernel/reboot.c."""
_DISORDER_S = 1.0
"""Lines of several CPUs may be out of order by less."""
