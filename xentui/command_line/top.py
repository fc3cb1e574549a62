"""`xentui top`: what every domain uses, once or again and again, as plain lines."""

import argparse
import time
from contextlib import closing, suppress
from typing import NoReturn

from xentui.command_line.answers import SUCCEEDED, complain
from xentui.command_line.look import answer, complain_of
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_interval, add_json
from xentui.command_line.report import as_json, incomplete
from xentui.command_line.top_report import ORDERS, top_document, top_text
from xentui.fleet.host import Host
from xentui.fleet.host_state import HostState
from xentui.fleet.looks import looked_at_again
from xentui_driver.model.errors import XenError
from xentui_driver.model.snapshot import Snapshot


def add_top(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="print one table and end; so does --json")
    parser.add_argument(
        "--sort",
        metavar="COLUMN",
        choices=ORDERS,
        default=ORDERS[0],
        help=f"{', '.join(ORDERS[:-1])} or {ORDERS[-1]} (cpu)",
    )
    add_interval(parser, "seconds between two readings (2)")
    add_json(parser)
    parser.set_defaults(command=top)


def top(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Rates need two readings: the first table comes after an interval. JSON is one document, so it comes once."""
    interval_s = options.settings.view.interval_s if options.interval is None else options.interval
    with closing(open_host(options)) as host:
        state = _first_look(host)
        _listed(state)
        if options.once or options.json:
            return _once(_next_look(state, host, interval_s), host, options)
        with suppress(KeyboardInterrupt):
            _again_and_again(state, host, interval_s, options.sort)
    return SUCCEEDED


def _listed(state: HostState) -> Snapshot:
    """What the last listing shows. Raises why there is none."""
    if state.failure is not None:
        raise state.failure
    assert state.snapshot is not None, "every source has been read"
    return state.snapshot


def _first_look(host: Host) -> HostState:
    hypervisor = host.hypervisor
    state = HostState(host.name, hypervisor.clock.monotonic_s(), hypervisor.limits.monitor_s)
    return looked_at_again(state, hypervisor)


def _next_look(state: HostState, host: Host, interval_s: float) -> HostState:
    host.hypervisor.clock.wait(interval_s)
    return looked_at_again(state, host.hypervisor)


def _once(state: HostState, host: Host, options: argparse.Namespace) -> int:
    snapshot = _listed(state)
    if options.json:
        return answer(snapshot, as_json(top_document(state, snapshot, options.sort)))
    return answer(snapshot, top_text(state, snapshot, options.sort, _clock_text(host)))


def _again_and_again(state: HostState, host: Host, interval_s: float, order: str) -> NoReturn:
    """A host that doesn't answer is asked again; what is lacking is said when it begins to be."""
    lacking: frozenset[str] = frozenset()
    while True:
        state = _next_look(state, host, interval_s)
        try:
            snapshot = _listed(state)
        except XenError as error:
            complain(error)
            continue
        print(top_text(state, snapshot, order, _clock_text(host)), flush=True)
        complain_of([reason for reason in incomplete(snapshot) if reason not in lacking])
        lacking = frozenset(incomplete(snapshot))


def _clock_text(host: Host) -> str:
    return time.strftime("%H:%M:%S", time.localtime(host.hypervisor.clock.epoch_s()))
