"""A field for one line of text, which takes letters and editing keys in the order in which they come."""

from textual.widgets import Input

from xentui_widgets.own_keys import OwnKeys


class TextField(Input, OwnKeys):
    """Without a blinking cursor: a blink costs a slow line 2,500 bytes a second."""

    def on_mount(self) -> None:
        self.cursor_blink = False
