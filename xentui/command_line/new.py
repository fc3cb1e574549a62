"""`xentui new`: the definition of a new instance, checked in every way before it is saved."""

import argparse
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing

from xentui.command_line.answers import (
    SUCCEEDED,
    memory_values,
    outcome_values,
    print_json,
    print_outcome,
    say_fit,
    warn,
)
from xentui.command_line.await_job import performed
from xentui.command_line.config_set import assignment
from xentui.command_line.memory import host_fit
from xentui.command_line.open_host import OpenHost
from xentui.command_line.options import add_json, file_path
from xentui.fleet.host import Host
from xentui_driver.definitions.disk_users import disks_of, shared_words
from xentui_driver.definitions.memory_need import text_memory_kib
from xentui_driver.definitions.parameters.checking import check_syntax, refuse, warnings
from xentui_driver.definitions.parameters.generation import definition_text
from xentui_driver.definitions.parameters.host import check_on_host, password_from
from xentui_driver.definitions.parameters.installation import installer_warnings, with_installer
from xentui_driver.definitions.parameters.macs import with_macs
from xentui_driver.definitions.parameters.parameter import GuestType, Parameter, ParameterValue
from xentui_driver.definitions.parameters.table import BY_KEY
from xentui_driver.definitions.parameters.typed_disks import with_defaults
from xentui_driver.definitions.parameters.words import value_from
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import NEW_DEFINITION, START, Request
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import BadDefinition, FileUnreadable, InvalidInput, NameInUse
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_fit import MemoryFit
from xentui_driver.model.outcome import Outcome
from xentui_driver.transport.local import LocalTransport

OPTION_KEYS = (
    "memory", "maxmem", "vcpus", "maxvcpus", "uuid", "kernel", "ramdisk", "cmdline", "root", "bootloader",
    "firmware", "boot", "disk", "vif",
)  # fmt: skip
"""The parameters that have an option of their own; the others are given with --set."""

Values = Mapping[str, ParameterValue]
_NOTHING = "Nothing was saved."


def add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help=_help(BY_KEY["name"]))
    parser.add_argument(
        "--type",
        choices=[each.value for each in GuestType],
        default=GuestType.PVH.value,
        help="the kind of guest (pvh)",
    )
    for key in OPTION_KEYS:
        _add_option(parser, BY_KEY[key])
    parser.add_argument(
        "--set",
        dest="more",
        metavar="KEY=VALUE",
        action="append",
        type=assignment,
        default=[],
        help="any other setting of xl.cfg(5), with its value as written there",
    )
    parser.add_argument(
        "--vncpasswd-file",
        metavar="FILE",
        type=file_path,
        help="a file with the password of its screen, so that `ps` doesn't show it",
    )
    parser.add_argument(
        "--install-from",
        metavar="ISO",
        help="with --type hvm: boot from this until the disk is installed",
    )
    parser.add_argument(
        "--unchecked", action="store_true", help="save it even if something it names isn't on this host yet"
    )
    parser.add_argument("--start", action="store_true", help="start the guest as soon as it is saved")
    parser.add_argument("--dry-run", action="store_true", help="print the definition without saving it")
    add_json(parser)
    parser.set_defaults(command=new)


def _add_option(parser: argparse.ArgumentParser, parameter: Parameter) -> None:
    words = _help(parameter)
    if parameter.kind is tuple:
        words, action = f"{words} (can be repeated)", "append"
    else:
        action = "store"
    parser.add_argument(f"--{parameter.key}", metavar=_metavar(parameter), action=action, help=words)


def _metavar(parameter: Parameter) -> str:
    if parameter.unit == "MiB":
        return "SIZE"
    return {tuple: "SPEC", int: "N", bool: "yes|no"}.get(parameter.kind, "TEXT")


def _help(parameter: Parameter) -> str:
    return parameter.help.replace("%", "%%")


