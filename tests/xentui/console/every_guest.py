"""Guests in every state and role, with and without a definition, for what must hold of all of them."""

from collections.abc import Iterator
from dataclasses import replace

from tests.instances import TEST, running, stopped
from xentui_driver.model.domain import DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance


def every_guest() -> Iterator[Instance]:
    yield from (TEST, stopped("broken", error="line 3"), Instance("line 3", unreadable=UnreadableRow(3, "what", "why")))
    for role in DomainRole:
        for state in DomainState:
            guest = running("web", role=role, state=state)
            yield guest
            yield replace(guest, definition=None)
