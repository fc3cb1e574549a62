"""How an order goes to the process that performs it, and how its answer comes back."""

import json
from collections.abc import Sequence
from typing import Any, BinaryIO

from xentui_driver.jobs.orders import Order, Workplace
from xentui_driver.model.errors import XenError
from xentui_driver.model.serialization import from_plain, to_plain
from xentui_driver.model.strict_json import parsed


def write_order(workplace: Workplace, order: Order) -> bytes:
    """The bytes to send: their number comes first, so that half an order is recognised."""
    content = json.dumps({"workplace": to_plain(workplace), "order": to_plain(order)}).encode("ascii")
    return f"{len(content)}\n".encode("ascii") + content


def read_order(stream: BinaryIO) -> tuple[Workplace, Order] | None:
    """Read one order; None when it isn't complete."""
    length = stream.readline()
    content = stream.read()
    if not length.strip().isdigit() or len(content) != int(length):
        return None
    values = json.loads(content)
    return from_plain(Workplace, values["workplace"]), from_plain(Order, values["order"])


def write_answer(answers: Sequence[str | XenError]) -> bytes:
    """Write the answer, one line: what has begun."""
    plain = [answer if isinstance(answer, str) else to_plain(answer) for answer in answers]
    return json.dumps(plain).encode("ascii") + b"\n"


def read_answer(line: str) -> tuple[str | XenError, ...]:
    """The number of each job, or why it was refused. Raises ValueError for anything else."""
    answers = parsed(line)
    if not isinstance(answers, list):
        raise ValueError("it isn't a list")
    return tuple(_one_answer(each) for each in answers)


def _one_answer(plain: Any) -> str | XenError:
    return plain if isinstance(plain, str) else from_plain(XenError, plain)
