"""What the toolstack said, as an error of ours: one table of the words to look for (reference: xl, libxl sources).

Only words are matched: the file and line in a message, and the errno text at its end, differ from build to build. And
only those of the line that is the cause: what follows it are its consequences, which look like other causes.
"""

from collections.abc import Callable, Sequence

from xentui_driver.model import errors
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import CommandFailed, HostError, XenError
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.cause import cause_of, errors_in, plain_words, telling_lines
from xentui_driver.transport.protocol import Completed

Host = Callable[..., HostError]
CommandError = type[CommandFailed]


@dataclass(frozen=True, slots=True)
class HostSign:
    """Words that say that the host as a whole can't be asked."""

    words: str
    error: Host
    summary: str
    of_ssh: bool = False
    """Said by ssh; of libxl the same words are about a socket or a file."""


@dataclass(frozen=True, slots=True)
class CommandSign:
    """Words that say why one command failed."""

    words: str
    error: CommandError
    summary: str
    commands: tuple[str, ...] = ()
    """Those of xl that mean it; all of them where there is none."""
    quoted: bool = False
    """The line says which file, bridge or script it is."""
    next_step: str = ""
    """Where it is another than the error's own."""


_MEMORY = ("mem-set", "mem-max")
_CONTROL = "Could not obtain handle on privileged command interface"
HOST_SIGNS = (
    HostSign("Can't find hypervisor information in sysfs", errors.NotXen, "This machine isn't running under Xen"),
    HostSign("Hypervisor is not xen but", errors.NotXen, "This machine runs under another hypervisor than Xen"),
    HostSign("Can't read hypervisor type from sysfs", errors.NotXen, "The kernel doesn't tell its hypervisor"),
    HostSign("Unable to execute /usr/lib/xen-", errors.ToolMissing, "Xen's tools of the running version lack xl"),
    HostSign("Can't find version", errors.ToolMissing, "Xen's tools of the running version aren't installed"),
    HostSign(f"{_CONTROL}: Permission denied", errors.NotRoot, "Xen's control interface answers root only"),
    HostSign(f"{_CONTROL}: No such", errors.NotXen, "This machine isn't running under Xen"),
    HostSign(_CONTROL, errors.NotXen, "Xen's control interface can't be opened"),
    HostSign("cannot connect to xenstore: Permission denied", errors.NotRoot, "xenstored answers root only"),
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
        "Permission denied (", errors.HostUnreachable, "The host wants a password or refuses the key", of_ssh=True
    ),
    HostSign(
        "Host key verification failed",
        errors.HostUnreachable,
        "The host's ssh key isn't known or has changed",
        of_ssh=True,
    ),
)

COMMAND_SIGNS = (
    CommandSign("already exists", errors.NameInUse, "a domain of that name exists already"),
    CommandSign("config parsing error", errors.BadDefinition, "the definition has a syntax error"),
    CommandSign("Failed to parse config", errors.BadDefinition, "xl doesn't accept the definition"),
    CommandSign("Domain name must be specified", errors.BadDefinition, "the definition has no name"),
    CommandSign("Failed to read config file: /", errors.BadDefinition, "the definition can't be read"),
    CommandSign("failed to free memory for the domain", errors.NotEnoughMemory, "dom0 couldn't free enough memory"),
    CommandSign("Out of memory", errors.NotEnoughMemory, "the host hasn't enough free memory"),
    CommandSign("Cannot allocate memory", errors.NotEnoughMemory, "the host hasn't enough free memory"),
    CommandSign("Failed to populate", errors.NotEnoughMemory, "the host hasn't enough free memory"),
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
        "a script of the host was killed, because it did not end in time",
        quoted=True,
        next_step="Look at what it waits for: /var/log/xen/xen-hotplug.log, `journalctl -u systemd-udevd`.",
    ),
    CommandSign(
        "is not executable",
        errors.DeviceMissing,
        "a program that it needs isn't there",
        quoted=True,
        next_step="Install it (Debian: qemu-system-xen), or correct device_model_override in the definition.",
    ),
    CommandSign("exited with error status", errors.DeviceMissing, "a script of the host has failed", quoted=True),
    CommandSign("unable to add vif devices", errors.DeviceMissing, "a network interface could not be set up"),
    CommandSign("unable to add disk devices", errors.DeviceMissing, "a disk could not be set up"),
    CommandSign("hotplug scripts", errors.DeviceMissing, "a device's hotplug script failed"),
    CommandSign("didn't acknowledge control request", errors.GuestIgnoredRequest, "the guest ignored the request"),
    CommandSign("didn't acknowledge suspend", errors.GuestIgnoredRequest, "the guest ignored the request to suspend"),
    CommandSign("No space left on device", errors.CommandFailed, "there is no room left for the file"),
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

