"""What tells a row of a table apart from all others, whatever host it is of."""

from functools import lru_cache
from typing import NamedTuple


class RowKey(NamedTuple):
    """A row of a host: names, ids and UUIDs may be the same on two hosts."""

    host: str
    """The host's name in the fleet; empty where only one host is shown."""
    row: str
    """What tells it apart from the host's other rows, and stays the same from poll to poll."""


@lru_cache(65536)
def row_key(host: str, row: str) -> RowKey:
    """The same object from poll to poll: a table of thousands of rows makes and compares all keys each time."""
    return RowKey(host, row)
