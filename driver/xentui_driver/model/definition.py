"""The files that guests are started from."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """An entry of auto/, which starts a guest with the host."""

    path: str
    is_link: bool
    """It is a symbolic link; otherwise a file, which may be the only one of its kind."""
    is_copy: bool = False
    """It leads to another file of the same guest."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A file that xl could start a guest from."""

    path: str
    name: str
    """As the file says; for a broken file the file's own name."""
    uuid: str | None = None
    type: str | None = None
    """pv, hvm or pvh."""
    vcpus: int | None = None
    memory_kib: int | None = None
    maximum_memory_kib: int | None = None
    error: str = ""
    """Line and reason when xl would not read the file."""
    problems: tuple[str, ...] = ()
    maximum_vcpus: int | None = None
    """The most vCPUs that it can have while it runs."""
    states_maximum_memory: bool = False
    """Otherwise xl takes the memory for it."""
    states_maximum_vcpus: bool = False
    """Otherwise xl takes the vCPUs for it."""
    disks: tuple[str, ...] = ()
    """As they are written there: xl-disk-configuration(5)."""
    networks: tuple[str, ...] = ()
    """As they are written there: xl-network-configuration(5)."""
    folder: str = ""
    """The folder of the definitions: the file is in it, in a folder below it, or in its auto/."""
    aliases: tuple[str, ...] = ()
    """Other paths of the same file: links, hard links, a linked folder."""
    starters: tuple[Starter, ...] = ()
    """What starts the guest with the host."""
    start_memory_kib: int | None = None
    """What a start takes of the host's memory: the guest's own, and what Xen needs beside it."""

    @property
    def autostart(self) -> bool:
        return bool(self.starters)

    @property
    def is_in_auto(self) -> bool:
        """Whether this file itself starts with the host, and not another one of the same guest."""
        return any(not starter.is_copy for starter in self.starters)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that leads to the file, its own first."""
        own = (starter.path for starter in self.starters if not starter.is_copy)
        return tuple(dict.fromkeys((self.path, *self.aliases, *own)))

    @property
    def listed_name(self) -> str:
        """The name as `xl list` shows it: the padding of the column swallows blanks at the end."""
        return self.name.rstrip(" ")
