"""What the form for a new guest asks, and how what is typed becomes parameters and text."""

from collections.abc import Callable, Collection, Mapping, Sequence

from xentui.console.guest_draft import Asked, Typed
from xentui_driver.definitions.parameters.checking import check_syntax, warnings
from xentui_driver.definitions.parameters.generation import definition_text
from xentui_driver.definitions.parameters.installation import installer_warnings, with_installer
from xentui_driver.definitions.parameters.macs import with_macs
from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.parameters.table import BY_KEY
from xentui_driver.definitions.parameters.typed_disks import with_defaults
from xentui_driver.definitions.parameters.words import ValueRefused, value_from
from xentui_driver.definitions.xl_config.disk import parse_disk
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput

KERNEL_TYPES = frozenset({GuestType.PV, GuestType.PVH})
HVM = frozenset({GuestType.HVM})
INSTALL = "install"
"""The ISO that an HVM guest is installed from: a drive and a boot order."""

ASKED = (
    Asked("name", "name", "web-05"),
    Asked("memory", "memory", "2g or 512m; without a unit MiB"),
    Asked("maxmem", "max memory", "2g; empty: same as memory"),
    Asked("vcpus", "vCPUs", "2; empty: 1"),
    Asked("kernel", "kernel", "/boot/vmlinuz", KERNEL_TYPES, is_path=True),
    Asked("ramdisk", "ramdisk", "/boot/initrd.img", KERNEL_TYPES, is_path=True),
    Asked("extra", "extra", "root=/dev/xvda1 ro console=hvc0", KERNEL_TYPES),
    Asked("bootloader", "or bootloader", "pygrub", KERNEL_TYPES),
    Asked(
        INSTALL,
        "install from",
        "/srv/iso/debian-12.iso",
        HVM,
        "An ISO, booted while the disk is empty: wipe a disk with an old system first (wipefs -a).",
        is_path=True,
    ),
    Asked("firmware", "firmware", "bios", HVM),
    Asked(
        "boot",
        "boot",
        "cda",
        HVM,
        "The order in which the firmware tries devices. Empty: cda; with an ISO above cd, the disk and then the ISO.",
    ),
    Asked(
        "disk",
        "disk",
        "/dev/vg0/web-05",
        words="A path alone is raw, writable, and the next free disk; else PATH,FORMAT,VDEV,ACCESS. "
        "A CD-ROM drive ends with ,cdrom. xl runs a script= as root.",
        is_path=True,
    ),
    Asked("vif", "network", "mac=00:16:3e:01:02:03,bridge=xenbr0"),
)
BY_ASKED_KEY = {asked.key: asked for asked in ASKED}


@dataclass(frozen=True, slots=True)
class NewGuest:
    """A new guest as far as it has been typed."""

    guest_type: GuestType
    values: Mapping[str, ParameterValue]
    problems: Mapping[str, str]
    """What is wrong, by key; what is only missing yet is in it too."""
    iso: str = ""
    """It begins with the installer on it."""

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def uuid(self) -> str:
        return str(self.values["uuid"])

    @property
    def commands(self) -> tuple[str, ...]:
        return ()

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    @property
    def text(self) -> str:
        """The definition. Raises InvalidInput while there are problems."""
        return definition_text(self.guest_type, self.values)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and yet worth a second thought."""
        if self.problems:
            return ()
        found = (*warnings(self.guest_type, self.values), *lacks(self.guest_type, self.values))
        return (*found, *installer_warnings(self.values)) if self.iso else found

    @property
    def values_by_field(self) -> Mapping[str, Mapping[str, ParameterValue]]:
        """The drive of the installer has a field of its own."""
        disks = self.values.get("disk", ())
        if not self.iso or not isinstance(disks, tuple):
            return {"": self.values}
        return {"": {**self.values, "disk": disks[:-1]}, INSTALL: {"disk": disks[-1:]}}

    def preview(self) -> str:
        """The definition as far as it can be written; what is wrong or missing is a comment."""
        good = {key: value for key, value in self.values.items() if key not in self.problems}
        lacking = [key for key in check_syntax(self.guest_type, good) if key in _STAND_INS]
        stand_ins = {key: _STAND_INS[key] for key in lacking}
        try:
            text = definition_text(self.guest_type, {**good, **stand_ins})
        except InvalidInput as error:
            return f"# {error.summary}\n"
        hidden = {*stand_ins, *self.problems}
        lines = [line for line in text.split("\n") if line.split(" = ")[0] not in hidden]
        wrong = [f"# {label_of(key)}: {words}" for key, words in self.problems.items()]
        return "\n".join([*lines, *wrong] if lines[-1] else [*lines[:-1], *wrong, ""])


_STAND_INS: Mapping[str, ParameterValue] = {"name": "new", "memory": 512, "kernel": "/boot/vmlinuz"}
"""In the place of what a definition can't be written without; their lines are never shown."""


