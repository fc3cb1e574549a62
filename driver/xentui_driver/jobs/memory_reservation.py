"""Reserves memory for the starts of a set, while others of the set are being built."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.model.errors import NotEnoughMemory, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_size import compared_words
from xentui_driver.toolstack.xl import Report


class MemoryReservations:
    """Counts the memory that starts under way will take: free memory doesn't show it before they have it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pending: dict[int, int] = {}

    @contextmanager
    def reserved(self, host: Hypervisor, instance: Instance, report: Report) -> Iterator[None]:
        """Reserve memory for one guest while it is built.

        Where there is too little, it waits for the other starts to end, and checks again. Raises NotEnoughMemory.
        """
        definition = instance.definition
        needed_kib = (definition.start_memory_kib or 0) if definition is not None else 0
        ticket = threading.get_ident()
        with self._changed:
            while (free_kib := _free_kib(host)) is not None and free_kib - sum(self._pending.values()) < needed_kib:
                if not self._pending:
                    needed, free = compared_words(needed_kib, free_kib)
                    raise NotEnoughMemory(
                        f"{instance.name} was not started: it needs {needed}, but {free} is free.",
                        state_now="Nothing was done with it.",
                    )
                report("waiting for memory: other guests of this set are starting")
                self._changed.wait()
            self._pending[ticket] = needed_kib
        try:
            yield
        finally:
            with self._changed:
                del self._pending[ticket]
                self._changed.notify_all()


def _free_kib(host: Hypervisor) -> int | None:
    """None where it isn't known: then xl itself refuses a guest that doesn't fit."""
    try:
        return host.node_info().memory_free_kib
    except XenError:
        return None
