"""Everything that can go wrong with a host, a class for each thing that a caller could do differently."""

import re
from collections.abc import Sequence

from xentui_driver.model.text import harmless


class XenError(Exception):
    """What happened, the words of the tool, how things stand now, and what to do next."""

    next_step = ""

    def __init__(self, summary: str, *, detail: str = "", state_now: str = "", next_step: str = "") -> None:
        self.summary = harmless(summary)
        super().__init__(self.summary)
        self.detail = "\n".join(harmless(line) for line in detail.splitlines() if line.strip())
        self.state_now = harmless(state_now)
        self.next_step = harmless(next_step) or type(self).next_step

    def __str__(self) -> str:
        return self.told(self.next_step)

    def told(self, next_step: str) -> str:
        """Everything but the tool's words; the caller words the advice for its own reader (`way_out.worded`)."""
        return " ".join(part for part in (self.summary, self.state_now, next_step) if part)

    @property
    def more_lines(self) -> tuple[str, ...]:
        """The tool's words that aren't in the summary already, so that a reader of everything reads a reason once."""
        return tuple(line for line in self.detail.splitlines() if not says(str(self), line))


def says(text: str, line: str) -> bool:
    """Whether the text holds a tool's whole line; a full stop at its end doesn't matter."""
    words = re.escape(line.strip().rstrip("."))
    return re.search(rf"(?<!\w){words}(?!\w)", text) is not None


class HostError(XenError):
    """The host as a whole doesn't answer; nothing is known of any guest."""


class ToolMissing(HostError):
    """A command isn't installed."""

    next_step = "Install Xen's tools (Debian: xen-system-amd64), or add /usr/sbin to PATH."


class NotXen(HostError):
    """The machine isn't running under Xen."""

    next_step = "Boot the machine with its Xen entry, or try `xentui demo`, which shows a simulated host."


class NotControlDomain(HostError):
    """The machine is a guest: only a dom0 can manage guests."""

    next_step = "Run xentui in the dom0 of the host."


class NotRoot(HostError):
    """Xen's control interface answers root only."""

    next_step = "Run it as root: sudo xentui."


class StoreDown(HostError):
    """xenstored doesn't answer, so no toolstack command can work."""

    next_step = "Check `systemctl status xenstored` (or xen-init-dom0); the guests keep running meanwhile."


class OtherToolstack(HostError):
    """Another toolstack is in charge of this host; two would undo each other's work."""


class HostUnreachable(HostError):
    """The host can't be asked now."""

    next_step = "Check that the host is up and that ssh reaches it without a password."


class TransportClosed(HostError):
    """The console is leaving."""

    next_step = "Start xentui again."


class FileUnreadable(XenError):
    """A file or folder of the host can't be read."""

    next_step = "Check that it exists, what it is, and who may read it."


class FileMissing(FileUnreadable):
    """There is no file of that name."""


class FileUnwritable(XenError):
    """A file or folder of the host can't be written."""

    next_step = "Check the free space on its file system, its mode, and whether the file system is mounted read-only."


class FileExists(FileUnwritable):
    """There is a file of that name already; nothing is ever overwritten."""

    next_step = "Choose another name, or move that file away."


class FileChanged(FileUnwritable):
    """Somebody else has changed the file since it was read."""

    next_step = "Read it again and compare before you change it."


class ReadOnly(FileUnwritable):
    """This console was told to change nothing."""

    next_step = "Start xentui without --read-only, and without read_only in its config file."


class ParseError(XenError):
    """Text that the command can't have printed; it carries source and line."""

    def __init__(self, source: str, line_number: int, line: str, reason: str) -> None:
        super().__init__(
            f"{source}, line {line_number}: {reason}.",
            detail=line[:400],
            next_step="Run the command by hand and compare.",
        )
        self.source = source
        self.line_number = line_number
        self.line = line
        self.reason = reason


class OutputTooLarge(XenError):
    """A command printed more than any healthy one does."""

    next_step = "Run it by hand and see what it prints."


class CommandTimedOut(XenError):
    """A command that only reads gave no answer in time and was killed."""

    next_step = "xl may be waiting for a lock or for xenstored: check `ps -C xl` and `systemctl status xenstored`."


class NotCounted(XenError):
    """What passes through the domains can't be counted now; they themselves can be listed as ever."""

    next_step = "`xentui sources` says what is read of this host, and how it goes."


class CommandFailed(XenError):
    """A command failed in a way that has no class of its own."""

    def __init__(
        self,
        summary: str,
        *,
        argv: Sequence[str] = (),
        exit_status: int | None = None,
        detail: str = "",
        state_now: str = "",
        next_step: str = "",
    ) -> None:
        super().__init__(summary, detail=detail, state_now=state_now, next_step=next_step)
        self.argv = tuple(argv)
        self.exit_status = exit_status


