"""What identifies a row of a table among the rows of all hosts."""

from functools import lru_cache
from typing import NamedTuple


class RowKey(NamedTuple):
    """A row of a host: two hosts may have the same names, ids and UUIDs."""

    host: str
    """The host's name in the fleet."""
    row: str
    """It identifies the row among those of its host, and stays the same from poll to poll."""


@lru_cache(65536)
def row_key(host: str, row: str) -> RowKey:
    """Returns the same object from poll to poll: a table of thousands of rows makes and compares all keys each time."""
    return RowKey(host, row)
