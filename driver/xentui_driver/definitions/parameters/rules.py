"""The rules for values of parameters: numbers, words, paths, lists."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from xentui_driver.definitions.parameters.parameter import ParameterValue, Rule
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless

_SHOWN_CHARACTERS = 60


def shown(value: ParameterValue) -> str:
    """A value as messages show it: text in quotes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(shown(item) for item in value[:4]) + ("" if len(value) <= 4 else ", ...") + "]"
    cut = harmless(value, _SHOWN_CHARACTERS)
    return f'"{cut}{"..." if len(value) > _SHOWN_CHARACTERS else ""}"'


def kept(words: str, is_kept: Callable[[ParameterValue], bool]) -> Rule:
    """A rule whose message only says that a value breaks it."""
    return Rule(words, lambda value: "" if is_kept(value) else f"{shown(value)} isn't {words}")


def secret(words: str, is_kept: Callable[[str], bool]) -> Rule:
    """A rule that doesn't repeat the value."""
    return Rule(words, lambda value: "" if isinstance(value, str) and is_kept(value) else f"this isn't {words}")


def number(least: int, most: int, unit: str = "") -> Rule:
    words = f"a number {f'of {unit} ' if unit else ''}from {least} to {most}"
    return kept(words, lambda value: isinstance(value, int) and least <= value <= most)


def one_of(*choices: str) -> Rule:
    return kept("one of " + ", ".join(choices), lambda value: value in choices)


def pattern(words: str, expression: str) -> Rule:
    """A rule for text that an expression must match as a whole."""
    compiled = lazy_pattern(expression)
    return kept(words, lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None)


def each(rule: Rule, words: str = "") -> Rule:
    """A rule for lists whose items each obey a rule; the message names the first that doesn't."""

    def problem(value: ParameterValue) -> str:
        items = value if isinstance(value, tuple) else (value,)
        return next((wrong for wrong in map(rule.problem, items) if wrong), "")

    return Rule(words or f"a list, each {rule.words}", problem)


def by_kind(rules: Mapping[type, Rule]) -> Rule:
    """A rule that depends on the kind of value, for parameters that take several kinds."""
    words = ", or ".join(rule.words for rule in rules.values())
    return Rule(words, lambda value: rules[type(value)].problem(value))


def parsed(words: str, parse: Callable[[str], object]) -> Rule:
    """A rule for text that a parser accepts; the summary of its InvalidInput says what is wrong."""

    def problem(value: ParameterValue) -> str:
        try:
            parse(str(value))
        except InvalidInput as error:
            return error.summary.removesuffix(".")
        return ""

    return Rule(words, problem)


def _is_line(value: ParameterValue) -> bool:
    return isinstance(value, str) and harmless(value, len(value)) == value


def _is_path(value: ParameterValue) -> bool:
    return isinstance(value, str) and value.startswith("/") and not value.endswith("/") and _is_line(value)


def _is_listen_address(value: ParameterValue) -> bool:
    """libxl takes everything before the last colon as the address (libxl_dm.c)."""
    if not isinstance(value, str):
        return False
    address, colon, display = value.rpartition(":") if ":" in value else (value, "", "")
    if colon and not re.fullmatch(r"[0-9]{1,5}", display):
        return False
    return _is_address(address[1:-1] if address.startswith("[") and address.endswith("]") else address)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


SWITCH = kept("yes or no", lambda value: isinstance(value, bool))
LINE = kept("one line of text without control or invisible characters", _is_line)
LINES = each(LINE, "a list of lines of text")
PATH = kept("an absolute path of a file", _is_path)
PROGRAM = kept(
    "an absolute path, or the bare name of one of Xen's own programs",
    lambda value: _is_path(value) or (isinstance(value, str) and re.fullmatch(r"[\w.-]+", value) is not None),
)
UUID = pattern(
    "32 hexadecimal digits as 8-4-4-4-12",
    r"(?i)(?!0{8}-0{4}-0{4}-0{4}-0{12})[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
)
ADDRESS = kept("an IP address", lambda value: isinstance(value, str) and _is_address(value))
LISTEN_ADDRESS = kept("an IPv4 address or [IPv6 address], with or without :DISPLAY", _is_listen_address)
LABEL = pattern("a security label USER:ROLE:TYPE", r"[\w.-]+:[\w.-]+:[\w.-]+")
