"""Puts the cursor of the table on a row, with the moves that an operator has."""

from xentui_widgets.instance_table import InstanceTable


def put_cursor_on(table: InstanceTable, key: str, host: str = "") -> None:
    """From the top, row by row; the instance has to be there, on that host or on any."""
    index = next(i for i, row in enumerate(table.rows) if row.key == key and host in ("", row.host))
    table.action_first()
    for _ in range(index):
        table.action_cursor_down()
