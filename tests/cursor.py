"""Puts the cursor of the table on a row, with the moves that an operator has."""

from xentui_widgets.instance_table import InstanceTable


def put_cursor_on(table: InstanceTable, key: str) -> None:
    """From the top, row by row; the instance has to be there."""
    index = [instance.key for instance in table.rows].index(key)
    table.action_first()
    for _ in range(index):
        table.action_cursor_down()