def new(options: argparse.Namespace, open_host: OpenHost) -> int:
    guest_type = GuestType(options.type)
    values = _values(options, guest_type)
    if options.vncpasswd_file is not None:
        # The operator's own file, on this machine: no recording of the host has it, for all of it is a password.
        values["vncpasswd"] = password_from(LocalTransport(), options.vncpasswd_file)
    if options.install_from is not None:
        values = _installed_from(options.install_from, guest_type, values)
    with closing(open_host(options)) as host:
        refuse(check_syntax(guest_type, values))
        if isinstance(vifs := values.get("vif"), tuple):
            values["vif"] = with_macs(vifs, str(values["uuid"]))
        text = definition_text(guest_type, values)
        warn(warnings(guest_type, values))
        warn(installer_warnings(values) if options.install_from is not None else ())
        path = host.hypervisor.store.path_for(options.name)
        instances = host.hypervisor.snapshot().instances
        _refuse_taken(instances, options.name)
        warn(_shared_disks(host.hypervisor, instances, values))
        _check_on_host(host.hypervisor, guest_type, values, unchecked=options.unchecked)
        _try(host.hypervisor, text, path)
        if options.dry_run:
            _print_text(path, text, host_fit(host.hypervisor, text_memory_kib(text, path)), in_json=options.json)
            return SUCCEEDED
        made = Definition(path, options.name, str(values["uuid"]), guest_type.value)
        saved = performed(host, NEW_DEFINITION, Request(Instance(path, definition=made), text=text))
        if not options.json:
            print(saved.summary, flush=True)  # this stays true when the start fails
        started = _started(host, path) if options.start else None
    if options.json:
        print_json(outcome=outcome_values(_joined(saved, started)) | {"definition": path})
    elif started is not None:
        print_outcome(started, in_json=False)
    return SUCCEEDED


def _values(options: argparse.Namespace, guest_type: GuestType) -> dict[str, ParameterValue]:
    """The values of the options. Raises InvalidInput for one that its parameter can't have."""
    values: dict[str, ParameterValue] = {"name": options.name, "uuid": str(uuid.uuid4())}
    for key in OPTION_KEYS:
        given = getattr(options, key)
        if given is not None:
            lines = given if isinstance(given, list) else [given]
            values[key] = value_from(BY_KEY[key], with_defaults(lines, guest_type) if key == "disk" else lines)
    return values | {key: _as_parameter(key, value) for key, value in options.more}


def _installed_from(iso: str, guest_type: GuestType, values: Values) -> dict[str, ParameterValue]:
    """With the drive and the order that install it. Raises InvalidInput."""
    if guest_type is not GuestType.HVM:
        raise InvalidInput(
            "Only an HVM guest can boot from an ISO.",
            state_now=_NOTHING,
            next_step="Add --type hvm, or leave out --install-from.",
        )
    try:
        return dict(with_installer(values, iso))
    except InvalidInput as error:
        raise InvalidInput(f"--install-from: {error.summary}.", state_now=_NOTHING) from error


def _as_parameter(key: str, value: Value) -> ParameterValue:
    """The value of a parameter; that of an unknown one stays a text, and the check reports it."""
    texts = [str(item) for item in value] if isinstance(value, tuple) else [value]
    return value_from(BY_KEY[key], texts) if key in BY_KEY else " ".join(texts)


def _shared_disks(host: Hypervisor, instances: Sequence[Instance], values: Values) -> list[str]:
    """What speaks against disks that other guests have."""
    texts = values.get("disk", ())
    disks = disks_of(texts if isinstance(texts, tuple) else ())
    users = host.disk_users(instances) if disks else ()
    return [f"disk: {words}" for disk in disks if (words := shared_words(disk, users))]


def _refuse_taken(instances: Sequence[Instance], name: str) -> None:
    for instance in instances:
        if instance.name == name:
            where = instance.definition.path if instance.definition is not None else f"id {instance.domid}"
            raise NameInUse(f"{name} already exists: {where}.", state_now=_NOTHING)


def _check_on_host(
    host: Hypervisor, guest_type: GuestType, values: Mapping[str, ParameterValue], *, unchecked: bool
) -> None:
    missing = check_on_host(guest_type, values, host.transport, node=host.node_info())
    if unchecked:
        warn(f"{key}: {reason}" for key, reason in missing.items())
    else:
        refuse(missing)


def _try(host: Hypervisor, text: str, path: str) -> None:
    """Raises BadDefinition when xl would refuse it."""
    tried = host.dry_run(text, path)
    warn(tried.warnings)
    if tried.error is not None:
        raise BadDefinition(
            f"xl would reject that definition: {tried.error.summary}",
            detail=tried.error.detail,
            state_now=_NOTHING,
            next_step=tried.error.next_step,
        )


def _print_text(path: str, text: str, fit: MemoryFit | None, *, in_json: bool) -> None:
    if in_json:
        print_json(definition={"path": path, "text": text}, **memory_values(fit))
    else:
        say_fit(fit, "Its start")
        print(text, end="", flush=True)


def _started(host: Host, path: str) -> Outcome:
    found = [i for i in host.hypervisor.snapshot().instances if i.definition is not None and i.definition.path == path]
    if not found:
        raise FileUnreadable(f"{path} was saved, but can no longer be found.", next_step="Look in its folder.")
    return performed(host, START, Request(found[0]))


def _joined(saved: Outcome, started: Outcome | None) -> Outcome:
    if started is None:
        return saved
    return Outcome(f"{saved.summary} {started.summary}", saved.steps + started.steps, started.warnings, started.ref)
