"""Parses domain configurations that `xl create -n` and `xl list -l` print, in JSON (libxl_json.c, xl_info.c)."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import ParseError

DRY_RUN = "xl create -n"
LIST = "xl list -l"

_SXP_STEP = 'Set output_format="json" in the host\'s /etc/xen/xl.conf.'
_SHOWN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class DomainDetails:
    """A domain's configuration; a member with libxl's default isn't there (a disk without readwrite is read-only)."""

    domid: int
    config: Mapping[str, Any]
    """Only mappings and tuples; libxl's booleans are "True", "False" and "<default>"."""


def parse_dry_run(text: str) -> Mapping[str, Any]:
    """What xl understood of a definition. Raises ParseError."""
    value = _loaded(text, DRY_RUN)
    if not isinstance(value, Mapping) or not all(isinstance(value.get(key), Mapping) for key in ("c_info", "b_info")):
        _refuse(text, DRY_RUN, "no configuration of a domain")
    return value


def parse_list(text: str) -> tuple[DomainDetails, ...]:
    """The domains whose configuration libxl still has; xl silently leaves out the others. Raises ParseError."""
    value = _loaded(text, LIST)
    if not isinstance(value, tuple):
        _refuse(text, LIST, "no list of domains")
    return tuple(_details(item, text) for item in value)


def _details(item: Any, text: str) -> DomainDetails:
    domid = item.get("domid") if isinstance(item, Mapping) else None
    if not isinstance(domid, int) or isinstance(domid, bool) or not isinstance(item.get("config"), Mapping):
        _refuse(text, LIST, "an entry without a domid or a configuration")
    return DomainDetails(domid, item["config"])


def _loaded(text: str, source: str) -> Any:
    if not text.strip():
        _refuse(text, source, "it printed nothing")
    if text.lstrip().startswith("("):
        _refuse(text, source, "xl prints S-expressions and not JSON", _SXP_STEP)
    try:
        return _frozen(json.loads(text, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        line = text.split("\n")[error.lineno - 1]
        raise ParseError(source, error.lineno, line[:_SHOWN_LENGTH], f"no JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, or deeply nested lists
        raise ParseError(source, 1, text[:_SHOWN_LENGTH], f"no JSON that can be true: {error}") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't a number")


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(member) for key, member in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _refuse(text: str, source: str, reason: str, next_step: str = "") -> NoReturn:
    error = ParseError(source, 1, text.split("\n", 1)[0][:_SHOWN_LENGTH], reason)
    error.next_step = next_step or error.next_step
    raise error
