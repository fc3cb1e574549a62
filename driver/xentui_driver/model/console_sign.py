"""What the end of a guest's console shows at a glance."""

from enum import Enum

from xentui_driver.model.dataclass import dataclass


class ConsoleSign(Enum):
    """The values are words for a narrow column."""

    LOGIN = "login"
    PANIC = "panic"
    OOPS = "oops"
    OUT_OF_MEMORY = "no memory"
    NO_ROOT = "no root"


_WORDS = {
    ConsoleSign.LOGIN: "it waits for a login",
    ConsoleSign.PANIC: "its kernel has panicked",
    ConsoleSign.OOPS: "its kernel has met an error",
    ConsoleSign.OUT_OF_MEMORY: "it has run out of memory",
    ConsoleSign.NO_ROOT: "it doesn't find its root file system",
}


@dataclass(frozen=True, slots=True)
class ConsoleSaid:
    """The last telling line that a guest has printed."""

    sign: ConsoleSign
    line: str
    """Harmless text."""
    written_s: float
    """When its console was last written to, on the driver's monotonic clock."""

    @property
    def is_trouble(self) -> bool:
        return self.sign is not ConsoleSign.LOGIN

    @property
    def words(self) -> str:
        return f"{_WORDS[self.sign]}: {self.line.strip()}"
