"""The orders of a console and the answers to them, written down by the console because it may be killed."""

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Submitted:
    """One operation, as it is known before it is handed over."""

    operation: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: the number of its job, or why it was refused."""

    job: str | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Operations that were submitted together."""

    operations: tuple[Submitted, ...]
    answers: tuple[Answer, ...] | None
    """In the same order; None when the console was killed before it had them."""


class LedgerWriter:
    """Writes the ledger; safe to use from any thread. Each line is one write, so that a kill leaves no half line."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()
        self._orders = 0

    def submits(self, operations: Sequence[Submitted]) -> int:
        """Before they are handed over; returns the number of the order."""
        with self._lock:
            self._orders += 1
            number = self._orders
        self._write({"order": number, "operations": [asdict(operation) for operation in operations]})
        return number

    def answered(self, number: int, answers: Sequence[Answer]) -> None:
        self._write({"order": number, "answers": [asdict(answer) for answer in answers]})

    def _write(self, values: dict[str, object]) -> None:
        os.write(self._fd, (json.dumps(values) + "\n").encode("ascii"))


def read_ledger(path: Path) -> tuple[Order, ...]:
    """All orders so far; none while the console hasn't begun."""
    if not path.exists():
        return ()
    operations: dict[int, tuple[Submitted, ...]] = {}
    answers: dict[int, tuple[Answer, ...]] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        values = json.loads(line)
        if "operations" in values:
            operations[values["order"]] = tuple(Submitted(**each) for each in values["operations"])
        else:
            answers[values["order"]] = tuple(Answer(**each) for each in values["answers"])
    return tuple(Order(submitted, answers.get(number)) for number, submitted in operations.items())


def count(orders: Sequence[Order]) -> int:
    """How many operations were submitted."""
    return sum(len(order.operations) for order in orders)
