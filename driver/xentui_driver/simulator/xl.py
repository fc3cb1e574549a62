"""`xl` itself: finds the subcommand, checks its arguments as xl does, and runs it (xl.c, xl_utils.c)."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.model.errors import ParseError
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.options import NotAnOption, Parsed
from xentui_driver.simulator.refusal import refusal
from xentui_driver.simulator.subcommands import Subcommand, lookup, performed

Main = Callable[[Invocation, Parsed], int]
USAGE = 2

_MAINS: Mapping[str, str] = {
    "create": "xl_create.create",
    "list": "xl_list.list_domains",
    "vm-list": "xl_list.list_guests",
    "info": "xl_info.info",
    "destroy": "xl_state.destroy",
    "pause": "xl_state.pause",
    "unpause": "xl_state.unpause",
    "shutdown": "xl_shutdown.shutdown",
    "reboot": "xl_shutdown.reboot",
    "console": "xl_console.console",
    "migrate": "xl_migrate.migrate",
    "mem-set": "xl_memory.set_target",
    "mem-max": "xl_memory.set_maximum",
    "domid": "xl_names.domid",
    "domname": "xl_names.domname",
    "rename": "xl_names.rename",
    "vcpu-list": "xl_vcpu.list_vcpus",
    "vcpu-set": "xl_vcpu.set_vcpus",
    "save": "xl_save.save",
    "restore": "xl_restore.restore",
    "trigger": "xl_trigger.trigger",
    "sysrq": "xl_sysrq.sysrq",
    "qemu-monitor-command": "xl_qemu.monitor_command",
    "suspend": "xl_suspend.suspend",
    "resume": "xl_suspend.resume",
    "dmesg": "xl_dmesg.dmesg",
    "debug-keys": "xl_debug.debug_keys",
    "uptime": "xl_names.uptime",
}
"""What each runs, in a module that is loaded with its first run: most hosts are asked for two of them."""


def xl(invocation: Invocation, arguments: Sequence[str]) -> int:
    """Run `xl ARGUMENTS` to its end; returns its exit status."""
    words = list(arguments)
    dry_run = False
    while words and words[0].startswith("-") and len(words[0]) > 1:
        flags = words.pop(0)[1:]
        if set(flags) - set("vftTN"):
            invocation.err("unknown global option\n")
            return 1
        dry_run = dry_run or "N" in flags
    refused = refusal(invocation)
    if refused:
        return refused
    if not words:
        invocation.out(_full_help(performed(invocation.host.xen)))
        return 1
    if not invocation.host.files.exists("/etc/xen/xl.conf"):
        invocation.err("Failed to read config file: /etc/xen/xl.conf: No such file or directory\n")
    if not _global_config_is_sound(invocation):
        return 1
    known = performed(invocation.host.xen)
    name = lookup(words[0], known)
    if name is not None and name in known:
        return _perform(invocation, known[name], tuple(words[1:]), dry_run)
    if words[0] == "help":
        return _help(invocation, known, words[1:])
    invocation.err("command not implemented\n")
    return 1


def _global_config_is_sound(invocation: Invocation) -> bool:
    """xl ends before it looks at its command (parse_global_config, xl.c)."""
    with invocation.xen.at_now():
        content = invocation.host.files.read("/etc/xen/xl.conf") or b""
    try:
        parse(content.decode("utf-8", "surrogateescape"), "/etc/xen/xl.conf")
    except ParseError as error:
        invocation.err(f"/etc/xen/xl.conf:{error.line_number}: config parsing error: syntax error\n")
        invocation.err("Failed to parse config file: Invalid argument\n")
        return False
    return True


def _perform(invocation: Invocation, subcommand: Subcommand, words: tuple[str, ...], dry_run: bool) -> int:
    if dry_run and not subcommand.can_dryrun:
        invocation.err("command does not implement -N (dryrun) option\n")
        return 1
    try:
        parsed = subcommand.parse(words)
    except NotAnOption as error:
        if error.letter == "h":
            invocation.out(subcommand.help())
            return 0
        invocation.err(f"option `{error.letter}' not supported.\n")
        return USAGE
    if parsed.has("h"):
        invocation.out(subcommand.help())
        return 0
    if len(parsed.words) < subcommand.required:
        plural = "s" if subcommand.required > 1 else ""
        invocation.err(f"'xl {subcommand.name}' requires at least {subcommand.required} argument{plural}.\n\n")
        invocation.out(subcommand.help())
        return USAGE
    if dry_run:
        parsed = Parsed((*parsed.options, ("n", "")), parsed.words)
    try:
        return main_of(subcommand.name)(invocation, parsed)
    except Exit as end:
        return end.status


def main_of(name: str) -> Main:
    """What a subcommand runs."""
    module, _, function = _MAINS[name].partition(".")
    main: Main = getattr(import_module(f"xentui_driver.simulator.{module}"), function)
    return main


def _help(invocation: Invocation, known: Mapping[str, Subcommand], words: Sequence[str]) -> int:
    if not words or words[0] == "help":
        invocation.out(_full_help(known))
    else:
        name = lookup(words[0], known)
        invocation.out(
            known[name].help() if name is not None and name in known else f'command "{words[0]}" not implemented\n'
        )
    return 0


def _full_help(known: Mapping[str, Subcommand]) -> str:
    entries = "".join(f" {each.name:<19} {each.description}\n" for each in known.values())
    return f"Usage xl [-vfNtT] <subcommand> [args]\n\nxl full list of subcommands:\n\n{entries}"
