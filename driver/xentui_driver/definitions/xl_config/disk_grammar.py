"""Splits a disk specification by the rules of xl's own scanner (libxlu_disk_l.l, the same from 4.17 to 4.21)."""

import re
from collections.abc import Callable

from xentui_driver.definitions.xl_config.disk_scanner import JAMMED, DiskScanner, ScannedDisk
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.lazy_pattern import lazy_pattern

__all__ = ["JAMMED", "ScannedDisk", "completed", "scanned"]

Action = Callable[[DiskScanner, str], None]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule of the scanner; a text after `/` must follow, counts for the length, and isn't consumed."""

    pattern: re.Pattern[str]
    act: Action


def _rule(pattern: str, act: Action, *, then: str = "") -> _Rule:
    return _Rule(lazy_pattern(f"({pattern}){then}"), act)


def _value(act: Action) -> Action:
    """For `key=value,`: the action on the value alone."""
    return lambda scanner, head: act(scanner, head.removesuffix(",").partition("=")[2])


def _named(key: str, act: Action) -> _Rule:
    return _rule(f"{key}=[^,]*,?", _value(act))


def _string(key: str, member: str, *, is_more: bool = False) -> _Rule:
    def save(scanner: DiskScanner, text: str) -> None:
        if is_more:
            scanner.disk.more.append(f"{key}={text}")
        scanner.save(key, member, text)

    return _named(key, save)


def _flag(word: str, member: str, value: bool, *, is_more: bool = True) -> _Rule:
    def put(scanner: DiskScanner, _head: str) -> None:
        if is_more:
            scanner.disk.more.append(word)
        setattr(scanner.disk, member, value)

    return _rule(f"{word},?", put)


def _refused(pattern: str, message: str, *, is_last: bool = False, then: str = "") -> _Rule:
    act = DiskScanner.stop if is_last else DiskScanner.complain
    return _rule(pattern, lambda scanner, head: act(scanner, head, message), then=then)


# 4.17 and 4.18 document the first two, but were released with a scanner (libxlu_disk_l.c) that lacks them.
_RULES_OF_4_19 = (
    _flag("trusted", "trusted", True),
    _flag("untrusted", "trusted", False),
    _flag("grant_usage=1", "grant_usage", True),
    _flag("grant_usage=0", "grant_usage", False),
)
# In the scanner's order: of two rules that match equally much, the first is taken.
_RULES = (
    _rule(r"[ \t\n]+", DiskScanner.blank, then=r"(?:[^ \t\n].*)?"),
    _named("format", DiskScanner.format),
    _flag("cdrom", "is_cdrom", True, is_more=False),
    _flag("devtype=cdrom", "is_cdrom", True, is_more=False),
    _flag("devtype=disk", "is_cdrom", False, is_more=False),
    _refused("devtype=[^,]*,?", "unknown value for type"),
    _named("access", DiskScanner.access),
    _string("backend", "backend_domname"),
    _named("backendtype", DiskScanner.backend_type),
    _named("specification", DiskScanner.specification),
    _string("vdev", "vdev"),
    _string("script", "script"),
    _flag("direct-io-safe", "direct_io_safe", True),
    _flag("discard", "discard_enable", True),
    _flag("no-discard", "discard_enable", False),
    _flag("colo", "colo_enable", True),
    _flag("no-colo", "colo_enable", False),
    _string("colo-host", "colo_host", is_more=True),
    _named("colo-port", DiskScanner.colo_port),
    _string("colo-export", "colo_export", is_more=True),
    _string("active-disk", "active_disk", is_more=True),
    _string("hidden-disk", "hidden_disk", is_more=True),
    *_RULES_OF_4_19,
    _rule("target=.*", _value(lambda scanner, text: scanner.save("target", "pdev_path", text))),
    _refused("[a-z][-a-z0-9]*=[^,],?", "unknown parameter"),
    _rule("(?:raw|qcow2?|vhd):", DiskScanner.prefixed_format, then=".*"),
    _rule("(?:iscsi|e?nbd|drbd):", DiskScanner.prefixed_script, then=".*"),
    _rule("(?:tapdisk|tap2?|aio|ioemu|file|phy):", DiskScanner.prefixed, then=".*"),
    _refused("[a-z][a-z0-9]*:", "unknown deprecated disk prefix", is_last=True, then="(?:[^a-z0-9].*)?"),
    _rule("[^=,]*,|[^=,]+,?", DiskScanner.positional),
    # A stray = as the very last character is swallowed, before a line end it kills xl: so flex meets them.
    _rule(r"=\Z", DiskScanner.blank),
    _rule("=", DiskScanner.jam, then=r"\n"),
    _refused("=.+", "bad disk syntax", is_last=True),
)
_RULES_BEFORE_4_19 = tuple(rule for rule in _RULES if rule not in _RULES_OF_4_19)


def scanned(specification: str, *, is_before_4_19: bool = False) -> ScannedDisk:
    """What xl finds in a specification before it checks it as a whole; never fails, but may have complaints."""
    rules = _RULES_BEFORE_4_19 if is_before_4_19 else _RULES
    scanner = DiskScanner()
    at = 0
    while at < len(specification) and not scanner.is_over:
        rule, head = _longest(rules, specification, at)
        at += len(head)
        rule.act(scanner, head)
    return scanner.disk


def completed(disk: ScannedDisk) -> ScannedDisk:
    """The same with xl's defaults, and its complaints about what is missing (libxlu_disk.c, xlu_disk_parse)."""
    if disk.complaints:
        return disk
    disk.format = disk.format or "raw"
    if disk.is_cdrom:
        disk.readwrite = False
        if not disk.pdev_path:
            disk.format = "empty"
    if disk.vdev is None:
        disk.complaints.append("no vdev specified")
    elif disk.pdev_path is None and not disk.is_cdrom:
        disk.complaints.append("no target specified (and device not removable)")
    return disk


def _longest(rules: tuple[_Rule, ...], text: str, at: int) -> tuple[_Rule, str]:
    """The rule that matches most, and the text that it consumes."""
    best, best_end, head = rules[-1], -1, ""
    for rule in rules:
        match = rule.pattern.match(text, at)
        if match and match.end() > best_end:
            best, best_end, head = rule, match.end(), match[1]
    return best, head
