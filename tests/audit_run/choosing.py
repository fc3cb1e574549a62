"""A random operation on random guests: mostly one that can be done, sometimes one that can't, often on the same few."""

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import (
    AUTOSTART_OFF,
    AUTOSTART_ON,
    BALLOON,
    BREAK,
    CHANGE_DEFINITION,
    DESTROY,
    DISCARD,
    EDIT_DEFINITION,
    KEEP_WAITING,
    MAXMEM,
    MIGRATE,
    NEW_DEFINITION,
    NMI,
    PAUSE,
    REBOOT,
    REMOVE,
    RENAME,
    RESET,
    SAVE,
    SAVE_RUNNING,
    START,
    START_ATTACHED,
    START_PAUSED,
    STOP,
    STOP_ACPI,
    SYSRQ,
    UNPAUSE,
    VCPUS,
    Action,
    Asks,
    Request,
)
from xentui_driver.jobs.actions.hosts import RESTORE, RESTORE_PAUSED
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.sysrq import SYSRQ_KEYS
from xentui_driver.model.units import MIB_KIB

WEIGHTS: Mapping[Action, int] = {
    START: 16,
    START_PAUSED: 3,
    START_ATTACHED: 2,
    STOP: 7,
    STOP_ACPI: 1,
    KEEP_WAITING: 1,
    DESTROY: 5,
    DISCARD: 1,
    REBOOT: 4,
    RESET: 3,
    PAUSE: 6,
    UNPAUSE: 8,
    BALLOON: 5,
    MAXMEM: 4,
    VCPUS: 5,
    MIGRATE: 1,
    SAVE: 2,
    SAVE_RUNNING: 2,
    RESTORE: 3,
    RESTORE_PAUSED: 1,
    SYSRQ: 2,
    NMI: 1,
    BREAK: 1,
    RENAME: 2,
    AUTOSTART_ON: 4,
    AUTOSTART_OFF: 4,
    CHANGE_DEFINITION: 5,
    EDIT_DEFINITION: 3,
    NEW_DEFINITION: 1,
    REMOVE: 1,
}
"""How often each is chosen: what builds guests more often than what ends them, so that guests in all states exist."""

MOST_AT_ONCE = 6
"""Guests of a marked set."""
_MOST_LIKELY_POSSIBLE = 0.9
_SETS = 0.8
_OFTEN_THE_SAME = 0.15
_SAME_FEW = 8
_WAIT_S = 1.5
"""The behaviours of guests; some ignore requests."""
_CHANGES: tuple[Mapping[str, Value | None], ...] = (
    {"memory": "600", "maxmem": "1200"},
    {"vcpus": "3"},
    {"on_reboot": "restart"},
    {"extra": "console=hvc0 quiet"},
    {"extra": None},
    {"maxvcpus": "0"},
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An action and each guest that it is to be done with."""

    action: Action
    requests: tuple[Request, ...]


class Chooser:
    """Chooses for one thread of one console; `tag` makes its names its own."""

    def __init__(self, random: Random, tag: str, hypervisor: Hypervisor, saves: str) -> None:
        self._random = random
        self._tag = tag
        self._hypervisor = hypervisor
        self._saves = saves
        self._numbers = itertools.count(1)

    def choose(self, instances: Sequence[Instance], most: int) -> Chosen:
        """At most so many guests, from the last snapshot."""
        while True:
            (action,) = self._random.choices(tuple(WEIGHTS), weights=tuple(WEIGHTS.values()))
            requests = tuple(itertools.islice(self._requests(action, instances), most))
            if requests:
                return Chosen(action, requests)

    def _requests(self, action: Action, instances: Sequence[Instance]) -> Iterator[Request]:
        if action in (RESTORE, RESTORE_PAUSED):
            yield Request(value=self._saved())
        elif action is NEW_DEFINITION:
            yield self._new_definition()
        elif action is EDIT_DEFINITION:
            yield from self._edits(self._targets(action, [i for i in instances if i.definition is not None], 1))
        elif action is CHANGE_DEFINITION:
            for target in self._targets(action, [i for i in instances if i.definition is not None], 1):
                yield Request(target, changes=self._random.choice(_CHANGES))
        else:
            for target in self._targets(action, instances, self._how_many(action)):
                keep = action.can_keep and self._random.random() < 0.3
                wait_s = _WAIT_S if action.waits else None
                yield Request(target, self._value(action, instances), in_definition=keep, timeout_s=wait_s)

    def _how_many(self, action: Action) -> int:
        """As on the screen: an action that asks for a value is done with one guest."""
        if action.asks not in (Asks.NOTHING, Asks.HOST) or action is START_ATTACHED:
            return 1
        return self._random.randint(1, MOST_AT_ONCE) if self._random.random() < _SETS else 1

    def _targets(self, action: Action, instances: Sequence[Instance], count: int) -> list[Instance]:
        able = [instance for instance in instances if not action.why_not(instance)]
        pool = able if able and self._random.random() < _MOST_LIKELY_POSSIBLE else list(instances)
        if self._random.random() < _OFTEN_THE_SAME:
            pool = sorted(pool, key=lambda instance: instance.name)[: max(_SAME_FEW, count)]
        return self._random.sample(pool, min(count, len(pool)))

    def _value(self, action: Action, instances: Sequence[Instance]) -> int | str | None:
        match action.asks:
            case Asks.NOTHING:
                return None
            case Asks.MEMORY:
                return self._random.choice((128, 256, 384, 512, 768, 1024, 1 << 24)) * MIB_KIB
            case Asks.VCPUS:
                return self._random.randint(1, 5)
            case Asks.HOST:
                return self._random.choice(("dom0b", "dom0b", "dom0b", "nowhere"))
            case Asks.NAME:
                taken = self._random.choice(instances).name
                return self._random.choice((self._new_name(), self._new_name(), taken, "7"))
            case Asks.SYSRQ:
                return self._random.choice(tuple(SYSRQ_KEYS))
            case Asks.FILE:
                return self._random.choice((f"{self._saves}/{self._new_name()}",) * 4 + (self._saved(),))

    def _new_name(self) -> str:
        return f"{self._tag}{next(self._numbers)}"

    def _saved(self) -> str:
        """A save file that exists, or did a moment ago, or never did."""
        names = sorted(name for name in os.listdir(self._saves) if not name.startswith("."))
        return f"{self._saves}/{self._random.choice((*names, 'nothing'))}"

    def _new_definition(self) -> Request:
        name = self._new_name()
        path = self._hypervisor.store.path_for(name)
        text = f'name = "{name}"\ntype = "pvh"\nkernel = "/nowhere"\nmemory = 128\n'
        return Request(Instance(path, definition=Definition(path, name, None, "pvh")), text=text)

    def _edits(self, targets: Sequence[Instance]) -> Iterator[Request]:
        for target in targets:
            assert target.definition is not None
            try:
                before = self._hypervisor.store.read(target.definition.path).text
            except XenError:  # it was taken away since the picture was taken
                continue
            yield Request(target, text=f"{before}# {self._new_name()}\n", before=before)
