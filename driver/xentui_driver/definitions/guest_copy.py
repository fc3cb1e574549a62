"""A copy of a guest: its definition with what must not be there twice changed, everything else as it is."""

from collections.abc import Iterator, Mapping, Sequence

from xentui_driver.definitions.disk_copy import commands_for, is_shared, new_target
from xentui_driver.definitions.parameters.stable_mac import stable_mac
from xentui_driver.definitions.xl_config.config import Config, Value
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk, written_disk
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.definitions.xl_config.guest import guest_of
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.definitions.xl_config.vif import read_vif
from xentui_driver.model.dataclass import dataclass, replace
from xentui_driver.model.errors import BadDefinition, InvalidInput, ParseError
from xentui_driver.model.text import harmless

_WAY_OUT = "Correct its definition first (do: edit)."
_LEFT_OUT_OF_VIF = frozenset({"mac", "vifname"})
_FIXED_PORTS = ("spiceport", "spicetls_port")
_TIED_TO_HOST = ("usbdev", "usbctrl", "vtpm", "channel", "dtdev", "irqs", "ioports", "iomem", "device_model_args",
                 "device_model_args_hvm", "device_model_args_pv", "p9", "pvcalls", "vsnd", "vdispl", "vkb")  # fmt: skip
"""Settings that may name something that only one guest can have."""


@dataclass(frozen=True, slots=True)
class CopySource:
    """A guest that can be copied."""

    path: str
    text: str
    config: Config
    name: str
    type: str
    disks: tuple[Disk, ...]

    @property
    def own_disks(self) -> tuple[Disk, ...]:
        """Those that the copy needs for itself."""
        return tuple(disk for disk in self.disks if not is_shared(disk))

    def targets_for(self, name: str) -> tuple[str, ...]:
        """What the disks of a copy of that name would be called."""
        return tuple(new_target(disk, self.name, name) for disk in self.own_disks)


@dataclass(frozen=True, slots=True)
class GuestCopy:
    """The definition of a copy, and what has to be known and done before it can start."""

    text: str
    config: Config
    commands: tuple[str, ...]
    """For a shell: they make its disks."""
    notes: tuple[str, ...]
    """What was changed besides names and addresses, and what the copy has in common with its source."""
    warnings: tuple[str, ...]
    """What keeps the two from running at the same time."""


def copy_source(text: str, path: str) -> CopySource:
    """Raises BadDefinition, with the way out, for what can't be copied."""
    try:
        config = parse(text, path)
        disks = tuple(parse_disk(each) for each in _texts(config, "disk"))
    except (ParseError, InvalidInput) as error:
        raise _refused(path, error.summary) from error
    guest = guest_of(config)
    if guest.name is None or guest.type is None:
        raise _refused(path, "its definition has no name" if guest.name is None else guest.problems[0])
    return CopySource(path, text, config, guest.name, guest.type, disks)


def why_no_target(source: CopySource, target: str) -> str:
    """Why a disk of the copy can't be that; empty when it can."""
    if not target:
        return "choose a file or device of its own"
    if any(target == disk.target for disk in source.disks):
        return f"{harmless(source.name)} uses it: two guests writing to it would destroy it"
    return ""


def guest_copy(source: CopySource, name: str, uuid: str, targets: Sequence[str]) -> GuestCopy:
    """The copy of that name; `targets` are those of its own disks, in their order. Raises InvalidInput."""
    for disk, target in zip(source.own_disks, targets, strict=True):
        if words := why_no_target(source, target):
            raise InvalidInput(f"{disk.vdev}: {words}.", state_now="Nothing was done.")
    own = dict(zip(source.own_disks, targets, strict=True))
    changes: dict[str, Value | None] = {"name": name, "uuid": uuid}
    if own:
        is_hvm = source.type == "hvm"
        renamed = (replace(disk, target=own[disk]) if disk in own else disk for disk in source.disks)
        old = _texts(source.config, "disk")
        pairs = zip(old, source.disks, renamed, strict=True)
        changes["disk"] = tuple(text if disk == new else written_disk(new, is_hvm=is_hvm) for text, disk, new in pairs)
    changes |= {**_interfaces(source.config, uuid), **_screens(source.config)}
    text = edited(source.text, source.path, changes)
    config = parse(text, source.path)
    commands = tuple(line for disk, target in own.items() for line in commands_for(disk, target))
    return GuestCopy(text, config, commands, tuple(_notes(source, config)), tuple(_warnings(source)))


