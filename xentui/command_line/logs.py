"""`xentui logs`: the end of a log, what is found in it, and what is written to it."""

import argparse
import sys
from collections import deque
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from xentui.command_line.answers import SUCCEEDED, print_json
from xentui.command_line.find_instance import found_instance
from xentui.command_line.grammar import InPlaceOf
from xentui.command_line.log_output import LogOutput
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_json, lines_count
from xentui.fleet.host import Host
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.log_lines import LogLine, lines_of
from xentui_driver.host.logs.log_source import OF_GUESTS, FoundLog, LogKind, LogSource
from xentui_driver.host.logs.log_text import text_of
from xentui_driver.host.logs.search_log import all_lines, wanted_text
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.transport.protocol import FilePart

_LINES = 100
_BYTES_FOR_LINE = 256
_LARGEST_TAIL_BYTES = 64 << 20
_WHICH = "`xentui logs NAME --json` says of each log whether it can be read."


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last lines of a log, and the part of it that was read for them."""

    lines: tuple[LogLine, ...]
    part: FilePart


def add_logs(parser: argparse.ArgumentParser) -> None:
    name = parser.add_argument("name", metavar="(NAME | --host)", help="the guest's name or UUID; it may be gone")
    parser.add_argument("--host", nargs=0, action=InPlaceOf, other=name, help="in place of NAME: this host's own logs")
    parser.add_argument(
        "--which", choices=[kind.value for kind in LogKind], help="which log; default: the first that can be read"
    )
    parser.add_argument(
        "--lines", metavar="N", type=lines_count, default=_LINES, help=f"at most so many lines ({_LINES})"
    )
    parser.add_argument("--grep", metavar="TEXT", help="only lines with this text, of the whole log, in any case")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--follow", action="store_true", help="go on printing what is written, until ctrl+c")
    add_json(how)
    parser.set_defaults(command=logs)


def logs(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Raises XenError, also when the log can't be read."""
    with closing(open_host(options)) as host:
        name, found = _found(host, options)
        log = _chosen(found, options.which)
        if not log.is_readable:
            raise FileUnreadable(log.why_not, next_step=log.next_step or _WHICH)
        hypervisor, source = host.hypervisor, log.source
        tail = _last(hypervisor, source, options.lines, options.grep or "")
        if options.json:
            print_json(log=_values(name, log, tail), logs=[_standing(each) for each in found])
            return SUCCEEDED
        print(f"xentui: {source.title}: {source.path or ' '.join(source.command)}", file=sys.stderr, flush=True)
        output = LogOutput(hypervisor, source, options.grep or "")
        output.print_lines(tail.lines)
        if options.follow:
            output.follow(tail.part)
    return SUCCEEDED


def _found(host: Host, options: argparse.Namespace) -> tuple[str | None, tuple[FoundLog, ...]]:
    """The guest that is meant, and the logs; a guest that is gone has left its own under its name."""
    if options.host is not None:
        return None, host.hypervisor.host_logs()
    found = host.hypervisor.logs_of(options.name)
    if any(log.is_readable for log in found if log.source.kind in OF_GUESTS):
        return options.name, found
    instance = found_instance(host, options.name)
    return instance.name, host.hypervisor.logs_of(instance.name, ref=instance.ref)


def _chosen(found: Iterable[FoundLog], which: str | None) -> FoundLog:
    """Raises FileUnreadable where a host has no such log."""
    logs = tuple(found)
    if which is None:
        return next((log for log in logs if log.is_readable), logs[0])
    chosen = next((log for log in logs if log.source.kind.value == which), None)
    if chosen is None:
        raise FileUnreadable(f"A host itself has no {which} log.", next_step="Give the name of a guest.")
    return chosen


def _last(host: Hypervisor, source: LogSource, count: int, grep: str) -> _Tail:
    if grep:
        end = host.log_tail(source, _BYTES_FOR_LINE)

        def read(offset: int, limit_bytes: int) -> FilePart:
            return host.read_log(source, offset=offset, limit_bytes=limit_bytes)

        return _Tail(tuple(deque(all_lines(read, wanted_text(grep)), maxlen=count)), end)
    limit_bytes = count * _BYTES_FOR_LINE
    while True:
        part = host.log_tail(source, limit_bytes)
        lines = lines_of(part.content, part.offset)
        if len(lines) >= count or not part.offset or limit_bytes >= _LARGEST_TAIL_BYTES:
            return _Tail(lines[-count:], part)
        limit_bytes *= 4


def _values(name: str | None, log: FoundLog, tail: _Tail) -> dict[str, Any]:
    return {
        "guest": name,
        **_standing(log),
        "lines": [{"offset": line.offset, "text": text_of(log.source.kind, line.content)} for line in tail.lines],
    }


def _standing(log: FoundLog) -> dict[str, Any]:
    from xentui.command_line.wording import in_commands  # loads the registry of actions

    return {
        "which": log.source.kind.value,
        "path": log.source.path or None,
        "command": list(log.source.command) or None,
        "size_bytes": log.size_bytes,
        "modified_s": log.modified_s,
        "why_not": log.why_not or None,
        "next_step": in_commands(log.next_step) or None,
    }
