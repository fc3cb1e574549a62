"""The filter line: words, comparisons and states to one question about an instance."""

from collections.abc import Callable, Collection, Sequence

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.memory_size import parse_memory_kib
from xentui_driver.model.row_key import RowKey

Test = Callable[[Instance], bool]

_COMPARISON = lazy_pattern(r"(mem|memory|ram|cpu|vcpus?|id)(>=|<=|>|<|=)(.*)")
_FIELDS = {"memory": "mem", "ram": "mem", "vcpu": "vcpus"}
"""What an operator also calls a field."""
_STATE_LETTERS = 4
"""From so many letters on a word may be the beginning of a state; shorter ones are parts of names."""
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda value, limit: value > limit,
    "<": lambda value, limit: value < limit,
    ">=": lambda value, limit: value >= limit,
    "<=": lambda value, limit: value <= limit,
    "=": lambda value, limit: value == limit,
}
EXAMPLE = "web  !test  state:paused  type:pvh  mem>4g  cpu>50  vcpus>=2  id=12"
FLEET_EXAMPLE = "web  host:dom0b  !test  state:paused  type:pvh  mem>4g  cpu>50  id=12"
TERMS_HELP = (
    ("web", "the name contains it"),
    ("stopped", "a state, or its first four letters: crashed, paused, runn"),
    ("!test", "not what follows; before any term"),
    ("state:paused", "the state begins with it, and no name counts"),
    ("type:pvh", "pv, hvm or pvh, by its definition"),
    ("host:dom0b", "the name of its host contains it"),
    ("mem>4g", "memory; also ram>4g, mem<512m, mem>=2g"),
    ("cpu>50", "percent of one CPU"),
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
    instances: Sequence[Instance], chosen: Filter, among: Collection[RowKey] | None = None
) -> tuple[tuple[Instance, ...], tuple[Instance, ...]]:
    """The instances that are shown, and those that the filter hides; with `among` only these rows are shown."""
    if among is None and not chosen.tests:
        return tuple(instances), ()
    shown: list[Instance] = []
    hidden: list[Instance] = []
    for each in instances:
        passes = (among is None or each.row_key in among) and chosen.accepts(each)
        (shown if passes else hidden).append(each)
    return tuple(shown), tuple(hidden)


def _term(word: str) -> Test:
    if word.startswith("!"):
        if len(word) == 1:
            raise FilterError("! needs a term behind it: !test")
        inner = _term(word[1:])
        return lambda instance: not inner(instance)
    key, colon, value = word.partition(":")
    if colon and key == "state":
        return _state(value)
    if colon and key == "host":
        return lambda instance: value in instance.host.lower()
    if colon and key == "type":
        return lambda instance: instance.definition is not None and (instance.definition.type or "").startswith(value)
    if found := _COMPARISON.fullmatch(word):
        return _comparison(_FIELDS.get(found[1], found[1]), found[2], found[3])
    states = _states(word) if len(word) >= _STATE_LETTERS else ()
    return lambda instance: word in instance.name.lower() or instance.state in states


def _states(beginning: str) -> tuple[DomainState, ...]:
    return tuple(state for state in DomainState if state.value.startswith(beginning))


def _state(value: str) -> Test:
    states = _states(value)
    if not value or not states:
        raise FilterError(f"no state {value!r}; there are {', '.join(state.value for state in DomainState)}")
    return lambda instance: instance.state in states


def _comparison(field: str, operator: str, text: str) -> Test:
    limit = _memory_kib(text) if field == "mem" else _number(field, text)
    compare = _OPERATORS[operator]

    def test(instance: Instance) -> bool:
        value = _figure(field, instance)
        return value is not None and compare(value, limit)

    return test


def _figure(field: str, instance: Instance) -> float | None:
    domain, definition = instance.domain, instance.definition
    if field == "cpu":
        return instance.cpu_percent
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
