"""Consoles from the command line: this process's terminal becomes the guest's."""

import argparse
import os
import subprocess
import sys
from contextlib import closing

from xentui.command_line.answers import FAILED, SUCCEEDED, print_outcome
from xentui.command_line.finding import called, found_instance
from xentui.command_line.opening import OpenHost
from xentui.command_line.watching import followed, outcome_of
from xentui.jobs import Job, Jobs
from xentui_driver.commands import shown
from xentui_driver.console import ConsoleType
from xentui_driver.errors import CommandFailed, ToolMissing
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import Outcome
from xentui_driver.naming import Part
from xentui_driver.xl import label

BOOT_AFTER_ATTACH_S = 1.0
"""From the start of the console's client until the guest may boot, so that its first line is seen."""


def console(options: argparse.Namespace, open_host: OpenHost) -> int:
    """Become the console's client: its exit status is ours."""
    with closing(open_host(options)) as host:
        instance = found_instance(host, options.name, Part.DOMAIN)
        if instance.ref is None:
            raise CommandFailed(
                f"{called(instance)} has no console: it isn't running.",
                state_now="Nothing was done.",
                next_step="`xentui start --console` starts it and shows its whole boot.",
            )
        argv = host.console_argv(instance.ref, ConsoleType(options.type) if options.type else None)
    if options.dry_run:
        print(*shown(argv))
        return SUCCEEDED
    sys.stdout.flush()
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        raise _no_client(argv, error) from error


def watch_boot(host: Hypervisor, jobs: Jobs, job: Job, *, in_json: bool) -> int:
    """Attach to the guest that the job builds, let the job go on with its boot, and stay until the console is left.

    Raises XenError when it isn't built.
    """
    ref = followed(jobs, job, host.clock, lambda job: job.built is not None or job.is_over).built
    if ref is None:
        outcome_of(jobs.store.job(job.id))
        return FAILED
    print_outcome(Outcome(f"{label(ref)} is built, and boots now.", job.record.steps, ref=ref), in_json=in_json)
    argv = host.console_argv(ref)
    try:
        client = subprocess.Popen(argv)
    except OSError as error:
        raise _no_client(argv, error) from error
    try:
        host.clock.wait(BOOT_AFTER_ATTACH_S)
        jobs.release(job)
    finally:
        status = _end_of(client)
    return SUCCEEDED if status == 0 else FAILED


def _end_of(client: "subprocess.Popen[bytes]") -> int:
    """ctrl+c is the guest's; before the client has the terminal it reaches us too."""
    while True:
        try:
            return client.wait()
        except KeyboardInterrupt:
            continue


def _no_client(argv: tuple[str, ...], error: OSError) -> ToolMissing:
    return ToolMissing(f"{argv[0]} can't be started: {error.strerror}.")