_OF_XEN = ("libxl: ", "xc: ", "xl: ")
_BY_HAND = "Run the command by hand to see more, with `xl -vvv`."
MOVED = "Migration successful."
MIGRATION_SIGNS = (
    (
        "Failed to enable logdirty",
        "Xen can't follow what this guest writes to its memory (no shadow paging or HAP)",
    ),
    ("didn't acknowledge suspend", "the guest ignored the request to suspend"),
    ("did not suspend", "the guest ignored the request to suspend"),
    ("Cannot save a guest with vNUMA", "a guest with vNUMA can't be migrated"),
    ("banner from migration receiver", "the target's xl didn't answer as a receiver"),
    ("Failed during final handshake", "the connection was lost in the last step"),
    ("Migration failed during final handshake", "the connection was lost in the last step"),
    ("Domain creation failed", "the target couldn't build the guest"),
    ("Target reports startup failure", "the target couldn't start the guest"),
    ("failed to suspend", "the guest could not be suspended"),
)
"""Words of `xl migrate`, of both ends, and why it has failed then (xl_migrate.c)."""


def host_error(completed: Completed) -> HostError | None:
    """The reason why the host can't be asked at all, if the command says one."""
    text = completed.stderr + completed.stdout if completed.exit_status else completed.stderr
    of_others = "\n".join(line for line in text.splitlines() if not line.startswith(_OF_XEN))
    for sign in HOST_SIGNS:
        if sign.words in (of_others if sign.of_ssh else text):
            return sign.error(f"{sign.summary}.", detail=telling_lines(text))
    return None


def reading_error(completed: Completed) -> XenError:
    """Why a reading command failed."""
    command = " ".join(completed.argv)
    said = cause_of(completed.stderr or completed.stdout)
    return host_error(completed) or CommandFailed(
        f"`{command}` failed with exit status {completed.exit_status}{f': {plain_words(said)}' if said else ''}.",
        argv=completed.argv,
        exit_status=completed.exit_status,
        detail=telling_lines(completed.stderr or completed.stdout),
        next_step=_BY_HAND,
    )


def change_error(completed: Completed, what: str, *, state_now: str = "") -> XenError:
    """Why a changing command failed; `what` begins the sentence: "web-01 was not started"."""
    text = completed.stdout + completed.stderr
    detail = telling_lines(text)
    found = host_error(completed)
    if found is not None:
        return type(found)(f"{what}: {found.summary}", detail=detail, state_now=state_now)
    cause = cause_of(text)
    sign = _sign_in(cause, completed.argv)
    if sign is not None:
        return sign.error(
            f"{what}: {sign.summary}{f' ({plain_words(cause)})' if sign.quoted else ''}.",
            argv=completed.argv,
            exit_status=completed.exit_status,
            detail=detail,
            state_now=state_now,
            next_step=sign.next_step or sign.error.next_step or _BY_HAND,
        )
    return CommandFailed(
        f"{what}: {plain_words(cause) or 'xl said nothing'} (exit status {completed.exit_status}).",
        argv=completed.argv,
        exit_status=completed.exit_status,
        detail=detail,
        state_now=state_now,
        next_step=_BY_HAND,
    )


def complaints(completed: Completed) -> tuple[str, ...]:
    """What xl called an error though the command did what it should: a warning each."""
    said = errors_in(completed.stdout + completed.stderr)
    return tuple(f"xl complained: {harmless(plain_words(line))}." for line in dict.fromkeys(said))


def _sign_in(line: str, argv: Sequence[str]) -> CommandSign | None:
    """Paths are other people's words: what the command was given isn't looked into."""
    for word in argv[2:]:
        if word.startswith("/"):
            line = line.replace(word, "/")
    command = "".join(argv[1:2])
    signs = (sign for sign in COMMAND_SIGNS if not sign.commands or command in sign.commands)
    return next((sign for sign in signs if sign.words in line), None)


def says_moved(completed: Completed) -> bool:
    """Whether `xl migrate` says that the guest has gone over."""
    return MOVED in completed.stdout.splitlines()


def migration_reason(completed: Completed) -> str:
    """Why `xl migrate` has failed, for people: no sentence, without a full stop."""
    lines = [line.strip() for line in completed.stdout.splitlines() if line.strip()]
    for words, reason in MIGRATION_SIGNS:
        if any(words in line for line in lines):
            return reason
    cause = harmless(plain_words(cause_of(completed.stdout))).rstrip(".")
    return cause or f"xl ended with status {completed.exit_status}"
