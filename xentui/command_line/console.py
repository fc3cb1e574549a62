"""Consoles from the command line: this process's terminal becomes the guest's."""

import argparse
import os
import signal
import subprocess
import sys
import termios
from contextlib import closing, suppress
from typing import NamedTuple

from xentui.command_line.answers import FAILED, SUCCEEDED, complain, is_terminal, print_outcome
from xentui.command_line.await_job import followed, outcome_of
from xentui.command_line.find_instance import called, meant_instance
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui.tty.leaving_keys import WORDS, LeavingKeys
from xentui.tty.modes import KEPT, line_of, reset_of
from xentui_driver.host.console_end import UNKNOWN, ConsoleEnd, Ending
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Became
from xentui_driver.jobs.actions.refusal import by_state
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import CommandFailed, ToolMissing, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.part import Part
from xentui_driver.toolstack.commands import shown
from xentui_driver.toolstack.xl import label

_BY_SIGNAL = 128
LINES_ABOVE = 10
"""Of the guest's log above its console, where one is kept."""
_ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def console(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Give the terminal to the console's client and return its exit status; then say how it has ended."""
    if not options.stay:
        return _console(options, open_host).status
    try:
        left = _console(options, open_host)
    except XenError as error:
        complain(error)
        left = _Left(FAILED, by_operator=False)
    if not left.by_operator:
        print("xentui: Enter closes this window.", file=sys.stderr)
        sys.stdin.readline()
    return left.status


class _Left(NamedTuple):
    """The exit status of the last client, and whether the operator has left it."""

    status: int
    by_operator: bool


def _console(options: argparse.Namespace, open_host: OpenHost) -> _Left:
    with closing(open_host(options)) as host:
        instance = meant_instance(host, options.name, options.domid, Part.DOMAIN)
        if instance.ref is None:
            raise _without_console(instance)
        if instance.state is DomainState.PAUSED:
            raise _paused(instance)
        type = ConsoleType(options.type) if options.type else None
        if options.dry_run:
            print(*shown(_argv(host, instance.ref, type)[0]))
            return _Left(SUCCEEDED, by_operator=True)
        require_terminal()
        was = host.hypervisor.what_became_of(instance.ref)
        follows = options.follow_reboots or host.settings.console_follows
        return _attached(host, instance.ref, was, type, follows=follows)


def require_terminal() -> None:
    """Raises CommandFailed where nobody could type anything, or leave the console."""
    if not is_terminal(sys.stdin):
        raise CommandFailed(
            "A console needs a terminal, but standard input is none.",
            state_now="Nothing was done.",
            next_step="Run it on a terminal, with `ssh -t` or in tmux.",
        )


def _attached(host: Host, ref: DomainRef, was: Became, type: ConsoleType | None, *, follows: bool) -> _Left:
    """Stay on the console, over the guest's reboots where it `follows` them."""
    shows_log = True
    while True:
        status = _on_terminal(host, ref, type, shows_log=shows_log)
        end = host.hypervisor.console_end(ref, was, status)
        _tell_end(ref, end)
        next_ref = _next_domain(host, ref, end) if follows and end.comes_back else None
        if next_ref is None:
            return _Left(status if status >= 0 else _BY_SIGNAL - status, end.ending is Ending.LEFT)
        ref, was, shows_log = next_ref, UNKNOWN, False


def _next_domain(host: Host, ref: DomainRef, end: ConsoleEnd) -> DomainRef | None:
    """The guest's next domain, once it is built; None when there won't be one, or the operator doesn't wait."""
    became = end.became
    if became.ref is None:
        print(f"xentui: waiting until it is back ({WORDS})", file=sys.stderr)
        with LeavingKeys(sys.stdin.fileno()) as keys:
            became = host.hypervisor.await_next(ref, keys.are_pressed)
        if became.ref is None and not keys.are_pressed():
            print(f"xentui: {label(ref)} {became.words}.", file=sys.stderr)
    return became.ref


def _on_terminal(host: Host, ref: DomainRef, type: ConsoleType | None = None, *, shows_log: bool = False) -> int:
    """The exit status of the console's client; the terminal is then as it was.

    With `shows_log` the last lines that the guest has printed come first, where they are kept.
    """
    argv, key = _argv(host, ref, type)
    sys.stdout.flush()
    if not is_terminal(sys.stdout):  # nothing that changes it reaches the terminal
        return _end_of(_started(argv))
    for line in host.hypervisor.last_printed(ref, LINES_ABOVE) if shows_log else ():
        print(line)
    print(f"{KEPT}Console of {label(ref)} on {host.name} ({key} detaches)", flush=True)
    before = line_of(sys.stdin.fileno(), sys.stdout.fileno())
    try:
        return _end_of(_started(argv))
    finally:
        with suppress(OSError, termios.error):  # a terminal that is gone needs nothing any more
            before.put_back()
            is_utf8 = sys.stdout.encoding.lower().replace("-", "") == "utf8"
            print(reset_of(os.environ, ascii_only=not is_utf8), end="", flush=True)


def _argv(host: Host, ref: DomainRef, type: ConsoleType | None) -> tuple[tuple[str, ...], str]:
    """What attaches it, and the key that leaves it. Raises XenError."""
    key = host.hypervisor.leaving_key(host.settings.console_escape)
    return host.hypervisor.console_argv(ref, type, key), key


def _paused(instance: Instance) -> CommandFailed:
    return CommandFailed(
        f"{called(instance)} is paused: it prints nothing and takes no key.",
        state_now="Nothing was done.",
        next_step="Let it continue first (do: unpause).",
    )


def _without_console(instance: Instance) -> CommandFailed:
    if instance.rebooting is not None:
        refusal = by_state(instance)
        reason, next_step = refusal.reason, refusal.next_step
    else:
        reason, next_step = "it isn't running", "Start it with `xentui start --console` to watch the whole boot."
    return CommandFailed(
        f"{called(instance)} has no console: {reason}.", state_now="Nothing was done.", next_step=next_step
    )


def _tell_end(ref: DomainRef, end: ConsoleEnd) -> None:
    """Say why it has ended, where neither the operator nor the client has."""
    if end.ending is Ending.WITH_GUEST:
        print(f"xentui: {label(ref)} {end.words}; its console ended with it.", file=sys.stderr)
    elif end.ending in (Ending.TAKEN_OVER, Ending.LOST):
        print(f"xentui: {label(ref)}: {end.words}.", file=sys.stderr)


def watch_boot(host: Host, job: Job, *, in_json: bool) -> int:
    """Attach to the guest that the job builds, and stay until the console is left.

    The job boots it once the console is open; one that ends before that is waited for no longer. Raises XenError when
    the guest isn't built.
    """
    hypervisor, jobs = host.hypervisor, host.jobs
    ref = followed(jobs, job, hypervisor.clock, lambda job: job.built is not None or job.is_over).built
    if ref is None:
        outcome_of(jobs.store.job(job.id))
        return FAILED
    print_outcome(Outcome(f"{label(ref)} is built and boots now.", job.record.steps, ref=ref), in_json=in_json)
    try:
        status = _on_terminal(host, ref)
    finally:
        jobs.release(job)
    _tell_end(ref, hypervisor.console_end(ref, UNKNOWN, status))
    return SUCCEEDED if status == 0 else FAILED


def _end_of(client: "subprocess.Popen[bytes]") -> int:
    """Wait for the client and return its exit status.

    ctrl+c belongs to the guest, but reaches this process too before the client has the terminal. A signal that ends
    this process is passed on: left alone the client would go on reading the terminal and hold the console.
    """
    before = {number: signal.signal(number, lambda *_: client.terminate()) for number in _ENDING_SIGNALS}
    try:
        while True:
            try:
                return client.wait()
            except KeyboardInterrupt:
                continue
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _started(argv: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    """Raises ToolMissing."""
    try:
        return subprocess.Popen(argv)
    except OSError as error:
        raise ToolMissing(f"{argv[0]} can't be started: {error.strerror}.") from error
