"""Takes settings out of a definition by the calls of libxlutil, with what xl says while it does (libxlu_cfg.c)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from xentui_driver.definitions.xl_config.config import Config, Value
from xentui_driver.definitions.xl_config.meaning.c_numbers import long_overflows
from xentui_driver.definitions.xl_config.meaning.shape import Record
from xentui_driver.definitions.xl_config.numbers import LONG_MAX, LONG_MIN, as_long
from xentui_driver.model.dataclass import dataclass, field

FAILURE = 1
_MANY_NODES, _MANY_CPUS = 64, 64
LIBXL_FAIL = 3
"""The status of `exit(-ERROR_FAIL)`."""
LIBXL_INVALID = 6
CRASH, ABORTED = 139, 134
"""As the shell counts signals."""
NEVER = 124
"""As `timeout` says it: xl doesn't come to an end."""


class Refused(Exception):
    """xl would refuse the file, though it can read it."""

    def __init__(self, exit_status: int, reason: str) -> None:
        super().__init__(reason)
        self.exit_status = exit_status
        self.reason = reason
        """What xl prints."""


@dataclass(frozen=True, slots=True)
class HostLimits:
    """What the meaning of a definition depends on."""

    cpu_limit: int = _MANY_NODES * _MANY_CPUS
    """The highest number of a CPU plus 1 (`max_cpu_id` of xl info)."""
    online_cpus: int = _MANY_NODES * _MANY_CPUS
    nodes: tuple[frozenset[int], ...] = tuple(
        frozenset(range(node * _MANY_CPUS, (node + 1) * _MANY_CPUS)) for node in range(_MANY_NODES)
    )
    """The CPUs of each NUMA node."""
    version: tuple[int, int] = (4, 17)
    """Xen's."""

    @property
    def settable_cpus(self) -> frozenset[int]:
        """What fits into libxl's bitmap of CPUs, whole bytes (libxl_bitmap_alloc)."""
        return frozenset(range((self.cpu_limit + 7) // 8 * 8))


@dataclass(slots=True)
class Reading:
    """One pass over a definition."""

    config: Config
    host: HostLimits
    drawn_uuid: str | None = None
    said: list[str] = field(default_factory=list)
    """The lines on xl's standard error."""
    asked: set[str] = field(default_factory=set)
    """The keys that xl has looked for."""

    def say(self, line: str, end: str = "\n") -> None:
        self.said.append(line + end)

    def refuse(self, *lines: str, exit_status: int = FAILURE) -> NoReturn:
        for line in lines:
            self.say(line)
        raise Refused(exit_status, "".join(self.said))

    def crash(self, words: str = "Segmentation fault", exit_status: int = CRASH) -> NoReturn:
        """What the shell says for xl."""
        self.refuse(words, exit_status=exit_status)

    def value(self, key: str) -> Value | None:
        """A setting that may be text or a list."""
        self.asked.add(key)
        return self.config.get(key)

    def string(self, key: str, *, is_quiet: bool = False) -> str | None:
        """xlu_cfg_get_string, xlu_cfg_replace_string."""
        value = self.value(key)
        if isinstance(value, tuple):
            if not is_quiet:
                self.warn(key, f"parameter `{key}' is a list but should be a single value")
            return None
        return value

    def number(self, key: str, *, is_quiet: bool = False) -> int | None:
        """xlu_cfg_get_long."""
        text = self.string(key, is_quiet=is_quiet)
        if text is None:
            return None
        number = None if self.config.latest[key].is_addition else as_long(text)
        if number is None and not is_quiet:
            self._warn_of_number(key, text)
        return number

    def number_within(self, key: str, least: int = LONG_MIN, most: int = LONG_MAX) -> int | None:
        """xlu_cfg_get_bounded_long, in silence; xl ends when the setting is there and isn't such a number."""
        if self.value(key) is None:
            return None
        number = self.number(key, is_quiet=True)
        if number is None or not least <= number <= most:
            self.refuse()
        return number

    def texts_into(self, record: Record, members: Mapping[str, str]) -> None:
        """The string of each key into the member of that name."""
        for key, member in members.items():
            put(record, member, self.string(key))

    def numbers_into(self, record: Record, members: Mapping[str, str], factor: int = 1) -> None:
        for key, member in members.items():
            number = self.number(key)
            put(record, member, None if number is None else number * factor)

    def flags_into(self, record: Record, members: Mapping[str, str]) -> None:
        for key, member in members.items():
            put(record, member, self.flag(key))

    def chosen(self, key: str, words: tuple[str, ...], complaint: str, exit_status: int = FAILURE) -> str | None:
        """A string that must be one of libxl's words; `complaint` has its place at {}."""
        text = self.string(key)
        return None if text is None else self.one_of(words, text, complaint, exit_status)

    def one_of(self, words: tuple[str, ...], text: str, complaint: str, exit_status: int = FAILURE) -> str:
        word = same_word(words, text)
        if word is None:
            self.refuse(complaint.replace("{}", text), exit_status=exit_status)
        return word

    def flag(self, key: str, *, is_quiet: bool = False) -> str | None:
        """xlu_cfg_get_defbool, as libxl writes it."""
        number = self.number(key, is_quiet=is_quiet)
        return None if number is None else defbool(number)

    def items(self, key: str, *, is_quiet: bool = False) -> tuple[Value, ...] | None:
        """xlu_cfg_get_list."""
        value = self.value(key)
        if isinstance(value, str):
            if not is_quiet:
                self.warn(key, f"parameter `{key}' is a single value but should be a list")
            return None
        return value

    def strings(self, key: str, *, is_quiet: bool = False) -> tuple[str, ...] | None:
        """A list up to its first item that is a list itself, where xlu_cfg_get_listitem ends it."""
        items = self.items(key, is_quiet=is_quiet)
        return None if items is None else tuple(up_to_list(items))

    def warn(self, key: str, words: str) -> None:
        self.say(f"{self.config.source}:{self.config.line_of(key)}: warning: {words}")

    def _warn_of_number(self, key: str, text: str) -> None:
        if self.config.latest[key].is_addition:
            self.warn(key, f"can't use += with numbers for parameter `{key}'")
        elif long_overflows(text):
            reason = "Numerical result out of range"
            self.warn(key, f"parameter `{key}' could not be parsed as a number: {reason}")
        else:
            self.warn(key, f"parameter `{key}' is not a valid number")


def put(record: Record, member: str, value: Any) -> None:
    """What isn't stated stays as it is."""
    if value is not None:
        record[member] = value


def defbool(value: int | bool) -> str:
    return "True" if value else "False"


def up_to_list(items: tuple[Value, ...]) -> Iterator[str]:
    for item in items:
        if not isinstance(item, str):
            return
        yield item


def pieces(text: str, delimiters: str = ",") -> list[str]:
    """strtok: what stands between delimiters, nothing where two of them meet."""
    return [piece for piece in re.split(f"[{re.escape(delimiters)}]", text) if piece]


def options(text: str) -> list[str]:
    """The parts of a device's specification, without the blanks before each."""
    return [piece.lstrip(" ") for piece in pieces(text)]


def same_word(words: tuple[str, ...], text: str) -> str | None:
    """libxl__enum_from_string: the name that is meant, whatever its case."""
    lower = "".join(chr(ord(letter) + 32) if "A" <= letter <= "Z" else letter for letter in text)
    return lower if lower in words else None
