"""The words by which messages of the toolstack are recognised: one table for each kind (source: xl, libxl).

Loaded when something has gone wrong: most starts of the program see no such message.
"""

from collections.abc import Callable
from typing import NamedTuple

from xentui_driver.model import errors
from xentui_driver.model.errors import CommandFailed, HostError

HostErrorClass = Callable[..., HostError]
CommandError = type[CommandFailed]


class HostSign(NamedTuple):
    """Words that mean that the host as a whole can't be asked."""

    words: str
    error: HostErrorClass
    summary: str
    of_ssh: bool = False
    """It is said by ssh; from libxl the same words are about a socket or a file."""


class CommandSign(NamedTuple):
    """Words that tell why one command failed."""

    words: str
    error: CommandError
    summary: str
    commands: tuple[str, ...] = ()
    """The commands of xl for which it means that; empty for all."""
    quoted: bool = False
    """The line names the file, bridge or script, so it is quoted."""
    next_step: str = ""
    """The advice, where it differs from the error's own."""


_MEMORY = ("mem-set", "mem-max")
_CONTROL = "Could not obtain handle on privileged command interface"
HOST_SIGNS = (
    HostSign("Can't find hypervisor information in sysfs", errors.NotXen, "This machine isn't running under Xen"),
    HostSign("Hypervisor is not xen but", errors.NotXen, "This machine runs under a hypervisor other than Xen"),
    HostSign(
        "Can't read hypervisor type from sysfs", errors.NotXen, "The kernel doesn't say which hypervisor it runs under"
    ),
    HostSign("Unable to execute /usr/lib/xen-", errors.ToolMissing, "There is no xl for the running version of Xen"),
    HostSign("Can't find version", errors.ToolMissing, "The tools for the running version of Xen aren't installed"),
    HostSign(f"{_CONTROL}: Permission denied", errors.NotRoot, "Only root can use Xen's control interface"),
    HostSign(f"{_CONTROL}: No such", errors.NotXen, "This machine isn't running under Xen"),
    HostSign(_CONTROL, errors.NotXen, "Xen's control interface can't be opened"),
    HostSign("cannot connect to xenstore: Permission denied", errors.NotRoot, "Only root can use xenstore"),
    HostSign("cannot connect to xenstore", errors.StoreDown, "xenstored isn't running"),
    HostSign(
        "getting domain info list: Operation not permitted",
        errors.NotControlDomain,
        "This machine is a Xen guest",
    ),
    HostSign("cannot init xl context", errors.NotXen, "xl can't reach the hypervisor"),
    HostSign("No route to host", errors.HostUnreachable, "The host can't be reached", of_ssh=True),
    HostSign("Connection refused", errors.HostUnreachable, "The host refuses ssh", of_ssh=True),
    HostSign("Connection timed out", errors.HostUnreachable, "The host doesn't answer", of_ssh=True),
    HostSign("Could not resolve hostname", errors.HostUnreachable, "There is no host of that name", of_ssh=True),
    HostSign(
        "Permission denied (", errors.HostUnreachable, "The host asks for a password or rejects the key", of_ssh=True
    ),
    HostSign(
        "Host key verification failed",
        errors.HostUnreachable,
        "The host's ssh key isn't known or has changed",
        of_ssh=True,
    ),
)

