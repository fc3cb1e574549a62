"""The dialog of a failure: the cause is in sight however much followed it."""

from tests.xentui.console.dialog_text import body_of
from xentui.console.commands.bindings import USUAL_KEYS
from xentui.console.dialogs.follow_ups import choice_of
from xentui.console.screens.failure import failure
from xentui_driver.jobs.actions import STOP_ACPI
from xentui_driver.model.errors import CommandFailed
from xentui_widgets.choice_bar import CLOSE
from xentui_widgets.symbols import UNICODE


def test_a_long_story_keeps_its_beginning_and_its_end() -> None:
    lines = ["libxl: error: the cause", *(f"libxl: error: consequence {number}" for number in range(30)), "the end"]
    told = body_of(failure("Start", CommandFailed("It failed.", detail="\n".join(lines)), (), UNICODE, USUAL_KEYS))
    assert "the cause" in told
    assert "the end" in told
    assert "consequence 20" not in told
    assert "25 more lines" in told


def test_an_advice_names_the_keys_of_the_choices_that_are_offered_with_it() -> None:
    error = CommandFailed(
        "It failed.", next_step="Press its power button (do: stop_acpi), or force it off (do: destroy)."
    )
    offered = failure("Stop", error, (), UNICODE, USUAL_KEYS, [CLOSE, choice_of(STOP_ACPI)])
    assert "Press its power button (a), or force it off (X)." in body_of(offered)
    alone = failure("Stop", error, (), UNICODE, USUAL_KEYS)
    assert "Press its power button (: Stop by ACPI), or force it off (X)." in body_of(alone)
