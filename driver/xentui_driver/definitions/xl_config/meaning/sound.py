"""Paravirtual sound: cards with PCM devices with streams (xl_parse.c, parse_vsnd_config)."""

from xentui_driver.definitions.xl_config.meaning.c_numbers import unsigned_long
from xentui_driver.definitions.xl_config.meaning.reading import Reading, options, same_word, up_to_list
from xentui_driver.definitions.xl_config.meaning.running import split
from xentui_driver.definitions.xl_config.meaning.shape import Record

_FORMAT_WORDS = """
    s8 u8 s16_le s16_be u16_le u16_be s24_le s24_be u24_le u24_be s32_le s32_be u32_le u32_be f32_le f32_be
    f64_le f64_be iec958_subframe_le iec958_subframe_be mu_law a_law ima_adpcm mpeg gsm
"""
_FORMATS = tuple(_FORMAT_WORDS.split())
_NUMBERS = ("channels-min", "channels-max", "buffer-size")
_CARD = {"backend": "backend_domname", "short-name": "short_name", "long-name": "long_name"}


def read_sound(reading: Reading, domain: Record) -> None:
    domain["vsnds"] = []
    for items in reading.items("vsnd") or ():
        if isinstance(items, str):
            source, line = reading.config.source, reading.config.line_of("vsnd")
            warning = f"{source}:{line}:0: warning: value is not a list"
            reading.refuse(warning, "Failed to get vsnd card list: Invalid argument")
        card: Record = {"devid": len(domain["vsnds"]), "params": {}, "pcms": []}
        domain["vsnds"].append(card)
        for item in up_to_list(items):
            _take_item(reading, card, item)


def _take_item(reading: Reading, card: Record, text: str) -> None:
    """`card, KEY=VALUE`, `pcm, ...` or `stream, ...`; the last two belong to the one before."""
    words = options(text)
    if not words:
        return
    kind = words[0].lower()
    if kind not in ("card", "pcm", "stream"):
        reading.refuse(f"Invalid key: {words[0]}")
    if kind == "pcm" or (kind == "stream" and not card["pcms"]):
        card["pcms"].append({"params": {}, "streams": []})
    if kind == "stream":
        card["pcms"][-1]["streams"].append({"params": {}})
    for option in words[1:]:
        key, equals, value = option.partition("=")
        target = card if kind == "card" else card["pcms"][-1]
        target = target["streams"][-1] if kind == "stream" else target
        if not equals or not (
            _take_parameter(reading, target["params"], key, value) or _take_own(reading, kind, target, key, value)
        ):
            reading.refuse(f"Invalid parameter: {option}")


def _take_own(reading: Reading, kind: str, target: Record, key: str, value: str) -> bool:
    if kind == "stream" and key == "type":
        target["type"] = reading.one_of(("p", "c"), value, "Invalid stream type: {}")
    elif kind == "stream" and key == "unique-id":
        target["unique_id"] = value
    elif kind == "pcm" and key == "name":
        target["name"] = value
    elif kind == "card" and key in _CARD:
        target[_CARD[key]] = value
    else:
        return False
    return True


def _take_parameter(reading: Reading, parameters: Record, key: str, value: str) -> bool:
    if key == "sample-rates":
        rates = split(reading, value, ";")
        parameters["sample_rates"] = [unsigned_long(rate).number & 0xFFFFFFFF for rate in rates]
    elif key == "sample-formats":
        parameters["sample_formats"] = [_format(reading, word) for word in split(reading, value, ";")]
    elif key in _NUMBERS:
        parameters[key.replace("-", "_")] = unsigned_long(value).number
    else:
        return False
    return True


def _format(reading: Reading, word: str) -> str:
    known = same_word(_FORMATS, word)
    if known is None:
        reading.refuse(f"Invalid pcm format: {word}")
    return known
