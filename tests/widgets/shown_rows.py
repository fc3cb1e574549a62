"""What an instance table shows, and what it has told."""

from textual.message import Message

from tests.widgets.gallery import Gallery
from xentui_widgets.instance_table import InstanceTable


def names(table: InstanceTable) -> list[str]:
    return [row.name for row in table.rows]


def cursor(table: InstanceTable) -> str:
    return table.current.name if table.current is not None else ""


def heard(gallery: Gallery, kind: type[Message]) -> list[Message]:
    return [message for message in gallery.heard if isinstance(message, kind)]
