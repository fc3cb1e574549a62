"""`xl qemu-monitor-command` (xl_misc.c): a command for the device model, whose answer is printed."""

from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.options import Parsed


def monitor_command(invocation: Invocation, parsed: Parsed) -> int:
    """Only a break on a serial line is known, at which a device model says nothing."""
    domid = find_domid(invocation, parsed.words[0])
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
    if domain is None or domain.settings.type != "hvm":
        invocation.err("failed to execute qemu monitor command: No such file or directory\n")
        return 1
    command = " ".join(parsed.words[1:])
    if command == "chardev-send-break serial0" and domain.settings.has_serial_line:
        return 0
    invocation.out(f"unknown command: '{command.split(' ')[0]}'\n")
    return 0