def new_guest(guest_type: GuestType, typed: Typed, uuid: str, taken: Collection[str]) -> NewGuest:
    """The parameters of what is typed; fields that the type doesn't have, and empty ones, are left out.

    `taken` are the names of the host's guests.
    """
    values: dict[str, ParameterValue] = {"uuid": uuid}
    problems: dict[str, str] = {}
    for asked in ASKED:
        lines = [line for line in typed.get(asked.key, ()) if line.strip()]
        if lines and guest_type in asked.types and asked.key in BY_KEY:
            try:
                values[asked.key] = value_from(BY_KEY[asked.key], _completed(asked, lines, guest_type))
            except ValueRefused as refused:
                problems[asked.key] = refused.problem
    isos = [line.strip() for line in typed.get(INSTALL, ()) if line.strip() and guest_type is GuestType.HVM]
    if isos:
        _install(isos[0], values, problems)
    for key, words in check_syntax(guest_type, values).items():
        is_missing = BY_KEY[key].is_required and key not in values
        problems.setdefault(key, "required" if is_missing else words)
    vifs = values.get("vif")
    if isinstance(vifs, tuple) and "vif" not in problems:
        values["vif"] = with_macs(vifs, uuid)
    if values.get("name") in taken:
        problems.setdefault("name", "another guest has this name")
    return NewGuest(guest_type, values, problems, isos[0] if isos and INSTALL not in problems else "")


def _completed(asked: Asked, lines: Sequence[str], guest_type: GuestType) -> Sequence[str]:
    return with_defaults(lines, guest_type) if asked.key == "disk" else lines


def lacks(guest_type: GuestType, values: Mapping[str, ParameterValue]) -> tuple[str, ...]:
    """What most guests have and this one hasn't."""
    found = []
    disks = values.get("disk", ())
    if all(parse_disk(each).is_cdrom for each in (disks if isinstance(disks, tuple) else ())):
        boots = "a kernel and its ramdisk" if guest_type in KERNEL_TYPES else "a CD or the network"
        found.append(f"No disk: the guest can only boot {boots}, and keeps no data.")
    if not values.get("vif"):
        found.append("No network: the guest can only be reached through its console.")
    return tuple(found)


def _install(iso: str, values: dict[str, ParameterValue], problems: dict[str, str]) -> None:
    try:
        values.update(with_installer(values, iso))
    except InvalidInput as error:
        problems[INSTALL] = error.summary


@dataclass(frozen=True, slots=True)
class NewGuestForm:
    """A guest from scratch."""

    new_uuid: str
    taken: Callable[[], Collection[str]]
    """The names of the host's guests."""
    bridge: str = ""
    """The one that most definitions of the host use."""

    @property
    def asked(self) -> tuple[Asked, ...]:
        return ASKED

    @property
    def type(self) -> None:
        return None

    def suggested(self, typed: Typed) -> Mapping[str, str]:
        return {"vif": f"bridge={self.bridge}"} if self.bridge else {}

    def draft(self, guest_type: GuestType, typed: Typed) -> NewGuest:
        return new_guest(guest_type, typed, self.new_uuid, self.taken())

    def label_of(self, key: str) -> str:
        return label_of(key)


def label_of(key: str) -> str:
    """What the form calls a parameter."""
    return BY_ASKED_KEY[key].label if key in BY_ASKED_KEY else key
