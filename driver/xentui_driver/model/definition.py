"""The files that guests are started from."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """An entry of auto/, which starts a guest with the host."""

    path: str
    is_link: bool
    """A symbolic link; else a file, which may be the only one of its kind."""
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
    """What it can be given while it runs."""
    folder: str = ""
    """The definitions' folder: the file is in it, in one below it, or in its auto/."""
    aliases: tuple[str, ...] = ()
    """Other paths of the same file: links, hard links, a linked folder."""
    starters: tuple[Starter, ...] = ()
    """What starts the guest with the host."""

    @property
    def autostart(self) -> bool:
        return bool(self.starters)

    @property
    def is_in_auto(self) -> bool:
        """It is this file that starts with the host, not another one of the same guest."""
        return any(not starter.is_copy for starter in self.starters)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that leads to the file, its own first."""
        own = (starter.path for starter in self.starters if not starter.is_copy)
        return tuple(dict.fromkeys((self.path, *self.aliases, *own)))

    @property
    def listed_name(self) -> str:
        """The name as its domain is listed: what pads the column swallows blanks at the end."""
        return self.name.rstrip(" ")
