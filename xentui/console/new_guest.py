"""What the form for a new instance asks, and how what is typed becomes parameters and text."""

from collections.abc import Collection, Mapping, Sequence

from xentui_driver.definitions.parameters.checking import check_syntax, warnings
from xentui_driver.definitions.parameters.generation import definition_text
from xentui_driver.definitions.parameters.macs import with_macs
from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.parameters.table import BY_KEY
from xentui_driver.definitions.parameters.words import value_from
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput

KERNEL_TYPES = frozenset({GuestType.PV, GuestType.PVH})
Typed = Mapping[str, Sequence[str]]
"""The lines of each field, by key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One parameter that the form asks; the others can be given with an editor later."""

    key: str
    label: str
    example: str
    types: frozenset[GuestType] = frozenset(GuestType)

    @property
    def is_list(self) -> bool:
        return BY_KEY[self.key].kind is tuple

    @property
    def help(self) -> str:
        return BY_KEY[self.key].help


ASKED = (
    Asked("name", "name", "web-05"),
    Asked("memory", "memory", "2g or 512m; a bare number is MiB"),
    Asked("maxmem", "max memory", "2g; empty: as memory"),
    Asked("vcpus", "vCPUs", "2; empty: 1"),
    Asked("kernel", "kernel", "/boot/vmlinuz", KERNEL_TYPES),
    Asked("ramdisk", "ramdisk", "/boot/initrd.img", KERNEL_TYPES),
    Asked("extra", "extra", "root=/dev/xvda1 ro console=hvc0", KERNEL_TYPES),
    Asked("bootloader", "or bootloader", "pygrub", KERNEL_TYPES),
    Asked("firmware", "firmware", "bios", frozenset({GuestType.HVM})),
    Asked("boot", "boot", "cda", frozenset({GuestType.HVM})),
    Asked("disk", "disk", "/dev/vg0/web-05,raw,xvda,rw"),
    Asked("vif", "network", "mac=00:16:3e:01:02:03,bridge=xenbr0"),
)
BY_ASKED_KEY = {asked.key: asked for asked in ASKED}


@dataclass(frozen=True, slots=True)
class NewGuest:
    """A new instance as far as it has been typed."""

    guest_type: GuestType
    values: Mapping[str, ParameterValue]
    problems: Mapping[str, str]
    """What is wrong, by key; what is only missing yet is in it too."""

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def text(self) -> str:
        """The definition. Raises InvalidInput while there are problems."""
        return definition_text(self.guest_type, self.values)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed and yet worth a second thought."""
        return () if self.problems else warnings(self.guest_type, self.values)

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

    `taken` are the names of the host's instances.
    """
    values: dict[str, ParameterValue] = {"uuid": uuid}
    problems: dict[str, str] = {}
    for asked in ASKED:
        lines = [line for line in typed.get(asked.key, ()) if line.strip()]
        if lines and guest_type in asked.types:
            try:
                values[asked.key] = value_from(BY_KEY[asked.key], lines)
            except InvalidInput as error:
                problems[asked.key] = error.summary.removeprefix(f"{asked.key}: ")
    for key, words in check_syntax(guest_type, values).items():
        problems.setdefault(key, words)
    vifs = values.get("vif")
    if isinstance(vifs, tuple) and "vif" not in problems:
        values["vif"] = with_macs(vifs, uuid)
    if values.get("name") in taken:
        problems.setdefault("name", "there is an instance of that name already")
    return NewGuest(guest_type, values, problems)


def label_of(key: str) -> str:
    return BY_ASKED_KEY[key].label if key in BY_ASKED_KEY else key
