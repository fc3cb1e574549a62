"""Histories of a few guests, and the clock that they and their folder have."""

import struct
import threading

from tests.instances import WEB
from xentui.fleet.history import History
from xentui.fleet.kept.blocks import HOST_KEY, Block, Kind, key_of
from xentui_driver.model.dataclass import replace
from xentui_driver.model.domain import Domain

EPOCH_S = 1_764_450_000.0
WEB_KEY = key_of("7bb5acd8-4d94-433e-ba30-9aebfb57f0ea") or b""


class HandClock:
    """A clock that a test moves; what the wall says can be put right."""

    def __init__(self, monotonic_s: float = 5000.0) -> None:
        self.now_s = monotonic_s
        self.offset_s = EPOCH_S

    def monotonic_s(self) -> float:
        return self.now_s

    def epoch_s(self) -> float:
        return self.now_s + self.offset_s

    def wait(self, seconds: float, wake: threading.Event | None = None) -> bool:
        raise AssertionError("nothing here waits for it")


def web(domid: int = 1, uuid: str = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea") -> Domain:
    assert WEB.domain is not None
    return replace(WEB.domain, domid=domid, uuid=uuid)


def read_on(history: History, clock: HandClock, seconds: float, *domains: Domain) -> History:
    """The history after polls every ten seconds."""
    until_s = clock.now_s + seconds
    while clock.now_s < until_s:
        clock.now_s += 10.0
        history = history.with_domains(domains or (web(),), clock.now_s, clock.now_s)
    return history


def block(began_s: float, value: float = 1.0, kind: Kind = Kind.MINUTES, *keys: bytes) -> Block:
    return Block(kind, began_s, dict.fromkeys(keys or (HOST_KEY,), struct.pack("<18f", *[value] * 18)))
