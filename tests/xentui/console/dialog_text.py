"""What a dialog says."""

from xentui_widgets.dialogs import Dialog


def body_of(dialog: Dialog) -> str:
    return str(dialog.frame._body.content)
