"""What an xl.cfg says, read by the rules by which xl takes values out of it (libxlu_cfg.c)."""

from collections.abc import Mapping
from typing import TypeAlias

from xentui_driver.definitions.xl_config.numbers import as_long
from xentui_driver.model.dataclass import dataclass, field

Value: TypeAlias = str | tuple["Value", ...]
"""A string, a number as its text (xl too keeps only that), or a list of values."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One assignment as it is written."""

    key: str
    value: Value
    line_number: int
    is_addition: bool = False
    """Written with `+=`: the value is appended to what the key had."""


@dataclass(frozen=True, slots=True)
class Config:
    """A file that xl can read; for each key the last assignment counts."""

    source: str
    settings: tuple[Setting, ...]
    """Every assignment, in the order of the file."""
    warnings: tuple[str, ...]
    """What xl would skip, or read differently from how it looks; each with its line."""
    warned_lines: frozenset[int]
    """The lines that the warnings are about."""
    values: Mapping[str, Value] = field(compare=False, repr=False)
    """The final value of each key, additions joined."""
    latest: Mapping[str, Setting] = field(compare=False, repr=False)
    """The last assignment of each key."""

    def get(self, key: str) -> Value | None:
        """The value of a key, whatever it is."""
        return self.values.get(key)

    def get_string(self, key: str) -> str | None:
        """The text of a string or number; None for a list, as `xlu_cfg_get_string`."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None

    def get_int(self, key: str) -> int | None:
        """A string or number read in base 0; None where `xlu_cfg_get_long` drops the setting."""
        setting = self.latest.get(key)
        if setting is None or setting.is_addition or not isinstance(setting.value, str):
            return None
        return as_long(setting.value)

    def get_list(self, key: str) -> tuple[Value, ...] | None:
        """The items of a list; None for a string or number, as `xlu_cfg_get_list`."""
        value = self.values.get(key)
        return value if isinstance(value, tuple) else None

    def line_of(self, key: str) -> int | None:
        """The line of the assignment that counts."""
        setting = self.latest.get(key)
        return setting.line_number if setting is not None else None
