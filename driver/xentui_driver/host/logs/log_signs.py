"""Signs of trouble in logs: what the kernel, Xen, xl, qemu and the init systems print when something has failed."""

import re

from xentui_driver.host.logs.search_log import Wanted
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.printed import printed_text

_WORDS = (
    *(
        "error",
        "fail",
        "fatal",
        "critical",
        "abort",
        "cannot ",
        "can't ",
        "no such ",
        "panic",
        "oops",
        "bug: ",
        "bug at",
    ),
    *("call trace:", "unable to ", "general protection", "segfault at", "lockup", "blocked for more", "out of memory"),
    *("oom-killer", "gave up waiting", "rcu", "machine check", "domain_crash", "triple fault", "crashed on cpu"),
)
"""In each such line is one of these, in small letters: a line or a slice without any is passed over quickly."""
_SIGNS = lazy_pattern(
    r"\berrors?\b|\bfail(?:ed|ure|s)?\b|\bfatal\b|\bcritical\b|\babort(?:ed|ing)?\b|\bcannot |\bcan't |\bno such "
    r"|\bpanic\b|\boops\b|\bbug: |\bbug at|call trace:|\bunable to |general protection fault|segfault at"
    r"|(?:soft|hard) lockup|blocked for more than|out of memory|oom-killer|gave up waiting|rcu\b.*\bstall"
    r"|machine check|domain_crash|triple fault|crashed on cpu",
    re.IGNORECASE,
)
_IN_BYTES = tuple(word.encode() for word in _WORDS)


def is_trouble(line: bytes) -> bool:
    """Whether a line tells of something that has failed."""
    return _may_be_in(line) and _SIGNS.search(printed_text(line)) is not None


def _may_be_in(content: bytes) -> bool:
    small = content.lower()
    return any(word in small for word in _IN_BYTES)


TROUBLE = Wanted(_may_be_in, is_trouble)
"""For a search."""
