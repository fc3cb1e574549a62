"""The filter line: words, comparisons and states to one question about an instance."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.memory_size import parse_memory_kib
from xentui_driver.model.row_key import RowKey

Test = Callable[[Instance], bool]

_COMPARISON = lazy_pattern(r"(mem|memory|ram|cpu|vcpus?|id|net|network|disk|up|uptime)(>=|<=|>|<|=)(.*)")
_FIELDS = {"memory": "mem", "ram": "mem", "vcpu": "vcpus", "network": "net", "uptime": "up"}
"""What an operator also calls a field."""
_RATE = lazy_pattern(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)([kmgt]?)b?(?:/s)?")
_THOUSANDS = " kmgt"
_TIME = lazy_pattern(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(m|min|h|d)")
_SECONDS = {"m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_TYPES = ("pv", "pvh", "hvm")
_STATE_LETTERS = 4
"""From so many letters on a word may be the beginning of a state; shorter ones are parts of names."""
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda value, limit: value > limit,
    "<": lambda value, limit: value < limit,
    ">=": lambda value, limit: value >= limit,
    "<=": lambda value, limit: value <= limit,
    "=": lambda value, limit: value == limit,
}
EXAMPLE = "web  !test  state:paused  type:pvh  mem>4g  cpu>50  net>1M  id=12"
FLEET_EXAMPLE = "web  host:dom0b  !test  state:paused  type:pvh  mem>4g  cpu>50  id=12"
TERMS_HELP = (
    ("web", "the name contains this"),
    ("stopped", "a state, or its first four letters: crashed, paused, runn"),
    ("!test", "excludes what follows; works before any term"),
    ("state:paused", "the state begins with this; names don't count"),
    ("type:pvh", "pv, hvm or pvh, as defined"),
    ("host:dom0b", "the name of the host contains this"),
    ("mem>4g", "memory; also ram>4g, mem<512m, mem>=2g"),
    ("cpu>50", "percent of one CPU"),
    ("net>1M  disk>10M", "bytes a second, both directions together"),
    ("up>1d", "how long it has run; also up<30m, up>=12h"),
    ("vcpus>=2  id=12", "numbers"),
)


class FilterError(ValueError):
    """What is wrong with a filter, in words for the operator."""


@dataclass(frozen=True, slots=True)
class Filter:
    """All of its terms must hold; an empty one lets everything pass."""

    text: str = ""
    tests: tuple[Test, ...] = ()

    def accepts(self, instance: Instance) -> bool:
        return all(test(instance) for test in self.tests)


def parse_filter(text: str) -> Filter:
    """Raises FilterError for a term that can't be understood."""
    return Filter(text.strip(), tuple(_term(word) for word in text.lower().split()))


def divided(
    instances: Sequence[Instance],
    chosen: Filter,
    among: Collection[RowKey] | None = None,
    kept: Collection[RowKey] = (),
) -> tuple[tuple[Instance, ...], tuple[Instance, ...]]:
    """The instances that are shown, and those that are hidden.

    With `among` only these rows are shown; those in `kept` the filter doesn't hide.
    """
    if among is None and not chosen.tests:
        return tuple(instances), ()
    shown: list[Instance] = []
    hidden: list[Instance] = []
    for each in instances:
        passes = (among is None or each.row_key in among) and (each.row_key in kept or chosen.accepts(each))
        (shown if passes else hidden).append(each)
    return tuple(shown), tuple(hidden)


def _term(word: str) -> Test:
    if word.startswith("!"):
        if len(word) == 1:
            raise FilterError("! needs a term after it: !test")
        inner = _term(word[1:])
        return lambda instance: not inner(instance)
    key, colon, value = word.partition(":")
    if colon and key == "state":
        return _state(value)
    if colon and key == "host":
        return lambda instance: value in instance.host.lower()
    if colon and key == "type":
        return _type(value)
    if found := _COMPARISON.fullmatch(word):
        return _comparison(_FIELDS.get(found[1], found[1]), found[2], found[3])
    states = _states(word) if len(word) >= _STATE_LETTERS else ()
    return lambda instance: word in instance.name.lower() or instance.state in states


def _states(beginning: str) -> tuple[DomainState, ...]:
    return tuple(state for state in DomainState if state.value.startswith(beginning))


def _state(value: str) -> Test:
    states = _states(value)
    if not value or not states:
        raise FilterError(f"{value!r} is not a state; known: {', '.join(state.value for state in DomainState)}")
    return lambda instance: instance.state in states


def _type(value: str) -> Test:
    """A type in full means that one: `pv` isn't `pvh`."""
    wanted = {value} & set(_TYPES) or {each for each in _TYPES if each.startswith(value)}
    return lambda instance: instance.definition is not None and instance.definition.type in wanted


def _comparison(field: str, operator: str, text: str) -> Test:
    limit = _LIMITS.get(field, partial(_number, field))(text)
    compare = _OPERATORS[operator]

    def test(instance: Instance) -> bool:
        value = _figure(field, instance)
        return value is not None and compare(value, limit)

    return test


def _figure(field: str, instance: Instance) -> float | None:
    domain, definition = instance.domain, instance.definition
    if field == "cpu":
        return instance.cpu_percent
    if field in {"net", "disk"}:
        traffic = instance.rates.network if field == "net" else instance.rates.disk
        return traffic.bytes_per_s if traffic is not None else None
    if field == "up":
        return instance.up_s
    if field == "id":
        return instance.domid
    if field == "mem":
        return domain.memory_kib if domain is not None else definition.memory_kib if definition is not None else None
    return domain.vcpus if domain is not None else definition.vcpus if definition is not None else None


def _memory_kib(text: str) -> float:
    try:
        return parse_memory_kib(text)
    except ValueError as error:
        raise FilterError(str(error)) from error


def _number(field: str, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise FilterError(f"{field} needs a number, not {text!r}") from error


def _bytes_per_s(text: str) -> float:
    found = _RATE.fullmatch(text)
    if found is None:
        raise FilterError("a rate is a number and a unit: 500k, 1.5M; without a unit it is bytes a second")
    return float(found[1]) * 1000.0 ** _THOUSANDS.index(found[2] or " ")


def _up_s(text: str) -> float:
    found = _TIME.fullmatch(text)
    if found is None:
        raise FilterError("an uptime is a number and a unit: 30m, 12h, 1.5d")
    return float(found[1]) * _SECONDS[found[2]]


_LIMITS: dict[str, Callable[[str], float]] = {
    "mem": _memory_kib,
    "net": _bytes_per_s,
    "disk": _bytes_per_s,
    "up": _up_s,
}
"""How the limit of a field that is no plain number is read."""
