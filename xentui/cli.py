"""The command line: the console, the answers for scripts, and the simulated host."""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence

from xentui import __version__, report
from xentui.demo import simulated_host
from xentui.machine import looks_like_xen
from xentui.polling import DEFAULT_INTERVAL_S, INTERVALS_S
from xentui_driver.diagnosis import check_host
from xentui_driver.errors import FileUnreadable, NotXen, XenError
from xentui_driver.hypervisor import DEFINITIONS_FOLDER, Hypervisor
from xentui_driver.local import LocalTransport
from xentui_driver.model import Snapshot
from xentui_driver.recording import RecordingTransport, ReplayTransport
from xentui_driver.simulator.faults import Fault
from xentui_driver.transport import Transport

Command = Callable[[argparse.Namespace], int]
FAILED = 1
_CHECK_LIMIT_S = 1.0
_CHECK_FOR_SCRIPTS_LIMIT_S = 15.0


def run(arguments: Sequence[str]) -> int:
    """Exit status of the whole program; everything that the world does wrong is one message on standard error."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except XenError as error:
        complain(error)
        return FAILED
    except BrokenPipeError:
        # The reader of our output has left; Python would complain once more while it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return status


def complain(error: XenError) -> None:
    """One clear line, then the tool's own words."""
    print(f"xentui: {error}", file=sys.stderr)
    for line in error.detail.splitlines():
        print(f"  {line}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xentui",
        parents=[_host_options(), _screen_options()],
        description="A console for Xen hosts: every domain, the node's memory, and the keys to act.",
        epilog="Without a command: the console, on this dom0; on a machine without Xen, on a simulated host.",
    )
    parser.add_argument("--version", action="version", version=f"xentui {__version__}")
    parser.set_defaults(
        command=_console,
        definitions=DEFINITIONS_FOLDER,
        ignore_toolstack=False,
        record=None,
        interval=DEFAULT_INTERVAL_S,
        ascii=False,
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    reading: tuple[tuple[str, Command, str], ...] = (
        ("list", _list, "every instance, running and stopped"),
        ("info", _info, "the node: Xen, CPUs, memory"),
    )
    for name, command, summary in reading:
        reader = commands.add_parser(name, parents=[_host_options()], help=summary, description=summary)
        reader.add_argument("--replay", metavar="FILE", help="answer from a recording instead of this machine")
        reader.add_argument("--json", action="store_true", help="as JSON: docs/json.md")
        reader.set_defaults(command=command)
    demo = commands.add_parser("demo", parents=[_screen_options()], help="the console on a simulated host")
    demo.add_argument("--domains", metavar="N", type=_count, default=12, help="how many instances (12)")
    demo.add_argument("--churn", metavar="F", type=_share, default=0.3, help="share of rows that change a poll (0.3)")
    demo.add_argument("--seed", metavar="S", type=int, default=1, help="the same seed makes the same host (1)")
    demo.add_argument("--fault", choices=[fault.flag for fault in Fault], help="what is wrong with the host")
    demo.set_defaults(command=_demo)
    return parser


def _host_options() -> argparse.ArgumentParser:
    """Options that may stand before or after the command, hence without defaults of their own.

    New ones for each parser: the defaults of one would be those of the other.
    """
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--definitions", metavar="DIR", type=_folder, help="where the definitions are (/etc/xen)")
    options.add_argument(
        "--record", metavar="FILE", help="write every answer of the host to a new file, for a bug report"
    )
    options.add_argument(
        "--ignore-toolstack", action="store_true", help="look even when XAPI, libvirt or Ganeti is in charge"
    )
    return options


def _screen_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--interval", metavar="S", type=_interval, help="seconds between two polls (2)")
    options.add_argument("--ascii", action="store_true", help="nothing beyond ASCII on the screen")
    return options


def _count(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 100_000:
        raise argparse.ArgumentTypeError("from 0 to 100000")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("from 0 to 1")
    return value


def _interval(text: str) -> float:
    value = float(text)
    if not INTERVALS_S[0] <= value <= INTERVALS_S[-1]:
        raise argparse.ArgumentTypeError(f"from {INTERVALS_S[0]:g} to {INTERVALS_S[-1]:g} seconds")
    return value


def _folder(text: str) -> str:
    return os.path.abspath(text)


def _local(options: argparse.Namespace, check_limit_s: float) -> Hypervisor:
    """This machine's hypervisor, if it can be managed from here. Raises XenError."""
    transport: Transport = LocalTransport()
    if options.record is not None:
        transport = RecordingTransport(transport, _recorder(options.record))
    check_host(transport, timeout_s=check_limit_s, ignore_toolstack=options.ignore_toolstack)
    return Hypervisor(transport, definitions_folder=options.definitions)


def _recorder(path: str) -> Callable[[str], None]:
    """Writes lines to a new file that only its owner can read. Raises FileUnreadable."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise FileUnreadable(f"{path} can't be written: {error.strerror}.", next_step="Give a new file.") from error

    def write(line: str) -> None:
        # A full disk costs the recording, not the console.
        with contextlib.suppress(OSError), open(path, "a", encoding="utf-8") as file:
            file.write(line)

    return write


def _replayed(options: argparse.Namespace) -> Hypervisor:
    """The host of a recording. Raises XenError."""
    try:
        with open(options.replay, encoding="utf-8") as file:
            return Hypervisor(ReplayTransport(file), definitions_folder=options.definitions)
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(f"{options.replay} can't be read: {error}.") from error


def _snapshot(options: argparse.Namespace) -> Snapshot:
    if options.replay is not None:
        return _replayed(options).snapshot()
    if not looks_like_xen():
        raise NotXen("This machine isn't running under Xen and has no xl.")
    hypervisor = _local(options, _CHECK_FOR_SCRIPTS_LIMIT_S)
    try:
        return hypervisor.snapshot()
    finally:
        hypervisor.close()


def _answer(snapshot: Snapshot, text: str) -> int:
    sys.stdout.write(text)
    sys.stdout.flush()
    reasons = list(report.incomplete(snapshot))
    for reason in reasons:
        print(f"xentui: incomplete: {reason}", file=sys.stderr)
    return FAILED if reasons else 0


def _list(options: argparse.Namespace) -> int:
    snapshot = _snapshot(options)
    text = report.as_json(report.document(snapshot)) if options.json else report.list_text(snapshot)
    return _answer(snapshot, text)


def _info(options: argparse.Namespace) -> int:
    snapshot = _snapshot(options)
    text = report.as_json(report.hosts_document(snapshot)) if options.json else report.info_text(snapshot)
    return _answer(snapshot, text)


def _console(options: argparse.Namespace) -> int:
    if not looks_like_xen():
        return _show(simulated_host(), options, simulated=True)
    return _show(_local(options, _CHECK_LIMIT_S), options)


def _demo(options: argparse.Namespace) -> int:
    hypervisor = simulated_host(options.domains, options.churn, options.seed, options.fault)
    return _show(hypervisor, options, simulated=True)


def _show(hypervisor: Hypervisor, options: argparse.Namespace, *, simulated: bool = False) -> int:
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        print("xentui: the console needs a terminal; for scripts there is `xentui list --json`.", file=sys.stderr)
        return FAILED
    from xentui.app import show  # Textual costs a fifth of a second, which scripts need not pay

    return show(hypervisor, interval_s=options.interval, ascii_only=options.ascii, simulated=simulated)
