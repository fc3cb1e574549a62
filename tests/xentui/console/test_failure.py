"""The dialog of a failure: the cause is in sight however much followed it."""

from tests.xentui.console.dialog_text import body_of
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.screens.failure import failure
from xentui_driver.model.errors import CommandFailed
from xentui_widgets.symbols import UNICODE


def test_a_long_story_keeps_its_beginning_and_its_end() -> None:
    lines = ["libxl: error: the cause", *(f"libxl: error: consequence {number}" for number in range(30)), "the end"]
    told = body_of(failure("Start", CommandFailed("It failed.", detail="\n".join(lines)), (), UNICODE, USUAL_KEYS))
    assert "the cause" in told
    assert "the end" in told
    assert "consequence 20" not in told
    assert "25 more lines" in told
