"""How the tests wait for an application that they drive."""

import asyncio

import pytest
from textual._wait import wait_for_idle

_TURNS = 50
"""More than a message needs from a key to the last widget that it changes."""


async def _idle_and_heard(min_sleep: float = 0.02, max_sleep: float = 1.0) -> None:
    """Wait as Textual does, and then until the event loop has had its turns.

    Textual takes a process that uses no processor for idle; on a busy machine it may only have been given none.
    """
    await wait_for_idle(min_sleep, max_sleep)
    for _ in range(_TURNS):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def patient_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pause of a pilot waits for what has been posted before it."""
    monkeypatch.setattr("textual.pilot.wait_for_idle", _idle_and_heard)
