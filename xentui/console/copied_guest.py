"""What the form for a copy of a guest asks, and how what is typed becomes its definition."""

from collections.abc import Callable, Collection, Mapping

from xentui.console.guest_draft import Asked, Typed
from xentui_driver.definitions.disk_copy import is_shared
from xentui_driver.definitions.guest_copy import CopySource, GuestCopy, guest_copy, why_no_target
from xentui_driver.definitions.parameters.parameter import GuestType, ParameterValue
from xentui_driver.definitions.parameters.specifications import NAME
from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.definitions.xl_config.disk import Disk, parse_disk
from xentui_driver.definitions.xl_config.vif import read_vif
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import InvalidInput

_CHECKED_ON_HOST = ("kernel", "ramdisk", "bootloader", "firmware")


@dataclass(frozen=True, slots=True)
class CopiedGuest:
    """A copy as far as it has been typed."""

    name: str
    uuid: str
    guest_type: GuestType
    copy: GuestCopy | None
    """None while there are problems."""
    problems: Mapping[str, str]

    @property
    def text(self) -> str:
        if self.copy is None:
            raise InvalidInput("The form isn't complete yet.", state_now="Nothing was done.")
        return self.copy.text

    @property
    def values_by_field(self) -> Mapping[str, Mapping[str, ParameterValue]]:
        """Each disk of its own has a field."""
        if self.copy is None:
            return {}
        values = _values(self.copy.config)
        disks = values.pop("disk")
        own = {_key(disk): {"disk": (text,)} for text in disks if not is_shared(disk := parse_disk(text))}
        shared = tuple(text for text in disks if is_shared(parse_disk(text)))
        return {"": {**values, "disk": shared}, **own}

    @property
    def commands(self) -> tuple[str, ...]:
        return () if self.copy is None else self.copy.commands

    @property
    def notes(self) -> tuple[str, ...]:
        return () if self.copy is None else self.copy.notes

    @property
    def warnings(self) -> tuple[str, ...]:
        return () if self.copy is None else self.copy.warnings

    def preview(self) -> str:
        if self.copy is not None:
            return self.copy.text
        return "\n".join(("# Not complete yet:", *(f"# {key}: {words}" for key, words in self.problems.items())))


@dataclass(frozen=True, slots=True)
class CopyForm:
    """A copy of one guest: its name, and each disk that it needs for itself."""

    source: CopySource
    new_uuid: str
    taken: Callable[[], Collection[str]]
    """The names of the host's guests."""

    @property
    def asked(self) -> tuple[Asked, ...]:
        own = self.source.own_disks
        disks = (Asked(_key(disk), _key(disk), words=_words(disk, self.source), is_path=True) for disk in own)
        return (Asked("name", "name", f"{self.source.name}-2"), *disks)

    @property
    def type(self) -> GuestType:
        return GuestType(self.source.type)

    def suggested(self, typed: Typed) -> Mapping[str, str]:
        targets = self.source.targets_for(_line(typed, "name"))
        return {_key(disk): target for disk, target in zip(self.source.own_disks, targets, strict=True)}

    def draft(self, guest_type: GuestType, typed: Typed) -> CopiedGuest:
        name = _line(typed, "name")
        problems = {"name": words} if (words := self._why_not(name)) else {}
        targets = [_line(typed, _key(disk)) for disk in self.source.own_disks]
        for disk, target in zip(self.source.own_disks, targets, strict=True):
            if words := why_no_target(self.source, target):
                problems[_key(disk)] = words
        copy = None
        if not problems:
            try:
                copy = guest_copy(self.source, name, self.new_uuid, targets)
            except InvalidInput as error:
                problems["name" if not targets else _key(self.source.own_disks[0])] = error.summary
        return CopiedGuest(name, self.new_uuid, guest_type, copy, problems)

    def label_of(self, key: str) -> str:
        return key

    def _why_not(self, name: str) -> str:
        if not name:
            return "required"
        if name in self.taken():
            return "another guest has this name"
        return NAME.problem(name)


def _key(disk: Disk) -> str:
    return f"disk {disk.vdev}"


def _words(disk: Disk, source: CopySource) -> str:
    own = f"A disk of its own, in place of {disk.target}, which {source.name} writes to."
    return f"{own} xentui neither creates it nor copies its contents: run the commands below."


def _line(typed: Typed, key: str) -> str:
    return next(iter(typed.get(key, ())), "").strip()


def _values(config: Config) -> dict[str, tuple[str, ...] | str]:
    """What has to be on the host; of interfaces those that can be read."""
    texts = {key: value for key in _CHECKED_ON_HOST if (value := config.get_string(key))}
    disks = tuple(text for text in config.get_list("disk") or () if isinstance(text, str))
    vifs = tuple(text for text in config.get_list("vif") or () if isinstance(text, str) and not read_vif(text)[1])
    return {**texts, "disk": disks, "vif": vifs}
