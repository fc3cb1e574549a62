"""What a guest sees of its CPU (libxl_cpuid.c); a wrong option is reported and left out."""

from typing import Any

from xentui_driver.definitions.xl_config.meaning.c_numbers import unsigned_long
from xentui_driver.definitions.xl_config.meaning.cpuid_names import PLACES, Bits, ModelBit
from xentui_driver.definitions.xl_config.meaning.reading import Reading, pieces
from xentui_driver.definitions.xl_config.meaning.shape import Record

_UINT32_MAX = (1 << 32) - 1
_REGISTERS = ("eax", "ebx", "ecx", "edx")
_FLAG_ERRORS = {
    1: 'missing "=" in key=value',
    2: "unknown CPUID flag name",
    3: "illegal CPUID value (must be: [0|1|x|k|s])",
}
_LINE_ERRORS = {
    1: "illegal leaf number",
    2: "illegal subleaf number",
    3: "missing colon",
    4: "invalid register name (must be e[abcd]x)",
    5: "policy string must be exactly 32 characters long",
}
_NO_ERROR = 0


class _Policy:
    """The bits requested so far, by leaf and subleaf; bits of model-specific registers by index."""

    def __init__(self) -> None:
        self.leaves: dict[tuple[int, int | None], dict[str, list[str]]] = {}
        self.models: dict[int, list[str]] = {}

    def leaf(self, leaf: int, subleaf: int | None) -> dict[str, list[str]]:
        return self.leaves.setdefault((leaf, subleaf), {})

    def written(self) -> dict[str, Any] | None:
        if not self.leaves and not self.models:
            return None
        leaves = [_written_leaf(key, registers) for key, registers in self.leaves.items()]
        models = [{"index": index, "policy": "".join(bits)} for index, bits in self.models.items()]
        return {"cpuid": leaves, "msr": models}


def _written_leaf(key: tuple[int, int | None], registers: dict[str, list[str]]) -> dict[str, Any]:
    leaf, subleaf = key
    numbers = {"leaf": leaf} | ({} if subleaf is None else {"subleaf": subleaf})
    return numbers | {name: "".join(registers[name]) for name in _REGISTERS if name in registers}


def read_cpuid(reading: Reading, build: Record) -> None:
    value = reading.value("cpuid")
    policy = _Policy()
    if isinstance(value, str):
        _read_flags(reading, policy, value)
    else:
        for line in reading.strings("cpuid") or ():
            error = _read_line(policy, line)
            if error:
                reading.say(f'while parsing CPUID line: "{line}":')
                reading.say(f"  error #{error}: {_LINE_ERRORS[error]}")
    written = policy.written()
    if written is not None:
        build["cpuid"] = written


def _read_flags(reading: Reading, policy: _Policy, text: str) -> None:
    words = pieces(text)
    if not words:
        return
    if words[0] != "host":
        reading.say(f'while parsing CPUID string: "{text}":')
        reading.say('  error: first word must be "host"')
        return
    for word in words[1:]:
        error = _read_flag(policy, word)
        if error:
            reading.say(f'while parsing CPUID flag: "{word}":')
            reading.say(f"  error #{error}: {_FLAG_ERRORS[error]}")


def _read_flag(policy: _Policy, word: str) -> int:
    name, equals, value = word.partition("=")
    if not equals:
        return 1
    place = PLACES.get(name)
    if place is None:
        return 2
    if isinstance(place, ModelBit):
        return _set_model_bit(policy, place, value)
    return _set_bits(policy, name, place, value)


def _set_model_bit(policy: _Policy, place: ModelBit, value: str) -> int:
    bits = policy.models.setdefault(place.index, ["x"] * 64)
    if value not in ("0", "1", "x", "k", "s"):
        return 3
    bits[63 - place.bit] = "k" if value == "s" else value
    return _NO_ERROR


def _set_bits(policy: _Policy, name: str, place: Bits, value: str) -> int:
    registers = policy.leaf(place.leaf, place.subleaf)
    taken = unsigned_long(value)
    if taken.is_there:
        flags = [str(taken.number >> bit & 1) for bit in reversed(range(place.length))]
    elif value[:1] in tuple("xks"):
        flags = [value[0]] * place.length
    else:
        return 3
    bits = registers.setdefault(place.register, ["x"] * 32)
    if name == "family":
        _set_family(bits, taken.number, flags)
    elif name == "model":
        bits[12:16], bits[24:28] = flags[:4], flags[4:]
    else:
        end = 32 - place.first
        bits[end - place.length : end] = flags
    return _NO_ERROR


def _set_family(bits: list[str], number: int, flags: list[str]) -> None:
    """Split over two fields, the second for what the first can't hold."""
    if number < 16:
        bits[20:24], bits[4:12] = flags[4:], list("00000000")
        return
    more = number - 15
    bits[20:24] = list("1111")
    # libxl writes seven digits and leaves the eighth, the first, as it was.
    bits[4:12] = [flags[0], *(str(more >> bit & 1) for bit in reversed(range(7)))]


def _read_line(policy: _Policy, line: str) -> int:
    """`LEAF[,SUBLEAF]:REGISTER=BITS,...`, as it was under xend."""
    leaf = unsigned_long(line)
    if not leaf.is_there:
        return 1
    rest, subleaf = leaf.rest, None
    if rest.startswith(","):
        taken = unsigned_long(rest[1:])
        if not taken.is_there:
            return 2
        rest, subleaf = taken.rest, taken.number & _UINT32_MAX
    if not rest.startswith(":"):
        return 3
    registers = policy.leaf(leaf.number & _UINT32_MAX, None if subleaf == _UINT32_MAX else subleaf)
    return _read_registers(registers, rest[1:])


def _read_registers(registers: dict[str, list[str]], text: str) -> int:
    rest = text
    while rest:
        _name, equals, after = rest.partition("=")
        letter = rest[1:2]
        if rest[0] != "e" or rest[2:3] != "x" or letter not in tuple("abcd") or not equals:
            return 4
        bits, comma, rest = after.partition(",")
        if len(bits.encode("utf-8", "surrogateescape")) != 32:
            return 5
        registers[f"e{letter}x"] = list(bits)
        rest = rest.lstrip(" \n") if comma else ""
    return _NO_ERROR
