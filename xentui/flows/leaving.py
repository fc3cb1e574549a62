"""Leaving: at once when nothing is under way."""

from xentui.flows.stage import Stage
from xentui.screens.confirm import MOST_SHOWN, YES, named
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame


def leave(stage: Stage) -> None:
    """Leave, at once when nothing is under way, else when the operator is sure."""
    under_way = stage.jobs.under_way
    if not under_way:
        stage.app.exit()
        return
    lines = [f"{job.action.doing} {named(job.instance)}: {job.words}" for job in under_way[:MOST_SHOWN]]
    waiting = sum(1 for job in under_way if not job.has_begun)
    begun = "What has begun goes on without the console; you will not see its end here."
    rest = [f"{waiting} of them have not begun and will not."] if waiting else []
    frame = DialogFrame(
        "Leave while jobs are under way?",
        [*lines, "", begun, *rest],
        (Choice("no", "Stay", "n"), Choice(YES, "Leave", "y")),
        symbols=stage.symbols,
    )
    stage.ask(Dialog(frame), stage.app.exit)
