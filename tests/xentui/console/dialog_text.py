"""What a dialog says."""

from typing import Any

from xentui.console.screens.question import Question
from xentui_widgets.dialogs import Dialog


def body_of(dialog: Dialog) -> str:
    return str(dialog.frame._body.content)


def answer_of(question: Question[Any]) -> str:
    """What it says of what is typed."""
    return str(question._answer.content)
