"""start-stop-daemon(8) as it is used with xenconsoled, the only daemon of a simulated host."""

from collections.abc import Sequence

from xentui_driver.simulator.console_daemon import program
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.toolstack.console_daemon import is_logging

_DONE, _NOTHING_DONE, _FAILED = 0, 1, 3
_STOP_S = 0.2


def start_stop_daemon(invocation: Invocation, arguments: Sequence[str]) -> int:
    """The exit status tells whether there was something to do."""
    return _stop(invocation) if "--stop" in arguments else _start(invocation, arguments)


def _stop(invocation: Invocation) -> int:
    """Attached consoles end with the terminals that it made."""
    with invocation.xen.at_now():
        if not invocation.host.console_daemon:
            return _NOTHING_DONE
        invocation.host.console_daemon = ()
        invocation.host.console_clients = ()
    invocation.wait(_STOP_S)
    return _DONE


def _start(invocation: Invocation, arguments: Sequence[str]) -> int:
    host, at = invocation.host, list(arguments).index("--")
    argv = (arguments[arguments.index("--exec") + 1], *arguments[at + 1 :])
    with invocation.xen.at_now():
        if host.console_daemon:
            return _NOTHING_DONE
        if argv[0] != program(host.xen):
            invocation.err(f"start-stop-daemon: unable to stat {argv[0]} (No such file or directory)\n")
            return _FAILED
        if not (is_logging(argv) and Fault.CONSOLE_LOGGING_FAILS in host.faults):
            host.start_console_daemon(argv)
        return _DONE