COMMAND_SIGNS = (
    CommandSign("already exists", errors.NameInUse, "a guest of that name already exists"),
    CommandSign("config parsing error", errors.BadDefinition, "the definition has a syntax error"),
    CommandSign("Failed to parse config", errors.BadDefinition, "xl doesn't accept the definition"),
    CommandSign("Domain name must be specified", errors.BadDefinition, "the definition has no name"),
    CommandSign("Failed to read config file: /", errors.BadDefinition, "the definition can't be read"),
    CommandSign("failed to free memory for the domain", errors.NotEnoughMemory, "dom0 couldn't free enough memory"),
    CommandSign("Out of memory", errors.NotEnoughMemory, "the host doesn't have enough free memory"),
    CommandSign("Cannot allocate memory", errors.NotEnoughMemory, "the host doesn't have enough free memory"),
    CommandSign("Failed to populate", errors.NotEnoughMemory, "the host doesn't have enough free memory"),
    CommandSign("segment kernel too large", errors.NotEnoughMemory, "the kernel doesn't fit into the guest's memory"),
    CommandSign("segment padding too large", errors.NotEnoughMemory, "the kernel doesn't fit into the guest's memory"),
    CommandSign(
        "failed to open file", errors.DeviceMissing, "a file that the definition names isn't there", quoted=True
    ),
    CommandSign("failed to stat", errors.DeviceMissing, "a disk of the definition isn't there", quoted=True),
    CommandSign("Could not find bridge", errors.DeviceMissing, "a bridge of the definition isn't there", quoted=True),
    CommandSign(
        "because of timeout",
        errors.CommandFailed,
        "a script on the host was killed because it took too long",
        quoted=True,
        next_step="See what it waits for: /var/log/xen/xen-hotplug.log, `journalctl -u systemd-udevd`.",
    ),
    CommandSign(
        "is not executable",
        errors.DeviceMissing,
        "a program that the guest needs isn't installed",
        quoted=True,
        next_step="Install it (Debian: qemu-system-xen), or correct device_model_override in the definition.",
    ),
    CommandSign("exited with error status", errors.DeviceMissing, "a script on the host failed", quoted=True),
    CommandSign("unable to add vif devices", errors.DeviceMissing, "a network interface could not be set up"),
    CommandSign("unable to add disk devices", errors.DeviceMissing, "a disk could not be set up"),
    CommandSign("hotplug scripts", errors.DeviceMissing, "a device's hotplug script failed"),
    CommandSign("didn't acknowledge control request", errors.GuestIgnoredRequest, "the guest ignored the request"),
    CommandSign("didn't acknowledge suspend", errors.GuestIgnoredRequest, "the guest ignored the request to suspend"),
    CommandSign("No space left on device", errors.CommandFailed, "there is no space left for the file"),
    CommandSign("Failed to open temp file", errors.CommandFailed, "the file can't be written"),
    CommandSign("wrong magic number", errors.CommandFailed, "it isn't a file of xl save"),
    CommandSign("Failed to read Record Header", errors.CommandFailed, "the saved state is cut off or broken"),
    CommandSign("bytes of data for record", errors.CommandFailed, "the saved state is cut off or broken"),
    CommandSign("PV control interface not available", errors.NoGuestDrivers, "the guest has no PV drivers"),
    CommandSign(
        "less than or equal to memory_static_max", errors.BalloonRefused, "more than the guest's maximum", _MEMORY
    ),
    CommandSign(
        "greater than or or equal to memory_dynamic_max", errors.BalloonRefused, "less than its target", _MEMORY
    ),
    CommandSign("below the minimum threshold", errors.BalloonRefused, "less than dom0 needs", _MEMORY),
    CommandSign("unable to retrieve domain configuration", errors.CommandFailed, "libxl has no configuration of it"),
    CommandSign("unable to get domain type", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("unable to get dominfo", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("Getting domain info: No such process", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("unable to find domain info", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("Non-existant domain", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("does not exist", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("invalid domain identifier", errors.NoSuchDomain, "the domain is gone"),
    CommandSign("No such process", errors.NoSuchDomain, "the domain is gone", ("pause", "unpause")),
)

MIGRATION_SIGNS = (
    (
        "Failed to enable logdirty",
        "Xen can't track what this guest writes to its memory (no shadow paging or HAP)",
    ),
    ("didn't acknowledge suspend", "the guest ignored the request to suspend"),
    ("did not suspend", "the guest ignored the request to suspend"),
    ("Cannot save a guest with vNUMA", "a guest with vNUMA can't be migrated"),
    ("banner from migration receiver", "xl on the target didn't answer"),
    ("Failed during final handshake", "the connection was lost in the last step"),
    ("Migration failed during final handshake", "the connection was lost in the last step"),
    ("Domain creation failed", "the target couldn't build the guest"),
    ("Target reports startup failure", "the target couldn't start the guest"),
    ("failed to suspend", "the guest could not be suspended"),
)
"""Words of `xl migrate`, from both ends, and the reason they stand for (xl_migrate.c)."""
