"""What identifies a row of a table among the rows of all hosts."""

from typing import NamedTuple


class RowKey(NamedTuple):
    """A row of a host: two hosts may have the same names, ids and UUIDs."""

    host: str
    """The host's name in the fleet."""
    row: str
    """It identifies the row among those of its host, and stays the same from poll to poll."""