class StillRunning(CommandFailed):
    """A command that changes something still runs after its time limit; it was left alone."""

    next_step = "Wait for it; its job (do: jobs) shows its progress."


class NoSuchDomain(CommandFailed):
    """The domain isn't there any more."""

    next_step = "Refresh (do: refresh), and check the host's log: the guest may have stopped by itself."


class DomainChanged(CommandFailed):
    """The guest is not what it was when it was chosen: another domid, or another state."""

    next_step = "Look at the guest's row and decide again."


class NameInUse(CommandFailed):
    """A domain of that name exists already."""

    next_step = "Two definitions have this name, or such a guest is already running: compare them."


class MovedAway(CommandFailed):
    """The guest has moved to another host: if it were built here too, it would run twice on the same disks."""

    next_step = "Migrate it back."


class GuestSaved(CommandFailed):
    """The guest is in a file: started from its definition, it would lose what its memory held."""

    next_step = "Restore it."


class SaveOutdated(CommandFailed):
    """The guest has run since it was saved to this file, whose memory no longer fits its disks."""

    next_step = "Start it from its definition."


class NotEnoughMemory(CommandFailed):
    """The host has too little free memory."""

    next_step = "Free memory first: reduce a guest's memory (do: balloon) or stop one."


class BadDefinition(CommandFailed):
    """xl doesn't accept the definition."""

    next_step = "Correct the file; `xl create -n FILE` shows what xl makes of it."


class DeviceMissing(CommandFailed):
    """A disk, bridge, kernel or script that the definition names isn't there."""

    next_step = "Check the paths and bridges in the definition."


class GuestIgnoredRequest(CommandFailed):
    """The guest didn't act on a request to stop, reboot or change."""

    next_step = "Look at its console (do: console); forcing it off (do: destroy) is the last resort."


class NoGuestDrivers(CommandFailed):
    """The guest has no PV drivers to hear the request."""

    next_step = "Stop the guest from inside through its console (do: console), or force it off (do: destroy)."


class RebootFailed(CommandFailed):
    """The guest didn't come back as it should."""


class BalloonRefused(CommandFailed):
    """The memory target wasn't accepted."""

    next_step = "Choose another size; its details (do: describe) show actual, target and maximum."


class BalloonStoppedShort(CommandFailed):
    """The guest gave back, or took, less memory than it was asked to."""

    next_step = "Choose a target the guest can reach, or try again later; the target stays set until then."


class MemoryAboveTarget(CommandFailed):
    """A guest holds, or a save file has, more memory than the target that it would be restored with."""


class ConsoleBusy(CommandFailed):
    """Another client holds the guest's console."""

    next_step = "Only one client can be attached; `fuser -v /var/lock/xenconsole.*` in dom0 may show which."


class GuestBusy(XenError):
    """Another changing operation on the same thing is under way."""

    next_step = "Wait for it; its job (do: jobs) shows its progress."


class JobsUnwritable(XenError):
    """The record of an operation can't be written, so it isn't begun."""

    next_step = "Check the free space on its file system, its mode, and whether the file system is mounted read-only."


class AuditUnwritable(XenError):
    """The audit can't be written; unless the settings say otherwise, nothing may be changed then."""

    next_step = "Make it writable, or set `[audit] required = false` in the configuration."


class NotHandedOver(JobsUnwritable):
    """No process took the order for an operation: it is certain that nothing was done."""


class NoSuchJob(XenError):
    """There is no job of that number."""

    next_step = "`xentui jobs` lists the jobs that are kept."


class CancelRefused(XenError):
    """The job is over, or can't be stopped without harm."""

    next_step = "Let it finish; its job (do: jobs) shows its progress."


class Cancelled(CommandFailed):
    """The operator no longer waits; the guest may still do what it was asked to do."""

    next_step = "Look at the guest's row: it may still do what it was asked to do."


class InvalidInput(XenError):
    """What the operator typed can't be right; nothing was done."""

    next_step = "Correct it and try again."


class AmbiguousName(InvalidInput):
    """A name that several guests could have; it carries the choices."""

    def __init__(self, summary: str, choices: Sequence[str], *, next_step: str = "") -> None:
        super().__init__(summary, detail="\n".join(choices), state_now="Nothing was done.", next_step=next_step)
        self.choices = tuple(choices)


class MigrationRefused(CommandFailed):
    """The migration wasn't begun."""


class MigrationFailed(CommandFailed):
    """The migration began and failed."""
