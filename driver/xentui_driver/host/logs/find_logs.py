"""Finds the logs of a guest and of the host, and says of each that isn't there why not.

A name is never made into a path that is then opened: it is looked for among the names that are in the folder.
"""

from collections.abc import Collection, Iterator, Mapping

from xentui_driver.host.logs.console_logging import how_to_keep, keeps_console_output
from xentui_driver.host.logs.log_source import FoundLog, LogKind, LogSource
from xentui_driver.model.domain import INCOMING_SUFFIX, DomainRef
from xentui_driver.model.errors import FileMissing, FileUnreadable, XenError
from xentui_driver.model.text import harmless
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.built_as import built_as
from xentui_driver.toolstack.monitor_log import FOLDER, path_watching
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import FileEntry

CONSOLE_FOLDER = f"{FOLDER}/console"
_OF_A_GUEST = {
    LogKind.CONSOLE: (CONSOLE_FOLDER, "guest-{}.log"),
    LogKind.XL: (FOLDER, "xl-{}.log"),
    LogKind.DEVICE_MODEL: (FOLDER, "qemu-dm-{}.log"),
}
_OF_THE_HOST = {
    LogKind.HOTPLUG: (FOLDER, "xen-hotplug.log"),
    LogKind.HYPERVISOR: (CONSOLE_FOLDER, "hypervisor.log"),
}
_NOT_WRITTEN = {
    LogKind.XL: "No xl has watched a guest of this name since its log was last removed.",
    LogKind.DEVICE_MODEL: "No guest of this name had a device model: only HVM guests, and those with a qemu, have one.",
    LogKind.HOTPLUG: "No hotplug script has written anything: newer ones write only where something fails.",
    LogKind.HYPERVISOR: "xenconsoled doesn't keep what Xen prints: it does with --log=hv or --log=all.",
}

_Names = Mapping[str, FileEntry]


def guest_logs(
    xl: Xl, name: str, kinds: Collection[LogKind] | None = None, *, ref: DomainRef | None = None
) -> tuple[FoundLog, ...]:
    """All kinds or these, those of the guest of that name first. Blocks; never raises for a single log.

    `ref` is its domain, where it has one: what it was called before a rename is still in the names of its logs.
    """
    wanted, folders = tuple(LogKind) if kinds is None else kinds, _Folders(xl)
    own_kinds = [kind for kind in _OF_A_GUEST if kind in wanted]
    files = _files_of_domain(xl, own_kinds, ref) if ref is not None else {}
    own = (_of_guest(xl, folders, kind, name, files.get(kind, "")) for kind in own_kinds)
    return (*own, *_of_host(xl, folders, wanted))


def host_logs(xl: Xl) -> tuple[FoundLog, ...]:
    """Those of the host itself. Blocks; never raises for a single log."""
    return tuple(_of_host(xl, _Folders(xl), tuple(LogKind)))


class _Folders:
    """What is in the two folders of logs, each listed once."""

    def __init__(self, xl: Xl) -> None:
        self._xl = xl
        self._listed: dict[str, _Names | FileUnreadable] = {}

    def names(self, folder: str) -> _Names:
        """Empty where there is no such folder. Raises FileUnreadable."""
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        listed = self._listed[folder]
        if isinstance(listed, FileUnreadable):
            raise listed
        return listed

    def _list(self, folder: str) -> "_Names | FileUnreadable":
        try:
            return {entry.name: entry for entry in self._xl.transport.list_directory(folder)}
        except FileMissing:
            return {}
        except FileUnreadable as error:
            return error


def _of_host(xl: Xl, folders: _Folders, wanted: Collection[LogKind]) -> Iterator[FoundLog]:
    for kind, (folder, file) in _OF_THE_HOST.items():
        if kind in wanted:
            yield _examined(xl, folders, kind, folder, (file,))
    if LogKind.DMESG in wanted:
        yield FoundLog(LogSource(LogKind.DMESG, command=commands.dmesg()))


def _of_guest(xl: Xl, folders: _Folders, kind: LogKind, name: str, own: str) -> FoundLog:
    """Its domain's `own` file, where that is told; else that of its name, or of the one that it arrived with."""
    if not name or "/" in name or "\0" in name:
        return FoundLog(
            LogSource(kind), f"A guest named {harmless(name)!r} has no such log.", "Its name can't be that of a file."
        )
    folder, pattern = _OF_A_GUEST[kind]
    candidates = pattern.format(name), pattern.format(f"{name}{INCOMING_SUFFIX}")
    return _examined(xl, folders, kind, folder, (own,) if own and _is_there(folders, folder, own) else candidates)


def _files_of_domain(xl: Xl, kinds: Collection[LogKind], ref: DomainRef) -> Mapping[LogKind, str]:
    """A monitor goes on to the guest's next domain, with its log; all else begins anew with the domain."""
    found: dict[LogKind, str] = {}
    if LogKind.XL in kinds:
        found[LogKind.XL] = path_watching(xl.transport, ref.name, ref.domid).removeprefix(f"{FOLDER}/")
    named = [kind for kind in kinds if kind is not LogKind.XL]
    if named and (name := built_as(xl.transport, (ref.uuid, ref.domid))):
        found |= {kind: _OF_A_GUEST[kind][1].format(name) for kind in named}
    return found


def _is_there(folders: _Folders, folder: str, file: str) -> bool:
    try:
        return file in folders.names(folder)
    except FileUnreadable:
        return False


def _examined(xl: Xl, folders: _Folders, kind: LogKind, folder: str, candidates: tuple[str, ...]) -> FoundLog:
    """The one of the candidates that was written last; the first where there is none."""
    usual = LogSource(kind, f"{folder}/{candidates[0]}")
    try:
        names = folders.names(folder)
    except FileUnreadable as error:
        return FoundLog(usual, error.summary, error.next_step)
    there = [names[each] for each in candidates if each in names]
    if not there:
        return _missing(xl, usual)
    source = LogSource(kind, f"{folder}/{max(there, key=lambda entry: entry.modified_s).name}")
    try:
        part = xl.transport.read_part(source.path, offset=0, limit_bytes=0)
    except FileMissing:
        return _missing(xl, usual)
    except XenError as error:
        return FoundLog(source, error.summary, error.next_step)
    return FoundLog(source, size_bytes=part.size_bytes, modified_s=part.modified_s)


def _missing(xl: Xl, source: LogSource) -> FoundLog:
    if source.kind is not LogKind.CONSOLE:
        return FoundLog(source, _NOT_WRITTEN[source.kind])
    keeps = keeps_console_output(xl.transport)
    if keeps:
        return FoundLog(source, "No guest of this name has printed anything since xenconsoled keeps it.")
    told = "isn't kept" if keeps is False else "isn't there, and whether it is kept can't be told"
    return FoundLog(source, f"What this guest prints {told}.", how_to_keep(xl.transport))