def _texts(config: Config, key: str) -> tuple[str, ...]:
    return tuple(item for item in config.get_list(key) or () if isinstance(item, str))


def _interfaces(config: Config, uuid: str) -> Mapping[str, Value]:
    """A new address for each; a name in dom0 is left out: libxl makes one up."""
    if not (texts := config.get_list("vif")):
        return {}
    return {
        "vif": tuple(
            _with_mac(text, stable_mac(uuid, number)) if isinstance(text, str) else text
            for number, text in enumerate(texts)
        )
    }


def _with_mac(text: str, mac: str) -> str:
    kept = [piece for piece in text.split(",") if piece.strip() and _key(piece) not in _LEFT_OUT_OF_VIF]
    return ",".join((f"mac={mac}", *kept))


def _key(piece: str) -> str:
    return piece.lstrip(" ").partition("=")[0]


def _screens(config: Config) -> Mapping[str, Value | None]:
    """Without a VNC display of its own, and with the next free one taken."""
    changes: dict[str, Value | None] = {}
    if "vncdisplay" in config.values:
        changes["vncdisplay"] = None
    if config.get_string("vncunused") == "0":
        changes["vncunused"] = "1"
    framebuffers = config.get_list("vfb")
    if framebuffers:
        changes["vfb"] = tuple(_with_free_display(each) if isinstance(each, str) else each for each in framebuffers)
    return changes


def _with_free_display(text: str) -> str:
    pieces = [piece for piece in text.split(",") if _key(piece) != "vncdisplay"]
    return ",".join("vncunused=1" if _key(piece) == "vncunused" else piece for piece in pieces)


def _notes(source: CopySource, config: Config) -> Iterator[str]:
    before = source.config
    for disk in source.disks:
        if is_shared(disk) and disk.target:
            yield f"{disk.vdev}: both guests read {harmless(disk.target)}"
    for number, text in enumerate(_texts(before, "vif")):
        vif, _ = read_vif(text)
        if vif.vifname:
            yield (
                f"network {number + 1}: the copy has no {harmless(vif.vifname)} in dom0; only one guest can have "
                "that name"
            )
        if vif.ip:
            yield f"network {number + 1}: ip {harmless(vif.ip)} belongs to {harmless(source.name)}: choose another"
    if "vncdisplay" in before.values or before.values.get("vfb") != config.values.get("vfb"):
        yield "its screen uses the next free VNC display"
    for key in before.values:
        if key not in ("name", "disk", "vif") and source.name in _all_text(config.values.get(key, "")):
            yield f"{key} (line {config.line_of(key)}) still names {harmless(source.name)}"


def _warnings(source: CopySource) -> Iterator[str]:
    config, name = source.config, harmless(source.name)
    if config.get_list("pci"):
        yield f"pci: only one guest can have the device: start the copy while {name} is stopped, or remove it."
    for key in _FIXED_PORTS:
        if key in config.values:
            yield f"{key}: it belongs to {name}: choose another."
    serial = config.values.get("serial", "")
    for port in (serial,) if isinstance(serial, str) else serial:
        if isinstance(port, str) and port not in ("", "pty", "null", "none", "stdio", "vc"):
            yield f"serial {harmless(port, 60)}: it belongs to {name}: choose another."
    if (listen := config.get_string("vnclisten") or "").rpartition(":")[2].isdigit() and listen.count(":") == 1:
        yield f"vnclisten {harmless(listen, 60)}: its port belongs to {name}: leave the port out."
    for key in _TIED_TO_HOST:
        if config.values.get(key):
            yield f"{key}: it may be for one guest only: check it."


def _all_text(value: Value) -> str:
    return value if isinstance(value, str) else "\n".join(map(_all_text, value))


def _refused(path: str, reason: str) -> BadDefinition:
    return BadDefinition(
        f"{harmless(path)} can't be copied: {reason.rstrip('.')}.", state_now="Nothing was done.", next_step=_WAY_OUT
    )
