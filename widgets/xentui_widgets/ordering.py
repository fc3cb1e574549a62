"""The order of the rows: by one column, unknown last in both directions, equals by name."""

from collections.abc import Sequence
from operator import itemgetter

from xentui_driver.model.instance import Instance
from xentui_widgets.columns import Column, natural_key

_first = itemgetter(0)


class Ordering:
    """Puts instances in order and remembers their order by name, which few refreshes change."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._ranks: dict[str, int] = {}

    def sort(self, instances: Sequence[Instance], column: Column, reverse: bool) -> list[Instance]:
        """The instances in the order of `column`; stable, so that a refresh does not shuffle equal rows."""
        self._rank({instance.key: instance.name for instance in instances})
        ranks = self._ranks
        ranked = [(ranks[instance.key], instance) for instance in instances]
        ranked.sort(key=_first)
        sort_key = column.sort_key
        if sort_key is None:
            named = [instance for _, instance in ranked if instance.name]
            nameless = [instance for _, instance in ranked if not instance.name]
            return (named[::-1] if reverse else named) + nameless
        keyed = [(sort_key(instance), instance) for _, instance in ranked]
        known = [pair for pair in keyed if pair[0] is not None]
        # `reverse` keeps equal rows in their order, so names go upwards either way.
        known.sort(key=_first, reverse=reverse)
        return [instance for _, instance in known] + [instance for key, instance in keyed if key is None]

    def _rank(self, names: dict[str, str]) -> None:
        if names == self._names:
            return
        self._names = names
        keys = sorted(names, key=lambda key: (natural_key(names[key]), key))
        self._ranks = {key: rank for rank, key in enumerate(keys)}
