"""The subcommands of xl, what they take and what their help says (xl_cmdtable.c)."""

from collections.abc import Mapping
from functools import cache

from xentui_driver.model.dataclass import dataclass
from xentui_driver.simulator.options import Parsed, parse

_COMMON_LONG_OPTIONS = {"help": "h"}


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One entry of the table, for a command that this simulator performs."""

    name: str
    usage: str
    description: str
    required: int = 0
    letters: str = ""
    long_options: tuple[tuple[str, str], ...] = ()
    options: str = ""
    modifies: bool = True
    can_dryrun: bool = False

    def parse(self, arguments: tuple[str, ...]) -> Parsed:
        """Raises NotAnOption."""
        return parse(arguments, self.letters, dict(self.long_options) | _COMMON_LONG_OPTIONS)

    def help(self) -> str:
        flags = ("f" if self.modifies else "") + ("N" if self.can_dryrun else "")
        text = f"Usage: xl [-vtT{flags}] {self.name} {self.usage}\n\n{self.description}.\n\n"
        return text + (f"Options:\n\n{self.options}\n" if self.options else "")


_WAIT_AND_ALL = (("all", "a"), ("wait", "w"))

PERFORMED = {
    subcommand.name: subcommand
    for subcommand in (
        Subcommand(
            "create",
            "<ConfigFile> [options] [vars]",
            "Create a domain from config file <filename>",
            letters="AFVcdef:inpq",
            long_options=(
                ("defconfig", "f"),
                ("dryrun", "n"),
                ("ignore-global-affinity-masks", "i"),
                ("quiet", "q"),
                ("vncviewer", "V"),
                ("vncviewer-autopass", "A"),
            ),
            can_dryrun=True,
        ),
        Subcommand(
            "list",
            "[options] [Domain]\n",
            "List information about all/some domains",
            letters="lvhZcn",
            long_options=(("long", "l"), ("verbose", "v"), ("context", "Z"), ("cpupool", "c"), ("numa", "n")),
            options="-l, --long              Output all VM details\n"
            "-v, --verbose           Prints out UUIDs and security context\n"
            "-Z, --context           Prints out security context\n"
            "-c, --cpupool           Prints the cpupool the domain is in\n"
            "-n, --numa              Prints out NUMA node affinity",
            modifies=False,
        ),
        Subcommand(
            "destroy",
            "[options] <Domain>\n",
            "Terminate a domain immediately",
            1,
            "f",
            options="-f                      Permit destroying domain 0, which will only succeed\n"
            "                        when run from disaggregated toolstack domain with a\n"
            "                        hardware domain distinct from domain 0.",
        ),
        Subcommand(
            "shutdown",
            "[options] <-a|Domain>",
            "Issue a shutdown signal to a domain",
            0,
            "awF",
            _WAIT_AND_ALL,
        ),
        Subcommand("reboot", "[options] <-a|Domain>", "Issue a reboot signal to a domain", 0, "awF", _WAIT_AND_ALL),
        Subcommand("pause", "<Domain>", "Pause execution of a domain", 1),
        Subcommand("unpause", "<Domain>", "Unpause a paused domain", 1),
        Subcommand(
            "console",
            "[options] <Domain>\n-t <type>       console type, pv , serial or vuart\n-n <number>     console number",
            "Attach to domain's console",
            1,
            "n:t:",
            modifies=False,
        ),
        Subcommand(
            "migrate",
            "[options] <Domain> <host>",
            "Migrate a domain to another host",
            2,
            "FC:s:epD",
            (("debug", "d"), ("live", "l")),
            "-h              Print this help.\n"
            "-C <config>     Send <config> instead of config file from creation.\n"
            "-s <sshcommand> Use <sshcommand> instead of ssh.  String will be passed\n"
            "                to sh. If empty, run <host> instead of ssh <host> xl\n"
            "                migrate-receive [-d -e]\n"
            "-e              Do not wait in the background (on <host>) for the death\n"
            "                of the domain.\n"
            "--debug         Print huge (!) amount of debug during the migration process.\n"
            "-p              Do not unpause domain after migrating it.\n"
            "-D              Preserve the domain id",
        ),
        Subcommand(
            "mem-max",
            "<Domain> <MemMB['b'[bytes]|'k'[KB]|'m'[MB]|'g'[GB]|'t'[TB]]>",
            "Set the maximum amount reservation for a domain",
            2,
        ),
        Subcommand(
            "mem-set",
            "<Domain> <MemMB['b'[bytes]|'k'[KB]|'m'[MB]|'g'[GB]|'t'[TB]]>",
            "Set the current memory usage for a domain",
            2,
        ),
        Subcommand("vm-list", "", "List guest domains, excluding dom0, stubdoms, etc.", modifies=False),
        Subcommand(
            "info",
            "-n, --numa         List host NUMA topology information",
            "Get information about Xen host",
            0,
            "n",
            (("numa", "n"),),
            modifies=False,
        ),
        Subcommand("domid", "<DomainName>", "Convert a domain name to domain id", 1, modifies=False),
        Subcommand("domname", "<DomainId>", "Convert a domain id to domain name", 1, modifies=False),
        Subcommand("rename", "<Domain> <NewDomainName>", "Rename a domain", 2),
        Subcommand("vcpu-list", "[Domain, ...]", "List the VCPUs for all/some domains", modifies=False),
        Subcommand(
            "vcpu-set",
            "[option] <Domain> <vCPUs>",
            "Set the number of active VCPUs allowed for the domain",
            2,
            "i",
            (("ignore-host", "i"),),
            "-i, --ignore-host  Don't limit the vCPU based on the host CPU count",
        ),
        Subcommand(
            "save",
            "[options] <Domain> <CheckpointFile> [<ConfigFile>]",
            "Save a domain state to restore later",
            2,
            "cpD",
            options="-h  Print this help.\n"
            "-c  Leave domain running after creating the snapshot.\n"
            "-p  Leave domain paused after creating the snapshot.\n"
            "-D  Store the domain id in the configuration.",
        ),
        Subcommand(
            "restore",
            "[options] [<ConfigFile>] <CheckpointFile>",
            "Restore a domain from a saved state",
            1,
            "FcpdeVA",
            (("vncviewer", "V"), ("vncviewer-autopass", "A")),
            "-h                       Print this help.\n"
            "-p                       Do not unpause domain after restoring it.\n"
            "-e                       Do not wait in the background for the death of the domain.\n"
            "-d                       Enable debug messages.\n"
            "-V, --vncviewer          Connect to the VNC display after the domain is created.\n"
            "-A, --vncviewer-autopass Pass VNC password to viewer via stdin.",
        ),
        Subcommand(
            "trigger", "<Domain> <nmi|reset|init|power|sleep|s3resume> [<VCPU>]", "Send a trigger to a domain", 2
        ),
        Subcommand("sysrq", "<Domain> <letter>", "Send a sysrq to a domain", 2),
        Subcommand(
            "qemu-monitor-command",
            "<Domain> <Command>",
            "Issue a qemu monitor command to the device model of a domain",
            2,
        ),
        Subcommand("debug-keys", "<Keys>", "Send debug keys to Xen", 1),
        Subcommand(
            "dmesg",
            "[-c]",
            "Read and/or clear dmesg buffer",
            letters="c",
            options="  -c                        Clear dmesg buffer as well as printing it",
            modifies=False,
        ),
        Subcommand("uptime", "[-s] [Domain]", "Print uptime for all/some domains", 0, "s", modifies=False),
    )
}

_FROM_4_20 = (
    Subcommand(
        "console",
        "[options] <Domain>\n-t <type>       console type, pv , serial or vuart\n-n <number>     console number\n"
        "-e <escape>     escape character",
        "Attach to domain's console",
        1,
        "n:t:e:",
        modifies=False,
    ),
    Subcommand("suspend", "<Domain>", "Suspend a domain to RAM", 1),
    Subcommand("resume", "<Domain>", "Resume a domain from RAM", 1),
)

# Only their names count, so they are not listed one a line.
# fmt: off
_OTHERS = (
    "config-update", "pci-attach", "pci-detach", "pci-list", "pci-assignable-add", "pci-assignable-remove",
    "pci-assignable-list", "vncviewer", "migrate-receive", "dump-core", "cd-insert",
    "cd-eject", "button-press", "vcpu-pin", "sharing", "sched-credit", "sched-credit2",
    "sched-rtds", "set-parameters", "top", "network-attach",
    "network-list", "network-detach", "channel-list", "block-attach", "block-list", "block-detach", "vtpm-attach",
    "vtpm-list", "vtpm-detach", "vkb-attach", "vkb-list", "vkb-detach", "vdispl-attach", "vdispl-list",
    "vdispl-detach", "vsnd-attach", "vsnd-list", "vsnd-detach", "claims", "cpupool-create", "cpupool-list",
    "cpupool-destroy", "cpupool-rename", "cpupool-cpu-add", "cpupool-cpu-remove", "cpupool-migrate",
    "cpupool-numa-split", "getenforce", "setenforce", "loadpolicy", "remus", "devd", "psr-hwinfo",
    "psr-cmt-attach", "psr-cmt-detach", "psr-cmt-show", "psr-cat-set", "psr-cat-show", "psr-mba-set",
    "psr-mba-show", "usbctrl-attach", "usbctrl-detach", "usbdev-attach", "usbdev-detach", "usb-list",
)
# fmt: on


@cache
def performed(xen: tuple[int, int]) -> Mapping[str, Subcommand]:
    """Those that this simulator performs, as the xl of that version has them."""
    later = _FROM_4_20 if xen >= (4, 20) else ()
    return PERFORMED | {subcommand.name: subcommand for subcommand in later}


def lookup(word: str, performed: Mapping[str, Subcommand] = PERFORMED) -> str | None:
    """The command that `word` means: its name, or the beginning of exactly one (cmdtable_lookup)."""
    names = (*performed, *_OTHERS)
    if word in names:
        return word
    found = [name for name in names if name.startswith(word)]
    return found[0] if len(found) == 1 else None
