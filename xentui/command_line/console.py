"""Consoles from the command line: this process's terminal becomes the guest's."""

import argparse
import signal
import subprocess
import sys
from contextlib import closing

from xentui.command_line.answers import FAILED, SUCCEEDED, print_outcome, warn
from xentui.command_line.await_job import followed, outcome_of
from xentui.command_line.find_instance import called, meant_instance
from xentui.command_line.open_host import OpenHost
from xentui.fleet.host import Host
from xentui_driver.host.console import ConsoleType
from xentui_driver.host.ended import Fate
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions.refusal import by_state
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed, ToolMissing, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.part import Part
from xentui_driver.toolstack.commands import shown
from xentui_driver.toolstack.xl import label

_BY_SIGNAL = 128
_ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
BOOT_AFTER_ATTACH_S = 1.0
"""Seconds from the start of the console's client until the guest may boot, so that its first line is seen."""


def console(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Give the terminal to the console's client and return its exit status; then say whether the guest has ended."""
    with closing(open_host(options)) as host:
        instance = meant_instance(host, options.name, options.domid, Part.DOMAIN)
        if instance.ref is None:
            raise _without_console(instance)
        argv = host.hypervisor.console_argv(instance.ref, ConsoleType(options.type) if options.type else None)
        if options.dry_run:
            print(*shown(argv))
            return SUCCEEDED
        sys.stdout.flush()
        status = _end_of(_started(argv))
        _tell_end(host.hypervisor, instance.ref)
    return status if status >= 0 else _BY_SIGNAL - status


def _without_console(instance: Instance) -> CommandFailed:
    if instance.rebooting is not None:
        refusal = by_state(instance)
        reason, next_step = refusal.reason, refusal.next_step
    else:
        reason, next_step = "it isn't running", "`xentui start --console` starts it and shows its whole boot."
    return CommandFailed(
        f"{called(instance)} has no console: {reason}.", state_now="Nothing was done.", next_step=next_step
    )


def _tell_end(hypervisor: Hypervisor, ref: DomainRef) -> None:
    """Say if the guest has ended: the client ends silently, both then and when the operator leaves it."""
    try:
        became = hypervisor.what_became_of(ref)
    except XenError as error:
        warn([f"it isn't known whether {label(ref)} has ended: {error}"])
        return
    if became.fate is not Fate.ALIVE:
        print(f"xentui: {label(ref)} {became.words}: its console has ended with it.", file=sys.stderr)


def watch_boot(host: Host, job: Job, *, in_json: bool) -> int:
    """Attach to the guest that the job builds, let the job boot it, and stay until the console is left.

    Raises XenError when the guest isn't built.
    """
    hypervisor, jobs = host.hypervisor, host.jobs
    ref = followed(jobs, job, hypervisor.clock, lambda job: job.built is not None or job.is_over).built
    if ref is None:
        outcome_of(jobs.store.job(job.id))
        return FAILED
    print_outcome(Outcome(f"{label(ref)} is built, and boots now.", job.record.steps, ref=ref), in_json=in_json)
    argv = hypervisor.console_argv(ref)
    client = _started(argv)
    try:
        hypervisor.clock.wait(BOOT_AFTER_ATTACH_S)
        jobs.release(job)
    finally:
        status = _end_of(client)
    _tell_end(hypervisor, ref)
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
