"""Checks before a migration what the guest needs, and whether a host can provide it."""

import posixpath
from collections.abc import Iterable

from xentui_driver.definitions.libxl_config import Json, is_true, items, part, text_of
from xentui_driver.definitions.memory_need import GUEST_TYPES, recorded
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import INCOMING_SUFFIX, MIGRATED_AWAY_SUFFIX, Domain, DomainRef, DomainState
from xentui_driver.model.errors import FileUnreadable, MigrationRefused
from xentui_driver.model.identity import same_guest
from xentui_driver.model.memory_size import compared_words
from xentui_driver.model.node import NodeInfo
from xentui_driver.model.text import harmless
from xentui_driver.model.xen_versions import versions_safe
from xentui_driver.operations.memory_grant import MemoryGrant, memory_grant
from xentui_driver.operations.running_config import running_config
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.xl import Xl, label, state_words
from xentui_driver.transport.protocol import FileReader

NETWORK_FOLDER = "/sys/class/net"
_NOTHING_DONE = "Nothing was done: the guest keeps running where it is."


@dataclass(frozen=True, slots=True)
class MigrationInfo:
    """What the target must know of a guest to decide whether it can take it (Ganeti: MigrationInfo)."""

    name: str
    uuid: str
    type: str | None
    memory_kib: int
    """The memory that it holds now, with the overhead that libxl adds on the target."""
    disks: tuple[str, ...]
    """Paths that must exist on the target too."""
    bridges: tuple[str, ...]
    xen_version: str | None
    grant: MemoryGrant
    problems: tuple[str, ...] = ()
    """Why it can't be migrated to any target: a passed-through device, vNUMA, nomigrate, paused, ..."""


def migration_info(xl: Xl, ref: DomainRef) -> MigrationInfo:
    """Collect this on the source, before the migration. Raises XenError."""
    domain = xl.find_guest(ref, "Migrating")
    node = parse_info(xl.read(commands.info()))
    config = running_config(xl, domain, nothing_done=_NOTHING_DONE)
    kind = text_of(part(config, "c_info"), "type")
    return MigrationInfo(
        name=domain.name,
        uuid=domain.uuid,
        type=kind if kind in GUEST_TYPES else None,
        memory_kib=recorded(config, domain.memory_kib).wanted_kib,
        disks=_disks(config),
        bridges=_words(items(config, "nics"), "bridge"),
        xen_version=node.xen_version,
        grant=memory_grant(domain, config),
        problems=tuple(_problems(domain, node, config)),
    )


def accept_migration(xl: Xl, info: MigrationInfo) -> None:
    """Check on the target, before the migration: memory, name and UUID free, disks and bridges there, versions.

    Raises MigrationRefused.
    """
    host = xl.transport.host_name
    check_guest(info)
    check_domains(info, xl.listing().domains, host)
    check_node(info, parse_info(xl.read(commands.info())), host)
    check_paths(info, _missing(xl.transport, needed_paths(info)), host)


def check_guest(info: MigrationInfo) -> None:
    """Raises MigrationRefused when it can't be migrated to any host."""
    if info.problems:
        raise _refused(
            f"{info.name} can't be migrated: {info.problems[0]}.",
            detail="\n".join(info.problems),
            next_step="Stop the guest here and start it there instead.",
        )
    if not info.grant.is_enough:
        raise _refused(f"{info.name} can't be migrated now: {info.grant.words}.", next_step=info.grant.way_out)


def check_domains(info: MigrationInfo, others: Iterable[Domain], host: str) -> None:
    """No domain there may have one of its names or its UUID: xl itself notices a clash only at the very end."""
    names = {info.name, info.name + INCOMING_SUFFIX, info.name + MIGRATED_AWAY_SUFFIX}
    for other in others:
        if other.name in names or same_guest(other.uuid, info.uuid):
            raise _refused(
                f"{host} already has {label(other)}, {state_words(other)}.",
                next_step="A host can't have two guests with one name or UUID: find out which is the right one.",
            )


def check_node(info: MigrationInfo, node: NodeInfo, host: str) -> None:
    """Check the host's version of Xen and its free memory."""
    if not versions_safe(info.xen_version, node.xen_version):
        raise _refused(
            f"{info.name} runs on Xen {info.xen_version or 'of an unknown version'}; {host} has "
            f"{node.xen_version or 'one of an unknown version'}.",
            next_step="A guest can only move to the same or a later version of Xen: stop it here and start it there "
            "from its definition, or upgrade that host first.",
        )
    if node.memory_free_kib is not None and node.memory_free_kib < info.memory_kib:
        free, needed = compared_words(node.memory_free_kib, info.memory_kib)
        raise _refused(
            f"{host} has {free} free; {info.name} needs {needed} there, with what Xen adds.",
            next_step=f"Reduce the guest's memory (do: balloon), or free memory on {host}.",
        )


def needed_paths(info: MigrationInfo) -> tuple[str, ...]:
    """The paths that must exist on the target."""
    return (*info.disks, *(f"{NETWORK_FOLDER}/{bridge}" for bridge in info.bridges))


def check_paths(info: MigrationInfo, missing: Iterable[str], host: str) -> None:
    """`missing` are those of the needed paths that the host doesn't have."""
    for path in missing:
        bridge = path.removeprefix(f"{NETWORK_FOLDER}/")
        if bridge != path:
            raise _refused(
                f"{host} has no bridge {harmless(bridge)}, which {info.name} uses.",
                next_step="Create that bridge there, or connect the guest to one that both hosts have.",
            )
        raise _refused(
            f"{host} has no {harmless(path)}, a disk of {info.name}.",
            next_step="xl moves only the memory: the disks must be reachable there at the same paths.",
        )


def _missing(files: FileReader, paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if not _exists(files, path))


def _exists(files: FileReader, path: str) -> bool:
    folder, name = posixpath.split(path.rstrip("/"))
    try:
        return any(entry.name == name for entry in files.list_directory(folder))
    except FileUnreadable:
        return False


def _refused(summary: str, *, detail: str = "", next_step: str) -> MigrationRefused:
    return MigrationRefused(summary, detail=detail, state_now=_NOTHING_DONE, next_step=next_step)


def _words(entries: Iterable[Json], key: str) -> tuple[str, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(word for entry in entries if (word := text_of(entry, key))))


def _disks(config: Json) -> tuple[str, ...]:
    """The paths of its disks.

    An empty drive has no path, a disk with a script of its own has a word for that script, and one of a driver domain
    isn't in the dom0.
    """
    here = (d for d in items(config, "disks") if not d.get("backend_domid") and not d.get("backend_domname"))
    return tuple(path for path in _words(here, "pdev_path") if path.startswith("/"))


def _problems(domain: Domain, node: NodeInfo, config: Json) -> Iterable[str]:
    create, build = part(config, "c_info"), part(config, "b_info")
    if domain.state is not DomainState.RUNNING:
        yield f"it is {state_words(domain)}, but has to answer the request to suspend"
    if config.get("pcidevs"):
        yield "a PCI device is passed through to it"
    if build.get("vnuma_nodes"):
        yield "it has vNUMA, which can't be saved"  # libxl_dom_save.c
    if is_true(build, "disable_migrate"):
        yield "its definition says nomigrate=1"  # which xl itself ignores
    if is_true(build, "nested_hvm") or is_true(part(build, "type.hvm"), "nested_hvm"):
        yield "it has nested virtualisation"
    # Both this word and hap exist since 4.13.
    if create.get("type") == "pv" and "hap" in node.virtualisation and "shadow" not in node.virtualisation:
        yield "this Xen has no shadow paging, which migrating a PV guest needs to track its memory writes"
